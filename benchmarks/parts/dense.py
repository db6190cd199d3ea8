"""SciPy called as sparingly as it can be: for the memory that its ordinary use need not take."""

import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from upmatch.bench import Case, in_own_process, market_of
from upmatch.passes import every_score, scores_of
from upmatch.timings import peak_rss_mb


def scipy_sparing(case: Case) -> dict:
    """Return its figures on the costs as floats, to be minimised: it copies nothing then."""
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        in_own_process(write_costs, case, folder)
        return in_own_process(solve, case, folder)


def write_costs(case: Case, folder: str) -> dict:
    score = every_score(market_of(case).pairs)
    np.save(Path(folder) / "costs.npy", -np.maximum(score, 0, out=score).astype(np.float64))
    return {}


def solve(case: Case, folder: str) -> dict:
    costs = np.load(Path(folder) / "costs.npy")
    start = time.process_time()
    row, column = linear_sum_assignment(costs)
    spent = time.process_time() - start
    peak = peak_rss_mb()
    fit = scores_of(market_of(case).pairs, row, column)
    return {
        "solver": "scipy, sparingly",
        "n_pairs": int((fit >= 0).sum()),
        "total_fit": int(fit[fit >= 0].sum()),
        "cpu_seconds": round(spent, 3),
        "peak_rss_mb": peak,
    }
