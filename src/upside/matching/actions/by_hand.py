"""What a coordinator decides by hand about single pairs: fix, rule out, let go, swap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

import upmatch
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.studio import change_setup
from upside.matching.hand_words import never_sentence, overruled_sentence
from upside.matching.holds import Against, Couple, against, couple_of, hold_of
from upside.matching.models import Setup
from upside.matching.problem import problem_of, studio_settings
from upside.matching.queries import free_places
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = [
    "LONGEST_REASON",
    "CannotBeFixed",
    "Fixing",
    "HeldElsewhere",
    "NotHeld",
    "NotInPool",
    "ReasonNeeded",
    "hold_pair",
    "let_go",
    "locked_cohort",
    "pool_of",
    "swap_pairs",
]

Kind = Literal["lock", "forbid", "pair"]
Two = tuple[Person, Person]
"""A mentor and a mentee, in the order of the pages."""
Held = Mapping[str, Any]
Hold = dict[str, Any]
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Fixing:
    """Why, who and when, as it stands beside a pair."""

    reason: str
    by: Person | None
    at: datetime


class NotInPool(Refused):
    """One of the two is not ready and free on that side of the cohort."""


class CannotBeFixed(Refused):
    """Something stands against the pair that nobody overrules."""


class ReasonNeeded(Refused):
    """A rule is overruled without a word why."""


class HeldElsewhere(Refused):
    """One of the two is fixed with somebody else."""


class NotHeld(Refused):
    """Nothing is fixed about these two."""


@transaction.atomic
def hold_pair(  # noqa: PLR0913  who, what, why, by whom and when: each is a fact of its own
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    *,
    kind: Kind,
    by: Person | None,
    at: datetime,
    reason: str = "",
) -> Setup:
    """Fix these two in the next rounds of ``cohort`` (``lock``, ``pair``), or rule them out.

    ``lock`` is a pair of the plan, ``pair`` one that the plan did not make; both hold alike. What
    was fixed about the two before gives way. What another coordinator changes meanwhile stays.

    Refused: somebody who is not ready and free; a pair that the reporting line, the grade, what
    people said, an earlier pair or the company stands against; one that another rule forbids,
    without a reason; a mentee or the seats of a mentor who are fixed with others.
    """
    cohort = locked_cohort(cohort)
    problem, holds = _pool(cohort, mentor, mentee)
    couple = _couple(problem, mentor, mentee)
    others = [hold for hold in holds if couple_of(hold) != couple]
    hold = _hold(couple, "forbid" if kind == "forbid" else "lock", Fixing(reason, by, at))
    if kind != "forbid":
        hold["overrides"] = _overruled(problem, others, couple, reason)
    change = {"by_hand": kind, "mentee": couple[0], "mentor": couple[1]}
    made = change_setup(cohort, change=change, by=by, at=at, holds=[*others, hold])
    audit.record(
        verb="studio.pair_ruled_out" if kind == "forbid" else "studio.pair_fixed",
        subject=cohort,
        actor=by,
        at=at,
        details=_details(mentor, mentee, hold),
        programme=cohort.programme,
    )
    return made


@transaction.atomic
def let_go(
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    *,
    by: Person | None,
    at: datetime,
) -> Setup:
    """Take back what was fixed about these two, or that they were ruled out.

    Refused: where nothing was.
    """
    cohort = locked_cohort(cohort)
    holds = studio_settings(cohort)["holds"]
    couple = (mentee.external_id, mentor.external_id)
    hold = hold_of(holds, couple)
    if hold is None:
        raise NotHeld(_("Nothing is fixed about these two any more."))
    others = [one for one in holds if couple_of(one) != couple]
    change = {"by_hand": "let_go", "mentee": couple[0], "mentor": couple[1]}
    made = change_setup(cohort, change=change, by=by, at=at, holds=others)
    audit.record(
        verb="studio.pair_let_go",
        subject=cohort,
        actor=by,
        at=at,
        details=_details(mentor, mentee, hold),
        programme=cohort.programme,
    )
    return made


@transaction.atomic
def swap_pairs(
    cohort: Cohort,
    one: Two,
    other: Two,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
) -> Setup:
    """Let two pairs exchange their mentees, and fix both new pairs, in one change.

    Refused: as by ``hold_pair``, for each of the two new pairs; two pairs of the same person.
    """
    cohort = locked_cohort(cohort)
    problem, holds = _pool(cohort, *one, *other)
    if len({person.pk for person in (*one, *other)}) < len((*one, *other)):
        raise NotInPool(_("Two pairs of four people can be swapped, no others."))
    old = {_couple(problem, *two) for two in (one, other)}
    new = [(one[0], other[1]), (other[0], one[1])]
    couples = [_couple(problem, *two) for two in new]
    kept = [hold for hold in holds if couple_of(hold) not in {*old, *couples}]
    made_holds: list[Hold] = []
    for two in new:
        fixing, others = Fixing(reason, by, at), [*kept, *made_holds]
        _both, hold = checked_couple(problem, *two, fixing, others=others)
        made_holds.append(hold)
    change = {"by_hand": "swap", "mentees": [couple[0] for couple in couples]}
    change["mentors"] = [couple[1] for couple in couples]
    made = change_setup(cohort, change=change, by=by, at=at, holds=[*kept, *made_holds])
    for (mentor, mentee), hold in zip(new, made_holds, strict=True):
        audit.record(
            verb="studio.pair_swapped",
            subject=cohort,
            actor=by,
            at=at,
            details=_details(mentor, mentee, hold),
            programme=cohort.programme,
        )
    return made


def checked_couple(
    problem: upmatch.Problem,
    mentor: Person,
    mentee: Person,
    fixing: Fixing,
    *,
    others: Iterable[Held] = (),
) -> tuple[Couple, Hold]:
    """Return the two as the engine names them, and the lock that fixes them beside ``others``.

    Refused: as by ``hold_pair``.
    """
    couple = _couple(problem, mentor, mentee)
    hold = _hold(couple, "lock", fixing)
    hold["overrides"] = _overruled(problem, others, couple, fixing.reason)
    return couple, hold


def locked_cohort(cohort: Cohort) -> Cohort:
    """Return the cohort, held by this transaction: one change of its studio after the other."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=cohort.pk)


def pool_of(
    cohort: Cohort, people: Iterable[int], settings: Mapping[str, Any] | None = None
) -> upmatch.Problem:
    """Return those of ``people``, by their keys, who are ready and free, with nothing fixed.

    Nobody else is read: whoever decides by hand holds the database meanwhile.
    """
    said = studio_settings(cohort) if settings is None else settings
    places = free_places(cohort, people={*people})
    return problem_of(cohort, seed=0, settings={**said, "holds": []}, places=places)


def _pool(cohort: Cohort, *people: Person) -> tuple[upmatch.Problem, list[Mapping[str, Any]]]:
    """Return those of ``people`` who are ready and free, with nothing fixed, and what is fixed."""
    settings = studio_settings(cohort)
    return pool_of(cohort, (one.pk for one in people), settings), settings["holds"]


def _couple(problem: upmatch.Problem, mentor: Person, mentee: Person) -> Couple:
    for person, ids in ((mentor, problem.column_of), (mentee, problem.row_of)):
        if person.external_id not in ids:
            raise NotInPool(
                _(
                    "%(name)s is not ready and free any more: they have a pair or an open proposal,"
                    " or their profile changed."
                )
                % {"name": person.name}
            )
    return mentee.external_id, mentor.external_id


def _overruled(
    problem: upmatch.Problem, others: Iterable[Held], couple: Couple, reason: str
) -> list[str]:
    """Return the rules that are overruled for a pair, or refuse it."""
    found = against(problem, couple)
    if found.never:
        raise CannotBeFixed(never_sentence(found.never))
    _refuse_taken(problem, others, couple)
    if found.overruled and not reason.strip():
        raise ReasonNeeded(_reason_asked(found))
    return list(found.overruled)


def _reason_asked(found: Against) -> str:
    return " ".join(
        (
            overruled_sentence(found.overruled),
            _("You may overrule that if you say why: your reason stands beside the pair."),
        )
    )


def _refuse_taken(problem: upmatch.Problem, others: Iterable[Held], couple: Couple) -> None:
    locks = [couple_of(hold) for hold in others if hold["kind"] == "lock"]
    mentee, mentor = couple
    if any(one == mentee for one, _mentor in locks):
        raise HeldElsewhere(
            _("This mentee is fixed with another mentor already. Let that pair go first.")
        )
    held = sum(one == mentor for _mentee, one in locks)
    if held >= problem.mentors[problem.column_of[mentor]].seats:
        raise HeldElsewhere(
            _("All seats of this mentor are fixed with others. Let one of these pairs go first.")
        )


def _hold(couple: Couple, kind: str, fixing: Fixing) -> Hold:
    return {
        "mentee": couple[0],
        "mentor": couple[1],
        "kind": kind,
        "reason": fixing.reason.strip()[:LONGEST_REASON],
        "overrides": [],
        "by": fixing.by.pk if fixing.by else None,
        "at": fixing.at.isoformat(),
    }


def _details(mentor: Person, mentee: Person, hold: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "mentor": mentor.pk,
        "mentee": mentee.pk,
        "overrides": list(hold["overrides"]),
        "has_reason": bool(hold["reason"]),
    }
