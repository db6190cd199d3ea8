"""The dates of pairs as facts: their sessions and their pauses, read for many pairs at once."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import CharField, DateTimeField, Value

from upside.pairs.models import Pause as Rest
from upside.sessions.models import Session
from upside.sessions.momentum import Meeting, Pause

__all__ = ["ROWS", "meetings_and_pauses"]

ON_PAUSE = "pause"
PAIRS_AT_ONCE = 5_000  # their numbers stand twice in one query, and SQLite takes 32,766
ROWS = ("starts_at", "ends_at", "state", "settled_at")


def meetings_and_pauses(pairs: Iterable[int]) -> dict[int, tuple[list[Meeting], list[Pause]]]:
    """Return the sessions and the pauses of each of ``pairs``, in no order.

    One query for each 5,000 pairs, none for none.
    """
    known = list(pairs)
    found: dict[int, tuple[list[Meeting], list[Pause]]] = defaultdict(lambda: ([], []))
    for start in range(0, len(known), PAIRS_AT_ONCE):
        here = known[start : start + PAIRS_AT_ONCE]
        pauses = Rest.objects.filter(pair__in=here).annotate(
            state_of=Value(ON_PAUSE, CharField()), said=Value(None, DateTimeField())
        )
        rows = Session.objects.filter(pair__in=here).order_by().values_list("pair", *ROWS)
        both = rows.union(
            pauses.values_list("pair", "started_at", "ended_at", "state_of", "said"), all=True
        )
        for pair, starts, ends, state, settled in both:
            meetings, rests = found[pair]
            if state == ON_PAUSE:
                rests.append(Pause(starts, ends))
            else:
                meetings.append(Meeting(starts, ends, state, settled))
    return found
