"""A conflict of interest stands between the two."""

from upmatch.rules.veto import check, loosened, unsaid
from upmatch.table import BoolMatrix, Table

__all__ = ["check", "loosened", "permits"]


def permits(table: Table) -> BoolMatrix:
    """Return where nobody stated a conflict of interest between the two."""
    return unsaid(table, "conflict")
