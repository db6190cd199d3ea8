"""A rotation of short talks: round after round, everybody with the best whom they did not meet.

Each round is one exact assignment. Before all it holds as many talks as there can be; then those
who rested most before come first; then the fit of its talks is as large as it can be. So the best
candidates meet first, nobody meets twice, and whoever has to rest does so in turn.

At most ``tables`` talks are held at once: where more mentees are there, further columns "rest"
are worth more than any talk, so that just as many mentees stay without one as have to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.dense import EXACT, Floats, best_plan
from upmatch.errors import ProblemError, TooLargeError
from upmatch.people import Person
from upmatch.problem import Problem
from upmatch.scoring import Scores, score
from upmatch.table import BoolMatrix, IntMatrix
from upmatch.ties import hash_keys

__all__ = ["MOST_ROUNDS", "Rotation", "rotation"]

MOST_ROUNDS: Final = 40
Span = tuple[int, int]
Talk = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who talks with whom in each round, as ids of (mentee, mentor); the best fit first.

    ``rests`` has for each round who is there and talks with nobody. ``best`` has for everybody
    the people who suit them best, as many as the rounds that they are there for: by fit without
    wishes, so that no figure made of it tells one.
    """

    rounds: tuple[tuple[Talk, ...], ...]
    rests: tuple[tuple[str, ...], ...]
    best: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Event:
    """What is known when a round begins: who met whom, and how often each has rested."""

    ids: tuple[list[str], list[str]]
    fit: IntMatrix
    may_meet: BoolMatrix
    rests: Mapping[str, int]
    n_tables: int
    rounds: list[tuple[Talk, ...]] = field(default_factory=list)
    resting: list[tuple[str, ...]] = field(default_factory=list)


def rotation(
    problem: Problem,
    n_rounds: int,
    *,
    tables: int | None = None,
    earlier: Sequence[Iterable[Talk]] = (),
    there: Mapping[str, Span] | None = None,
) -> Rotation:
    """Return the rotation of everybody in ``problem``; seats do not count.

    Parameters
    ----------
    problem : Problem
        Who, which rules forbid a talk, what makes two people suit each other.
    n_rounds : int
        From 1 to ``MOST_ROUNDS``, those before included.
    tables : int, optional
        How many talks there can be at once; no limit when left out.
    earlier : sequence of iterables of (mentee, mentor)
        The rounds that were held, which stay as they were. Who is not in ``problem`` may be
        among them.
    there : mapping from id to (first, last) round, optional
        Who comes later or leaves before the end; 1 is the first round.

    Raises
    ------
    ProblemError
        If a number is out of range.
    TooLargeError
        If the numbers cannot be computed exactly.

    Notes
    -----
    Deterministic; the order of people does not count. O(n_rounds n³) for n people a side.
    """
    _check(problem, n_rounds, tables, len(earlier))
    event = _event(problem, tables)
    spans = {one.id: (there or {}).get(one.id, (1, n_rounds)) for one in problem.people}
    for number in range(1, n_rounds + 1):
        present = {one for one, (first, last) in spans.items() if first <= number <= last}
        is_held = number <= len(earlier)
        talks = tuple(earlier[number - 1]) if is_held else _talks(event, present)
        _keep(event, talks, present)
    return Rotation(tuple(event.rounds), tuple(event.resting), _best(problem, spans, n_rounds))


def _check(problem: Problem, n_rounds: int, tables: int | None, n_earlier: int) -> None:
    if not 1 <= n_rounds <= MOST_ROUNDS:
        raise ProblemError(f"Rounds {n_rounds} must be from 1 to {MOST_ROUNDS}")
    if tables is not None and tables < 1:
        raise ProblemError(f"Tables {tables} must be 1 at least")
    if n_earlier > n_rounds:
        raise ProblemError(f"{n_earlier} earlier rounds are more than the {n_rounds} in all")
    n = max(len(problem.mentees), len(problem.mentors), 1)
    if 4 * (n + 1) ** 2 * n * (2 * MOST_ROUNDS + 1) * (FULL_FIT + 1) >= EXACT:
        raise TooLargeError(f"{n} people on one side are too many for a rotation")


def _event(problem: Problem, tables: int | None) -> _Event:
    """Return the start of the event, its people in an order that only seed and ids decide."""
    judged = score(problem.table(), problem.weights)
    rows = _order(problem.mentees, problem.seed, "mentee")
    columns = _order(problem.mentors, problem.seed, "mentor")
    judged = judged.part(rows, columns)
    most = min(len(rows), len(columns))
    return _Event(
        ids=([problem.mentees[row].id for row in rows], [problem.mentors[c].id for c in columns]),
        fit=judged.fit,
        may_meet=judged.permitted.copy(),
        rests=Counter(),
        n_tables=most if tables is None else min(tables, most),
    )


def _order(people: Sequence[Person], seed: int, side: str) -> list[int]:
    keys = hash_keys([person.id for person in people], seed=seed, side=side)
    return [int(n) for n in np.argsort(keys, kind="stable")]


def _talks(event: _Event, present: set[str]) -> tuple[Talk, ...]:
    """Return the talks of the next round, the best fit first."""
    rows, columns = (
        np.flatnonzero([one in present for one in side]).astype(np.intp) for side in event.ids
    )
    if not (rows.size and columns.size):
        return ()
    value = _values(event, rows, columns)
    n_more = max(len(rows) - event.n_tables, 0)
    resting = np.full((len(rows), n_more), 2 * max(value.max(), 1.0))
    plan = best_plan(np.hstack([value, resting]), np.ones(len(columns) + n_more, np.int64))
    cells = [
        (int(rows[row]), int(columns[column]))
        for row, column in enumerate(plan)
        if 0 <= column < len(columns)
    ]
    cells.sort(key=lambda cell: (-event.fit[cell], cell))
    return tuple((event.ids[0][row], event.ids[1][column]) for row, column in cells)


def _values(event: _Event, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """Return what each talk is worth: as one of many, by the rests of the two, by fit."""
    n = min(len(rows), len(columns))
    one_rest = n * FULL_FIT + 1
    cells = np.ix_(rows, columns)
    rested = [np.array([event.rests[one] for one in side], np.int64) for side in event.ids]
    rests = rested[0][rows][:, None] + rested[1][columns]
    one_talk = n * (one_rest * 2 * MOST_ROUNDS + FULL_FIT) + 1
    value = one_talk + rests * one_rest + event.fit[cells]
    return np.where(event.may_meet[cells], value.astype(np.float64), -np.inf)


def _keep(event: _Event, talks: tuple[Talk, ...], present: set[str]) -> None:
    row_of, column_of = ({one: n for n, one in enumerate(side)} for side in event.ids)
    for mentee, mentor in talks:
        if mentee in row_of and mentor in column_of:
            event.may_meet[row_of[mentee], column_of[mentor]] = False
    talking = {one for talk in talks for one in talk}
    resting = tuple(sorted(present - talking))
    event.rests = Counter(event.rests) + Counter(resting)
    event.rounds.append(talks)
    event.resting.append(resting)


def _best(problem: Problem, spans: Mapping[str, Span], n_rounds: int) -> dict[str, tuple[str, ...]]:
    judged = score(problem.table(), problem.weights)
    told = _without_wishes(judged)
    mentees, mentors = problem.mentees, problem.mentors
    return {
        **_side(mentees, mentors, (told, judged.permitted), spans, n_rounds),
        **_side(mentors, mentees, (told.T, judged.permitted.T), spans, n_rounds),
    }


def _without_wishes(judged: Scores) -> IntMatrix:
    wishes = judged.contributions.get("wishes")
    return judged.fit if wishes is None else judged.fit - wishes


def _side(
    people: Sequence[Person],
    others: Sequence[Person],
    matrices: tuple[IntMatrix, BoolMatrix],
    spans: Mapping[str, Span],
    n_rounds: int,
) -> dict[str, tuple[str, ...]]:
    fit, permitted = matrices
    found = {}
    for row, person in enumerate(people):
        first, last = spans[person.id]
        n = max(min(last, n_rounds) - first + 1, 0)
        order = np.argsort(-fit[row], kind="stable")
        may = [others[int(column)].id for column in order if permitted[row, column]]
        found[person.id] = tuple(may[:n])
    return found
