"""The one place where HiGHS is called: pairs as 0-1 variables of an integer programme.

The relaxation (pairs may be split) gives prices. Rounded to whole thousandths of a point they
bound every plan in whole numbers, as in ``upmatch.certificate``, with a price more per quota; and
they say of each pair how far a plan that holds it stays below that bound. Pairs that are too far
below to be in a better plan need not enter the integer programme: of a million pairs, some
thousands do.

Source: Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10, 2018, doi:10.1007/s12532-017-0130-5; fixing by reduced costs: G. L.
Nemhauser, L. A. Wolsey, Integer and Combinatorial Optimization, Wiley 1988, section II.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from upmatch.board import Board
from upmatch.dense import Floats, Ints
from upmatch.errors import TooLargeError

__all__ = ["SCALE", "Answer", "Programme", "is_met", "programme", "relaxed", "solved"]

SCALE: Final = 1000
"""Prices are whole numbers of this part of a point."""
NODES: Final = 20_000
INFEASIBLE: Final = 2
NEAR: Final = 1e-6
"""HiGHS meets whole numbers to this tolerance."""
Held = Sequence[tuple[Ints, int]]
"""Sums over the pairs that must be at least so much."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Pairs as variables: ``take`` sums to ``places`` or less, ``inside`` to ``low`` .. ``high``.

    ``take`` is sparse, mentees above mentors; ``inside`` (limits, pairs) says which pairs a limit
    counts.
    """

    n_mentees: int
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    take: Any
    places: Ints
    inside: Ints
    low: Ints
    high: Ints

    def only(self, kept: NDArray[np.intp]) -> "Programme":
        """Return the programme in which no other pairs are made."""
        return replace(
            self,
            rows=self.rows[kept],
            columns=self.columns[kept],
            take=self.take[:, kept],
            inside=self.inside[:, kept],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Which pairs are made, and whether HiGHS searched to the end."""

    is_made: NDArray[np.bool_]
    is_finished: bool


def programme(board: Board) -> Programme:
    """Return the programme of a board and its limits."""
    # loaded when needed, as in dense.py
    from scipy.sparse import coo_array  # noqa: PLC0415

    m, n = board.fit.shape
    rows, columns = np.nonzero(board.permitted & (board.seats > 0))
    lines, pairs = np.concatenate([rows, m + columns]), np.tile(np.arange(len(rows)), 2)
    counted = [limit.rows[rows] & limit.columns[columns] for limit in board.limits]
    return Programme(
        n_mentees=m,
        rows=rows,
        columns=columns,
        take=coo_array((np.ones(len(lines)), (lines, pairs)), shape=(m + n, len(rows))).tocsc(),
        places=np.concatenate([np.ones(m, dtype=np.int64), board.useful_seats]),
        inside=np.array(counted, dtype=np.int64).reshape(len(counted), len(rows)),
        low=np.array([limit.at_least for limit in board.limits], dtype=np.int64),
        high=np.array([min(limit.at_most, m) for limit in board.limits], dtype=np.int64),
    )


def is_met(model: Programme, needed: Sequence[int] = ()) -> bool:
    """Say whether any plan keeps the limits and holds the needed pairs."""
    least = np.zeros(len(model.rows))
    least[list(needed)] = 1
    if not least.size:  # HiGHS takes no empty programme
        return bool((model.low <= 0).all() and (model.high >= 0).all())
    nothing = np.zeros(least.size, dtype=np.int64)
    split = _split(model, nothing, least)
    if split is None:
        return False
    # mostly nothing is split, and searching a large programme without an aim takes minutes
    is_whole = bool((np.abs(split.x - np.rint(split.x)) < NEAR).all())
    return is_whole or _searched(model, nothing, least=least) is not None


def relaxed(model: Programme, worth: Ints) -> tuple[int, Ints] | None:
    """Return a bound on every plan, and how far each pair keeps a plan below it.

    None where no plan keeps the limits, not even with pairs split.

    Parameters
    ----------
    model : Programme
        With a pair or more.
    worth : (pairs,) int64
        Whole points.

    Returns
    -------
    bound : int
        In 1/``SCALE`` of a point.
    slack : (pairs,) int64, from 0
        A plan that holds the pair is worth ``bound - slack`` or less.

    Raises
    ------
    TooLargeError
        If HiGHS gives up.
    """
    found = _split(model, worth, np.zeros(len(worth)))
    if found is None:
        return None
    prices = np.maximum(np.rint(-SCALE * found.ineqlin.marginals), 0).astype(np.int64)
    m, ends = model.n_mentees, np.cumsum([len(model.places), len(model.high)])
    of_seats, of_high, of_low = prices[m : ends[0]], prices[ends[0] : ends[1]], prices[ends[1] :]
    rest = SCALE * worth - of_seats[model.columns] - (of_high - of_low) @ model.inside
    gain = np.zeros(m, dtype=np.int64)
    np.maximum.at(gain, model.rows, rest)
    paid = of_seats @ model.places[m:] + of_high @ model.high - of_low @ model.low
    return int(gain.sum() + paid), gain[model.rows] - rest


def solved(model: Programme, aim: Ints, held: Held = (), *, nodes: int = NODES) -> Answer | None:
    """Make a sum over the pairs as large as can be; None if nothing meets the constraints.

    Raises
    ------
    TooLargeError
        If HiGHS stops without a plan and without a proof that there is none.
    """
    found = _searched(model, aim, held, nodes=nodes)
    return None if found is None else Answer(found.x > 1 / 2, found.status == 0)


def _split(model: Programme, aim: Ints, least: Floats) -> Any:
    """Return HiGHS's answer where pairs may be split, or None if even that meets no limits."""
    # loaded when needed, as in dense.py
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import csc_array, vstack  # noqa: PLC0415

    inside = csc_array(model.inside)
    found = linprog(
        -aim,
        A_ub=vstack([model.take, inside, -inside], format="csc"),
        b_ub=np.concatenate([model.places, model.high, -model.low]),
        bounds=[(one, None) for one in least.tolist()],
        method="highs-ipm",
    )
    if found.x is None and found.status != INFEASIBLE:
        raise TooLargeError(f"HiGHS found no prices within the quotas: {found.message}")
    return None if found.x is None else found


def _searched(
    model: Programme,
    aim: Ints,
    held: Held = (),
    *,
    least: Floats | float = 0.0,
    nodes: int = NODES,
) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    found = milp(
        -aim,
        integrality=np.ones(len(aim), dtype=np.int64),
        bounds=Bounds(least, 1),
        constraints=[
            LinearConstraint(model.take, -np.inf, model.places),
            LinearConstraint(model.inside, model.low, model.high),
            *(LinearConstraint(sums[None, :], count, np.inf) for sums, count in held),
        ],
        options={"mip_rel_gap": 0, "node_limit": nodes},
    )
    if found.x is None and found.status != INFEASIBLE:
        raise TooLargeError(f"HiGHS found no plan within the quotas: {found.message}")
    return None if found.x is None else found
