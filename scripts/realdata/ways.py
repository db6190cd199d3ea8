"""Pairs the same people in three ways and says how much of the mentees' wants each way meets.

The ways: the best plan of ``upmatch``, greedy (highest fit first) and random. All three use the
same permitted pairs and the same seats.
"""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upmatch import UNMATCHED, Problem
from upmatch.learning import needs
from upmatch.scoring import Scores, score

__all__ = ["N_LOTS", "Covered", "Plan", "compared", "covered", "greedy", "lot"]

N_LOTS = 21
"""Random plans that are made; the one in the middle is shown."""

Plan = NDArray[np.intp]
"""The column of each mentee's mentor, or ``UNMATCHED``."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Three readings of the share of unmet wants that a plan covers, each from 0 to 1."""

    all_wants: float
    mean: float
    median: float


def covered(problem: Problem, plan: Plan) -> Covered:
    """Return the share of unmet wants that the plan covers.

    Of one mentee, with the sums of the term ``teach``:

    * need = sum over all wants of importance · max(0, target − level);
    * met = sum over the skills that can pass from their mentor by the rule ``skill`` of
      importance · (min(mentor's level, target) − level); 0 without a mentor.

    ``all_wants`` is the sum of met over all mentees / the sum of their need. ``mean`` and
    ``median`` are those of met / need of each mentee. ``mean`` is how we read the orientation in
    ``../shared/data/README.md``, "share of the senior's unmet wants that the junior has …
    on average": with the levels that ``draw`` writes, met / need is the share of the skills
    wanted and not yet known that the mentor works with. Mentees without a mentor count with 0;
    without a need they do not count.
    """
    need = needs(problem.mentees)
    paired = np.flatnonzero(plan != UNMATCHED)
    met = np.zeros_like(need)
    met[paired] = problem.table().taught[paired, plan[paired]]
    wanting = need > 0
    if not wanting.any():
        return Covered(0.0, 0.0, 0.0)
    shares = met[wanting] / need[wanting]
    return Covered(float(met.sum() / need.sum()), float(shares.mean()), float(np.median(shares)))


def greedy(scores: Scores, seats: NDArray[np.int64]) -> Plan:
    """Return the plan that takes the permitted pair of highest fit first, ties by the ids."""
    rows, columns = np.nonzero(scores.permitted)  # in the order of the ids, which the sort keeps
    order = np.argsort(-scores.fit[rows, columns], kind="stable")
    plan, free = _empty(scores), seats.copy()
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if plan[row] == UNMATCHED and free[column]:
            plan[row] = column
            free[column] -= 1
    return plan


def lot(scores: Scores, seats: NDArray[np.int64], *, seed: int) -> Plan:
    """Return the plan in which mentees, in random order, take a random free permitted mentor."""
    dice = random.Random(seed)
    plan, free = _empty(scores), seats.copy()
    for row in dice.sample(range(len(plan)), len(plan)):
        open_to = np.flatnonzero(scores.permitted[row] & (free > 0))
        if open_to.size:
            plan[row] = column = dice.choice(open_to.tolist())
            free[column] -= 1
    return plan


def compared(problem: Problem, best: Plan) -> dict[str, dict[str, Any]]:
    """Return pairs, total fit and shares covered of the best plan, greedy and random.

    The random plan is the one in the middle of ``N_LOTS`` by the mean share, seeds 0 to 20.
    """
    scores = score(problem.table(), problem.weights)
    seats = np.array([mentor.seats for mentor in problem.mentors], dtype=np.int64)
    lots = [lot(scores, seats, seed=seed) for seed in range(N_LOTS)]
    lots.sort(key=lambda plan: covered(problem, plan).mean)
    ways = {"best plan": best, "greedy": greedy(scores, seats), "random": lots[N_LOTS // 2]}
    return {name: _figures(problem, scores, plan) for name, plan in ways.items()}


def _empty(scores: Scores) -> Plan:
    return np.full(len(scores.permitted), UNMATCHED, dtype=np.intp)


def _figures(problem: Problem, scores: Scores, plan: Plan) -> dict[str, Any]:
    paired = np.flatnonzero(plan != UNMATCHED)
    shares = covered(problem, plan)
    return {
        "pairs": int(paired.size),
        "total_fit": int(scores.fit[paired, plan[paired]].sum()),
        "all_wants": round(shares.all_wants, 3),
        "mean": round(shares.mean, 3),
        "median": round(shares.median, 3),
    }
