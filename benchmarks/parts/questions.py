"""What is asked of a round besides solving it once: each a function for a process of its own."""

import time
from pathlib import Path

import numpy as np

import upmatch
from upmatch.bench import Case, market_of
from upmatch.beside import best_beside, opened
from upmatch.exact import Market, audited, bonus_of, solve_exactly
from upmatch.floors import lifted
from upmatch.passes import NONE, best_partners, scores_of
from upmatch.resume import Change, forcing, resumed

ORLIB = Path(__file__).parents[3] / "shared" / "data" / "orlib_assign"
OPTIMA = {"assign100": 305, "assign200": 475, "assign300": 626, "assign400": 804}
LOCKS = 15


def warmed(case: Case) -> Market:
    """Return the market, after a small one was solved: compiling is not solving."""
    solve_exactly(market_of(Case(600, 600, case.most_seats, case.objective, case.threads)))
    return market_of(case)


def scoring(case: Case) -> dict:
    """CPU nanoseconds a pair: all rules and terms, and the best partner of each row."""
    market = warmed(case)
    m, n = market.shape
    start = time.process_time()
    best_partners(market.pairs, np.zeros(n, int), np.full(m, NONE), most=(1, 0))
    return {"ns_per_pair": round((time.process_time() - start) / m / n * 1e9, 2)}


def lock(case: Case) -> dict:
    """CPU milliseconds to force one pair and solve again, exactly; 15 pairs at random."""
    market = warmed(case)
    before = solve_exactly(market)
    plan = opened(market, before)
    best_beside(plan, 0, 0)  # compiling is not solving
    rng, spent = np.random.default_rng(3), []
    n = market.shape[1]
    while len(spent) < LOCKS:
        row, column = int(rng.integers(market.shape[0])), int(rng.integers(n))
        if scores_of(market.pairs, np.array([row]), np.array([column]))[0] < 0:
            continue
        start = time.process_time()
        if best_beside(plan, row, column) is None:
            key, extra = np.array([row * n + column]), np.array([forcing(market.bonus)])
            resumed(market, before, Change(key=key, extra=extra))
        spent.append(1000 * (time.process_time() - start))
    return {"median_ms": round(float(np.median(spent)), 1), "most_ms": round(max(spent), 1)}


def rematch(case: Case, share: float) -> dict:
    """CPU seconds from scratch and warm, after a share of both sides has become others."""
    old = warmed(case)
    before = solve_exactly(old)
    rng = np.random.default_rng(7)
    rows, columns = (
        np.sort(rng.choice(size, max(1, int(size * share)), replace=False)) for size in old.shape
    )
    seats = old.seats.copy()
    seats[columns] = 0  # these mentors leave; these mentees become free and are seated again
    after = Market(old.pairs, seats, bonus_of(case.objective, old.shape[0], seats), case.threads)
    start = time.process_time()
    resumed(after, before, Change(rows=rows, columns=columns))
    warm = time.process_time() - start
    start = time.process_time()
    solve_exactly(after)
    cold = time.process_time() - start
    return {"warm_cpu": round(warm, 3), "ratio": round(cold / warm, 1), "cold_cpu": round(cold, 3)}


def weakest(case: Case) -> dict:
    """The highest floor: how much of the best total it leaves, and what it costs."""
    market = warmed(case)
    best = solve_exactly(market)
    start = time.process_time()
    above, found, is_proven = lifted(market, best)
    spent = time.process_time() - start

    def fits(plan: np.ndarray) -> np.ndarray:
        row = np.flatnonzero(plan >= 0)
        return scores_of(market.pairs, row, plan[row])

    before, after = fits(best.plan.mentor_of), fits(found.plan.mentor_of)
    return {
        "percent_of_total": round(100 * float(after.sum() / before.sum()), 3),
        "least_before": int(before.min()),
        "least_after": int(after.min()),
        "is_proven": is_proven,
        "cpu_seconds": round(spent, 2),
        "gap": audited(above, found).dual - int(after.sum()) - after.size * market.bonus,
    }


def or_library() -> dict:
    """Cost found, known optimum and gap of each assignment problem of OR-Library."""
    found = {}
    for path in sorted(ORLIB.glob("assign*.txt")) if ORLIB.exists() else []:
        n, *costs = map(int, path.read_text().split())
        plan = upmatch.assign(10_000 - np.array(costs[: n * n]).reshape(n, n))
        cost = 10_000 * plan.n_pairs - plan.total_fit
        found[path.stem] = (cost, OPTIMA.get(path.stem), plan.gap)
    return found
