"""A rotation of short talks: layers of which the first may be held, with people who come and go.

Each round is a layer (see ``upmatch.layers``): nobody meets twice, as many talks as there can be,
whoever rested most comes first, then the fit. Here rounds that were held stay as they were, and
whoever comes later or leaves before the end is in the rounds between only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from upmatch.errors import RuleError
from upmatch.layers import Rounds, refuse_layers
from upmatch.people import Person
from upmatch.problem import Problem
from upmatch.scoring import Scores
from upmatch.table import BoolMatrix, IntMatrix

__all__ = ["Rotation", "rotation"]

ONE_AT_A_TIME: Final = 1
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


def rotation(
    problem: Problem,
    n_rounds: int,
    *,
    tables: int | None = None,
    earlier: Sequence[Iterable[Talk]] = (),
    there: Mapping[str, Span] | None = None,
) -> Rotation:
    """Return the rotation of everybody in ``problem``; a mentor with seats has one talk at a time.

    Parameters
    ----------
    problem : Problem
        Who, which rules forbid a talk, what makes two people suit each other; as for ``layers``.
    n_rounds : int, >= 1
        Those that were held included.
    tables : int, >= 1, optional
        How many talks there can be at once; no limit when left out.
    earlier : sequence of iterables of (mentee, mentor)
        The rounds that were held, which stay as they were. Who is not in ``problem`` may be
        among them.
    there : mapping from id to (first, last) round, optional
        Who comes later or leaves before the end; 1 is the first round.

    Raises
    ------
    RuleError
        As for ``layers``, and if more rounds were held than there are.

    Notes
    -----
    Deterministic; the order of people does not count. Each round costs what a layer costs.
    """
    refuse_layers(problem, "both", (("n", n_rounds), ("tables", tables)))
    if len(earlier) > n_rounds:
        raise RuleError(f"{len(earlier)} earlier rounds are more than the {n_rounds} in all")
    spans = {one.id: (there or {}).get(one.id, (1, n_rounds)) for one in problem.people}
    made = Rounds(problem, ONE_AT_A_TIME, is_fair_to_mentors=True)
    rounds: list[tuple[Talk, ...]] = []
    rests: list[tuple[str, ...]] = []
    for number in range(1, n_rounds + 1):
        present = {one for one, (first, last) in spans.items() if first <= number <= last}
        if number <= len(earlier):
            talks = tuple(earlier[number - 1])
            made.hold(talks, present)
        else:
            pairs = sorted(made.next(tables, present).pairs, key=lambda pair: -pair.fit)
            talks = tuple((pair.mentee, pair.mentor) for pair in pairs)
        rounds.append(talks)
        rests.append(tuple(sorted(present - {one for talk in talks for one in talk})))
    return Rotation(tuple(rounds), tuple(rests), _best(problem, made.scores, spans, n_rounds))


def _best(
    problem: Problem, judged: Scores, spans: Mapping[str, Span], n_rounds: int
) -> dict[str, tuple[str, ...]]:
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
