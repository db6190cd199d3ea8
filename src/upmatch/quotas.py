"""Quotas: at least or at most so many pairs of a unit, a site or a country.

Such side constraints break the structure that makes assignment easy, so HiGHS solves an integer
programme (``upmatch.highs``): under people first a pair is worth B + fit as without quotas, under
total a multiple of its fit plus 1. Of equally good plans, the one with the largest sum of
seed-keyed hashes is taken, in a second search among pairs that can be in one.

The bounds are found through HiGHS, and ``scope`` says so. A search that met the limit of nodes
keeps its gap. What cannot be met at all is refused with an irreducible set of quotas and locks:
what can be left out while the rest still cannot be met is left out, by halves.

Source: deletion filtering: J. W. Chinneck, E. W. Dravnieks, "Locating minimal infeasible
constraint sets in linear programs", ORSA Journal on Computing 3(2), 1991,
doi:10.1287/ijoc.3.2.157.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.board import UNMATCHED, Assignment, Board, Limit
from upmatch.certificate import bonus_of, verdict
from upmatch.dense import Ints
from upmatch.errors import TooLargeError
from upmatch.highs import SCALE, Programme, is_met, programme, relaxed, solved
from upmatch.ties import mixed

__all__ = ["best_within", "smallest_conflict", "without"]

NODES_FOR_TIES: Final = 200
HASH_BITS: Final = 16
WIDER: Final = 16
"""How much wider a shortlist gets on which no plan meets the quotas."""

Lock = tuple[int, int]


def best_within(board: Board, *, pairs_first: bool) -> Assignment | None:
    """Return the best plan that keeps all limits, or None if none keeps them.

    Parameters
    ----------
    board : Board
        With its limits.
    pairs_first : bool
        True for people first, False for total (then more pairs among equals).

    Raises
    ------
    TooLargeError
        If HiGHS finds no plan and no proof that there is none.

    Notes
    -----
    A linear programme with one variable per permitted pair and integer programmes on few of them:
    exponential at worst, close to the linear programme in practice.
    """
    model = programme(board)
    fit = board.fit[model.rows, model.columns]
    bonus = bonus_of(len(board.fit), board.seats) if pairs_first else 0
    scale = 1 if pairs_first else board.most_pairs + 1
    best = _best(model, fit + bonus if pairs_first else fit * scale + 1)
    if best is None:
        return None
    made, near, most = best
    made = _settled(board, model, fit, (made, near))
    mentor_of = np.full(len(board.fit), UNMATCHED, dtype=np.intp)
    mentor_of[model.rows[made]] = model.columns[made]
    plan = board.found(mentor_of)
    proof = verdict(most // scale, bonus, plan.n_pairs, plan.total_fit)
    return replace(
        plan,
        objective="people-first" if pairs_first else "total",
        bound_pairs=proof.bound_pairs,
        bound_fit=proof.bound_fit,
        gap=proof.gap,
        certified=proof.is_proven,
        scope="HiGHS",
    )


def without(limit: Limit, locks: Sequence[Lock]) -> Limit:
    """Return the limit for the pairs that are not locked."""
    n_held = sum(bool(limit.rows[row] and limit.columns[column]) for row, column in locks)
    return replace(limit, at_least=max(limit.at_least - n_held, 0), at_most=limit.at_most - n_held)


def smallest_conflict(
    board: Board, locks: Sequence[Lock], names: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Return quotas and locks that cannot be met together, none of which can be left out.

    Parameters
    ----------
    board : Board
        Whole, with its limits; no plan keeps them and the locks.
    locks : sequence of (row, column)
    names : sequence of tuples of str
        What each lock is called in a refusal.

    Notes
    -----
    At most about 2 k log2(n) feasibility problems for a conflict of k out of n demands.
    """
    n_locks = len(locks)
    named = [*names, *(limit.demand for limit in board.limits)]

    def can_meet(kept: Sequence[int]) -> bool:
        limits = tuple(board.limits[one - n_locks] for one in kept if one >= n_locks)
        model = programme(replace(board, limits=limits))
        return is_met(model, [_variable(model, locks[one]) for one in kept if one < n_locks])

    def shrunk(kept: list[int], some: list[int]) -> list[int]:
        """Leave out what can be left out of ``some``, a part of ``kept``."""
        rest = [one for one in kept if one not in some]
        if not can_meet(rest):
            return rest
        if len(some) < 2:  # noqa: PLR2004  one demand has no halves
            return kept
        half = len(some) // 2
        return shrunk(shrunk(kept, some[:half]), some[half:])

    kept = shrunk(list(range(len(named))), list(range(n_locks)))
    return [named[one] for one in shrunk(kept, list(range(n_locks, len(named))))]


def _best(model: Programme, worth: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp], int] | None:
    """Return the pairs of a best plan, all that can be in one, and a bound on its worth."""
    nothing = np.zeros(0, dtype=np.intp)
    if not worth.size:  # HiGHS takes no empty programme
        return (nothing, nothing, 0) if is_met(model) else None
    found = relaxed(model, worth)
    if found is None:
        return None
    bound, slack = found
    margin, widest = SCALE, int(slack.max())
    while True:
        kept = np.flatnonzero(slack <= margin)
        answer = solved(model.only(kept), worth[kept])
        if answer is None:
            if margin >= widest:
                return None
            margin = min(margin * WIDER, widest)
            continue
        made = kept[answer.is_made]
        value = int(worth[made].sum())
        if not answer.is_finished:
            return made, kept, bound // SCALE
        better = bound - SCALE * (value + 1)  # no better plan holds a pair with more slack
        if better <= margin or margin >= widest:
            return made, np.flatnonzero(slack <= better + SCALE), value
        margin = min(better, widest)


def _settled(
    board: Board,
    model: Programme,
    fit: Ints,
    found: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> NDArray[np.intp]:
    """Return the pairs of the equally good plan that the hashes choose, as far as was searched."""
    made, near = found
    if not made.size:
        return made
    noise = mixed(board.row_hash[model.rows[near]], board.column_hash[model.columns[near]])
    rank = (noise >> np.uint64(64 - HASH_BITS)).astype(np.int64) + 1
    own = len(made), int(fit[made].sum())
    held = [(np.ones(len(near), dtype=np.int64), own[0]), (fit[near], own[1])]
    try:
        answer = solved(model.only(near), rank, held, nodes=NODES_FOR_TIES)
    except TooLargeError:
        return made
    other = made if answer is None else near[answer.is_made]
    return other if (len(other), int(fit[other].sum())) == own else made


def _variable(model: Programme, lock: Lock) -> int:
    return int(np.flatnonzero((model.rows == lock[0]) & (model.columns == lock[1]))[0])
