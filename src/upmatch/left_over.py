"""Who is left over, why, and the one smallest change that would really help.

Every remedy that is shown has been solved again with the change made: nothing is guessed. The
number of solves is limited by the size of the problem; where the limit was met, the entry says
that a remedy was not searched. In a large round only the first people of each side are looked
at rule by rule, and remedies are searched for the person who is asked about; the reason is true
for everybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.assignment import UNMATCHED
from upmatch.dense import Ints
from upmatch.remedies import TOGETHER, LeftOver, Reason, Search
from upmatch.round import Round, open_to_locks
from upmatch.scoring import Scores
from upmatch.table import BoolMatrix

__all__ = ["left_over", "usual_solves"]

WORK: Final = 60_000_000
MOST_SOLVES: Final = 400
FEW_SOLVES: Final = 20
"""Solves for one person of a large round."""
LOOKED_AT: Final = 100
"""People of each side of a large round whose rules are counted."""


def left_over(
    solved: Round, *, most_solves: int | None = None, only: str | None = None
) -> list[LeftOver]:
    """Return everybody who is left over: mentees by id, then mentors by id.

    Parameters
    ----------
    solved : Round
        The round and its solution.
    most_solves : int, optional
        Limit of solves for remedies; by default 4 to 400, fewer for larger problems, and none in
        a large round unless one person is asked about.
    only : str, optional
        The id of the one person to look at.

    Notes
    -----
    One solve per looser rule, and one per mentor whom a left-over mentee may have.
    """
    search = Search(solved, usual_solves(solved, only) if most_solves is None else most_solves)
    found = list(_everybody(solved, only))
    waiting = [one for one in found if one.reason == "outbid" and one.role == "mentee"]
    search.add_seats(waiting)
    search.loosen([one for one in found if one.reason in ("no_partner", "outbid")])
    return [search.answered(one) for one in found]


def usual_solves(solved: Round, only: str | None) -> int:
    """Return how often to solve again; in a large round for one person ``only``."""
    if solved.wide is not None:
        return FEW_SOLVES if only else 0
    cells = len(solved.problem.mentees) * max(len(solved.problem.mentors), 1)
    return min(max(WORK // max(cells, 1), 4), MOST_SOLVES)


def _everybody(solved: Round, only: str | None) -> Iterator[LeftOver]:
    mentor_of = solved.assignment.mentor_of
    taken = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=len(solved.seats))
    rows, columns = np.flatnonzero(mentor_of == UNMATCHED), np.flatnonzero(solved.seats > taken)
    may = _who_may_pair(solved)
    for side, role, ids in (
        (rows, "mentee", solved.problem.row_of),
        (columns, "mentor", solved.problem.column_of),
    ):
        places = side.tolist() if only is None else [ids[only]] if ids.get(only) in side else []
        n_looked = len(places) if may is None else LOOKED_AT
        yield from _looked_at(solved, role, places[:n_looked], taken)
        for place in places[n_looked:]:
            yield _told(solved, (role, place), taken, may_pair=bool(may and may[role][place]))


def _who_may_pair(solved: Round) -> dict[str, NDArray[np.bool_]] | None:
    """Return whom the rules of a large round leave somebody; None for a small one."""
    wide = solved.wide
    if wide is None:
        return None
    # the floor that an objective may have put under the pairs is no rule
    return replace(wide, market=replace(wide.market, pairs=wide.laid.pairs)).who_may_pair()


def _looked_at(solved: Round, role: str, places: Sequence[int], taken: Ints) -> Iterator[LeftOver]:
    """Yield the entries of people whose partners are judged one by one, some people at a time."""
    m, n = len(solved.problem.mentees), len(solved.problem.mentors)
    for start in range(0, len(places), TOGETHER):
        some = places[start : start + TOGETHER]
        judged = solved.part(some, range(n)) if role == "mentee" else solved.part(range(m), some)
        # a mentor whose seats are all locked has none to give, as one without seats
        may = open_to_locks(judged) if role == "mentee" else judged.permitted
        by, only = _counts(judged, across=int(role == "mentee"))
        n_may = may.sum(axis=int(role == "mentee"))
        for at, place in enumerate(some):
            yield LeftOver(
                id=_id(solved, (role, place)),
                role=role,  # type: ignore[arg-type]
                reason=_reason((role, place), taken, may_pair=bool(n_may[at])),
                n_partners=n if role == "mentee" else m,
                n_permitted=int(n_may[at]),
                free_seats=_free_seats(solved, (role, place), taken),
                forbidden_by={name: int(count[at]) for name, count in by.items() if count[at]},
                forbidden_only_by={name: int(one[at]) for name, one in only.items() if one[at]},
            )


def _told(solved: Round, who: tuple[str, int], taken: Ints, *, may_pair: bool) -> LeftOver:
    """Return the entry of somebody in a large round of whom only the reason is told."""
    others = solved.problem.mentors if who[0] == "mentee" else solved.problem.mentees
    return LeftOver(
        id=_id(solved, who),
        role=who[0],  # type: ignore[arg-type]
        reason=_reason(who, taken, may_pair=may_pair),
        n_partners=len(others),
        n_permitted=None,
        free_seats=_free_seats(solved, who, taken),
        forbidden_by={},
        forbidden_only_by={},
        is_searched=False,
    )


def _id(solved: Round, who: tuple[str, int]) -> str:
    role, place = who
    people = solved.problem.mentees if role == "mentee" else solved.problem.mentors
    return people[place].id


def _free_seats(solved: Round, who: tuple[str, int], taken: Ints) -> int:
    role, place = who
    return int(solved.seats[place] - taken[place]) if role == "mentor" else 0


def _reason(who: tuple[str, int], taken: Ints, *, may_pair: bool) -> Reason:
    role, place = who
    if role == "mentor" and taken[place]:
        return "seats_left"
    return "outbid" if may_pair else "no_partner"


def _counts(judged: Scores, across: int) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """Return how many partners each rule removes, and how many no other rule removes."""
    lines: Mapping[str, BoolMatrix] = judged.forbidden
    reasons = np.sum(list(lines.values()), axis=0)
    by = {name: line.sum(axis=across) for name, line in lines.items()}
    only = {name: (line & (reasons == 1)).sum(axis=across) for name, line in lines.items()}
    return by, only
