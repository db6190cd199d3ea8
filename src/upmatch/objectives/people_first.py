"""people-first: as many pairs as possible and, among plans with that many, most total fit.

The problem is a transportation problem with unit demand: each mentee takes at most one mentor,
and mentor ``j`` takes at most ``seats[j]`` mentees. Copying column ``j`` once per seat turns it
into the rectangular linear assignment problem, which SciPy solves exactly.

Every permitted pair earns a bonus of 10,000 · min(mentees, seats) + 1, more than the fit of all
pairs together, so no gain in fit is worth leaving somebody without a partner. All numbers are
whole and small enough to be exact in float64; where they are not, the problem is refused.

Source: D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans.
Aerospace and Electronic Systems 52(4), 2016, doi:10.1109/TAES.2016.140952.
"""

import numpy as np

from upmatch.board import Assignment, Board, refuse_inexact
from upmatch.certificate import bonus_of, certify
from upmatch.dense import Floats, Ints, best_plan
from upmatch.ties import Settled, prices_of, settle

__all__ = ["best", "optimum", "valued"]


def best(board: Board) -> Assignment:
    """Return the plan with most pairs and, among those, most total fit, with its proof."""
    found = optimum(valued(board), board)
    prices = prices_of(found)
    mentor_of = settle(found, prices, board.row_hash, board.column_hash)
    whole: Ints = prices[0].astype(np.int64)
    proof = certify(board.fit, board.permitted, board.seats, whole, mentor_of)
    return board.found(
        mentor_of,
        objective="people-first",
        prices=whole,
        bonus=bonus_of(len(board.fit), board.seats),
        bound_pairs=proof.bound_pairs,
        bound_fit=proof.bound_fit,
        gap=proof.gap,
        certified=proof.is_proven,
    )


def valued(board: Board) -> Floats:
    """Return what each pair is worth, bonus + fit; -inf where forbidden."""
    bonus = bonus_of(len(board.fit), board.seats)
    refuse_inexact(bonus, board.most_pairs)
    return np.where(board.permitted, board.fit + float(bonus), -np.inf)


def optimum(value: Floats, board: Board) -> Settled:
    """Return any plan of greatest value."""
    seats = board.useful_seats
    return Settled(value, best_plan(value, seats), seats)
