"""Open-source mentoring matchers on the engine's own work: same company, our fit as their score.

Each is installed by ``make bench`` into a folder of its own, from ``benchmarks/matchers/*.lock``,
and solves in a process of its own (``benchmarks/matchers/run.py``). What it made is judged here:
permitted pairs, their fit, and pairs that a rule forbids.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from upmatch.bench import Case, engine_figures, in_own_process, market_of
from upmatch.passes import every_score

BENCHMARKS = Path(__file__).parents[1]
FOLDERS = BENCHMARKS.parent / ".venv" / "matchers"
MATCHERS = {
    "mentor-match": "mentor-match",
    "mentormatch": "mentormatch",
    "matching": "hgpmatch",
    "hgpmatch": "hgpmatch",
}
"""Name → folder that holds it."""
FORBIDDEN = -1


def write_fits(case: Case, folder: str) -> dict:
    """Write the fit of each pair, as JSON for them and as an array for the judge."""
    score = every_score(market_of(case).pairs)
    fits = np.where(score >= 0, score, FORBIDDEN)
    np.save(Path(folder) / "fits.npy", fits)
    (Path(folder) / "fits.json").write_text(json.dumps(fits.tolist()))
    return {}


def against_matchers(case: Case, limit: float) -> list[dict]:
    """Return the engine's figures, then each matcher's, on a square company of one seat each."""
    own = in_own_process(engine_figures, case)
    total = in_own_process(engine_figures, replace(case, objective="total"))
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        in_own_process(write_fits, case, folder)
        others = [solved_by(name, Path(folder), limit) for name in MATCHERS]
    share = {"most_pairs": own["n_pairs"], "best_fit": total["total_fit"]}
    return [{"solver": "upmatch", **own}, *({**other, **share} for other in others)]


def solved_by(name: str, folder: Path, limit: float) -> dict:
    libraries, out = FOLDERS / MATCHERS[name], folder / f"{name}.json"
    if not libraries.exists():
        return {"solver": name, "note": "not installed; make bench does it where it can be"}
    runner, fits = BENCHMARKS / "matchers" / "run.py", folder / "fits.json"
    command = [sys.executable, "-I", "-S", runner, name, libraries, fits, out]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"solver": name, "note": f"stopped after {limit:g} s"}
    if not out.exists():
        said = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return {"solver": name, "note": f"failed: {said[-1][:150]}"}
    return {"solver": name, **judged(json.loads(out.read_text()), np.load(folder / "fits.npy"))}


def judged(found: dict, fits: np.ndarray) -> dict:
    """Return its figures with pairs, fit and forbidden pairs by our scores; nobody twice."""
    row, column = np.array(found.pop("pairs"), int).reshape(-1, 2).T
    if np.unique(row).size < row.size or np.unique(column).size < column.size:
        return {"note": "gave somebody two partners"}
    fit = fits[row, column]
    kept = fit[fit > FORBIDDEN]
    forbidden = row.size - kept.size
    return {**found, "n_pairs": kept.size, "n_forbidden": forbidden, "total_fit": int(kept.sum())}


def told(figures: dict) -> str:
    """Return one line about a matcher."""
    if "note" in figures:
        return f"    {figures['solver']}: {figures['note']}"
    share = figures["total_fit"] / figures["best_fit"]
    return (
        f"    {figures['solver']} {figures['version']}: CPU s {figures['cpu_seconds']}, "
        f"MB {figures['mb']}, pairs {figures['n_pairs']:,} of {figures['most_pairs']:,}, "
        f"fit {figures['total_fit']:,} = {share:.2%} of the best, "
        f"forbidden pairs made {figures['n_forbidden']}"
    )
