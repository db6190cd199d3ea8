"""The rules and weights that apply where a programme says nothing."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["FULL_FIT", "OBJECTIVE", "RULES", "WEEK", "WEIGHTS"]

FULL_FIT: Final = 10_000
"""Fit of a pair whose every weighted term is 1."""

OBJECTIVE: Final = "people-first"
WEEK: Final = "2026-W02"
"""ISO week in which slots of different time zones are compared; a stored date, never the clock."""

RULES: Final[Mapping[str, Mapping[str, Any]]] = {
    "grade_gap": {"g": 1},
    "reporting_line": {"depth": "all", "top_depth": 2},
    "skill": {"min_level": 5, "min_gap": 2},
    "language": {"n": 1},
    "slots": {"k": 1},
    "veto": {},
    "conflict": {},  # forbids nothing unless someone stated a conflict
    "paired_before": {},  # forbids nothing without a list of previous pairs
}

WEIGHTS: Final[Mapping[str, int]] = {
    "teach": 40,
    "give_back": 25,
    "distance": 15,
    "availability": 10,
    "wishes": 10,
}
