"""Pairs fixed or ruled out by hand: which rules may be overruled for them, and which hold today.

What stands against a pair is told in codes that never tell who said what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import upmatch
from upmatch.rules import FORBIDDEN, LOCKED_ELSEWHERE, OVERRIDABLE, forbidden
from upside.matching.vocabulary import SAID

__all__ = [
    "OVERRULED",
    "Against",
    "Couple",
    "against",
    "couple_of",
    "hold_of",
    "locked",
    "standing_locks",
]

Couple = tuple[str, str]
"""Ids in the HR file of a mentee and of a mentor, as the engine names a pair."""
Held = Mapping[str, Any]
OVERRULED: Final = OVERRIDABLE
"""Rules that a coordinator may overrule for one pair, with a reason; no other."""
BY_HAND: Final = (FORBIDDEN, LOCKED_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Against:
    """What stands against a pair: rules that can be overruled, and what never can.

    ``never`` holds what people said, or an earlier pair, only where no fact does: it is then
    called ``said``, whichever of them it is. ``by_hand`` is what a coordinator did before.
    """

    overruled: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()

    @property
    def is_permitted(self) -> bool:
        return not (self.overruled or self.never or self.by_hand)


def against(problem: upmatch.Problem, couple: Couple) -> Against:
    """Return what stands against two people who are both in ``problem``, by its rules."""
    mentee, mentor = couple
    table = problem.table().one(problem.row_of[mentee], problem.column_of[mentor])
    codes = [code for code, cells in forbidden(table).items() if cells[0, 0]]
    facts = [code for code in codes if code not in (*OVERRULED, *SAID, *BY_HAND)]
    said = ["said"] if not facts and any(code in SAID for code in codes) else []
    return Against(
        overruled=tuple(code for code in codes if code in OVERRULED),
        never=tuple(facts + said),
        by_hand=tuple(code for code in codes if code in BY_HAND),
    )


def couple_of(hold: Held) -> Couple:
    """Return the two ids of a hold."""
    return hold["mentee"], hold["mentor"]


def hold_of(holds: Iterable[Held], couple: Couple) -> Held | None:
    """Return what a coordinator fixed about these two, if anything."""
    return next((hold for hold in holds if couple_of(hold) == couple), None)


def standing_locks(problem: upmatch.Problem, holds: Iterable[Held]) -> set[Couple]:
    """Return the locks among ``holds`` that hold in ``problem``, in which nothing is fixed yet.

    Those hold whose people are in the round, whose mentor has the seats, and against which
    nothing stands but the rules that were overruled for them.
    """
    inside = [hold for hold in holds if _is_inside(problem, couple_of(hold))]
    return {couple_of(hold) for hold in _kept(problem, inside) if hold["kind"] == "lock"}


def locked(
    problem: upmatch.Problem, locks: Iterable[Couple], overruling: Iterable[Couple] = ()
) -> upmatch.Problem:
    """Return ``problem`` with these pairs locked besides, ``overruling`` the rules for some."""
    both = tuple(sorted({*problem.locks, *locks}))
    return replace(problem, locks=both, overrides=tuple(sorted({*problem.overrides, *overruling})))


def _is_inside(problem: upmatch.Problem, couple: Couple) -> bool:
    return couple[0] in problem.row_of and couple[1] in problem.column_of


def _kept(problem: upmatch.Problem, locks: Iterable[Held]) -> Iterator[Held]:
    taken: Counter[str] = Counter()
    seats = {mentor.id: mentor.seats for mentor in problem.mentors}
    for hold in locks:
        mentee, mentor = couple_of(hold)
        found = against(problem, (mentee, mentor))
        is_ruled_out = found.never or found.by_hand
        if is_ruled_out or not set(found.overruled) <= set(hold.get("overrides", ())):
            continue
        if taken[mentee] or taken[mentor] >= seats[mentor]:
            continue
        taken.update((mentee, mentor))
        yield hold
