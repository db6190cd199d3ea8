"""Cells of the files that people open in a spreadsheet."""

from typing import Any

__all__ = ["without_formula"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def without_formula(cell: Any) -> Any:
    """Return ``cell`` so that no spreadsheet reads text as a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
