"""Which pairs survive when the weights are a little different: how much hangs on opinions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from upmatch.assignment import UNMATCHED
from upmatch.round import Round, solved_round
from upmatch.table import Link
from upmatch.varying import same_people

__all__ = ["PERCENT", "Variation", "variations"]

PERCENT: Final = (-20, 20)
WHOLE: Final = 5
"""A fifth of a weight is whole if all weights are taken five times; fit stays what it is."""


@dataclass(frozen=True, slots=True)
class Variation:
    """The plan solved again with one weight ``percent`` higher or lower.

    ``lost`` are the pairs of the plan that are not in it.
    """

    term: str
    percent: int
    n_kept: int
    lost: tuple[Link, ...]


def variations(solved: Round) -> tuple[Variation, ...]:
    """Return what becomes of the plan if each weight in turn moves by 20 per cent, down and up.

    With a single weight above 0 there is nothing to weigh, and nothing to vary.

    Notes
    -----
    Two solves per term that weighs something; a large round starts from its prices.
    """
    weighed = [term for term, weight in solved.problem.weights.items() if weight]
    if len(weighed) == 1:
        return ()
    return tuple(_varied(solved, term, percent) for term in weighed for percent in PERCENT)


def _varied(solved: Round, term: str, percent: int) -> Variation:
    weights = {name: WHOLE * weight for name, weight in solved.problem.weights.items()}
    weights[term] += weights[term] * percent // 100
    again = solved_round(
        same_people(solved.problem, weights=weights), seats=solved.seats, how=solved.again
    )
    before, after = set(_links(solved)), set(_links(again))
    return Variation(term, percent, len(before & after), tuple(sorted(before - after)))


def _links(solved: Round) -> Iterator[Link]:
    for row, column in enumerate(solved.assignment.mentor_of.tolist()):
        if column != UNMATCHED:
            yield solved.link(row, column)
