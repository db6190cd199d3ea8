"""Soft criteria: each gives a pair a value a/b in [0, 1], in integers.

Each term is one file with the function ``value(table)``, which returns numerator and
denominator, each of a shape that broadcasts to (n_mentees, n_mentors); the denominator is
positive.
"""

from collections.abc import Callable, Mapping
from typing import Final

from upmatch import defaults
from upmatch.errors import RuleError
from upmatch.people import MANY, is_count
from upmatch.table import Table, Value
from upmatch.terms import (
    availability,
    distance,
    format,  # noqa: A004  the term is called so
    geometric,
    give_back,
    grid,
    harmonic,
    load,
    teach,
    wishes,
)

__all__ = ["TERMS", "weighed"]

TERMS: Final[Mapping[str, Callable[[Table], Value]]] = {
    "teach": teach.value,
    "give_back": give_back.value,
    "distance": distance.value,
    "availability": availability.value,
    "wishes": wishes.value,
    "format": format.value,
    "grid": grid.value,
    "load": load.value,
    "harmonic": harmonic.value,
    "geometric": geometric.value,
}


def weighed(weights: Mapping[str, int]) -> dict[str, int]:
    """Return a weight for each usual term, 0 where none is given, and for others that weigh.

    A term that is not usual and weighs nothing is left out: problems from before it existed keep
    their hash.

    Raises
    ------
    RuleError
        If a term is unknown, a weight is not a number from 0, or all weights are 0.
    """
    if not isinstance(weights, Mapping):
        raise RuleError(f"Weights {weights!r} must map terms to numbers")
    unknown = sorted(set(weights) - set(TERMS), key=str)
    if unknown:
        raise RuleError(f"Term {unknown[0]!r} is not known; terms are {', '.join(TERMS)}")
    for term, weight in weights.items():
        if not is_count(weight, 0, MANY):
            raise RuleError(f"Weight {weight!r} of {term} must be a whole number from 0")
    if not sum(weights.values()):
        raise RuleError("At least one weight must be above 0")
    kept = [term for term in TERMS if term in defaults.WEIGHTS or weights.get(term)]
    return {term: weights.get(term, 0) for term in kept}
