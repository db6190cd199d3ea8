"""Compile the kernels once, when the product is set up, so that nobody waits for it later."""

from upmatch.bench import Case, market_of
from upmatch.exact import solve_exactly

__all__ = ["warm"]


def warm() -> None:
    """Solve two small companies: every kernel is compiled and kept on disk."""
    for case in (Case(9, 6, 2), Case(6, 9, objective="total")):
        solve_exactly(market_of(case))
