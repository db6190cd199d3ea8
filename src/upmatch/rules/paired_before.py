"""The two have been a pair before, whoever was the mentee then."""

from typing import Any

import numpy as np

from upmatch.table import BoolMatrix, Table


def permits(table: Table) -> BoolMatrix:
    """Return where the two are not in the list of previous pairs."""
    new = np.ones(table.shape, dtype=np.bool_)
    for link in table.previous:
        for cell in table.cells(*link):
            new[cell] = False
    return new


def check() -> str:
    """Return what is wrong with the settings, or nothing."""
    return ""


def loosened() -> list[dict[str, Any]]:
    """Return no looser settings: the past does not change by a step."""
    return []
