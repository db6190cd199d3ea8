"""The door: solve a problem, and ask the plan why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from upmatch.alternatives import Alternatives, alternatives
from upmatch.audit import Audit, audit
from upmatch.board import UNMATCHED
from upmatch.certificate import Certificate
from upmatch.dense import Ints
from upmatch.explain import Why, WhyNot, why, why_not
from upmatch.left_over import left_over
from upmatch.next_best import NextPlan, next_best
from upmatch.prices import RulePrice, price_of
from upmatch.problem import Problem
from upmatch.progress import Progress, silent
from upmatch.remedies import LeftOver
from upmatch.round import How, Round, solved_round

__all__ = ["Pair", "Plan", "planned", "solve"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of the plan; ``fit`` is the sum of the contributions by term."""

    mentee: str
    mentor: str
    fit: int
    contributions: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """The best plan for a problem, what proves it, and the answers to why.

    ``pairs`` are sorted by mentee; ``mentor_of`` has the column of each row, or -1. No plan has
    more than ``bound_pairs`` pairs, and none with as many has more fit than ``bound_fit``;
    ``gap`` is what is missing to it, None where the bound says nothing. ``certified`` says that
    nothing is missing. ``scope`` is what the bound covers (see ``upmatch.board.Assignment``).
    """

    problem: Problem
    pairs: tuple[Pair, ...]
    n_pairs: int
    total_fit: int
    certified: bool
    bound_pairs: int | None
    bound_fit: int | None
    gap: int | None
    scope: str
    blocking_pairs: int | None
    solved: Round = field(repr=False, compare=False)

    @property
    def objective(self) -> str:
        return self.problem.objective

    @property
    def gap_pairs(self) -> int:
        """How many pairs are missing to the bound; 0 where it says nothing about pairs."""
        return 0 if self.bound_pairs is None else self.bound_pairs - self.n_pairs

    @property
    def certificate(self) -> Certificate:
        """What is proven, apart from ``scope``: all bounds and gaps together."""
        return Certificate(self.bound_pairs, self.bound_fit, self.gap_pairs, self.gap)

    @property
    def mentor_of(self) -> NDArray[np.intp]:
        return self.solved.assignment.mentor_of

    @property
    def prices(self) -> Ints | None:
        """What one more seat at each mentor is worth at most, on the scale of the certificate."""
        return self.solved.assignment.prices

    def why(self, mentee_id: str, mentor_id: str) -> Why:
        """Return what speaks for a pair, in the plan or not (see ``upmatch.explain``)."""
        return why(self.solved, mentee_id, mentor_id)

    def why_not(self, mentee_id: str, mentor_id: str) -> WhyNot:
        """Return which rules forbid a pair, or exactly what fixing it would cost."""
        return why_not(self.solved, mentee_id, mentor_id)

    def left_over(
        self, *, most_solves: int | None = None, only: str | None = None
    ) -> list[LeftOver]:
        """Return who has no partner or seats left, why, and what would really help.

        ``only`` asks about one person; in a large round remedies are searched for nobody else.
        """
        if most_solves is None and only is None:
            return list(self._left_over)
        return left_over(self.solved, most_solves=most_solves, only=only)

    def price_of(self, rule: str) -> RulePrice:
        """Return the pairs and the fit that the plan would gain without a rule, exactly."""
        return price_of(self.solved, rule)

    def alternatives(
        self,
        person_id: str,
        *,
        role: Literal["mentee", "mentor"] | None = None,
        k: int = 3,
        most_solves: int | None = None,
    ) -> Alternatives:
        """Return the best other partners of one person, with what each costs, exactly."""
        return alternatives(self.solved, person_id, role=role, k=k, most_solves=most_solves)

    def next_best(self, k: int = 3) -> list[NextPlan]:
        """Return the next best plans after this one, in a small round."""
        return next_best(self.solved, k)

    def audit(
        self, groups: Mapping[str, str] | str | None = None, *, is_varied: bool = True
    ) -> Audit:
        """Return how fair and how firm the plan is (see ``upmatch.audit``)."""
        return audit(self.solved, groups, is_varied=is_varied)

    def report(self) -> dict[str, Any]:
        """Return the figures of the plan under the names of ``report.json``."""
        found = {
            "n_mentees": len(self.problem.mentees),
            "n_mentors": len(self.problem.mentors),
            "n_seats": int(self.solved.seats.sum()),
            "n_pairs": self.n_pairs,
            "total_fit": self.total_fit,
            "bound_pairs": self.bound_pairs,
            "bound_fit": self.bound_fit,
            "gap": self.gap,
            "certified": self.certified,
            "scope": self.scope,
            "objective": self.objective,
            "seed": self.problem.seed,
            "inputs_sha256": self.problem.inputs_sha256,
        }
        if self.gap_pairs:
            found["gap_pairs"] = self.gap_pairs
        if self.blocking_pairs is not None:
            found["blocking_pairs"] = self.blocking_pairs
        return found

    @cached_property
    def _left_over(self) -> list[LeftOver]:
        return left_over(self.solved)


def solve(problem: Problem, *, threads: int = 1, progress: Progress = silent) -> Plan:
    """Return the best plan for the problem's objective, with its certificate.

    Parameters
    ----------
    problem : Problem
        From ``Problem.build``.
    threads : int, >= 1
        Hands for a large problem. The plan does not depend on it.
    progress : function of (step, share), optional
        Told how far a large problem is.

    Raises
    ------
    InfeasibleError
        If no plan keeps the quotas and the locks.
    TooLargeError
        If the problem is larger than this objective, or this installation, can solve.

    Notes
    -----
    Equally good plans are decided by a hash of the seed and the ids, so that the same inputs
    and seed give the same plan in whatever order they came. Time and memory: up to
    ``upmatch.round.SMALL`` pairs see ``upmatch.assignment``, beyond see ``upmatch.exact``.
    """
    return planned(solved_round(problem, how=How(threads, progress)))


def planned(solved: Round) -> Plan:
    """Return the plan of a solved round."""
    found = solved.assignment
    pairs = tuple(_pairs(solved))
    return Plan(
        problem=solved.problem,
        pairs=pairs,
        n_pairs=len(pairs),
        total_fit=found.total_fit,
        certified=found.certified,
        bound_pairs=found.bound_pairs,
        bound_fit=found.bound_fit,
        gap=found.gap,
        scope=found.scope,
        blocking_pairs=found.blocking_pairs,
        solved=solved,
    )


def _pairs(solved: Round) -> Iterator[Pair]:
    mentor_of = solved.assignment.mentor_of
    rows = np.flatnonzero(mentor_of != UNMATCHED)
    cells = list(zip(rows.tolist(), mentor_of[rows].tolist(), strict=True))
    for cell, judged, at in solved.each(cells):
        shares = {term: int(share[at]) for term, share in judged.contributions.items()}
        yield Pair(*solved.link(*cell), int(judged.fit[at]), shares)
