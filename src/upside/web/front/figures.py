"""The figures on the first page: from the database or not at all, and never of a few people."""

from dataclasses import dataclass

from upside.pairs.bridges import n_bridging
from upside.pairs.queries import active_pairs
from upside.programmes.queries import SMALLEST_GROUP
from upside.sessions.queries import n_held_sessions

__all__ = ["Figures", "figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people meet, in how many pairs, across how many borders, how often so far."""

    people: int
    pairs: int
    bridges: int
    held: int


def figures() -> Figures | None:
    """Return the figures for everybody; None while they would tell of fewer than eight people."""
    units = ("mentor__unit__path", "mentee__unit__path")
    pairs = list(active_pairs().values_list("mentor", "mentee", *units))
    people = {person for mentor, mentee, *_units in pairs for person in (mentor, mentee)}
    if len(people) < SMALLEST_GROUP:
        return None
    n_bridges = n_bridging((mentor, mentee) for _one, _other, mentor, mentee in pairs)
    return Figures(len(people), len(pairs), n_bridges, n_held_sessions())
