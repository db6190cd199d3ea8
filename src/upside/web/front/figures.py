"""The figures on the first page: from the database or not at all, and never of a few people."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

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
    joined = Q(mentor__unit__isnull=False, mentee__unit__isnull=False)
    counted = active_pairs().aggregate(
        pairs=Count("pk"),
        bridges=Count("pk", filter=joined & ~Q(mentor__unit=F("mentee__unit"))),
        mentors=Count("mentor", distinct=True),
        mentees=Count("mentee", distinct=True),
    )
    people = counted["mentors"] + counted["mentees"]
    if people < SMALLEST_GROUP:
        return None
    return Figures(people, counted["pairs"], counted["bridges"], n_held_sessions())
