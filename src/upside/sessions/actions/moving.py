"""Moving a session to another date: the same event in both calendars, with a higher sequence."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.pairs.models import Pair, Pause
from upside.pairs.queries import day_of
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.actions.answering import say_coming
from upside.sessions.actions.calling_off import call_off
from upside.sessions.actions.checks import (
    end_of,
    locked_pairs,
    refuse_clash,
    refuse_stranger,
    refuse_unless_active,
)
from upside.sessions.actions.doubts import ask_about_dates
from upside.sessions.actions.refusals import (
    DateNotPossible,
    MovedBefore,
    NotTheirs,
    PairNotActive,
    SettledBefore,
)
from upside.sessions.actions.telling import tell_both
from upside.sessions.actions.together import locked_together, raise_sequence
from upside.sessions.gatherings import is_led_by
from upside.sessions.models import Session
from upside.sessions.states import REASONS, WHY_NO_DATES

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
    of them moves it comes to the new one. ``sequence`` is the date that ``by`` knows of. The mentor
    of a group moves the date of all who come, and only they do; a pair that is on pause then is
    left out.

    Refused: anybody but the two and the mentee's assistant, a session that is settled or has
    begun, one that the other has moved meanwhile, a time of an expert clinic, every start that
    booking refuses, and one that ``by`` is to confirm, unless they move it ``despite_busy``.
    """
    rows = Pair.objects.filter(sessions__gathering=session.gathering_id)
    locked_pairs([session.pair] if session.gathering_id is None else list(rows))
    session, *others = locked_together(session, by)
    _refuse_the_asker(session, by)
    if session.state != Session.State.PLANNED:
        raise SettledBefore(str(REASONS[Session.State(session.state)]))
    if session.starts_at == starts_at:
        return session
    _refuse_too_late(session, sequence, at)
    minutes = round((session.ends_at - session.starts_at).total_seconds() / 60)
    resting = _resting([session, *others], starts_at)
    dates = [one for one in (session, *others) if one not in resting]
    ends_at = max(end_of(one.pair, starts_at, minutes, at=at) for one in dates)
    people = {one.pk: one for date in dates for one in date.pair.people}
    refuse_clash(people.values(), starts_at=starts_at, ends_at=ends_at, but=session)
    if not despite_busy:
        _ask_about(dates, starts_at, ends_at, by)
    call_off(resting, at=at, why="paused")
    session, sequence = dates[0], session.sequence + 1
    if session.gathering is not None:
        sequence = raise_sequence(session.gathering, at=at)
    for one in dates:
        _move(one, (starts_at, ends_at), sequence, by=by, at=at)
    for one in dates:
        tell_both("session_moved", one, at=at, method="REQUEST", key=f"{sequence}")
    return session


def _resting(dates: list[Session], starts_at: datetime) -> list[Session]:
    """Return those of the date of a group whose pairs rest then; refused where all do."""
    pauses = Pause.objects.filter(pair__in=[one.pair_id for one in dates], ended_at=None)
    until = dict(pauses.values_list("pair", "until_on"))
    resting = [
        one
        for one in dates
        if one.pair_id in until
        and ((last := until[one.pair_id]) is None or day_of(one.pair, starts_at) <= last)
    ]
    if len(resting) == len(dates):
        raise PairNotActive(str(WHY_NO_DATES[Pair.State.PAUSED]))
    return resting


def _refuse_too_late(session: Session, sequence: int | None, at: datetime) -> None:
    if sequence not in {None, session.sequence}:
        raise MovedBefore(_("This session was moved meanwhile. Look at its new date first."))
    if session.starts_at <= at:
        raise DateNotPossible(
            _("This session has begun. Say whether you met, then book another one.")
        )


def _ask_about(dates: list[Session], starts_at: datetime, ends_at: datetime, by: Person) -> None:
    for one in dates:
        ask_about_dates(one.pair, [starts_at], ends_at - starts_at, by=by)


def _refuse_the_asker(session: Session, by: Person) -> None:
    """Refuse whoever may not move ``session``, and a pair or a clinic in which nobody may."""
    pair = session.pair
    refuse_stranger(pair, by, may_assist=True)
    if session.gathering is not None and not is_led_by(session, by):
        raise NotTheirs(
            _(
                "%(mentor)s moves the dates of the group. If this one does not suit you, stay away"
                " from it: the others meet."
            )
            % {"mentor": pair.mentor.name}
        )
    if session.gathering is None:  # of a group, who rests then is left out
        refuse_unless_active(pair)
    if is_clinic(pair.cohort):
        raise DateNotPossible(
            _("Dates come from the times of the clinic. Cancel this one and book another there.")
        )


def _move(
    session: Session,
    span: tuple[datetime, datetime],
    sequence: int,
    *,
    by: Person,
    at: datetime,
) -> None:
    session.starts_at, session.ends_at = span
    session.moved_at = at
    session.sequence = sequence
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
