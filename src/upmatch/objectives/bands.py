"""bands: most pairs, then most of them at 7,500 or more, then 5,000, then 2,500, then total fit.

A pair earns a digit for itself and for each band that it reaches, in base pairs + 1: one solve
puts the counts in order. Fit would not fit below these digits in 64 bits. It is made as large as
it can be in a second solve, on the optimal face of the first one: the pairs of reduced cost 0,
with everybody served who has a gain and every seat filled that has a price.

Proof: prices bound the first sum over all pairs. If the plan reaches that bound, every plan with
the best counts lies on the face, and the prices of the second solve bound its fit.

Source: our bands; lexicographic optimisation through optimal faces: H. Isermann, "Linear
lexicographic optimization", OR Spektrum 4, 1982, doi:10.1007/BF01782758.
"""

from typing import Final

import numpy as np

from upmatch.board import Assignment, Board, refuse_inexact
from upmatch.certificate import bound, row_bests
from upmatch.defaults import FULL_FIT
from upmatch.dense import Floats, Ints
from upmatch.objectives.people_first import optimum
from upmatch.ties import Settled, on_face, prices_of, settle

__all__ = ["BANDS", "best"]

BANDS: Final = (0, 7_500, 5_000, 2_500)
"""Least fit of each count, in the order in which the counts matter; 0 counts the pairs."""


def best(board: Board) -> Assignment:
    """Return the plan of the best counts by band and, among those, most total fit."""
    base = board.most_pairs + 1
    digits = [base**place for place in range(len(BANDS) - 1, -1, -1)]
    refuse_inexact(sum(digits), board.most_pairs)
    reached = sum(
        (board.fit >= low) * float(digit) for low, digit in zip(BANDS, digits, strict=True)
    )
    counts = optimum(np.where(board.permitted, reached, -np.inf), board)
    prices = prices_of(counts)
    face = on_face(counts, prices, board.fit, FULL_FIT)
    found = optimum(face, board)
    face_prices = prices_of(found)
    mentor_of = settle(found, face_prices, board.row_hash, board.column_hash)
    plan = board.found(mentor_of)
    most_counts = _bound(counts, prices[0])
    missing = _bound(found, face_prices[0]) - _worth(found)
    return board.found(
        mentor_of,
        objective="bands",
        bound_pairs=most_counts // digits[0],
        bound_fit=plan.total_fit + missing,
        gap=missing,
        certified=most_counts == _worth(counts) and missing == 0,
    )


def _bound(found: Settled, price: Floats) -> int:
    whole: Ints = price.astype(np.int64)
    permitted = found.value > 0
    value = np.where(permitted, found.value, 0).astype(np.int64)
    return bound(row_bests(value, permitted, whole), whole, found.seats)


def _worth(found: Settled) -> int:
    rows = np.flatnonzero(found.mentor_of >= 0)
    return int(found.value[rows, found.mentor_of[rows]].sum())
