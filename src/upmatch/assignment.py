"""Give every mentee a mentor: most pairs first, then most fit.

The problem is a transportation problem with unit demand: each mentee takes at most one mentor,
and mentor ``j`` takes at most ``seats[j]`` mentees. Copying column ``j`` once per seat turns it
into the rectangular linear assignment problem, which SciPy solves exactly.

Every permitted pair earns a bonus of 10,000 · min(mentees, seats) + 1, more than the fit of all
pairs together, so no gain in fit is worth leaving somebody without a partner. All numbers are
whole and small enough to be exact in float64; where they are not, the problem is refused.

Source: D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans.
Aerospace and Electronic Systems 52(4), 2016, doi:10.1109/TAES.2016.140952.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from upmatch.defaults import FULL_FIT
from upmatch.dense import EXACT, best_plan
from upmatch.errors import ArrayError, TooLargeError
from upmatch.scoring import MOST_CELLS
from upmatch.table import BoolMatrix, IntMatrix
from upmatch.ties import Settled, hash_keys, settle

__all__ = ["UNMATCHED", "Assignment", "assign"]

UNMATCHED: Final = -1


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who got whom.

    ``mentor_of[i]`` is the column of mentee ``i``'s mentor, or ``UNMATCHED``. ``total_fit`` is
    the sum of fit over pairs, in fit points (10,000 is a perfect pair).
    """

    mentor_of: NDArray[np.intp]
    n_pairs: int
    total_fit: int


def assign(
    fit: ArrayLike,
    permitted: ArrayLike | None = None,
    seats: ArrayLike | None = None,
    *,
    keys: tuple[Sequence[str], Sequence[str]] | None = None,
    seed: int = 0,
) -> Assignment:
    """Return the assignment with most pairs and, among those, most total fit.

    Parameters
    ----------
    fit : (n_mentees, n_mentors) int in 0..10,000, or float in [0, 1]
        How well the two suit each other. Floats are multiplied by 10,000 and rounded. Not read
        where the pair is not permitted.
    permitted : (n_mentees, n_mentors) bool, optional
        False wherever a hard rule forbids the pair; everything is permitted when left out.
    seats : (n_mentors,) int, >= 0, optional
        How many mentees each mentor can take; one each when left out.
    keys : two sequences of str, optional
        Ids of rows and columns, which decide between equally good plans; positions when left
        out.
    seed : int
        Keys the hash that decides between equally good plans.

    Raises
    ------
    ArrayError
        If shapes disagree (keys included), a permitted fit is out of range or NaN, or a seat
        count is negative.
    TooLargeError
        If mentees × seats is more than the dense solver takes.

    Notes
    -----
    Deterministic, and the plan does not depend on the order of rows and columns when ``keys``
    name them. With ``s`` useful seats the time is O(min(m, s)^2 max(m, s)), memory O(m s).

    Examples
    --------
    >>> assign([[9000, 2000], [8000, 1000]]).mentor_of.tolist()
    [0, 1]
    """
    points, allowed, places = checked(fit, permitted, seats)
    m, n = points.shape
    names = keys or ([str(row) for row in range(m)], [str(column) for column in range(n)])
    if (len(names[0]), len(names[1])) != (m, n):
        raise ArrayError(f"keys must name {m} rows and {n} columns")
    row_hash, column_hash = (
        hash_keys(side, seed=seed, side=name)
        for side, name in zip(names, ("mentee", "mentor"), strict=True)
    )
    rows, columns = (
        np.lexsort((np.array(side, dtype=np.str_), hashed))
        for side, hashed in zip(names, (row_hash, column_hash), strict=True)
    )
    value, places = _valued(points, allowed, places)
    value, places = value[np.ix_(rows, columns)], places[columns]
    found = Settled(value, best_plan(value, places), places)
    settled = settle(found, row_hash[rows], column_hash[columns])
    mentor_of = np.full(m, UNMATCHED, dtype=np.intp)
    has = settled != UNMATCHED
    mentor_of[rows[has]] = columns[settled[has]]
    return summed(points, mentor_of)


def most(points: IntMatrix, allowed: BoolMatrix, places: NDArray[np.int64]) -> tuple[int, int]:
    """Return (most pairs, most fit at that) of checked arrays, without choosing between ties."""
    value, places = _valued(points, allowed, places)
    result = summed(points, best_plan(value, places))
    return result.n_pairs, result.total_fit


def summed(points: IntMatrix, mentor_of: NDArray[np.intp]) -> Assignment:
    """Return the assignment with its pairs counted and their fit summed."""
    rows = np.flatnonzero(mentor_of != UNMATCHED)
    return Assignment(mentor_of, len(rows), int(points[rows, mentor_of[rows]].sum()))


def checked(
    fit: ArrayLike, permitted: ArrayLike | None, seats: ArrayLike | None
) -> tuple[IntMatrix, BoolMatrix, NDArray[np.int64]]:
    """Return the three arrays in the engine's types, or refuse them."""
    raw = np.asarray(fit)
    if raw.ndim != 2:  # noqa: PLR2004  rows and columns
        raise ArrayError(f"fit must have rows and columns, not the shape {raw.shape}")
    allowed = np.ones(raw.shape, np.bool_) if permitted is None else np.asarray(permitted)
    if allowed.shape != raw.shape or allowed.dtype != np.bool_:
        raise ArrayError(
            f"permitted must be bool of shape {raw.shape}, not {allowed.dtype} {allowed.shape}"
        )
    places = np.ones(raw.shape[1], np.int64) if seats is None else np.asarray(seats)
    if places.shape != raw.shape[1:] or (places.size and places.dtype.kind not in "iu"):
        raise ArrayError(
            f"seats must be {raw.shape[1]} whole numbers, not {places.dtype} {places.shape}"
        )
    if (places < 0).any():
        raise ArrayError("seats must not be negative")
    return _points(raw, allowed), allowed, places.astype(np.int64)


def _points(raw: NDArray[Any], allowed: BoolMatrix) -> IntMatrix:
    top = 1 if raw.dtype.kind == "f" else FULL_FIT
    if raw.size and raw.dtype.kind not in "iuf":
        raise ArrayError(
            f"fit must be whole numbers 0..10,000 or floats in [0, 1], not {raw.dtype}"
        )
    in_range = (raw >= 0) & (raw <= top)  # False for NaN too
    wrong = allowed & ~in_range
    if wrong.any():
        row, column = np.argwhere(wrong)[0].tolist()
        raise ArrayError(f"fit {raw[row, column]} at row {row}, column {column} must be 0 to {top}")
    kept = np.where(allowed, raw, 0)
    return np.rint(kept * FULL_FIT).astype(np.int64) if top == 1 else kept.astype(np.int64)


def _valued(
    points: IntMatrix, allowed: BoolMatrix, places: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what each pair is worth (-inf where forbidden), and the seats that can be used."""
    useful = np.minimum(places, allowed.sum(axis=0))
    cells = len(points) * int(useful.sum())
    if cells > MOST_CELLS:
        raise TooLargeError(f"{cells:,} mentees × seats are more than {MOST_CELLS:,}")
    pairs = min(len(points), int(useful.sum()))
    bonus = FULL_FIT * pairs + 1
    if 8 * (pairs + 1) * (bonus + FULL_FIT) >= EXACT:
        raise TooLargeError("The numbers of this problem are too large to be computed exactly")
    return np.where(allowed, points + float(bonus), -np.inf), useful
