"""Mentees as rows, mentors as columns: what every rule and term is computed on.

A table holds a whole problem or a part of it (one row and one column, to explain a pair), so
that explanations come from the same code as the matrices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from upmatch import defaults
from upmatch.learning import gains
from upmatch.people import Person, Wish
from upmatch.week import common_half_hours

__all__ = ["GIVE_BACK", "BoolMatrix", "IntMatrix", "Link", "Table", "Value"]

BoolMatrix = NDArray[np.bool_]
IntMatrix = NDArray[np.int64]
Value = tuple[IntMatrix, IntMatrix]
"""A term as numerator and denominator, each of a shape that broadcasts to the table's."""

Link = tuple[str, str]
"""Ids of a mentee and of a mentor."""
Said = TypeVar("Said")
Made = TypeVar("Made")

GIVE_BACK: Mapping[str, int] = {"min_level": 0, "min_gap": 1}
"""Who gives back knows the skill one level better or more."""


@dataclass(frozen=True)
class Table:
    """Rows, columns and all that rules and terms look at.

    ``managers`` maps an id to the manager's id, for everyone above somebody in the round;
    ``unit_depth`` is the longest unit path of the whole problem; ``locks``, ``forbids``,
    ``previous`` and ``overrides`` are those of the whole problem too. ``memo`` keeps what hangs on
    the people, and on a setting, for tables of the same people (``kept``).
    """

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    managers: Mapping[str, str]
    wishes: tuple[Wish, ...]
    rules: Mapping[str, Mapping[str, Any]]
    week: str
    unit_depth: int
    locks: tuple[Link, ...] = ()
    forbids: tuple[Link, ...] = ()
    previous: tuple[Link, ...] = ()
    overrides: tuple[Link, ...] = ()
    memo: dict[str, tuple[object, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    @property
    def skill(self) -> Mapping[str, int]:
        """Who may teach; stays defined where the rule itself is switched off."""
        return self.rules.get("skill", defaults.RULES["skill"])

    @property
    def taught(self) -> IntMatrix:
        said = self.skill
        return self.kept("taught", said, lambda: gains(self.mentees, self.mentors, **said))

    @property
    def given_back(self) -> IntMatrix:
        return self.kept(
            "given back", None, lambda: gains(self.mentors, self.mentees, **GIVE_BACK).T
        )

    @property
    def half_hours(self) -> IntMatrix:
        return self.kept(
            "half hours", None, lambda: common_half_hours(self.mentees, self.mentors, self.week)
        )

    def kept(self, name: str, said: object, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes, once for the same people while ``said`` is the same.

        A matrix cannot be written to. The last one of each name is kept, so that memory does not
        grow while settings are tried.
        """
        found = self.memo.get(name)
        if found is None or found[0] != said:
            found = (said, make())
            if isinstance(found[1], np.ndarray):
                found[1].flags.writeable = False
            self.memo[name] = found
        made: Made = found[1]
        return made

    def cells(self, one: str, other: str) -> list[tuple[int, int]]:
        """Return the cells where these two people meet, whoever is the mentee."""
        ways = ((one, other), (other, one))
        return [
            (self.row_of[mentee], self.column_of[mentor])
            for mentee, mentor in ways
            if mentee in self.row_of and mentor in self.column_of
        ]

    def cell(self, link: Link) -> tuple[int, int] | None:
        """Return the cell of this mentee and this mentor, if both are in the table."""
        row, column = self.row_of.get(link[0]), self.column_of.get(link[1])
        return None if row is None or column is None else (row, column)

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> "Table":
        """Return the table of these rows and columns, in this order, with what concerns them."""
        mentees = tuple(self.mentees[row] for row in rows)
        mentors = tuple(self.mentors[column] for column in columns)
        ids = [person.id for person in (*mentees, *mentors)]
        return replace(
            self,
            mentees=mentees,
            mentors=mentors,
            wishes=_found(self._wishes_of, ids),
            locks=_found(self._locks_of, ids),
            forbids=_found(self._forbids_of, ids),
            previous=_found(self._previous_of, ids),
            overrides=_found(self._overrides_of, ids),
            memo={},
        )

    def one(self, row: int, column: int) -> "Table":
        """Return the table of one pair."""
        return self.part([row], [column])

    # what concerns each person, so that a small part of a large table is quick to cut out

    @cached_property
    def _wishes_of(self) -> dict[str, list[Wish]]:
        return _by_id((wish.id, wish) for wish in self.wishes)

    @cached_property
    def _locks_of(self) -> dict[str, list[Link]]:
        return _by_id((one, link) for link in self.locks for one in link)

    @cached_property
    def _forbids_of(self) -> dict[str, list[Link]]:
        return _by_id((one, link) for link in self.forbids for one in link)

    @cached_property
    def _previous_of(self) -> dict[str, list[Link]]:
        return _by_id((one, link) for link in self.previous for one in link)

    @cached_property
    def _overrides_of(self) -> dict[str, list[Link]]:
        return _by_id((one, link) for link in self.overrides for one in link)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each mentee's id."""
        return {person.id: row for row, person in enumerate(self.mentees)}

    @cached_property
    def column_of(self) -> dict[str, int]:
        """The column of each mentor's id."""
        return {person.id: column for column, person in enumerate(self.mentors)}


def _by_id(said: Iterable[tuple[str, Said]]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for one, what in said:
        found[one].append(what)
    return found


def _found(by_id: Mapping[str, list[Said]], ids: Iterable[str]) -> tuple[Said, ...]:
    """Return once what is said of these people; the order does not matter to any rule."""
    return tuple(dict.fromkeys(what for one in ids for what in by_id.get(one, ())))
