"""total: as much fit as possible, whatever the number of pairs; among equals, more pairs.

Fit is multiplied by one more than the number of pairs there can be, plus 1 per pair, so that a
pair is never worth a point of fit and a pair with fit 0 is still made. The proof is on the scale
of fit alone: the plan is optimal there too, and has prices of its own.

Source: D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans.
Aerospace and Electronic Systems 52(4), 2016, doi:10.1109/TAES.2016.140952.
"""

import numpy as np

from upmatch.board import Assignment, Board, refuse_inexact
from upmatch.certificate import certify
from upmatch.defaults import FULL_FIT
from upmatch.dense import Ints
from upmatch.objectives.people_first import optimum
from upmatch.ties import Settled, prices_of, settle

__all__ = ["best"]


def best(board: Board) -> Assignment:
    """Return the plan with most total fit and, among those, most pairs, with its proof."""
    scale = board.most_pairs + 1
    refuse_inexact(FULL_FIT * scale, board.most_pairs)
    value = np.where(board.permitted, board.fit * float(scale) + 1, -np.inf)
    found = optimum(value, board)
    mentor_of = settle(found, prices_of(found), board.row_hash, board.column_hash)
    fit = np.where(board.permitted, board.fit, -np.inf)
    price, _ = prices_of(Settled(fit, mentor_of, found.seats))
    whole: Ints = price.astype(np.int64)
    proof = certify(board.fit, board.permitted, board.seats, whole, mentor_of, pairs_first=False)
    return board.found(
        mentor_of,
        objective="total",
        prices=whole,
        bound_fit=proof.bound_fit,
        gap=proof.gap,
        certified=proof.is_proven,
    )
