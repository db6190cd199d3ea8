"""Pairs that are judged one by one: wishes, people above, vetoes, earlier pairs, oneself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from upmatch.columns import cells_of
from upmatch.defaults import FULL_FIT
from upmatch.kernels.layout import Cells
from upmatch.people import LAST_RANK, Person
from upmatch.problem import Problem
from upmatch.rules import reporting_line
from upmatch.table import Link

__all__ = ["single_cells"]


class _Meeting:
    """Cells by the ids of two people, whoever of them is the mentee."""

    def __init__(self, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.row_of = {person.id: row for row, person in enumerate(mentees)}
        self.column_of = {person.id: column for column, person in enumerate(mentors)}
        self.points: dict[tuple[int, int], int] = defaultdict(int)
        self.forbidden: set[tuple[int, int]] = set()

    def cells(self, one: str, other: str) -> Iterable[tuple[int, int]]:
        for mentee, mentor in ((one, other), (other, one)):
            if mentee in self.row_of and mentor in self.column_of:
                yield self.row_of[mentee], self.column_of[mentor]

    def rank(self, one: str, other: str, points: int) -> None:
        for cell in self.cells(one, other):
            self.points[cell] += points

    def forbid(self, links: Iterable[Sequence[str]]) -> None:
        for one, other in links:
            self.forbidden.update(self.cells(one, other))

    def forbid_one_way(self, links: Iterable[Link]) -> None:
        for mentee, mentor in links:
            if mentee in self.row_of and mentor in self.column_of:
                self.forbidden.add((self.row_of[mentee], self.column_of[mentor]))


def single_cells(problem: Problem, mentees: Sequence[Person], mentors: Sequence[Person]) -> Cells:
    """Return what single pairs gain by wishes, and which are forbidden one by one."""
    meeting = _Meeting(mentees, mentors)
    meeting.forbid((person.id, person.id) for person in mentees)
    meeting.forbid_one_way(problem.forbids)
    if "paired_before" in problem.rules:
        meeting.forbid(problem.previous)
    if "reporting_line" in problem.rules:
        settings = problem.rules["reporting_line"]
        meeting.forbid_one_way(
            reporting_line.lines(problem.managers, (mentees, mentors), **settings)
        )
    for wish in problem.wishes:
        if wish.kind in problem.rules:
            meeting.forbid([(wish.id, wish.other)])
        elif wish.rank is not None:
            meeting.rank(wish.id, wish.other, LAST_RANK + 1 - wish.rank)
    weight, total = FULL_FIT * problem.weights.get("wishes", 0), sum(problem.weights.values())
    found: Mapping[tuple[int, int], int] = {
        **{cell: weight * said // (total * 2 * LAST_RANK) for cell, said in meeting.points.items()},
        **dict.fromkeys(meeting.forbidden, -1),
    }
    flat = np.array([(*cell, points) for cell, points in found.items()], dtype=np.int64)
    row, column, points = flat.reshape(-1, 3).T
    return cells_of(len(mentees), row, column, points)
