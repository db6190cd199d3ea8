"""A problem, its matrices and its solution: what every explanation is computed from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from upmatch.assignment import Assignment, assign
from upmatch.dense import Ints
from upmatch.errors import UnknownPersonError
from upmatch.problem import Problem
from upmatch.scoring import Scores, score

__all__ = ["Round", "solved_round"]


@dataclass(frozen=True)
class Round:
    """A solved problem; matrices have the problem's mentees as rows, its mentors as columns."""

    problem: Problem
    scores: Scores
    assignment: Assignment

    @property
    def seats(self) -> Ints:
        return np.array([mentor.seats for mentor in self.problem.mentors], dtype=np.int64)

    def cell(self, mentee_id: str, mentor_id: str) -> tuple[int, int]:
        """Return row and column of two ids, or refuse them by name."""
        rows = [mentee.id for mentee in self.problem.mentees]
        columns = [mentor.id for mentor in self.problem.mentors]
        if mentee_id not in rows:
            raise UnknownPersonError(f"{mentee_id!r} is not a mentee of this round")
        if mentor_id not in columns:
            raise UnknownPersonError(f"{mentor_id!r} is not a mentor of this round")
        return rows.index(mentee_id), columns.index(mentor_id)


def solved_round(
    problem: Problem, scores: Scores | None = None, seats: ArrayLike | None = None
) -> Round:
    """Judge every pair and find the best plan; ties are decided by the ids and the seed.

    ``scores`` and ``seats`` take the place of the problem's own, to try a change.
    """
    judged = score(problem.table(), problem.weights) if scores is None else scores
    places = [mentor.seats for mentor in problem.mentors] if seats is None else seats
    keys = [one.id for one in problem.mentees], [one.id for one in problem.mentors]
    plan = assign(judged.fit, judged.permitted, places, keys=keys, seed=problem.seed)
    return Round(problem, judged, plan)
