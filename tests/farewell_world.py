"""Pages at the end of a pair, for tests that visit every form."""

from django.urls import reverse
from django.utils import timezone

from tests.factories import PairFactory, SessionFactory
from upside.community.actions.learnings import write_learning
from upside.pairs.actions import close_pair
from upside.pairs.actions.farewells import open_farewell
from upside.pairs.models import Pair

__all__ = ["pages_of_farewells"]


def pages_of_farewells(people, cohort):
    """Return the last pages of a pair at its end, with a text, and of one that is completed."""
    at, pairs = timezone.now(), []
    for _n in range(2):
        pair = PairFactory(cohort=cohort, mentor=people["mentor"], state=Pair.State.ACTIVE)
        open_farewell(pair, cause="agreed", at=at)
        pairs.append(pair)
    said = {"readers": "programme", "is_signed": False, "after": 0}
    write_learning(pairs[0], text="Ours.", by=pairs[0].mentee, at=at, **said)
    close_pair(pairs[1], ending="completed", by=None, at=at)
    names = ("farewell", "learned")
    running = PairFactory(cohort=cohort, mentor=people["mentor"], state=Pair.State.ACTIVE)
    SessionFactory(pair=running, state="held")
    return [
        ("mentor", reverse("farewells:review", args=[running.pk])),
        *(
            ("mentor", reverse(f"farewells:{name}", args=[pair.pk]))
            for pair in pairs
            for name in names
        ),
    ]
