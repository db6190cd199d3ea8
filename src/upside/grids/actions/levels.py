"""What a result says of the levels of a candidate: the one place where grids become evidence."""

from datetime import datetime
from math import floor

from upside.grids.models import Evaluation
from upside.grids.outcome import Outcome
from upside.programmes.actions import refresh_all
from upside.skills.actions import record_evidence, withdraw_referred
from upside.skills.queries import skill_by_code

__all__ = ["settle_levels"]


def settle_levels(evaluation: Evaluation, outcome: Outcome, *, at: datetime) -> None:
    """Keep the level of each topic of an eligible result, with the grid as its evidence.

    Means are rounded down: nobody is promised at a level that they did not reach. A training path
    leaves levels as they are, but for those of the first evaluation where this is the second: its
    result stands.
    """
    person = evaluation.enrolment.person
    if not outcome.is_eligible and evaluation.second_of is None:
        return
    if evaluation.second_of is not None:
        withdraw_referred(person, "grid", _reference(evaluation.second_of), at=at)
    marks = [mark for mark in outcome.marks if mark.criterion.is_topic]
    for mark in marks if outcome.is_eligible else ():
        skill = skill_by_code(mark.criterion.skill)
        if skill is not None:
            record_evidence(
                person,
                skill,
                "grid",
                floor(mark.mean),
                given_on=at.date(),
                reference=_reference(evaluation),
                by=None,
                at=at,
            )
    refresh_all(at=at, person=person)


def _reference(evaluation: Evaluation) -> str:
    return f"evaluation:{evaluation.pk}"
