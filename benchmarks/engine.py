"""The matching engine against the bars of its design: ``--full``, ``--json``, ``--threads N``.

Prints CPU seconds over all threads, peak memory and the certificate for an invented company of each
size, other solvers on the same work in the same run, what a warm start saves, and the assignment
problems of OR-Library where they lie beside the project. The quick set takes a few minutes; the
full one also solves 100,000 × 100,000 and 250,000 × 250,000.
"""

import argparse
import json
import platform
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from upmatch.bench import Case, engine_figures, in_own_process, market_of, peer_figures
from upmatch.exact import Market, audited, bonus_of, solve_exactly
from upmatch.floors import lifted
from upmatch.passes import NONE, best_partners, scores_of
from upmatch.resume import Change, forcing, resumed

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
ORLIB = ROOT.parent / "shared" / "data" / "orlib_assign"
LOCKS = 15
QUICK = (
    (Case(2_500, 2_500, objective="total"), 0.25, 0, ()),
    (Case(2_500, 2_500), 0.75, 0, ("scipy", "lapx", "ortools")),
    (Case(10_000, 10_000, objective="total"), 1.2, 300, ()),
    (Case(10_000, 10_000), 3.6, 0, ()),
    (Case(20_000, 80_000, 3, "total"), 8, 700, ()),
)
FULL = (
    (Case(5_000, 5_000, objective="total"), 0, 0, ("scipy", "lapx", "ortools")),
    (Case(20_000, 20_000, objective="total"), 0, 0, ("scipy",)),
    (Case(20_000, 20_000), 0, 0, ()),
    (Case(20_000, 80_000, 3), 24, 0, ()),
    (Case(100_000, 100_000, objective="total"), 60, 1_300, ()),
    (Case(100_000, 100_000), 180, 0, ()),
    (Case(250_000, 250_000, objective="total"), 400, 2_500, ()),
)


def bar(value: float, most: float) -> str:
    return f"{value} (bar {most}: {'kept' if value <= most else 'MISSED'})" if most else str(value)


def line(figures: dict, seconds: float, megabytes: float) -> str:
    size = f"{figures['mentees']:,} x {figures['mentors']:,}, seats <= {figures['most_seats']}"
    return (
        f"{size}, {figures['objective']}: CPU s {bar(figures['cpu_seconds'], seconds)}, wall s "
        f"{figures['seconds']}, MB {bar(figures['peak_rss_mb'], megabytes)}, pairs "
        f"{figures['n_pairs']:,}, fit {figures['total_fit']:,}, gap {figures['gap']}"
    )


def solved(case: Case) -> tuple[Market, object]:
    market = market_of(case)
    return market, solve_exactly(market)


def scoring(case: Case) -> dict:
    """CPU nanoseconds a pair: all rules and terms, and the best partner of each row."""
    solve_exactly(market_of(Case(600, 600)))
    market = market_of(case)
    m, n = market.shape
    start = time.process_time()
    best_partners(market.pairs, np.zeros(n, int), np.full(m, NONE), most=(1, 0))
    return {"ns_per_pair": round((time.process_time() - start) / m / n * 1e9, 2)}


def lock(case: Case) -> dict:
    """CPU milliseconds to force one pair and solve again, exactly; 15 pairs at random."""
    solve_exactly(market_of(Case(600, 600)))
    market, before = solved(case)
    rng, spent = np.random.default_rng(3), []
    n = market.shape[1]
    while len(spent) < LOCKS:
        row, column = int(rng.integers(market.shape[0])), int(rng.integers(n))
        if scores_of(market.pairs, np.array([row]), np.array([column]))[0] < 0:
            continue
        start = time.process_time()
        change = Change(key=np.array([row * n + column]), extra=np.array([forcing(market.bonus)]))
        resumed(market, before, change)
        spent.append(1000 * (time.process_time() - start))
    return {"median_ms": round(float(np.median(spent)), 1), "most_ms": round(max(spent), 1)}


def rematch(case: Case, share: float) -> dict:
    """CPU seconds from scratch and warm, after a share of both sides has become others."""
    solve_exactly(market_of(Case(600, 600)))
    old = market_of(case)
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
    return {"warm_cpu": round(warm, 3), "cold_cpu": round(cold, 3), "ratio": round(cold / warm, 1)}


def weakest(case: Case) -> dict:
    """The highest floor: how much of the best total it leaves, and what it costs."""
    solve_exactly(market_of(Case(600, 600)))
    market, best = solved(case)
    start = time.process_time()
    above, found, is_proven = lifted(market, best)
    spent = time.process_time() - start

    def fits(plan: np.ndarray) -> np.ndarray:
        row = np.flatnonzero(plan >= 0)
        return scores_of(market.pairs, row, plan[row])

    before, after = fits(best.plan.mentor_of), fits(found.plan.mentor_of)
    return {
        "share_of_total": round(float(after.sum() / before.sum()), 5),
        "least_before": int(before.min()),
        "least_after": int(after.min()),
        "is_proven": is_proven,
        "cpu_seconds": round(spent, 2),
        "gap": audited(above, found).dual - int(after.sum()) - after.size * market.bonus,
    }


def or_library() -> list[str]:
    """Solve the assignment problems of OR-Library against their known optima."""
    import upmatch  # noqa: PLC0415

    known = {"assign100": 305, "assign200": 475, "assign300": 626, "assign400": 804}
    lines = []
    for path in sorted(ORLIB.glob("assign*.txt")) if ORLIB.exists() else []:
        n, *costs = map(int, path.read_text().split())
        cost = np.array(costs[: n * n]).reshape(n, n)
        plan = upmatch.assign(10_000 - cost)
        total = 10_000 * plan.n_pairs - plan.total_fit
        optimum = known.get(path.stem)
        lines.append(f"{path.stem}: cost {total}, known optimum {optimum}, gap {plan.gap}")
    return lines or ["OR-Library: the files are not beside the project; skipped"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="also the sizes that take long")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    lines, figures = [f"Machine: {platform.machine()}, Python {platform.python_version()}"], []

    def say(text: str) -> None:
        lines.append(text)
        print(text, file=sys.stderr if options.json else sys.stdout, flush=True)

    for plain, seconds, megabytes, peers in QUICK + (FULL if options.full else ()):
        case = replace(plain, threads=options.threads)
        own = in_own_process(engine_figures, case)
        figures.append(own)
        say(line(own, seconds, megabytes))
        for name in peers:
            other = in_own_process(peer_figures, name, case)
            figures.append(other)
            say(f"    {name}: {', '.join(f'{k} {v}' for k, v in other.items() if k != 'solver')}")
    size = 20_000 if options.full else 5_000
    for title, work, arguments in (
        (f"scoring at {size:,}, ns a pair (bar 1.6)", scoring, (Case(size, size),)),
        ("exact lock at 10,000 (bar 20 ms)", lock, (Case(10_000, 10_000),)),
        (
            "re-match after 1 % left, 20k x 80k (bar 0.5 CPU s, 12 x)",
            rematch,
            (Case(20_000, 80_000, 3, threads=options.threads), 0.01),
        ),
        (f"weakest lifted at {size:,} (bar 99.9 % of the total)", weakest, (Case(size, size),)),
    ):
        found = in_own_process(work, *arguments)
        figures.append({"what": title, **found})
        say(f"{title}: {', '.join(f'{k} {v}' for k, v in found.items())}")
    for text in or_library():
        say(text)
    name = "engine-full" if options.full else "engine-quick"
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    (RESULTS / f"{name}-{day}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if options.json:
        print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
