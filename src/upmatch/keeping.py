"""Which pairs a plan holds on to if each of them is worth some points more than its fit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from upmatch.blocks import Cell
from upmatch.board import refuse_inexact
from upmatch.defaults import FULL_FIT
from upmatch.dense import Floats, best_plan
from upmatch.round import Round, open_to_locks
from upmatch.ties import Settled, hash_keys, prices_of, settle

__all__ = ["kept_pairs"]


def kept_pairs(solved: Round, cells: Sequence[Cell], extra: int) -> list[Cell]:
    """Return those of these pairs that the best plan holds if each earns ``extra`` points more.

    Parameters
    ----------
    solved : Round
        Under people first or total, without quotas.
    cells : sequence of (row, column)
        Permitted pairs, no two of one mentee, none locked.
    extra : int, >= 0
        Under people first the number of pairs comes before these points, too.

    Notes
    -----
    One solve. No other plan has more of fit + extra points per kept pair; a plan that holds all
    pairs returned here, and is else the best, has as much.
    """
    if not cells:
        return []
    if solved.wide is not None:
        # loaded when needed, as in round.py
        from upmatch.wide_questions import kept_of  # noqa: PLC0415

        return kept_of(solved.wide, list(cells), extra)
    mentor_of = _best(solved, cells, extra)
    return [(row, column) for row, column in cells if mentor_of[row] == column]


def _best(solved: Round, cells: Sequence[Cell], extra: int) -> NDArray[np.intp]:
    problem = solved.problem
    m, n = len(problem.mentees), len(solved.seats)
    judged = solved.part(range(m), range(n))
    permitted, seats = open_to_locks(judged), solved.seats.copy()
    for row, column in (solved.cell(*link) for link in problem.locks):
        permitted[row] = False
        seats[column] -= 1
    points = judged.fit.astype(np.float64)
    for cell in cells:
        points[cell] += extra
    seats = np.minimum(seats, permitted.sum(axis=0))
    value = np.where(permitted, _worth(solved, points, extra), -np.inf)
    found = Settled(value, best_plan(value, seats), seats)
    row_hash, column_hash = (
        hash_keys([one.id for one in side], seed=problem.seed, side=name)
        for side, name in ((problem.mentees, "mentee"), (problem.mentors, "mentor"))
    )
    return settle(found, prices_of(found), row_hash, column_hash)


def _worth(solved: Round, points: Floats, extra: int) -> Floats:
    """Return what each pair is worth: pairs before points, or points before pairs."""
    most_pairs = min(points.shape[0], int(solved.seats.sum()))
    top = FULL_FIT + extra
    refuse_inexact(top * (most_pairs + 1), most_pairs)
    if solved.problem.objective == "total":
        by_points: Floats = points * (most_pairs + 1.0) + 1
        return by_points
    by_pairs: Floats = points + (top * most_pairs + 1.0)
    return by_pairs
