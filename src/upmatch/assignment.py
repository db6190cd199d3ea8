"""The door for plain arrays: put them in canonical order, take the locks out, solve, put back.

Rows and columns are sorted by a seed-keyed hash of their ids before anything is solved, so that a
plan never depends on the order in which people came. A locked mentee and the locked seat leave
the problem; the pair, its fit and its part of every bound are added to the solution as constants.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from upmatch.board import (
    UNMATCHED,
    Asked,
    Assignment,
    Board,
    Limit,
    checked,
    checked_asked,
    counts,
    refuse_large,
)
from upmatch.dense import Ints
from upmatch.errors import ArrayError, InfeasibleError, RuleError
from upmatch.objectives import FOUND_BY
from upmatch.objectives.people_first import optimum, valued
from upmatch.quotas import best_within, smallest_conflict, without
from upmatch.table import BoolMatrix, IntMatrix
from upmatch.ties import hash_keys, in_order

__all__ = ["UNMATCHED", "Asked", "Assignment", "Limit", "assign", "checked", "most"]

Keys = tuple[Sequence[str], Sequence[str]]
NOTHING: Final = Asked()


def assign(  # noqa: PLR0913  the door names each thing that decides a plan
    fit: ArrayLike,
    permitted: ArrayLike | None = None,
    seats: ArrayLike | None = None,
    *,
    objective: str = "people-first",
    asked: Asked = NOTHING,
    keys: Keys | None = None,
    seed: int = 0,
) -> Assignment:
    """Return the best plan: by default most pairs and, among those, most total fit.

    Parameters
    ----------
    fit : (n_mentees, n_mentors) int in 0..10,000, or float in [0, 1]
        How well the two suit each other. Floats are multiplied by 10,000 and rounded. Not read
        where the pair is not permitted.
    permitted : (n_mentees, n_mentors) bool, optional
        False wherever a hard rule forbids the pair; everything is permitted when left out.
    seats : (n_mentors,) int, >= 0, optional
        How many mentees each mentor can take; one each when left out.
    objective : str
        One of ``upmatch.problem.OBJECTIVES``; each has a file in ``upmatch.objectives``.
    asked : Asked
        Locks, wishes for company, likings and limits.
    keys : two sequences of str, optional
        Ids of rows and columns, which decide between equally good plans; positions when left
        out.
    seed : int
        Keys the hash that decides between equally good plans.

    Raises
    ------
    ArrayError
        If shapes disagree (keys included), a permitted fit is out of range or NaN, a count is
        negative, or the locks take a mentee twice, a pair that is not permitted or more seats
        than there are.
    InfeasibleError
        If no plan keeps the limits and the locks; names the smallest conflicting set.
    RuleError
        If the objective is not known or does not go with limits.
    TooLargeError
        If mentees × seats is more than the dense solver takes.

    Notes
    -----
    Deterministic, and the plan does not depend on the order of rows and columns when ``keys``
    name them. With ``s`` useful seats the time of the objectives that are sums is
    O(min(m, s)^2 max(m, s)), memory O(m s).

    Examples
    --------
    >>> assign([[9000, 2000], [8000, 1000]]).mentor_of.tolist()
    [0, 1]
    >>> assign([[9000, 2000], [8000, 1000]], asked=Asked(locks=[(1, 0)])).total_fit
    10000
    """
    is_known = objective in tuple(FOUND_BY)
    if not is_known or (asked.limits and objective not in ("people-first", "total")):
        beside = " beside limits" if is_known else ""
        raise RuleError(f"Objective {objective!r} is not known{beside}")
    points, allowed, places = checked(fit, permitted, seats)
    asked = checked_asked(asked, points.shape)
    names = _positions(points.shape) if keys is None else _named(keys, points.shape)
    board = _board((points, allowed, places), asked, names, seed)
    _check_locks(board, asked.locks)
    rows, columns = _order(board, names)
    is_free = np.ones(len(points), dtype=np.bool_)
    is_free[[row for row, _ in asked.locks]] = False
    rows = rows[is_free[rows]]
    rest = _rest(board, asked.locks).part(rows, columns)
    found = _found(rest, objective)
    if found is None:
        locked = [("lock", names[0][row], names[1][column]) for row, column in asked.locks]
        raise InfeasibleError(smallest_conflict(board, asked.locks, locked))
    return _put_back(found, board, asked.locks, (rows, columns))


def most(points: IntMatrix, allowed: BoolMatrix, places: Ints) -> tuple[int, int]:
    """Return (most pairs, most fit at that) of checked arrays, without choosing between ties."""
    board = _board((points, allowed, places), NOTHING, _positions(points.shape), 0)
    refuse_large(board)
    plan = board.found(optimum(valued(board), board).mentor_of)
    return plan.n_pairs, plan.total_fit


def _positions(shape: tuple[int, ...]) -> Keys:
    m, n = shape
    return [str(row) for row in range(m)], [str(column) for column in range(n)]


def _named(keys: Keys, shape: tuple[int, ...]) -> Keys:
    sides = [list(side) for side in keys]
    if [len(side) for side in sides] != list(shape):
        raise ArrayError(f"keys must name {shape[0]} rows and {shape[1]} columns")
    return sides[0], sides[1]


def _board(
    arrays: tuple[IntMatrix, BoolMatrix, Ints], asked: Asked, names: Keys, seed: int
) -> Board:
    points, allowed, places = arrays
    row_hash, column_hash = (
        hash_keys(side, seed=seed, side=name)
        for side, name in zip(names, ("mentee", "mentor"), strict=True)
    )
    return Board(
        fit=points,
        permitted=allowed,
        seats=places,
        at_least=counts("at_least", asked.at_least, points.shape[1], usual=0),
        liking=asked.liking or (points, points),
        limits=tuple(asked.limits),
        row_hash=row_hash,
        column_hash=column_hash,
    )


def _check_locks(board: Board, locks: Sequence[tuple[int, int]]) -> None:
    for row, count in Counter(row for row, _ in locks).items():
        if count > 1:
            raise ArrayError(f"row {row} is locked {count} times")
    for column, count in Counter(column for _, column in locks).items():
        if count > board.seats[column]:
            raise ArrayError(f"column {column} has {count} locks for {board.seats[column]} seats")
    for lock in locks:
        if not board.permitted[lock]:
            raise ArrayError(f"the lock {lock} is not permitted")


def _order(board: Board, names: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns in canonical order: by hash, then by name."""
    rows, columns = (
        in_order(side, hashed)
        for side, hashed in zip(names, (board.row_hash, board.column_hash), strict=True)
    )
    return rows, columns


def _rest(board: Board, locks: Sequence[tuple[int, int]]) -> Board:
    """Return the board without the seats that locks take."""
    taken = np.bincount([column for _, column in locks], minlength=len(board.seats))
    return replace(
        board,
        seats=board.seats - taken,
        at_least=np.maximum(board.at_least - taken, 0),
        limits=tuple(without(limit, locks) for limit in board.limits),
    )


def _found(board: Board, objective: str) -> Assignment | None:
    refuse_large(board)
    if board.limits:
        return best_within(board, pairs_first=objective == "people-first")
    return FOUND_BY[objective](board)


def _put_back(
    found: Assignment,
    board: Board,
    locks: Sequence[tuple[int, int]],
    order: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> Assignment:
    rows, columns = order
    mentor_of = np.full(len(board.fit), UNMATCHED, dtype=np.intp)
    has = found.mentor_of != UNMATCHED
    mentor_of[rows[has]] = columns[found.mentor_of[has]]
    for row, column in locks:
        mentor_of[row] = column
    # the inverse of an order puts back what the order took
    prices = None if found.prices is None else found.prices[np.argsort(columns)]
    fit = sum(int(board.fit[lock]) for lock in locks)
    return replace(
        found,
        mentor_of=mentor_of,
        n_pairs=found.n_pairs + len(locks),
        total_fit=found.total_fit + fit,
        prices=prices,
        bound_pairs=None if found.bound_pairs is None else found.bound_pairs + len(locks),
        bound_fit=None if found.bound_fit is None else found.bound_fit + fit,
    )
