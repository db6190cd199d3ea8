"""A pair leaves its group, or the group is dissolved: everybody is told, and pairs go on."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from upside.notices.actions import queue_notice
from upside.pairs.actions.groups import end_group, take_from_group
from upside.pairs.models import Group, Pair
from upside.people.models import Person
from upside.sessions.actions.calling_off import call_off
from upside.sessions.models import Session

__all__ = ["dissolve_group", "part_from_group"]


@transaction.atomic
def part_from_group(group: Group, pair: Pair, *, by: Person, at: datetime) -> bool:
    """Take ``pair`` out of ``group`` and tell its two; say whether it was in it.

    Dates to come that it shares with others go on without it. The pair goes on for itself.
    """
    is_out = take_from_group(group, pair, by=by, at=at)
    if is_out:
        shared = _shared_dates(group, at)
        call_off([one for one in shared if one.pair_id == pair.pk], at=at, why="group")
        _tell(group, [pair], at=at)
    return is_out


@transaction.atomic
def dissolve_group(group: Group, *, by: Person, at: datetime) -> bool:
    """Dissolve ``group`` and tell everybody in it; say whether it was still there.

    Dates to come that several share are called off; one that a single pair has left is kept. Each
    of its pairs goes on for itself.
    """
    pairs = end_group(group, by=by, at=at)
    call_off(_shared_dates(group, at) if pairs else [], at=at, why="group")
    _tell(group, pairs, at=at)
    return bool(pairs)


def _shared_dates(group: Group, at: datetime) -> list[Session]:
    """Return the sessions to come of dates of ``group`` that more than one pair has."""
    planned = Session.objects.filter(
        gathering__group=group, state=Session.State.PLANNED, starts_at__gt=at
    )
    sessions = list(planned.order_by("starts_at", "pk"))
    n_at = Counter(one.gathering_id for one in sessions)
    return [one for one in sessions if n_at[one.gathering_id] > 1]


def _tell(group: Group, pairs: Iterable[Pair], *, at: datetime) -> None:
    """Write to the mentees of ``pairs``, and once to the mentor."""
    out = list(pairs)
    for person in dict.fromkeys(one for pair in out for one in pair.people):
        is_mentor = person.pk == group.mentor_id
        own = next(pair for pair in out if person in pair.people)
        queue_notice(
            "group_left",
            to=person,
            key=f"group_left:{group.pk}:{at.isoformat()}:{person.pk}",
            at=at,
            context={
                "programme": group.cohort.programme.names,
                "group": group.name,
                "mentor": group.mentor.name,
                "names": ", ".join(pair.mentee.name for pair in out) if is_mentor else "",
                "is_mentor": is_mentor,
                "path": f"/pairs/{own.pk}/",
            },
        )
