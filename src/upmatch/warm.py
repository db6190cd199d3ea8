"""Compile the kernels once, when the product is set up, so that nobody waits for it later."""

from upmatch.bench import Case, market_of
from upmatch.beside import best_beside, opened
from upmatch.exact import solve_exactly

__all__ = ["warm"]


def warm() -> None:
    """Solve two small companies, and ask for a pair: every kernel is compiled and kept on disk."""
    for case in (Case(9, 6, 2), Case(6, 9, objective="total")):
        market = market_of(case)
        plan = opened(market, solve_exactly(market))
        for column in range(case.mentors):
            best_beside(plan, 0, column)
