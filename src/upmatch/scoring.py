"""Rules and terms of a table as matrices, and fit as an integer that adds up.

fit = sum over terms of floor(10,000 · w · a / (W · b)), so that the contributions shown to
people sum to the fit that the solver saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.errors import TooLargeError
from upmatch.rules import forbidden
from upmatch.table import BoolMatrix, IntMatrix, Table
from upmatch.terms import TERMS

__all__ = ["MOST_CELLS", "Scores", "score"]

MOST_CELLS: Final = 40_000_000
"""Mentees × seats that the dense solver takes: about 6,300 × 6,300, some 2 GB."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Every pair of a table, judged; all matrices are (n_mentees, n_mentors).

    ``forbidden`` holds per rule where it forbids, ``contributions`` per term its share of the
    fit, ``fit`` their sum from 0 to 10,000 (also where a pair is not permitted).
    """

    forbidden: Mapping[str, BoolMatrix]
    permitted: BoolMatrix
    contributions: Mapping[str, NDArray[np.int16]]
    fit: IntMatrix

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> "Scores":
        """Return these rows and columns, in this order."""
        cells = np.ix_(rows, columns)
        return Scores(
            {rule: matrix[cells] for rule, matrix in self.forbidden.items()},
            self.permitted[cells],
            {term: matrix[cells] for term, matrix in self.contributions.items()},
            self.fit[cells],
        )


def score(table: Table, weights: Mapping[str, int]) -> Scores:
    """Judge every pair of the table.

    Parameters
    ----------
    table : Table
        Rows and columns.
    weights : mapping from term to int, >= 0, one above 0
        How much each term counts.

    Raises
    ------
    TooLargeError
        If there are more than ``MOST_CELLS`` pairs.

    Notes
    -----
    O(n_mentees n_mentors) per rule and term, except skills (per wanted and known skill), slots
    (per piece of the week) and units (per level of the tree).
    """
    cells = table.shape[0] * table.shape[1]
    if cells > MOST_CELLS:
        raise TooLargeError(f"{cells:,} pairs are more than the {MOST_CELLS:,} of this version")
    by_rule = forbidden(table)
    contributions = contributions_of(table, weights)
    fit = np.zeros(table.shape, dtype=np.int64)
    for share in contributions.values():
        fit += share
    permitted = ~np.logical_or.reduce(list(by_rule.values()))
    return Scores(by_rule, permitted, contributions, fit)


def contributions_of(table: Table, weights: Mapping[str, int]) -> dict[str, NDArray[np.int16]]:
    """Return each term's share of the fit, floor(10,000 · w · a / (W · b))."""
    total = sum(weights.values())
    shares: dict[str, NDArray[np.int16]] = {}
    for term, weight in weights.items():
        shares[term] = np.zeros(table.shape, dtype=np.int16)
        if weight:
            numerator, denominator = TERMS[term](table)
            shares[term][:] = FULL_FIT * weight * numerator // (total * denominator)
    return shares
