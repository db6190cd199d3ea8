"""A call before the yes: asked for, dated, called off, with its mails and calendar files.

Whether two people may ask for one at all is for the room that proposes them to each other.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from upside.calendars.actions import write_soon
from upside.kernel import audit
from upside.kernel.host import host
from upside.notices.actions import queue_notice
from upside.notices.queries import not_told
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.video import video_link
from upside.sessions.actions.refusals import DateNotFree, DateNotPossible
from upside.sessions.first_call_models import FirstCall
from upside.sessions.first_calls import call_text, clashing_calls
from upside.sessions.queries import clashing_sessions

__all__ = [
    "call_off_first_call",
    "call_off_with_pair",
    "open_first_call",
    "plan_first_call",
    "refuse_first_call",
    "remind_of_first_calls",
    "taken_with",
]

State = FirstCall.State
AT_ONCE = 200
AHEAD, FRESH = timedelta(days=1), timedelta(days=2)


def open_first_call(
    cohort: Cohort,
    two: tuple[Person, Person],
    *,
    minutes: int,
    path: str,
    by: Person,
    at: datetime,
) -> FirstCall:
    """Keep that ``by`` would talk first, and tell the other, who chooses a date or says no.

    ``two`` are the mentor and the mentee; ``path`` is the page about it. Who took a request back
    and makes it anew sends no second mail: the first one leads to the same page.
    """
    mentor, mentee = two
    before = FirstCall.objects.filter(cohort=cohort, path=path).order_by("pk").last()
    is_anew = before is not None and before.asked_by_id == by.pk and before.planned_at is None
    call = FirstCall.objects.create(
        cohort=cohort,
        mentor=mentor,
        mentee=mentee,
        asked_by=by,
        asked_at=at,
        minutes=minutes,
        path=path,
        uid=f"{uuid4()}@{host()}",
    )
    _record("first_call.asked", call, by=by, at=at)
    if not is_anew:
        _tell("first_call_asked", call, [call.partner_of(by)], at=at)
    return call


def plan_first_call(call: FirstCall, *, starts_at: datetime, by: Person, at: datetime) -> FirstCall:
    """Give ``call`` its date and send both the invitation for their calendars.

    Refused: a start in the past, a time at which one of the two has something planned already.
    """
    if starts_at <= at:
        raise DateNotPossible(_("That date has passed. Choose one that is still to come."))
    # their rows too: the same person may be booked by two at once
    keys = (call.mentor_id, call.mentee_id)
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    ends_at = starts_at + timedelta(minutes=call.minutes)
    span = {"starts_at": starts_at, "ends_at": ends_at}
    if clashing_sessions(call.people, **span).exists() or clashing_calls(call.people, **span):
        raise DateNotFree(_("One of you is taken at that time by now. Choose another date."))
    call.state, call.planned_at = State.PLANNED, at
    call.starts_at, call.ends_at = starts_at, ends_at
    call.place = video_link(call.cohort, call.pk)
    call.save(update_fields=["state", "starts_at", "ends_at", "planned_at", "place"])
    _record("first_call.planned", call, by=by, at=at)
    _tell("first_call_planned", call, call.people, at=at, method="REQUEST")
    write_soon(call.people, at=at)
    return call


def refuse_first_call(call: FirstCall, *, by: Person, at: datetime) -> None:
    """Keep that there will be no call, and tell who asked; the proposal stays as it is."""
    _end(call, State.REFUSED, at=at)
    _record("first_call.refused", call, by=by, at=at)
    _tell("first_call_refused", call, [call.asked_by], at=at)


def call_off_first_call(
    call: FirstCall,
    *,
    by: Person | None,
    at: datetime,
    tell: Iterable[Person] | None = None,
    why: str = "",
) -> None:
    """Call off what was asked for or planned; a planned date leaves both calendars by mail.

    ``tell`` are those who get that mail, both where it is not said; ``why`` is what else became of
    the two: their proposal has ``ended``, or their ``pair`` has, or it is ``accepted`` and stays.
    What was only asked for goes without a word.
    """
    was_planned = call.state == State.PLANNED
    _end(call, State.CANCELLED, at=at)
    _record("first_call.called_off", call, by=by, at=at)
    if was_planned:
        people = call.people if tell is None else tell
        _tell("first_call_off", call, people, at=at, method="CANCEL", why=why)
        write_soon(call.people, at=at)


def taken_with(call: FirstCall, reader: Person) -> dict[str, str]:
    """Return what a mail about something else needs so that it takes ``call`` out of a calendar."""
    return {"calendar": call_text(call, "CANCEL", reader=reader), "method": "CANCEL"}


def call_off_with_pair(pair: Pair, *, at: datetime) -> int:
    """Call off the first call of a pair that has ended before it, and return how many."""
    planned = FirstCall.objects.select_for_update(of=("self",)).filter(
        cohort=pair.cohort_id,
        mentor=pair.mentor_id,
        mentee=pair.mentee_id,
        state=State.PLANNED,
        starts_at__gt=at,
    )
    calls = list(planned.select_related("cohort__programme", "mentor", "mentee"))
    for call in calls:
        call_off_first_call(call, by=None, at=at, why="pair")
    return len(calls)


@transaction.atomic
def remind_of_first_calls(*, at: datetime) -> int:
    """Remind each of the two of a call the day before, once; return how many mails were written.

    One that was dated only just before is not recalled: its invitation has only just come.
    """
    planned = FirstCall.objects.filter(
        state=State.PLANNED,
        starts_at__gt=at,
        starts_at__lte=at + AHEAD,
        planned_at__lt=F("starts_at") - FRESH,
    )
    told = planned.select_related("cohort__programme", "mentor", "mentee").order_by("pk")
    alike = {name: OuterRef(name) for name in ("cohort", "mentor", "mentee")}
    pairs = Pair.objects.filter(**alike).exclude(state=Pair.State.CLOSED)
    n = 0
    for side in ("mentor", "mentee"):
        here = Q(**{f"{side}__is_active": True, f"{side}__email__isnull": False})
        due = told.filter(not_told("first_call_ahead", "pk", side), here)
        for call in due.annotate(is_pair=Exists(pairs))[:AT_ONCE]:
            more: dict[str, Any] = {"starts_at": call.starts_at, "is_pair": call.is_pair}
            _tell("first_call_ahead", call, [getattr(call, side)], at=at, **more)
            n += 1
    return n


def _end(call: FirstCall, state: str, *, at: datetime) -> None:
    call.state, call.ended_at = state, at
    call.sequence += 1
    call.save(update_fields=["state", "ended_at", "sequence"])


def _record(verb: str, call: FirstCall, *, by: Person | None, at: datetime) -> None:
    audit.record(verb=verb, subject=call, actor=by, at=at, programme=call.cohort.programme)


def _tell(
    template: str,
    call: FirstCall,
    people: Iterable[Person],
    *,
    at: datetime,
    method: str = "",
    **more: object,
) -> None:
    for person in people:
        context: dict[str, object] = {
            "programme": call.cohort.programme.names,
            "partner": call.partner_of(person).name,
            "minutes": call.minutes,
            "place": call.place,
            "path": call.path,
            **more,
        }
        if method:
            context |= {"calendar": call_text(call, method, reader=person), "method": method}
        queue_notice(
            template, to=person, key=f"{template}:{call.pk}:{person.pk}", at=at, context=context
        )
