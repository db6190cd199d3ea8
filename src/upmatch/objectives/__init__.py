"""What a good plan is: one file per objective, each a function from a board to a plan.

Quotas are side constraints that only ``upmatch.quotas`` solves; ``stable`` has preferences
instead of a sum and lives in ``upmatch.stable``.
"""

from collections.abc import Callable, Mapping
from typing import Final

from upmatch.board import Assignment, Board
from upmatch.objectives import at_least, bands, people_first, total, weakest
from upmatch.stable import stable

__all__ = ["FOUND_BY"]

FOUND_BY: Final[Mapping[str, Callable[[Board], Assignment]]] = {
    "people-first": people_first.best,
    "total": total.best,
    "weakest": weakest.best,
    "bands": bands.best,
    "stable": stable,
    "at_least": at_least.best,
}
