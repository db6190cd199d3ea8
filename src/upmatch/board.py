"""The arrays that an objective works on, and the plan that it finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from upmatch.defaults import FULL_FIT
from upmatch.dense import EXACT, Ints
from upmatch.errors import ArrayError, TooLargeError
from upmatch.scoring import MOST_CELLS
from upmatch.table import BoolMatrix, IntMatrix

__all__ = [
    "UNMATCHED",
    "Asked",
    "Assignment",
    "Board",
    "Limit",
    "checked",
    "checked_asked",
    "refuse_inexact",
]

UNMATCHED: Final = -1
MOST_COUNT: Final = 1_000_000_000
"""Seats of one mentor at most: sums over all mentors stay far within 64 bits."""
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota on arrays: ``at_least`` to ``at_most`` pairs in these rows and these columns.

    ``rows`` is (m,) bool, ``columns`` (n,) bool; ``demand`` names it in a refusal.
    """

    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]
    at_least: int
    at_most: int
    demand: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a plan beside fit.

    ``locks`` are cells (row, column) that every plan holds. ``at_least`` (n,) is how many seats
    each mentor wishes to be filled, for that objective. ``liking`` is how much each mentee likes
    each mentor and the other way round, both (m, n) whole numbers from 0, for ``stable``; fit for
    both where it is left out. ``limits`` are quotas.
    """

    locks: Sequence[tuple[int, int]] = ()
    at_least: ArrayLike | None = None
    liking: tuple[IntMatrix, IntMatrix] | None = None
    limits: Sequence[Limit] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who got whom, and what is proven about it.

    ``mentor_of[i]`` is the column of mentee ``i``'s mentor, or ``UNMATCHED``. ``total_fit`` is
    the sum of fit over pairs, in fit points (10,000 is a perfect pair). Where the objective has
    them, ``prices`` (n,) are whole numbers that prove the bounds for the mentees and seats that
    locks leave, on the scale fit + ``bonus`` (see ``upmatch.certificate``). ``bound_pairs`` and
    ``bound_fit`` are the most that any plan can have; ``gap`` is the fit that is missing to the
    bound, None where it says nothing. ``scope`` is what the bound covers: ``all pairs``,
    ``candidates`` (a shortlist) or ``HiGHS`` (the word of that solver, in floating point).
    """

    mentor_of: NDArray[np.intp]
    n_pairs: int
    total_fit: int
    objective: str = "people-first"
    prices: Ints | None = None
    bonus: int = 0
    bound_pairs: int | None = None
    bound_fit: int | None = None
    gap: int | None = None
    certified: bool = False
    scope: str = "all pairs"
    blocking_pairs: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Checked arrays of a round: mentees are rows, mentors columns.

    ``fit`` is 0 where not ``permitted``. The hashes decide between equally good plans.
    """

    fit: IntMatrix
    permitted: BoolMatrix
    seats: Ints
    at_least: Ints
    liking: tuple[IntMatrix, IntMatrix]
    limits: tuple[Limit, ...]
    row_hash: Keys
    column_hash: Keys

    @property
    def most_pairs(self) -> int:
        """No plan has more pairs."""
        return min(len(self.fit), int(self.useful_seats.sum()))

    @property
    def useful_seats(self) -> Ints:
        """Seats up to the number of mentees who may sit there."""
        useful: Ints = np.minimum(self.seats, self.permitted.sum(axis=0))
        return useful

    def part(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> "Board":
        """Return the board of these rows and columns, in this order."""
        cells = np.ix_(rows, columns)
        limits = [
            replace(one, rows=one.rows[rows], columns=one.columns[columns]) for one in self.limits
        ]
        return Board(
            fit=self.fit[cells],
            permitted=self.permitted[cells],
            seats=self.seats[columns],
            at_least=self.at_least[columns],
            liking=(self.liking[0][cells], self.liking[1][cells]),
            limits=tuple(limits),
            row_hash=self.row_hash[rows],
            column_hash=self.column_hash[columns],
        )

    def found(self, mentor_of: NDArray[np.intp], **proven: Any) -> Assignment:
        """Return the plan with its pairs counted and their fit summed."""
        rows = np.flatnonzero(mentor_of != UNMATCHED)
        total = int(self.fit[rows, mentor_of[rows]].sum())
        return Assignment(mentor_of, len(rows), total, **proven)


def refuse_inexact(most_value: int, n_pairs: int) -> None:
    """Refuse values that SciPy, which computes in float64, would round."""
    if 8 * (n_pairs + 1) * (most_value + FULL_FIT) >= EXACT:
        raise TooLargeError("The numbers of this problem are too large to be computed exactly")


def refuse_large(board: Board) -> None:
    """Refuse a board that the dense solver does not take."""
    cells = len(board.fit) * int(board.useful_seats.sum())
    if cells > MOST_CELLS:
        raise TooLargeError(f"{cells:,} mentees × seats are more than {MOST_CELLS:,}")


def checked(
    fit: ArrayLike, permitted: ArrayLike | None, seats: ArrayLike | None
) -> tuple[IntMatrix, BoolMatrix, Ints]:
    """Return the three arrays in the engine's types, or refuse them."""
    raw = _array("fit", fit)
    if raw.ndim != 2:  # noqa: PLR2004  rows and columns
        raise ArrayError(f"fit must have rows and columns, not the shape {raw.shape}")
    allowed = np.ones(raw.shape, np.bool_) if permitted is None else _array("permitted", permitted)
    if allowed.shape != raw.shape or allowed.dtype != np.bool_:
        raise ArrayError(
            f"permitted must be bool of shape {raw.shape}, not {allowed.dtype} {allowed.shape}"
        )
    places = counts("seats", seats, raw.shape[1], usual=1)
    return _points(raw, allowed), allowed, places


def counts(name: str, given: ArrayLike | None, n_mentors: int, *, usual: int) -> Ints:
    """Return a whole number from 0 per mentor, ``usual`` each where nothing is given."""
    found = np.full(n_mentors, usual, np.int64) if given is None else _array(name, given)
    if found.shape != (n_mentors,) or (found.size and found.dtype.kind not in "iu"):
        raise ArrayError(
            f"{name} must be {n_mentors} whole numbers, not {found.dtype} {found.shape}"
        )
    if (found < 0).any():
        raise ArrayError(f"{name} must not be negative")
    if (found > MOST_COUNT).any():
        raise ArrayError(f"{name} must not be above {MOST_COUNT:,}")
    return found.astype(np.int64)


def checked_asked(asked: Asked, shape: tuple[int, ...]) -> Asked:
    """Return what is asked with its locks as whole numbers, or refuse what no matrix can hold."""
    for limit in asked.limits:
        _check_limit(limit, shape)
    return replace(asked, locks=_cells(asked.locks, shape), liking=_liking(asked.liking, shape))


def _array(name: str, given: ArrayLike) -> NDArray[Any]:
    try:
        return np.asarray(given)
    except (ValueError, TypeError) as error:
        raise ArrayError(f"{name} must have lines of one length") from error


def _cells(locks: Sequence[tuple[int, int]], shape: tuple[int, ...]) -> list[tuple[int, int]]:
    try:
        cells = [(index(row), index(column)) for row, column in locks]
    except (TypeError, ValueError) as error:
        raise ArrayError("locks must be pairs of whole numbers, row and column") from error
    for row, column in cells:
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            raise ArrayError(f"the lock ({row}, {column}) is outside of the {shape} of fit")
    return cells


def _liking(
    given: tuple[IntMatrix, IntMatrix] | None, shape: tuple[int, ...]
) -> tuple[IntMatrix, IntMatrix] | None:
    if given is None:
        return None
    sides = [_array("liking", side) for side in given]
    if len(sides) != 2 or any(side.shape != shape for side in sides):  # noqa: PLR2004  both sides
        raise ArrayError(f"liking must be two arrays of shape {shape}")
    if any(side.size and (side.dtype.kind not in "iu" or side.min() < 0) for side in sides):
        raise ArrayError("liking must be whole numbers from 0")
    return sides[0], sides[1]


def _check_limit(limit: Limit, shape: tuple[int, ...]) -> None:
    for side, size in zip((limit.rows, limit.columns), shape, strict=True):
        if np.shape(side) != (size,) or np.asarray(side).dtype != np.bool_:
            raise ArrayError(f"a limit must say yes or no for each of the {shape} of fit")
    if not all(isinstance(count, int) for count in (limit.at_least, limit.at_most)):
        raise ArrayError("at_least and at_most of a limit must be whole numbers")


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
