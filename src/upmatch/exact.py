"""The best plan over all pairs of a large problem, with the prices that prove it.

The matrix is never stored. Column generation with bounds:

1. one pass keeps the 32 best mentors of every mentee and the 16 best mentees of every mentor
   (fewer where mentors are plentiful):
   the candidates. One-sided lists would be ruinous, both sides come within a fraction of a per
   cent of the optimum;
2. ``upmatch.sparse`` solves the candidates exactly and returns a price for each mentor;
3. one pass at these prices adds, per mentee, what is worth more or nearly so, and a bound
   ``rest`` for all that it leaves out;
4. the candidates are solved again. Prices move a little, and with them the bounds: pairs left
   out can only matter for mentees whose profit fell below their bound, and for mentors whose
   price fell far. Only those rows and columns are looked at again, until none violates: then the
   prices prove the plan over all pairs;
5. a last pass takes each mentee's best gain over all pairs, from which the bound is added up.
   It shares nothing with the steps above but the scores.

All numbers are whole, so equal bound and plan are a proof, not a tolerance.

Sources: delayed column generation, P. C. Gilmore and R. E. Gomory, "A linear programming approach
to the cutting-stock problem", Operations Research 9, 1961, doi:10.1287/opre.9.6.849; duality of
assignment, R. E. Burkard, M. Dell'Amico, S. Martello, Assignment Problems, SIAM 2009,
doi:10.1137/1.9780898717754.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.kernels.layout import Pairs
from upmatch.passes import NONE, Best, best_partners, some_columns
from upmatch.progress import Progress, silent
from upmatch.sparse import Graph, SparsePlan, solve_sparse

__all__ = [
    "Market",
    "Proven",
    "audited",
    "bonus_of",
    "certified",
    "graph_of",
    "is_still_proven",
    "joined",
    "solve_exactly",
]

Ints = NDArray[np.int64]

BALANCED: Final = (32, 16)
PLENTY: Final = (16, 4)
"""Candidates per row and per column, usually and where mentors are plentiful."""
A_LOT: Final = 2
"""Times as many mentors as mentees that are plenty."""
BY_PRICE: Final = 24
MARGIN: Final = 400
"""Fit points below a mentee's profit down to which the pass at prices keeps pairs."""
SHARES: Final = (
    0.7,
    0.8,
    0.85,
    0.9,
    0.93,
    0.95,
    0.97,
    0.98,
    0.99,
    0.995,
    0.998,
    0.999,
    0.9995,
    0.9999,
    1.0,
)


@dataclass(frozen=True, slots=True)
class Market:
    """What is to be solved: pairs, seats (n,), and the bonus of a pair (0: most fit alone)."""

    pairs: Pairs
    seats: Ints
    bonus: int
    threads: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.pairs.n_mentees, self.pairs.n_mentors


@dataclass(frozen=True, slots=True)
class Proven:
    """A plan with all that later questions start from.

    ``key`` (row · n + column, ascending) and ``fit`` are the candidates; ``rest`` (m,) bounds
    gains at ``price`` of everything else. ``dual`` is the bound over all pairs, on the scale of
    fit + bonus; ``n_rounds`` counts the rounds of step 4.
    """

    plan: SparsePlan
    key: Ints
    fit: Ints
    rest: Ints
    dual: int
    n_rounds: int


def bonus_of(objective: str, n_mentees: int, seats: Ints) -> int:
    """Return what a pair earns beyond its fit: under ``total`` nothing, else more than all fit."""
    if objective == "total":
        return 0
    return FULL_FIT * min(n_mentees, int(seats.sum())) + 1


def solve_exactly(
    market: Market, progress: Progress = silent, prices: Ints | None = None
) -> Proven:
    """Return the plan of most fit + bonus over all pairs, with its proof.

    ``prices`` (n,) of a problem like this one save the first pass; the plan is exact all the same.

    Raises
    ------
    TooLargeError
        If the numbers could leave 64 bits.

    Notes
    -----
    Two passes over all pairs and a little, about 2 to 4 ns a pair each, shared by the threads;
    the sparse solves are serial. Memory is about 100 bytes a candidate, 50 candidates a person.
    """
    m, n = market.shape
    if prices is not None:
        progress("prices", 0.0)
        return _finished(market, progress, _from_prices(market, prices))
    progress("candidates", 0.0)
    nothing = np.zeros(n, np.int64)
    first = best_partners(
        market.pairs,
        nothing,
        np.full(m, -1),
        most=PLENTY if n > A_LOT * m else BALANCED,
        threads=market.threads,
    )
    key, fit = joined(n, [(first, nothing)])
    progress("solve", 0.3)
    plan = _solved(market, key, fit, None)
    progress("prices", 0.4)
    need = plan.profit - market.bonus
    at_prices = best_partners(
        market.pairs, plan.price, need - MARGIN, most=(BY_PRICE, 0), threads=market.threads
    )
    key, fit = joined(n, [(at_prices, plan.price)], key, fit)
    return _finished(market, progress, Proven(plan, key, fit, at_prices.rest, 0, 0))


def _from_prices(market: Market, prices: Ints) -> Proven:
    """Return candidates and bounds at given prices, and nobody paired yet."""
    m, n = market.shape
    best = best_partners(
        market.pairs, prices, np.full(m, NONE), most=(BY_PRICE, 0), threads=market.threads
    )
    key, fit = joined(n, [(best, prices)])
    nobody = SparsePlan(np.full(m, -1), prices, np.zeros(m, np.int64))
    return Proven(nobody, key, fit, best.rest, 0, 0)


def _finished(market: Market, progress: Progress, start: Proven) -> Proven:
    progress("certify", 0.7)
    found = certified(market, start)
    progress("audit", 0.8)
    return audited(market, found)


def audited(market: Market, found: Proven) -> Proven:
    """Return the plan with its bound, added up over all pairs: D of engine.md, in whole numbers."""
    price = found.plan.price
    best = best_partners(
        market.pairs, price, np.full(market.shape[0], NONE), most=(1, 0), threads=market.threads
    )
    gain = np.where(best.top == NONE, 0, np.maximum(best.top + market.bonus, 0))
    dual = int(gain.sum()) + int((market.seats * price).sum())
    return Proven(found.plan, found.key, found.fit, found.rest, dual, found.n_rounds)


def certified(market: Market, start: Proven) -> Proven:
    """Solve again and look at what the bounds do not cover, until nothing violates.

    ``start.rest`` must hold at ``start.plan.price`` for all pairs that are no candidates.
    """
    plan, key, fit, rest, seen = start.plan, start.key, start.fit, start.rest, start.plan.price
    n_rounds = 0
    while True:
        n_rounds += 1
        plan = _solved(market, key, fit, plan)
        need = plan.profit - market.bonus
        looks, rest = _look_again(market, plan, rest, seen - plan.price)
        seen = plan.price
        key, fit = joined(market.shape[1], [(look, plan.price) for look in looks], key, fit)
        if not any((look.gain > need[look.row]).any() for look in looks):
            return Proven(plan, key, fit, rest, 0, n_rounds)


def is_still_proven(market: Market, before: Proven, after: SparsePlan) -> bool:
    """Say whether no pair that is no candidate is better than a plan near the proven one.

    ``after`` is a best plan on the candidates of ``before``, with its prices.
    """
    need = after.profit - market.bonus
    looks, _ = _look_again(market, after, before.rest, before.plan.price - after.price)
    return not any((look.gain > need[look.row]).any() for look in looks)


def _cheapest_slack(room: Ints, fall: Ints) -> int:
    """Return by how much bounds move, so that fewest pairs must be looked at again.

    Where a price fell by ``slack`` or less, gains rose by no more: their bounds need that much.
    Where all prices rose, the slack is negative and the bounds come down with the gains.
    """
    if not fall.size:
        return 0
    choices = np.unique(np.quantile(fall, SHARES, method="lower").astype(np.int64))
    n_near = np.count_nonzero(room < fall.max())
    if not n_near:
        return int(fall.max())
    cost = [
        np.count_nonzero(room < slack) * fall.size + np.count_nonzero(fall > slack) * n_near
        for slack in choices
    ]
    return int(choices[np.argmin(cost)])


def _look_again(
    market: Market, plan: SparsePlan, bound: Ints, fall: Ints
) -> tuple[list[Best], Ints]:
    """Return what rows and columns hold at the new prices, and the bounds afterwards.

    ``bound`` held before prices fell by ``fall``. Of the columns that fell most, only those rows
    are looked at which the deepest fall of all could make want them.
    """
    need = plan.profit - market.bonus
    slack = _cheapest_slack(need - bound, fall)
    rows, columns = np.flatnonzero(need < bound + slack), np.flatnonzero(fall > slack)
    rest, looks = bound + slack, []
    if columns.size:
        lowest = bound + fall.max()
        near = np.flatnonzero(need < lowest)
        part = some_columns(market.pairs, columns)
        look = best_partners(
            part,
            plan.price[columns],
            np.minimum(rest, need)[near],
            rows=near,
            most=(BY_PRICE, 0),
            threads=market.threads,
        )
        lowest[near] = np.maximum(rest[near], look.rest)
        rest = lowest
        looks.append(Best(look.row, columns[look.column], look.gain, look.top, look.rest))
    if rows.size:
        look = best_partners(
            market.pairs,
            plan.price,
            need[rows] - MARGIN,
            rows=rows,
            most=(BY_PRICE, 0),
            threads=market.threads,
        )
        rest = rest.copy()
        rest[rows] = look.rest
        looks.append(look)
    return looks, rest


def joined(
    n: int, parts: list[tuple[Best, Ints]], key: Ints | None = None, fit: Ints | None = None
) -> tuple[Ints, Ints]:
    """Return all candidates, each once, by row and column; those that were there keep their fit."""
    keys = [part.row * n + part.column for part, _ in parts]
    fits = [part.gain + price[part.column] for part, price in parts]
    if key is not None and fit is not None:
        keys, fits = [key, *keys], [fit, *fits]
    together, first = np.unique(np.concatenate(keys), return_index=True)
    return together, np.concatenate(fits)[first]


def graph_of(market: Market, key: Ints, fit: Ints) -> Graph:
    """Return the candidates as a graph."""
    m, n = market.shape
    ptr = np.searchsorted(key, np.arange(m + 1) * n)
    return Graph(ptr, (key % n).astype(np.int32), fit, market.seats)


def _solved(market: Market, key: Ints, fit: Ints, warm: SparsePlan | None) -> SparsePlan:
    return solve_sparse(graph_of(market, key, fit), bonus=market.bonus, warm=warm)
