"""Moving a session to another date: the same event in both calendars, with a higher sequence."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.actions.answering import say_coming
from upside.sessions.actions.checks import (
    end_of,
    locked,
    locked_session,
    refuse_clash,
    refuse_stranger,
    refuse_unless_active,
)
from upside.sessions.actions.doubts import ask_about_dates
from upside.sessions.actions.refusals import DateNotPossible, MovedBefore, SettledBefore
from upside.sessions.actions.telling import tell_both
from upside.sessions.models import Session
from upside.sessions.states import REASONS

__all__ = ["move_session"]


@transaction.atomic
def move_session(
    session: Session,
    *,
    starts_at: datetime,
    by: Person,
    at: datetime,
    sequence: int | None = None,
    despite_busy: bool = False,
) -> Session:
    """Give a planned session another start, as long as before, and tell both calendars.

    The same start again changes nothing. What the two answered to the old date is gone; whoever
    of them moves it comes to the new one. ``sequence`` is the date that ``by`` knows of.

    Refused: anybody but the two and the mentee's assistant, a session that is settled or has
    begun, one that the other has moved meanwhile, a time of an expert clinic, every start that
    booking refuses, and one that ``by`` is to confirm, unless they move it ``despite_busy``.
    """
    locked(session.pair)
    session = locked_session(session)
    pair = session.pair
    refuse_stranger(pair, by, may_assist=True)
    refuse_unless_active(pair)
    if is_clinic(pair.cohort):
        raise DateNotPossible(
            _("Dates come from the times of the clinic. Cancel this one and book another there.")
        )
    if session.state != Session.State.PLANNED:
        raise SettledBefore(str(REASONS[Session.State(session.state)]))
    if session.starts_at == starts_at:
        return session
    if sequence not in {None, session.sequence}:
        raise MovedBefore(_("This session was moved meanwhile. Look at its new date first."))
    if session.starts_at <= at:
        raise DateNotPossible(
            _("This session has begun. Say whether you met, then book another one.")
        )
    minutes = round((session.ends_at - session.starts_at).total_seconds() / 60)
    ends_at = end_of(pair, starts_at, minutes, at=at)
    refuse_clash(pair, starts_at=starts_at, ends_at=ends_at, but=session)
    if not despite_busy:
        ask_about_dates(pair, [starts_at], ends_at - starts_at, by=by)
    return _moved(session, (starts_at, ends_at), by=by, at=at)


def _moved(
    session: Session, span: tuple[datetime, datetime], *, by: Person, at: datetime
) -> Session:
    session.starts_at, session.ends_at = span
    session.moved_at = at
    session.sequence += 1
    session.save(update_fields=["starts_at", "ends_at", "moved_at", "sequence"])
    session.replies.all().delete()
    say_coming(session, by, at=at)
    audit.record(
        verb="session.moved",
        subject=session,
        actor=by,
        at=at,
        programme=session.pair.cohort.programme,
    )
    tell_both("session_moved", session, at=at, method="REQUEST", key=f"{session.sequence}")
    return session
