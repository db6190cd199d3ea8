"""Which skill, at which level, would give somebody who is left over a partner.

Looked for only where the rule about skills stands alone against two people, and told only if the
plan, solved again with that level, really gives this person a partner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

import upmatch
from upmatch.people import TOP_LEVEL
from upmatch.rules import forbidden
from upside.matching.holds import Couple
from upside.matching.questions import Asked

__all__ = ["SkillRemedy", "skill_remedy"]

TRIED: Final = 5
"""Levels that are tried for one person, the smallest rise first: one solve each."""


@dataclass(frozen=True, slots=True, order=True)
class SkillRemedy:
    """The mentor of ``couple`` at ``level`` in ``skill``; ``now`` is where they are, 0 unknown."""

    rise: int
    weight: int
    skill: str
    level: int
    now: int
    couple: Couple


def skill_remedy(
    asked: Asked, person_id: str, role: Literal["mentee", "mentor"]
) -> SkillRemedy | None:
    """Return the smallest rise of one level that gives this person a partner, if one does."""
    problem = asked.problem
    if "skill" not in problem.rules:
        return None
    found = sorted(_candidates(problem, person_id, role))
    for one in found[:TRIED]:
        plan = upmatch.solve(_with_level(problem, one))
        side = 0 if role == "mentee" else 1
        if any((pair.mentee, pair.mentor)[side] == person_id for pair in plan.pairs):
            return one
    return None


def _candidates(
    problem: upmatch.Problem, person_id: str, role: Literal["mentee", "mentor"]
) -> Iterator[SkillRemedy]:
    rows, columns = range(len(problem.mentees)), range(len(problem.mentors))
    if role == "mentee":
        part = problem.table().part([problem.row_of[person_id]], list(columns))
    else:
        part = problem.table().part(list(rows), [problem.column_of[person_id]])
    lines = forbidden(part)
    others = np.logical_or.reduce([cells for code, cells in lines.items() if code != "skill"])
    for row, column in np.argwhere(lines["skill"] & ~others):
        yield from _rises(part.mentees[row], part.mentors[column], **problem.rules["skill"])


def _rises(
    mentee: upmatch.Person, mentor: upmatch.Person, *, min_level: int, min_gap: int
) -> Iterator[SkillRemedy]:
    for skill, want in mentee.wants.items():
        stands, now = mentee.levels.get(skill, 0), mentor.levels.get(skill, 0)
        level = max(min_level, stands + min_gap)
        if want.target > stands and now < level <= TOP_LEVEL:
            rise = level - now
            yield SkillRemedy(rise, -want.importance, skill, level, now, (mentee.id, mentor.id))


def _with_level(problem: upmatch.Problem, one: SkillRemedy) -> upmatch.Problem:
    people = tuple(
        replace(person, levels={**person.levels, one.skill: one.level})
        if person.id == one.couple[1]
        else person
        for person in problem.people
    )
    return replace(problem, people=people)
