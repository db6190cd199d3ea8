"""Turn the people of a problem into columns, in the order that decides between equal plans.

Rows and columns are sorted by the seed-keyed hash of their ids. Every later step is a function
of the columns alone and prefers lower positions, so equally good plans are decided by seed and
ids, never by the order of a file or the number of threads.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from upmatch.columns import Chosen, pairs_of
from upmatch.defaults import FULL_FIT
from upmatch.kernels.layout import DAY, Pairs
from upmatch.people import MINUTES_A_DAY, Person
from upmatch.problem import Problem
from upmatch.rules import timezone
from upmatch.single_cells import single_cells
from upmatch.terms.availability import NEED
from upmatch.ties import hash_keys, in_order
from upmatch.traits import Ints, Lines, Traits
from upmatch.week import monday_of, spans

__all__ = ["LaidOut", "laid_out"]

HOUR: Final = 60
EMPTY: Final = (-1, -2)
"""Codes of a place that is not said, of mentees and of mentors: never the same."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A problem in columns, locked pairs taken out.

    ``rows`` and ``columns`` say which mentee and mentor of the problem each row and column is;
    locked mentees have no row. ``seats`` (n,) are those that locks leave. ``locks`` are cells of
    the problem, mentee and mentor.
    """

    pairs: Pairs
    seats: Ints
    rows: Ints
    columns: Ints
    locks: tuple[tuple[int, int], ...]


def laid_out(problem: Problem, seats: Ints | None = None) -> LaidOut:
    """Return the problem as the kernels read it. O(lines of all people).

    ``seats`` (n_mentors,) take the place of the problem's own, to try a change.
    """
    table = problem.table()
    locks = tuple(cell for cell in map(table.cell, problem.locks) if cell is not None)
    taken = {row for row, _ in locks}
    rows = np.array([row for row in _order(problem, "mentee") if row not in taken], dtype=np.int64)
    columns = _order(problem, "mentor")
    mentees = [problem.mentees[row] for row in rows.tolist()]
    mentors = [problem.mentors[column] for column in columns.tolist()]
    n_locked = Counter(column for _, column in locks)
    places = [one.seats for one in problem.mentors] if seats is None else seats.tolist()
    free = [places[column] - n_locked[column] for column in columns.tolist()]
    said = table.kept(
        "columns", (problem.seed, taken), lambda: _Said(problem.week, mentees, mentors)
    )
    cells = single_cells(problem, mentees, mentors)
    rows_of, columns_of = _traits(problem, said)
    pairs = pairs_of(rows_of, columns_of, _chosen(problem, said.piece_minutes), cells)
    return LaidOut(pairs, np.array(free, dtype=np.int64), rows, columns, locks)


def _order(problem: Problem, side: str) -> Ints:
    ids = [one.id for one in (problem.mentees if side == "mentee" else problem.mentors)]
    hashed = hash_keys(ids, seed=problem.seed, side=side)
    return in_order(ids, hashed).astype(np.int64)


class _Said:
    """What hangs on the people alone, with numbers for names that are the same on both sides.

    It is shared by problems of the same people, and so never changed afterwards.
    """

    def __init__(self, week: str, *sides: list[Person]) -> None:
        self.week, self.sides = week, sides
        monday = monday_of(week)
        people = [person for side in sides for person in side]
        self.spans = {one.id: spans(one.slots, one.timezone, monday) for one in people}
        cuts = sorted({minute for own in self.spans.values() for span in own for minute in span})
        self.piece_at = {minute: piece for piece, minute in enumerate(cuts)}
        minutes: Ints = np.array(cuts, dtype=np.int64)
        self.piece_minutes = minutes[1:] - minutes[:-1]
        self.number: dict[Hashable, int] = {}
        self.traits = [self._traits(side) for side in sides]

    def _traits(self, side: list[Person]) -> Traits:
        return Traits(
            grade=np.array([person.grade for person in side], dtype=np.int64),
            need=np.array([_need(person) for person in side], dtype=np.int64),
            known=_lines(side, self._known),
            wanted=_lines(side, self._wanted),
            time=_lines(side, self._time),
            units=_lines(side, self._units),
            languages=_lines(side, lambda one: map(self._code, sorted(one.languages))),
            formats=_lines(side, lambda one: map(self._code, sorted(one.formats))),
            offset=timezone.offsets(side, self.week) % MINUTES_A_DAY,
        )

    def _code(self, name: Hashable) -> int:
        return self.number.setdefault(name, len(self.number))

    def _known(self, person: Person) -> Iterable[int]:
        for skill, level in person.levels.items():
            if level:
                yield self._code(skill) * 16 + level

    def _wanted(self, person: Person) -> Iterable[int]:
        for skill, want in person.wants.items():
            level = person.levels.get(skill, 0)
            if want.target > level:
                kind = (self._code(skill) * 16 + level) * 16 + want.target
                yield kind * 4 + want.importance

    def _time(self, person: Person) -> Iterable[int]:
        at = self.piece_at
        return sorted(
            {p for start, end in self.spans[person.id] for p in range(at[start], at[end])}
        )

    def _units(self, person: Person) -> Iterable[int]:
        return (self._code(person.unit[:depth]) for depth in range(1, len(person.unit) + 1))


def _traits(problem: Problem, said: _Said) -> list[Traits]:
    """Return the columns of both sides, with what hangs on rules and weights too."""
    number: dict[Hashable, int] = {}
    return [
        replace(
            traits,
            codes=_codes(problem, side, empty, number),
            points=np.array([_points(problem, person) for person in side], dtype=np.int64),
        )
        for traits, side, empty in zip(said.traits, said.sides, EMPTY, strict=True)
    ]


def _chosen(problem: Problem, piece_minutes: Ints) -> Chosen:
    rules, skill = problem.rules, problem.table().skill
    return Chosen(
        weights=dict(problem.weights),
        grade_gap=rules["grade_gap"]["g"] if "grade_gap" in rules else None,
        min_level=skill["min_level"],
        min_gap=skill["min_gap"],
        is_skill_a_rule="skill" in rules,
        least_languages=rules.get("language", {}).get("n", 0),
        least_half_hours=rules.get("slots", {}).get("k", 0),
        most_offset=HOUR * rules["timezone"]["h"] if "timezone" in rules else DAY,
        piece_minutes=piece_minutes,
        unit_depth=max((len(person.unit) for person in problem.people), default=0),
        need_half_hours=NEED,
    )


def _codes(problem: Problem, side: list[Person], empty: int, number: dict[Hashable, int]) -> Ints:
    """Return who must differ in what; ``number`` is filled, for both sides alike."""
    rules, managers = problem.rules, problem.managers
    said: list[list[Any]] = []
    if "reporting_line" in rules:
        said.append([managers.get(person.id) for person in side])
    if any(person.company for person in problem.people):
        said.append([person.company for person in side])
    places = rules.get("different", {}).get("by", ())
    said += [[getattr(person, place) for person in side] for place in places]
    found = [
        [number.setdefault((at, one), len(number)) if one else empty for one in line]
        for at, line in enumerate(said)
    ]
    return np.array(found, dtype=np.int64).reshape(len(said), len(side))


def _points(problem: Problem, person: Person) -> int:
    """Return the points of the terms ``grid`` and ``load``, which hang on the mentor alone."""
    weights, total = problem.weights, sum(problem.weights.values())
    above, most = person.grid or (0, 1)
    before = max(person.seats if person.all_seats is None else person.all_seats, 1)
    grid = FULL_FIT * weights.get("grid", 0) * min(max(above, 0), most) // (total * most)
    return grid + FULL_FIT * weights.get("load", 0) * person.seats // (total * before)


def _need(person: Person) -> int:
    return sum(
        want.importance * max(0, want.target - person.levels.get(skill, 0))
        for skill, want in person.wants.items()
    )


def _lines(side: list[Person], items: Callable[[Person], Iterable[int]]) -> Lines:
    found = [list(items(person)) for person in side]
    owner = np.repeat(np.arange(len(side)), [len(own) for own in found])
    return Lines(owner, np.array([item for own in found for item in own], dtype=np.int64))
