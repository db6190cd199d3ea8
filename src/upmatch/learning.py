"""What one side can learn from the other, summed over skills.

Used by the rule ``skill`` and the terms ``teach`` and ``give_back``, so that all three mean
the same by "can teach".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upmatch.people import Person

__all__ = ["Learnt", "gains", "learnt", "needs"]


@dataclass(frozen=True, slots=True)
class Learnt:
    """One skill that a learner can take from a teacher: levels, and the want it serves.

    ``gain`` is the part of the want that the teacher can meet, in levels:
    ``min(teacher_level, target) - level``.
    """

    skill: str
    level: int
    target: int
    importance: int
    teacher_level: int
    gain: int


def learnt(learner: Person, teacher: Person, *, min_level: int, min_gap: int) -> Iterator[Learnt]:
    """Yield each wanted skill that ``teacher`` knows well enough to pass on, by name."""
    for skill, want in learner.wants.items():
        level, known = learner.levels.get(skill, 0), teacher.levels.get(skill, 0)
        may_teach = known >= min_level and known - level >= min_gap
        if may_teach and want.target > level:
            gain = min(known, want.target) - level
            yield Learnt(skill, level, want.target, want.importance, known, gain)


def needs(learners: Sequence[Person]) -> NDArray[np.int64]:
    """Return, per learner, the importance-weighted levels between them and their targets."""
    total = [
        sum(
            want.importance * max(0, want.target - person.levels.get(skill, 0))
            for skill, want in person.wants.items()
        )
        for person in learners
    ]
    return np.array(total, dtype=np.int64)


def gains(
    learners: Sequence[Person], teachers: Sequence[Person], *, min_level: int, min_gap: int
) -> NDArray[np.int64]:
    """Return the importance-weighted levels that each teacher can give each learner.

    Parameters
    ----------
    learners, teachers : sequences of Person
    min_level : int
        A teacher knows the skill at this level or higher.
    min_gap : int, >= 1
        A teacher is this many levels above the learner or more.

    Returns
    -------
    (n_learners, n_teachers) int64
        Positive exactly where at least one skill can pass.

    Notes
    -----
    Per skill only those who want it meet those who know it: O(sum of wanting x knowing).
    """
    total = np.zeros((len(learners), len(teachers)), dtype=np.int64)
    known = _known(teachers, min_level)
    for skill, wanting in _wanted(learners).items():
        if skill not in known:
            continue
        rows, level, target, importance = np.array(wanting, dtype=np.int64).T[:, :, None]
        columns, teacher_level = np.array(known[skill], dtype=np.int64).T
        gain = importance * (np.minimum(teacher_level, target) - level)
        total[rows, columns] += np.where(teacher_level - level >= min_gap, gain, 0)
    return total


def _wanted(learners: Sequence[Person]) -> dict[str, list[tuple[int, int, int, int]]]:
    found: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for row, person in enumerate(learners):
        for skill, want in person.wants.items():
            level = person.levels.get(skill, 0)
            if want.target > level:
                found[skill].append((row, level, want.target, want.importance))
    return found


def _known(teachers: Sequence[Person], min_level: int) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, person in enumerate(teachers):
        for skill, level in person.levels.items():
            if level >= min_level:
                found[skill].append((column, level))
    return found
