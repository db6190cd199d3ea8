"""The mentor of a group plans a date for all of it: a session of each pair, one event."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.host import host
from upside.pairs.actions.groups import GroupEnded
from upside.pairs.models import Group, Pair
from upside.people.models import Person
from upside.programmes.session_length import session_minutes
from upside.programmes.video import video_link
from upside.sessions.actions.answering import say_coming
from upside.sessions.actions.checks import end_of, locked_pairs, refuse_clash, refuse_overlap
from upside.sessions.actions.doubts import ask_about_dates
from upside.sessions.actions.refusals import NobodyToMeet, NotTheirs
from upside.sessions.actions.telling import tell, tell_both
from upside.sessions.actions.together import raise_sequence
from upside.sessions.gatherings import FEWEST, pairs_to_meet, people_of
from upside.sessions.models import Gathering, Session

__all__ = ["book_gatherings"]


@transaction.atomic
def book_gatherings(
    group: Group,
    *,
    starts: Iterable[datetime],
    by: Person,
    at: datetime,
    place: str = "",
    despite_busy: bool = False,
) -> list[Gathering]:
    """Plan a date at each of ``starts`` for all of ``group`` who can be booked: all or none.

    Everybody gets one mail for each date, for the calendar. Whoever is on pause, has not signed or
    is still to be trained is left out. The same start again gives the date that is there, to which
    those come who have no part in it: a new pair, or one that had stayed away. Refused:
    anybody but the mentor, a group that was dissolved, one in which fewer than two pairs can be
    booked, and what ``book_sessions`` refuses, for each of its people.
    """
    if by.pk != group.mentor_id:
        raise NotTheirs(_("Dates of a group come from its mentor."))
    group = Group.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=group.pk)
    if group.ended_at is not None:
        raise GroupEnded(_("This group was dissolved meanwhile. Its pairs meet for themselves."))
    pairs = locked_pairs(pairs_to_meet(group))
    if len(pairs) < FEWEST:
        raise NobodyToMeet(
            _(
                "Fewer than two pairs of this group can be booked just now. Book with each on the"
                " page of the pair."
            )
        )
    ordered, minutes = sorted(set(starts)), session_minutes(group.cohort)
    refuse_overlap(ordered, minutes, by)
    stand = set(_planned(group).values_list("starts_at", flat=True))
    booked = [_booked(group, pairs, start, place, by=by, at=at) for start in ordered]
    new = [start for start in ordered if start not in stand]
    for pair in pairs if not despite_busy else ():
        ask_about_dates(pair, new, timedelta(minutes=minutes), by=by)
    return booked


def _booked(
    group: Group, pairs: list[Pair], starts_at: datetime, place: str, *, by: Person, at: datetime
) -> Gathering:
    there = _planned(group).filter(starts_at=starts_at).select_related("gathering__group").first()
    if there and there.gathering:
        _let_in(pairs, there, there.gathering, by=by, at=at)
        return there.gathering
    minutes = session_minutes(group.cohort)
    ends_at = max(end_of(pair, starts_at, minutes, at=at) for pair in pairs)
    refuse_clash(people_of(pairs), starts_at=starts_at, ends_at=ends_at)
    gathering = Gathering.objects.create(group=group, uid=f"{uuid4()}@{host()}", changed_at=at)
    room = place or video_link(group.cohort, f"g{group.pk}")
    date = Session(gathering=gathering, starts_at=starts_at, ends_at=ends_at, place=room)
    for session in _with(date, pairs, by=by, at=at):
        tell_both("session_booked", session, at=at, method="REQUEST")
    return gathering


def _planned(group: Group) -> QuerySet[Session]:
    return Session.objects.filter(gathering__group=group, state=Session.State.PLANNED)


def _let_in(
    pairs: list[Pair], there: Session, gathering: Gathering, *, by: Person, at: datetime
) -> None:
    """Let those of ``pairs`` who do not come to ``gathering`` come, as ``there`` does."""
    coming = set(
        _planned(gathering.group).filter(gathering=gathering).values_list("pair", flat=True)
    )
    new = [pair for pair in pairs if pair.pk not in coming]
    if not new:
        return
    for pair in new:
        end_of(pair, there.starts_at, session_minutes(pair.cohort), at=at)
    mentees = [pair.mentee for pair in new]
    refuse_clash(mentees, starts_at=there.starts_at, ends_at=there.ends_at, but=there)
    # above what went out before: a calendar takes back an event that it was told is off
    there.sequence = raise_sequence(gathering, at=at)
    sessions = _with(there, new, by=by, at=at)
    for session in sessions:
        tell("session_booked", session, [session.pair.mentee], at=at, method="REQUEST")
    [first, key] = sessions[0], f"{there.sequence}"
    tell("session_booked", first, [first.pair.mentor], at=at, method="REQUEST", key=key)


def _with(date: Session, pairs: list[Pair], *, by: Person, at: datetime) -> list[Session]:
    """Plan a session of each of ``pairs`` at ``date``; who books comes to each."""
    sessions = [
        Session.objects.create(
            pair=pair,
            gathering=date.gathering,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            place=date.place,
            sequence=date.sequence,
            uid=f"{uuid4()}@{host()}",
            booked_by=by,
            booked_at=at,
        )
        for pair in pairs
    ]
    for session in sessions:
        say_coming(session, by, at=at)
        audit.record(
            verb="session.booked",
            subject=session,
            actor=by,
            at=at,
            details={"pair": session.pair_id},
            programme=session.pair.cohort.programme,
        )
    return sessions
