"""Mentees as rows, mentors as columns: what every rule and term is computed on.

A table holds a whole problem or a part of it (one row and one column, to explain a pair), so
that explanations come from the same code as the matrices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upmatch import defaults
from upmatch.learning import gains
from upmatch.people import Person, Wish
from upmatch.week import common_half_hours

__all__ = ["GIVE_BACK", "BoolMatrix", "IntMatrix", "Table", "Value"]

BoolMatrix = NDArray[np.bool_]
IntMatrix = NDArray[np.int64]
Value = tuple[IntMatrix, IntMatrix]
"""A term as numerator and denominator, each of a shape that broadcasts to the table's."""

GIVE_BACK: Mapping[str, int] = {"min_level": 0, "min_gap": 1}
"""Who gives back knows the skill one level better or more."""


@dataclass(frozen=True)
class Table:
    """Rows, columns and all that rules and terms look at.

    ``managers`` maps an id to the manager's id, for everyone above somebody in the round;
    ``unit_depth`` is the longest unit path of the whole problem.
    """

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    managers: Mapping[str, str]
    wishes: tuple[Wish, ...]
    rules: Mapping[str, Mapping[str, Any]]
    week: str
    unit_depth: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    @property
    def skill(self) -> Mapping[str, int]:
        """Who may teach; stays defined where the rule itself is switched off."""
        return self.rules.get("skill", defaults.RULES["skill"])

    @cached_property
    def taught(self) -> IntMatrix:
        return gains(self.mentees, self.mentors, **self.skill)

    @cached_property
    def given_back(self) -> IntMatrix:
        return gains(self.mentors, self.mentees, **GIVE_BACK).T

    @cached_property
    def half_hours(self) -> IntMatrix:
        return common_half_hours(self.mentees, self.mentors, self.week)

    def cells(self, one: str, other: str) -> list[tuple[int, int]]:
        """Return the cells where these two people meet, whoever is the mentee."""
        ways = ((one, other), (other, one))
        return [
            (self._row_of[mentee], self._column_of[mentor])
            for mentee, mentor in ways
            if mentee in self._row_of and mentor in self._column_of
        ]

    def one(self, row: int, column: int) -> "Table":
        """Return the table of one pair."""
        return replace(self, mentees=(self.mentees[row],), mentors=(self.mentors[column],))

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {person.id: row for row, person in enumerate(self.mentees)}

    @cached_property
    def _column_of(self) -> dict[str, int]:
        return {person.id: column for column, person in enumerate(self.mentors)}
