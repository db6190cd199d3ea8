"""at_least: most pairs, then as few unmet wishes of mentors for company, then most total fit.

A mentor who wishes ``at_least`` seats to be filled stands there twice: with as many wished seats,
each of which earns a bonus above all fit, and with the other seats. A pair earns a bonus above all
of these. So one solve keeps the order: pairs, filled wished seats, fit.

Source: lower quotas as split nodes with a reward: R. K. Ahuja, T. L. Magnanti, J. B. Orlin,
Network Flows, Prentice Hall 1993, section 6.7 (minimum flows); our bonuses.
"""

import numpy as np

from upmatch.board import UNMATCHED, Assignment, Board, refuse_inexact
from upmatch.certificate import bound, row_bests
from upmatch.defaults import FULL_FIT
from upmatch.dense import Ints, best_plan
from upmatch.ties import Settled, prices_of, settle

__all__ = ["best"]


def best(board: Board) -> Assignment:
    """Return the plan with most pairs, then fewest unmet wishes, then most total fit."""
    wished = np.minimum(board.at_least, board.useful_seats)
    seats = np.column_stack([wished, board.useful_seats - wished]).reshape(-1)
    owner = np.repeat(np.arange(len(wished)), 2)
    per_wish = FULL_FIT * board.most_pairs + 1
    per_pair = (per_wish + FULL_FIT) * board.most_pairs + 1
    refuse_inexact(per_pair + per_wish, board.most_pairs)
    worth = board.fit[:, owner] + np.tile([per_pair + per_wish, per_pair], len(wished))
    value = np.where(board.permitted[:, owner], worth.astype(np.float64), -np.inf)
    found = Settled(value, best_plan(value, seats), seats)
    prices = prices_of(found)
    seat_of = settle(found, prices, board.row_hash, board.column_hash[owner])
    matched = np.flatnonzero(seat_of != UNMATCHED)
    mentor_of = seat_of.copy()
    mentor_of[matched] = owner[seat_of[matched]]
    plan = board.found(mentor_of)
    whole: Ints = prices[0].astype(np.int64)
    most = bound(row_bests(worth, board.permitted[:, owner], whole), whole, seats)
    missing = most - int(worth[matched, seat_of[matched]].sum())
    return board.found(
        mentor_of,
        objective="at_least",
        bound_pairs=most // per_pair,
        bound_fit=plan.total_fit + missing,
        gap=missing,
        certified=missing == 0,
    )
