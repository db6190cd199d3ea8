"""Measure the engine on an invented company, beside other solvers on the same work.

Each contestant runs in a process of its own, so that one's memory is not another's, after a small
warm-up: compiling is not solving. CPU seconds are those of all threads together. The peers get
the finished matrix of scores for nothing; the engine's figures include scoring, the bound over
all pairs, and its audit.
"""

import multiprocessing
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from upmatch.certificate import verdict
from upmatch.columns import pairs_of
from upmatch.errors import TooLargeError
from upmatch.exact import Market, bonus_of, solve_exactly
from upmatch.made_up import invent
from upmatch.passes import every_score, scores_of
from upmatch.timings import peak_rss_mb

__all__ = [
    "PEERS",
    "Case",
    "engine_figures",
    "in_own_process",
    "market_of",
    "peer_apart",
    "peer_figures",
]

Matrix = NDArray[Any]
Solved = tuple[NDArray[np.int64], NDArray[np.int64]]

WARM_UP: Final = 600
MOST_CELLS: Final = 450_000_000
"""Pairs up to which a matrix is made for the peers: 21,000 × 21,000, 1.8 GB of scores alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One problem to measure: sizes, seats from 1 to ``most_seats``, objective, threads."""

    mentees: int
    mentors: int
    most_seats: int = 1
    objective: str = "people-first"
    threads: int = 1
    seed: int = 1


def in_own_process(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """Return what the work returns, done in a new process that is then gone.

    Raises
    ------
    TooLargeError
        If the process was ended from outside, as Linux does where memory runs out.
    """
    context = multiprocessing.get_context("spawn")
    answers, teller = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(teller, work, arguments), daemon=True)
    process.start()
    teller.close()
    try:
        found, error = answers.recv()
    except EOFError:
        raise TooLargeError("its process was ended from outside; memory may have run out") from None
    finally:
        process.kill()
        process.join()
    if error is not None:
        raise error
    return dict(found)


def _tell(teller: Connection, work: Callable[..., dict[str, Any]], arguments: Any) -> None:
    try:
        teller.send((work(*arguments), None))
    except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
        teller.send(({}, error))


def engine_figures(case: Case) -> dict[str, Any]:
    """Return pairs, fit, certificate, seconds, CPU seconds by step and peak memory."""
    _engine(Case(WARM_UP, WARM_UP, case.most_seats, case.objective, case.threads))
    return {**asdict(case), **_engine(case)}


def _engine(case: Case) -> dict[str, Any]:
    market = market_of(case)
    steps: list[tuple[str, float, float]] = []

    def note(step: str, _share: float = 1.0) -> None:
        steps.append((step, time.perf_counter(), time.process_time()))

    note("start")
    found = solve_exactly(market, note)
    note("end")
    row = np.flatnonzero(found.plan.mentor_of >= 0)
    fit = int(scores_of(market.pairs, row, found.plan.mentor_of[row]).sum())
    said = verdict(found.dual, market.bonus, row.size, fit)
    spent = {
        f"cpu_{step}": round(after[2] - cpu, 3) for (step, _, cpu), after in pairwise(steps[1:])
    }
    return {
        "n_pairs": row.size,
        "total_fit": fit,
        "bound_pairs": said.bound_pairs,
        "bound_fit": said.bound_fit,
        "gap": said.gap,
        "certified": said.is_proven,
        "seconds": round(steps[-1][1] - steps[0][1], 3),
        "cpu_seconds": round(steps[-1][2] - steps[0][2], 3),
        "peak_rss_mb": peak_rss_mb(),
        "n_candidates": found.key.size,
        "n_rounds": found.n_rounds,
        **spent,
    }


def peer_figures(name: str, case: Case) -> dict[str, Any]:
    """Return the same figures of another solver, of its solving alone."""
    try:
        return _peer(name, case)
    except ImportError:
        return {"solver": name, "note": "not installed"}
    except TooLargeError as error:
        return {"solver": name, "note": str(error)}


def peer_apart(name: str, case: Case) -> dict[str, Any]:
    """Return what another solver did in a process of its own, or why it did not end."""
    try:
        return in_own_process(peer_figures, name, case)
    except TooLargeError as error:
        return {"solver": name, "note": str(error)}


def _peer(name: str, case: Case) -> dict[str, Any]:
    if case.mentees * case.mentors > MOST_CELLS or case.most_seats > 1:
        raise TooLargeError("a matrix of this size is not made, and of one seat only")
    market = market_of(case)
    value = _values(market, 0 if case.objective == "total" else market.bonus)
    solve = PEERS[name]()
    solve(value[:9, :9].copy())
    start, cpu = time.perf_counter(), time.process_time()
    row, column = solve(value)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    fit = scores_of(market.pairs, row, column)
    return {
        "solver": name,
        "n_pairs": int((fit >= 0).sum()),
        "total_fit": int(fit[fit >= 0].sum()),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "peak_rss_mb": peak_rss_mb(),
    }


def _values(market: Market, bonus: int) -> Matrix:
    """Return what each pair is worth, 0 where forbidden; nothing else of that size stays."""
    score = every_score(market.pairs)
    if not bonus:
        return np.maximum(score, 0, out=score)
    value = score.astype(np.int64)
    np.add(value, bonus, out=value, where=score >= 0)
    return np.maximum(value, 0, out=value)


def market_of(case: Case) -> Market:
    """Return an invented company as a market."""
    company = invent(case.mentees, case.mentors, most_seats=case.most_seats, seed=case.seed)
    pairs = pairs_of(company.mentees, company.mentors, company.chosen, company.cells)
    bonus = bonus_of(case.objective, case.mentees, company.seats)
    return Market(pairs, company.seats, bonus, case.threads)


def _scipy() -> Callable[[Matrix], Solved]:
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  only where it is asked for

    def solve(value: Matrix) -> Solved:
        row, column = linear_sum_assignment(value, maximize=True)
        return row, column

    return solve


def _lapx() -> Callable[[Matrix], Solved]:
    import lap  # noqa: PLC0415

    def solve(value: Matrix) -> Solved:
        _, column, _ = lap.lapjv(-value.astype(np.float64), extend_cost=True)
        row = np.flatnonzero(column >= 0)
        return row, column[row].astype(np.int64)

    return solve


def _ortools() -> Callable[[Matrix], Solved]:
    from ortools.graph.python import linear_sum_assignment  # noqa: PLC0415

    def solve(value: Matrix) -> Solved:
        side = max(value.shape)
        square = np.zeros((side, side), value.dtype)
        square[: value.shape[0], : value.shape[1]] = value
        found = linear_sum_assignment.SimpleLinearSumAssignment()
        ends = np.indices(square.shape).reshape(2, -1).astype(np.int32)
        found.add_arcs_with_cost(ends[0], ends[1], -square.reshape(-1).astype(np.int64))
        found.solve()
        column = np.array([found.right_mate(row) for row in range(value.shape[0])])
        row = np.flatnonzero(column < value.shape[1])
        return row, column[row]

    return solve


PEERS: Final[Mapping[str, Callable[[], Callable[[Matrix], Solved]]]] = {
    "scipy": _scipy,
    "lapx": _lapx,
    "ortools": _ortools,
}
