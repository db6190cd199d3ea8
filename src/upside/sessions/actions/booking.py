"""Booking a session and saying what became of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from upside.kernel import audit
from upside.kernel.host import host
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.measures import asks_pulse
from upside.programmes.session_length import session_minutes
from upside.programmes.video import video_link
from upside.sessions.actions.answering import say_coming
from upside.sessions.actions.checks import (
    end_of,
    locked,
    refuse_before_the_start,
    refuse_clash,
    refuse_overlap,
    refuse_stranger,
    refuse_unless_active,
    refuse_untrained,
)
from upside.sessions.actions.doubts import ask_about_dates
from upside.sessions.actions.refusals import SettledBefore
from upside.sessions.actions.telling import tell_both, tell_off
from upside.sessions.actions.together import locked_together
from upside.sessions.models import Session
from upside.sessions.states import MOVES, REASONS, SAID_BY

__all__ = [
    "book_session",
    "book_sessions",
    "cancel_session",
    "hold_session",
    "miss_session",
]

State = Session.State


@transaction.atomic
def book_session(
    pair: Pair,
    *,
    starts_at: datetime,
    by: Person,
    at: datetime,
    place: str = "",
    minutes: int | None = None,
) -> Session:
    """Plan a session of ``pair`` and send both the date for their calendars.

    The same start again gives the session that is there. Refused: a pair that is not active,
    anybody but the two and the mentee's assistant, a first session before the training that the
    programme asks for, a start in the past or outside the cohort's dates, a time at which one of
    the two has another session.
    """
    pair = locked(pair)
    refuse_stranger(pair, by, may_assist=True)
    refuse_unless_active(pair)
    refuse_untrained(pair)
    length = session_minutes(pair.cohort) if minutes is None else minutes
    ends_at = end_of(pair, starts_at, length, at=at)
    there = pair.sessions.filter(state=State.PLANNED, starts_at=starts_at).first()
    if there:
        return there
    refuse_clash(pair.people, starts_at=starts_at, ends_at=ends_at)
    session = Session.objects.create(
        pair=pair,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place or video_link(pair.cohort, pair.pk),
        uid=f"{uuid4()}@{host()}",
        booked_by=by,
        booked_at=at,
    )
    say_coming(session, by, at=at)
    audit.record(
        verb="session.booked",
        subject=session,
        actor=by,
        at=at,
        details={"pair": pair.pk},
        programme=pair.cohort.programme,
    )
    tell_both("session_booked", session, at=at, method="REQUEST")
    return session


@transaction.atomic
def book_sessions(
    pair: Pair,
    *,
    starts: Iterable[datetime],
    by: Person,
    at: datetime,
    place: str = "",
    despite_busy: bool = False,
) -> list[Session]:
    """Plan a session at each of ``starts``: all of them or, where one is refused, none.

    Refused as ``book_session`` refuses, where two of the dates overlap, and where ``by`` is to
    confirm one as ``ask_about_dates`` says, unless they book ``despite_busy``.
    """
    ordered = sorted(set(starts))
    length = timedelta(minutes=session_minutes(pair.cohort))
    refuse_overlap(ordered, session_minutes(pair.cohort), by)
    booked = [book_session(pair, starts_at=start, by=by, at=at, place=place) for start in ordered]
    # after: what cannot be booked at all is not asked about
    if not despite_busy:
        ask_about_dates(
            pair, [one.starts_at for one in booked if one.booked_at == at], length, by=by
        )
    return booked


@transaction.atomic
def cancel_session(session: Session, *, by: Person, at: datetime) -> Session:
    """Call a planned session off and take it out of both calendars; again changes nothing.

    The mentor of a group calls the date off for all. A mentee of it stays away alone: the others
    meet. Refused: anybody but the two and the mentee's assistant; a session held or missed.
    """
    session, *others = locked_together(session, by)
    refuse_stranger(session.pair, by, may_assist=True)
    dates = (session, *others)
    tell_off([one for one in dates if settle(one, State.CANCELLED, by=by, at=at)], at=at)
    return session


@transaction.atomic
def hold_session(
    session: Session, *, by: Person, at: datetime, instead_of: str = State.PLANNED
) -> Session:
    """Note that the two met, and ask both the two questions, where the programme does.

    Again changes nothing. The mentor of a group says it of everybody of whom nothing was said yet.

    ``instead_of`` is the state that ``by`` knows of: whoever knows that it is noted as missed can
    put that right. Refused: anybody but the two, before the start, a cancelled session, and one
    of which the other has meanwhile said that they did not meet.
    """
    session, *others = locked_together(session, by)
    refuse_stranger(session.pair, by)
    refuse_before_the_start(session, at)
    held = [session] if settle(session, State.HELD, by=by, at=at, instead_of=instead_of) else []
    for one in others if instead_of == State.PLANNED else ():
        settle(one, State.HELD, by=by, at=at)
        held.append(one)
    for one in held if asks_pulse(session.pair.cohort) else ():
        tell_both("session_held", one, at=at)
    return session


@transaction.atomic
def miss_session(
    session: Session, *, by: Person, at: datetime, instead_of: str = State.PLANNED
) -> Session:
    """Note that the two did not meet; again changes nothing, and nobody is told off for it.

    The mentor of a group says it of everybody of whom nothing was said yet; a mentee of it says
    only that they were not there themselves.

    ``instead_of`` is the state that ``by`` knows of: whoever knows that it is noted as held can
    put that right, and what was noted on it is kept. Refused: anybody but the two, before the
    start, a cancelled session, and one of which the other has meanwhile said that they met.
    """
    session, *others = locked_together(session, by)
    refuse_stranger(session.pair, by)
    refuse_before_the_start(session, at)
    settle(session, State.MISSED, by=by, at=at, instead_of=instead_of)
    for one in others if instead_of == State.PLANNED else ():
        settle(one, State.MISSED, by=by, at=at)
    return session


def settle(
    session: Session,
    state: str,
    *,
    by: Person | None,
    at: datetime,
    instead_of: str = State.PLANNED,
) -> bool:
    """Move ``session`` to ``state``; say whether anything changed."""
    before = session.state
    if before == state:
        return False
    if before != instead_of or state not in MOVES[before]:
        raise SettledBefore(_said_before(session, by))
    session.state, session.settled_at, session.settled_by = state, at, by
    session.sequence += 1
    session.save(update_fields=["state", "settled_at", "settled_by", "sequence"])
    audit.record(
        verb=f"session.{state}",
        subject=session,
        actor=by,
        at=at,
        details={} if before == State.PLANNED else {"instead_of": before},
        programme=session.pair.cohort.programme,
    )
    return True


def _said_before(session: Session, by: Person | None) -> str:
    other = session.settled_by
    if other is None or other == by:
        return str(REASONS[State(session.state)])
    return str(SAID_BY[State(session.state)]) % {"name": other.first_name or other.name}
