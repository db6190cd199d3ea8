"""What a plan is worth under its objective: a list of numbers, each before the next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from upmatch.assignment import UNMATCHED
from upmatch.objectives.bands import BANDS
from upmatch.round import Round

__all__ = ["worth_of"]


def worth_of(solved: Round) -> tuple[int, ...]:
    """Return what the objective makes large, the most important first.

    ``stable`` makes nothing large; its plans are compared by pairs and fit.
    """
    plan = solved.assignment
    rows = np.flatnonzero(plan.mentor_of != UNMATCHED)
    fits = solved.fits_of(list(zip(rows.tolist(), plan.mentor_of[rows].tolist(), strict=True)))
    if solved.problem.objective == "total":
        return sum(fits), len(fits)
    between = BETWEEN.get(solved.problem.objective, _nothing)
    return len(fits), *between(solved, fits), sum(fits)


def _nothing(_solved: Round, _fits: Sequence[int]) -> list[int]:
    return []


def _weakest(_solved: Round, fits: Sequence[int]) -> list[int]:
    return [min(fits, default=0)]


def _bands(_solved: Round, fits: Sequence[int]) -> list[int]:
    return [sum(fit >= low for fit in fits) for low in BANDS[1:]]


def _wishes(solved: Round, _fits: Sequence[int]) -> list[int]:
    mentor_of = solved.assignment.mentor_of
    taken = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=len(solved.seats))
    wished = np.array([mentor.at_least for mentor in solved.problem.mentors], dtype=np.int64)
    return [-int(np.maximum(wished - taken, 0).sum())]


BETWEEN: Final[Mapping[str, Callable[[Round, Sequence[int]], list[int]]]] = {
    "weakest": _weakest,
    "bands": _bands,
    "at_least": _wishes,
}
"""What comes after pairs and before fit."""
