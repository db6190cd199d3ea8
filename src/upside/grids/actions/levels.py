"""What a result says of the levels of a candidate: the one place where grids become evidence."""

from datetime import datetime
from math import floor

from upside.grids.models import Evaluation
from upside.grids.outcome import Outcome
from upside.programmes.actions import refresh_all
from upside.skills.actions import drop_level, set_level
from upside.skills.models import SkillLevel
from upside.skills.queries import profile_of, skill_by_code

__all__ = ["settle_levels"]

GRID = SkillLevel.Evidence.GRID


def settle_levels(evaluation: Evaluation, outcome: Outcome, *, at: datetime) -> None:
    """Keep the level of each topic of an eligible result, with the grid as its evidence.

    Means are rounded down: nobody is promised at a level that they did not reach. A training path
    leaves levels as they are, but for those of the first evaluation where this is the second: its
    result stands.
    """
    person = evaluation.enrolment.person
    marks = [mark for mark in outcome.marks if mark.criterion.is_topic]
    if not outcome.is_eligible:
        first = evaluation.second_of
        if first is not None and first.is_eligible:
            for kept in profile_of(person).levels.values():
                if kept.evidence == GRID and kept.set_at == first.decided_at:
                    drop_level(person, kept.skill, by=None, at=at)
            refresh_all(at=at, person=person)
        return
    for mark in marks:
        skill = skill_by_code(mark.criterion.skill)
        if skill is not None:
            set_level(person, skill, floor(mark.mean), evidence=GRID, by=None, at=at)
    refresh_all(at=at, person=person)
