"""A problem and its solution: what every explanation is computed from.

A round that fits into a matrix keeps it; a larger one is solved over columns (``upmatch.wide``)
and judges the pairs that are asked for again. Whoever explains asks the round and need not know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from upmatch.assignment import Asked, Assignment, Limit, assign, most
from upmatch.blocks import Cell, blocks
from upmatch.dense import Ints
from upmatch.errors import UnknownPersonError
from upmatch.people import MANY
from upmatch.preferences import likings
from upmatch.problem import Problem
from upmatch.progress import Progress, silent
from upmatch.rules import LOCKED_ELSEWHERE
from upmatch.scoring import Scores, score
from upmatch.table import BoolMatrix
from upmatch.varying import same_people

if TYPE_CHECKING:
    from upmatch.wide import Wide

__all__ = ["SMALL", "How", "Round", "asked_of", "open_to_locks", "solved_round"]

WIDE: Final = ("people-first", "total", "weakest")
"""Objectives that a large round can have: those that need no matrix."""
SMALL: Final = 1_000_000
"""Mentees × seats up to which the matrix is the faster way, on every machine: the way must not
depend on what is installed, because equally good plans are chosen differently."""


@dataclass(frozen=True, slots=True)
class How:
    """How a round is worked on; none of it changes the plan.

    ``threads`` share the passes of a large round; ``progress`` is told the step and the share of
    the way; ``like`` is a round of a similar problem, whose prices save time.
    """

    threads: int = 1
    progress: Progress = silent
    like: "Round | None" = None


QUIETLY: Final = How()


@dataclass(frozen=True)
class Round:
    """A solved problem; rows and columns are those of the problem's mentees and mentors.

    ``scores`` judges every pair of a small round, ``wide`` holds the columns of a large one.
    """

    problem: Problem
    assignment: Assignment
    scores: Scores | None
    wide: "Wide | None"
    seats: Ints
    how: How = field(default=QUIETLY, repr=False, compare=False)

    def cell(self, mentee_id: str, mentor_id: str) -> Cell:
        """Return row and column of two ids, or refuse them by name."""
        return self.row(mentee_id), self.column(mentor_id)

    def row(self, mentee_id: str) -> int:
        """Return the row of a mentee, or refuse the id by name."""
        row = self.problem.row_of.get(mentee_id)
        if row is None:
            raise UnknownPersonError(f"{mentee_id!r} is not a mentee of this round")
        return row

    def column(self, mentor_id: str) -> int:
        """Return the column of a mentor, or refuse the id by name."""
        column = self.problem.column_of.get(mentor_id)
        if column is None:
            raise UnknownPersonError(f"{mentor_id!r} is not a mentor of this round")
        return column

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> Scores:
        """Return these rows and columns, judged."""
        if self.scores is not None:
            return self.scores.part(rows, columns)
        return score(self.problem.table().part(rows, columns), self.problem.weights)

    def each(self, cells: Sequence[Cell]) -> Iterator[tuple[Cell, Scores, Cell]]:
        """Yield each of these cells, a judged block that holds it, and where in the block it is."""
        for rows, columns, where in blocks(cells):
            judged = self.part(rows, columns)
            for cell, at in where:
                yield cell, judged, at

    def best_with(self, row: int, column: int) -> tuple[int, int]:
        """Return (pairs, fit) of the best plan that holds this permitted pair, exactly.

        Raises
        ------
        InfeasibleError
            If no plan within the quotas holds it.
        """
        held = [self.cell(*link) for link in self.problem.locks]
        is_plain = not self.problem.quotas and self.problem.objective == "people-first"
        if self.scores is not None and is_plain:
            return _best_beside(self.scores, self.seats, [*held, (row, column)])
        if self.wide is not None and self.problem.objective != "weakest":
            n_pairs, fit = self.wide.best_with(row, column)
            return n_pairs + len(held), fit + sum(self.fits_of(held))
        plan = self.holding(row, column).assignment
        return plan.n_pairs, plan.total_fit

    def holding(self, row: int, column: int) -> "Round":
        """Return the round solved again with this permitted pair locked."""
        locks = tuple(sorted({*self.problem.locks, self.link(row, column)}))
        problem = same_people(self.problem, locks=locks)
        return solved_round(problem, self.scores, self.seats, self.again)

    def fits_of(self, cells: Sequence[Cell]) -> list[int]:
        """Return the fit of single pairs."""
        return [int(judged.fit[at]) for _, judged, at in self.each(cells)]

    def link(self, row: int, column: int) -> tuple[str, str]:
        """Return the ids of a cell."""
        return self.problem.mentees[row].id, self.problem.mentors[column].id

    @property
    def again(self) -> How:
        """How a round like this one is solved: from its prices, and in silence."""
        return How(threads=self.how.threads, like=self)


def solved_round(
    problem: Problem,
    scores: Scores | None = None,
    seats: ArrayLike | None = None,
    how: How = QUIETLY,
) -> Round:
    """Judge every pair and find the best plan; ties are decided by the ids and the seed.

    ``scores`` and ``seats`` take the place of the problem's own, to try a change.

    Raises
    ------
    InfeasibleError
        If no plan keeps the quotas and the locks.
    TooLargeError
        If the problem is larger than this objective, or this installation, can solve.
    """
    own = [mentor.seats for mentor in problem.mentors] if seats is None else seats
    places = np.array(own, dtype=np.int64)
    if is_wide(problem, places):
        return _solved_widely(problem, places, how)
    judged = score(problem.table(), problem.weights) if scores is None else scores
    plan = assign(
        judged.fit,
        open_to_locks(judged),
        places,
        objective=problem.objective,
        asked=asked_of(problem),
        keys=([one.id for one in problem.mentees], [one.id for one in problem.mentors]),
        seed=problem.seed,
    )
    return Round(problem, plan, judged, None, places, how)


def _best_beside(scores: Scores, seats: Ints, held: Sequence[Cell]) -> tuple[int, int]:
    """Return (pairs, fit) of the best plan with these pairs: the best one of everybody else."""
    others = np.ones(len(scores.fit), dtype=np.bool_)
    others[[row for row, _ in held]] = False
    left = seats - np.bincount([column for _, column in held], minlength=len(seats))
    n_pairs, total = most(scores.fit[others], scores.permitted[others], left)
    return n_pairs + len(held), total + sum(int(scores.fit[cell]) for cell in held)


def is_wide(problem: Problem, seats: Ints) -> bool:
    """Say whether the round is solved without a matrix: it is large and its objective allows it."""
    m = len(problem.mentees)
    cells = m * max(len(problem.mentors), int(np.minimum(seats, m).sum()))
    return cells > SMALL and problem.objective in WIDE and not problem.quotas


def _solved_widely(problem: Problem, seats: Ints, how: How) -> Round:
    prices = None
    if how.like is not None and how.like.wide is not None:
        known = how.like.assignment.prices
        ids = how.like.problem.column_of
        place = [ids.get(mentor.id, -1) for mentor in problem.mentors]
        prices = np.where(np.array(place) < 0, 0, np.asarray(known)[place])
    # loaded when needed: it takes longer than the rest of the program to start
    from upmatch.wide import solved_widely  # noqa: PLC0415

    found, wide = solved_widely(
        problem, seats=seats, threads=how.threads, progress=how.progress, prices=prices
    )
    locks = [cell for cell in map(problem.table().cell, problem.locks) if cell is not None]
    solved = Round(problem, found, None, wide, seats, how)
    fit = sum(solved.fits_of(locks))
    return replace(solved, assignment=_with_locks(found, locks, fit))


def _with_locks(found: Assignment, locks: Sequence[Cell], fit: int) -> Assignment:
    """Return the plan with the locked pairs, which add the same to plan and bound."""
    mentor_of = found.mentor_of.copy()
    for row, column in locks:
        mentor_of[row] = column
    return replace(
        found,
        mentor_of=mentor_of,
        n_pairs=found.n_pairs + len(locks),
        total_fit=found.total_fit + fit,
        bound_pairs=None if found.bound_pairs is None else found.bound_pairs + len(locks),
        bound_fit=None if found.bound_fit is None else found.bound_fit + fit,
    )


def open_to_locks(scores: Scores) -> BoolMatrix:
    """Return what is permitted apart from locks, which ``assign`` takes out by itself.

    A refusal can only name a lock if the pairs that it takes away were there before.
    """
    others = [cells for rule, cells in scores.forbidden.items() if rule != LOCKED_ELSEWHERE]
    permitted: BoolMatrix = ~np.logical_or.reduce(others)
    return permitted


def asked_of(problem: Problem) -> Asked:
    """Return locks, wishes for company, likings and quotas as arrays."""
    table = problem.table()
    return Asked(
        locks=[cell for cell in map(table.cell, problem.locks) if cell is not None],
        at_least=np.array([mentor.at_least for mentor in problem.mentors], dtype=np.int64),
        liking=likings(table) if problem.objective == "stable" else None,
        limits=_limits(problem),
    )


def _limits(problem: Problem) -> list[Limit]:
    found = []
    for quota in problem.quotas:
        inside = {
            "mentee": np.array([quota.holds(one) for one in problem.mentees], dtype=np.bool_),
            "mentor": np.array([quota.holds(one) for one in problem.mentors], dtype=np.bool_),
        }
        other = "mentor" if quota.side == "mentee" else "mentee"
        inside[other][:] = True
        top = MANY if quota.at_most is None else quota.at_most
        limit = Limit(inside["mentee"], inside["mentor"], quota.at_least or 0, top, quota.demand)
        found.append(limit)
    return found
