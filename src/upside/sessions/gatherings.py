"""Reads of the dates of groups: who can come, when all have time, who comes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import members_of
from upside.people.models import Person
from upside.programmes.session_length import session_minutes
from upside.sessions.common_time import spread
from upside.sessions.models import Gathering, Session
from upside.sessions.queries import free_for, training_first

__all__ = [
    "called",
    "coming_to",
    "common_dates_of",
    "event_of",
    "gatherings_of",
    "is_led_by",
    "once_for",
    "others_at",
    "pairs_to_meet",
    "people_of",
]

State = Session.State
FEWEST = 2


def pairs_to_meet(group: Group) -> list[Pair]:
    """Return the pairs of ``group`` that can be booked now: active, and trained where asked."""
    active = members_of(group).filter(state=Pair.State.ACTIVE)
    known = list(active.select_related("cohort__programme", "mentor__unit", "mentee__unit"))
    return [pair for pair in known if not training_first(pair)]


def people_of(pairs: Sequence[Pair]) -> list[Person]:
    """Return the mentor and the mentees of ``pairs``, the mentor first."""
    return [pairs[0].mentor, *(pair.mentee for pair in pairs)]


def common_dates_of(
    pairs: Sequence[Pair],
    *,
    after: datetime,
    weeks: int = 6,
    limit: int = 12,
    but: Gathering | None = None,
) -> list[datetime]:
    """Return starts at which everybody of ``pairs`` has time, as ``common_dates`` does for two.

    What ``but`` takes, the gathering that is to be moved, counts as free; its own start is not
    offered again.
    """
    if not pairs:
        return []
    starts = free_for(pairs, people_of(pairs), after=after, weeks=weeks, but=but)
    return spread(starts, limit=limit, minutes=session_minutes(pairs[0].cohort))


def coming_to(gathering: Gathering) -> list[Session]:
    """Return the sessions of ``gathering`` whose mentees come, or came; all once it is off."""
    told = gathering.sessions.select_related("pair__mentee", "pair__mentor")
    sessions = list(told.prefetch_related("replies").order_by("pk"))
    return [one for one in sessions if one.state != State.CANCELLED] or sessions


def others_at(session: Session) -> list[Session]:
    """Return the other sessions of the same date of a group, but for those that were called off."""
    if session.gathering is None:
        return []
    prefetch_related_objects([session], "gathering__sessions__pair__mentee")
    return [
        one
        for one in session.gathering.sessions.all()
        if one.pk != session.pk and one.state != State.CANCELLED
    ]


def gatherings_of(group: Group, person: Person, at: datetime) -> list[Session]:
    """Return the dates of ``group`` to come that ``person`` has, soonest first, one row each."""
    planned = Session.objects.filter(
        gathering__group=group, state=State.PLANNED, ends_at__gt=at
    ).select_related("pair__mentor", "pair__mentee", "pair__cohort__programme", "gathering__group")
    told = planned.prefetch_related("gathering__sessions__pair__mentee")
    mine = [one for one in told.order_by("starts_at", "pk") if person in one.pair.people]
    return once_for(person, mine)


def is_led_by(session: Session, person: Person) -> bool:
    """Tell whether ``session`` is of a group and ``person`` its mentor, who speaks for all."""
    return session.gathering_id is not None and person.pk == session.pair.mentor_id


def once_for(person: Person, sessions: Iterable[Session]) -> list[Session]:
    """Return ``sessions``, each date of a group once for its mentor: one that is not called off."""
    known = list(sessions)
    chosen: dict[int | None, Session] = {}
    for one in known:
        if is_led_by(one, person):
            before = chosen.get(one.gathering_id)
            if before is None or before.state == State.CANCELLED != one.state:
                chosen[one.gathering_id] = one
    return [one for one in known if not is_led_by(one, person) or one in chosen.values()]


def event_of(session: Session, person: Person) -> tuple[str, int, datetime]:
    """Return by what the calendar of ``person``, one of the two, knows ``session``.

    Its UID, its sequence, and when it changed last.
    """
    gathering = session.gathering
    if gathering is None:
        return session.uid, session.sequence, session.changed_at
    if is_led_by(session, person):
        return gathering.uid, gathering.sequence, gathering.changed_at
    return gathering.uid, session.sequence, session.changed_at


def called(session: Session, person: Person) -> str:
    """Return whom ``person`` meets in ``session``, as a mail says it: a name, or the group."""
    partner = session.pair.partner_of(person)
    if session.gathering is None:
        return partner.name
    name = session.gathering.group.name
    return name if is_led_by(session, person) else f"{partner.name} ({name})"
