"""The next best plans after the best one, in order: what else could have been decided.

Every other plan lacks some pair of the best one. So the others fall into groups: those without the
first pair; those with the first and without the second; and so on. The best of each group is one
solve, the best of these is the next best plan, and its own group is cut up in the same way.

Source: K. G. Murty, "An algorithm for ranking all the assignments in order of increasing cost",
Operations Research 16(3), 1968, doi:10.1287/opre.16.3.682; E. L. Lawler, "A procedure for
computing the K best solutions to discrete optimization problems", Management Science 18(7), 1972,
doi:10.1287/mnsc.18.7.401.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.assignment import UNMATCHED
from upmatch.blocks import Cell
from upmatch.board import refuse_inexact
from upmatch.certificate import bonus_of
from upmatch.defaults import FULL_FIT
from upmatch.dense import Floats, Ints, best_plan
from upmatch.errors import RuleError, TooLargeError
from upmatch.round import Round, open_to_locks
from upmatch.table import Link

__all__ = ["MOST_PAIRS", "NextPlan", "next_best"]

MOST_PAIRS: Final = 100_000
"""Mentees × seats up to which next best plans are looked for: each takes a solve per pair."""


@dataclass(frozen=True, slots=True)
class NextPlan:
    """Another plan, as what it changes: ``without`` these pairs of the best one, ``instead`` those.

    It has ``cost_pairs`` pairs and ``cost_fit`` fit points less than the best one; where pairs are
    lost, ``cost_fit`` may be negative.
    """

    without: tuple[Link, ...]
    instead: tuple[Link, ...]
    n_pairs: int
    total_fit: int
    cost_pairs: int
    cost_fit: int


@dataclass(frozen=True, slots=True, order=True)
class _Group:
    """All plans that hold ``fixed`` and none of ``banned``, by the best of them.

    ``loss`` is what that one is worth less than the best plan; ``number`` puts equal ones in the
    order in which they were found.
    """

    loss: int
    number: int
    mentor_of: NDArray[np.intp] = field(compare=False)
    fixed: tuple[Cell, ...] = field(compare=False)
    banned: tuple[Cell, ...] = field(compare=False)


def next_best(solved: Round, k: int) -> list[NextPlan]:
    """Return the ``k`` best plans after the best one; fewer if there are no more.

    Parameters
    ----------
    solved : Round
        Under people first or total, without quotas. Locked pairs are in every plan.
    k : int, >= 0
        How many.

    Raises
    ------
    RuleError
        If the objective is another one, or there are quotas.
    TooLargeError
        If the round has more than ``MOST_PAIRS`` mentees × seats.

    Notes
    -----
    At most one solve per pair and plan. Plans that are worth the same all count; which of them
    comes first follows from the problem alone.
    """
    _refuse(solved)
    value, seats = _values(solved), solved.seats
    locks = tuple(solved.cell(*link) for link in solved.problem.locks)
    best = solved.assignment.mentor_of
    numbers = count()
    waiting: list[_Group] = []
    last = _Group(0, -1, best, locks, ())
    found: list[NextPlan] = []
    while len(found) < k:
        for fixed, banned in _parts(last):
            mentor_of = _best_of(value, seats, fixed, banned)
            loss = _worth(value, best) - _worth(value, mentor_of)
            heappush(waiting, _Group(loss, next(numbers), mentor_of, fixed, banned))
        if not waiting:
            break
        last = heappop(waiting)
        found.append(_told(solved, last.mentor_of))
    return found


def _refuse(solved: Round) -> None:
    problem = solved.problem
    if problem.quotas or problem.objective not in ("people-first", "total"):
        raise RuleError("Next best plans are found under people-first and total, without quotas")
    m = len(problem.mentees)
    if m * int(np.minimum(solved.seats, m).sum()) > MOST_PAIRS:
        raise TooLargeError(f"Next best plans are found up to {MOST_PAIRS:,} mentees × seats")


def _values(solved: Round) -> Floats:
    """Return what each pair is worth, above 0 and whole; -inf where forbidden."""
    m, n = len(solved.problem.mentees), len(solved.seats)
    scores = solved.part(range(m), range(n))
    most_pairs = min(m, int(solved.seats.sum()))
    if solved.problem.objective == "total":
        refuse_inexact(FULL_FIT * (most_pairs + 1), most_pairs)
        worth = scores.fit * (most_pairs + 1.0) + 1
    else:
        bonus = bonus_of(m, solved.seats)
        refuse_inexact(bonus, most_pairs)
        worth = scores.fit + float(bonus)
    return np.where(open_to_locks(scores), worth, -np.inf)


def _parts(group: _Group) -> Iterator[tuple[tuple[Cell, ...], tuple[Cell, ...]]]:
    """Yield the groups into which all plans of the group but its best one fall."""
    rows = np.flatnonzero(group.mentor_of != UNMATCHED).tolist()
    fixed, held = group.fixed, set(group.fixed)
    for cell in [(row, int(group.mentor_of[row])) for row in rows]:
        if cell not in held:
            yield fixed, (*group.banned, cell)
            fixed = (*fixed, cell)


def _best_of(
    value: Floats, seats: Ints, fixed: tuple[Cell, ...], banned: tuple[Cell, ...]
) -> NDArray[np.intp]:
    """Return the best plan that holds the fixed pairs and none of the banned ones."""
    mentor_of = np.full(len(value), UNMATCHED, dtype=np.intp)
    is_free = np.ones(len(value), dtype=np.bool_)
    left = seats.copy()
    for row, column in fixed:
        mentor_of[row], is_free[row] = column, False
        left[column] -= 1
    rest = value.copy()
    for cell in banned:
        rest[cell] = -np.inf
    mentor_of[is_free] = best_plan(rest[is_free], left)
    return mentor_of


def _worth(value: Floats, mentor_of: NDArray[np.intp]) -> int:
    rows = np.flatnonzero(mentor_of != UNMATCHED)
    return int(value[rows, mentor_of[rows]].sum())


def _told(solved: Round, mentor_of: NDArray[np.intp]) -> NextPlan:
    best = solved.assignment
    rows = np.flatnonzero(mentor_of != best.mentor_of).tolist()
    without, instead = (
        tuple(solved.link(row, int(plan[row])) for row in rows if plan[row] != UNMATCHED)
        for plan in (best.mentor_of, mentor_of)
    )
    cells = [(row, column) for row, column in enumerate(mentor_of.tolist()) if column != UNMATCHED]
    fit = sum(solved.fits_of(cells))
    cost = best.n_pairs - len(cells), best.total_fit - fit
    return NextPlan(without, instead, len(cells), fit, *cost)
