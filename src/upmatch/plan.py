"""The door: solve a problem, and ask the plan why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from upmatch.assignment import UNMATCHED
from upmatch.explain import Why, WhyNot, why, why_not
from upmatch.left_over import left_over
from upmatch.problem import Problem
from upmatch.remedies import LeftOver
from upmatch.round import Round, solved_round

__all__ = ["Pair", "Plan", "solve"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of the plan; ``fit`` is the sum of the contributions by term."""

    mentee: str
    mentor: str
    fit: int
    contributions: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """The best plan for a problem, and the answers to why.

    ``pairs`` are sorted by mentee. ``certified`` and ``bound`` are None: this version of the
    engine solves exactly, but does not yet prove it.
    """

    problem: Problem
    pairs: tuple[Pair, ...]
    n_pairs: int
    total_fit: int
    _round: Round = field(repr=False, compare=False)
    certified: bool | None = None
    bound: int | None = None

    def why(self, mentee_id: str, mentor_id: str) -> Why:
        """Return what speaks for a pair, in the plan or not (see ``upmatch.explain``)."""
        return why(self._round, mentee_id, mentor_id)

    def why_not(self, mentee_id: str, mentor_id: str) -> WhyNot:
        """Return which rules forbid a pair, or exactly what fixing it would cost."""
        return why_not(self._round, mentee_id, mentor_id)

    def left_over(self, *, most_solves: int | None = None) -> list[LeftOver]:
        """Return who has no partner or seats left, why, and what would really help."""
        if most_solves is None:
            return list(self._left_over)
        return left_over(self._round, most_solves=most_solves)

    def report(self) -> dict[str, Any]:
        """Return the figures of the plan under the names of ``report.json``."""
        return {
            "n_mentees": len(self.problem.mentees),
            "n_mentors": len(self.problem.mentors),
            "n_seats": int(self._round.seats.sum()),
            "n_pairs": self.n_pairs,
            "total_fit": self.total_fit,
            "bound_pairs": None,
            "bound_fit": self.bound,
            "gap": None,
            "certified": self.certified,
            "objective": self.problem.objective,
            "seed": self.problem.seed,
            "inputs_sha256": self.problem.inputs_sha256,
        }

    @cached_property
    def _left_over(self) -> list[LeftOver]:
        return left_over(self._round)


def solve(problem: Problem) -> Plan:
    """Return the plan with most pairs and, among those, most total fit.

    Parameters
    ----------
    problem : Problem
        From ``Problem.build``.

    Raises
    ------
    TooLargeError
        If the problem is larger than the dense solver takes.

    Notes
    -----
    Equally good plans are decided by a hash of the seed and the ids, so that the same inputs
    and seed give the same plan in whatever order they came (see ``upmatch.ties``). Time and
    memory: see ``upmatch.scoring.score`` and ``upmatch.assignment.assign``.
    """
    solved = solved_round(problem)
    mentor_of = solved.assignment.mentor_of
    pairs = tuple(
        _pair(solved, row, int(mentor_of[row]))
        for row in np.flatnonzero(mentor_of != UNMATCHED).tolist()
    )
    return Plan(problem, pairs, len(pairs), solved.assignment.total_fit, solved)


def _pair(solved: Round, row: int, column: int) -> Pair:
    shares = solved.scores.contributions
    return Pair(
        mentee=solved.problem.mentees[row].id,
        mentor=solved.problem.mentors[column].id,
        fit=int(solved.scores.fit[row, column]),
        contributions={term: int(share[row, column]) for term, share in shares.items()},
    )
