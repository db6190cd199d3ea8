"""One of the two said no to the other."""

from typing import Any

import numpy as np

from upmatch.table import BoolMatrix, Table


def permits(table: Table) -> BoolMatrix:
    """Return where neither vetoed the other; a veto counts whoever said it."""
    return unsaid(table, "veto")


def check() -> str:
    """Return what is wrong with the settings, or nothing."""
    return ""


def loosened() -> list[dict[str, Any]]:
    """Return no looser settings: a person's no is not overruled."""
    return []


def unsaid(table: Table, kind: str) -> BoolMatrix:
    """Return where no wish of this kind stands between the two."""
    free = np.ones(table.shape, dtype=np.bool_)
    for wish in table.wishes:
        if wish.kind == kind:
            for cell in table.cells(wish.id, wish.other):
                free[cell] = False
    return free
