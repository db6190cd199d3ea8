"""A booking of an expert clinic ends before its time: given back, called off, lapsed, or left."""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.matching.actions.clinic_bookings import make_session
from upside.matching.actions.clinic_letters import (
    tell_called_off,
    tell_given_back,
    tell_lapsed,
)
from upside.matching.actions.clinic_refusals import BookingOver
from upside.matching.models import ClinicSlot
from upside.pairs.actions import lapse_pair
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import WITHOUT_PLACE, Cohort, Enrolment
from upside.programmes.queries.training import trained_roles
from upside.sessions.actions import cancel_session
from upside.sessions.models import Session

__all__ = ["call_off_time", "give_back_time", "keep_bookings", "leave_clinics"]

log = logging.getLogger("upside.matching")

State = ClinicSlot.State
LONGEST_WORD = 500
AT_ONCE = 100


@transaction.atomic
def give_back_time(slot: ClinicSlot, *, by: Person, at: datetime) -> None:
    """Give a booked time back: it is free for others, and the expert is told.

    Refused: anybody but the mentee and their assistant, and a time that has begun.
    """
    slot = _locked(slot)
    mentee = slot.mentee
    if mentee is None or not _may_arrange(slot, by):
        raise BookingOver(_("This booking has ended already."))
    _refuse_begun(slot, at)
    had_session = _end(slot, State.OPEN, by=by, at=at)
    entry = _record("clinic.given_back", slot, by=by, at=at)
    if not had_session:
        tell_given_back(slot, mentee, entry, at=at)


@transaction.atomic
def call_off_time(slot: ClinicSlot, *, by: Person, at: datetime, word: str = "") -> None:
    """Call off a time that somebody booked; the mentee reads so at once, with ``word`` if given.

    Refused: anybody but the mentor who offered it, and a time that has begun.
    """
    slot = _locked(slot)
    mentee = slot.mentee
    if mentee is None or slot.mentor_id != by.pk:
        raise BookingOver(_("This booking has ended already."))
    _refuse_begun(slot, at)
    _call_off(slot, mentee, by=by, at=at, word=word.strip()[:LONGEST_WORD])


def keep_bookings(*, at: datetime, pair: Pair | None = None) -> int:
    """Bring kept times to where they belong, those of ``pair`` or all; return how many moved.

    A time of a pair that has signed becomes its session. One that has begun without both
    signatures lapses, and both are told kindly. One whose session was called off is free again,
    or, where the expert called it off, gone. One of a pair that has ended is free again. One that
    waits for the training is left alone.
    """
    due = _due(at)
    if pair is not None:
        due = due.filter(cohort=pair.cohort_id, mentor=pair.mentor_id, mentee=pair.mentee_id)
    return _each(due, _keep, at)


def leave_clinics(*, at: datetime) -> int:
    """Take the times to come of whoever has left out of their clinics; return how many.

    An expert's times are withdrawn, what a mentee booked is free again, and the other is told.
    """
    return _each(_of_who_left(at), _leave, at)


def _each(
    rows: QuerySet[ClinicSlot], do: Callable[[ClinicSlot, datetime], bool], at: datetime
) -> int:
    """Do each row in a transaction of its own, the soonest first; one that fails stops no other.

    A database that is locked or gone stops them all: each would wait for it as long as the first.
    """
    n = 0
    soonest = rows.order_by("starts_at", "pk").values_list("pk", flat=True)
    for key in list(soonest[:AT_ONCE]):
        try:
            n += _one(rows, key, do, at)
        except DatabaseError:
            raise
        except Exception:
            log.exception("%s failed for clinic slot %s; going on", do.__name__, key)
    return n


@transaction.atomic
def _one(
    rows: QuerySet[ClinicSlot], key: int, do: Callable[[ClinicSlot, datetime], bool], at: datetime
) -> bool:
    locked = ClinicSlot.objects.select_for_update(of=("self",)).filter(pk=key)
    slot = locked.select_related("cohort__programme", "mentor", "mentee").first()
    # looked at again under the lock: it may have moved since
    return slot is not None and rows.filter(pk=key).exists() and do(slot, at)


def _due(at: datetime) -> QuerySet[ClinicSlot]:
    pairs = Pair.objects.filter(
        cohort=OuterRef("cohort"), mentor=OuterRef("mentor"), mentee=OuterRef("mentee")
    )
    signed = Q(Exists(pairs.filter(state=Pair.State.ACTIVE)), session=None) & ~_in_training()
    begun = Q(session=None, starts_at__lte=at)
    off = Q(session__state=Session.State.CANCELLED, starts_at__gt=at)
    has_ended = Exists(pairs.filter(state=Pair.State.CLOSED))
    goes_on = Exists(pairs.exclude(state=Pair.State.CLOSED))
    parted = Q(has_ended, ~Q(goes_on), session=None, starts_at__gt=at)
    return ClinicSlot.objects.filter(signed | begun | off | parted, state=State.BOOKED)


def _in_training() -> Q:
    """Return the condition that a booking waits for the training, as ``training_first`` has it."""
    kept = ClinicSlot.objects.filter(cohort=OuterRef("pk"), state=State.BOOKED, session=None)
    by_role: dict[str, list[int]] = defaultdict(list)
    for cohort in Cohort.objects.filter(Exists(kept)).select_related("programme"):
        for role in trained_roles(cohort):
            by_role[role].append(cohort.pk)
    untrained = Q(pk__in=())
    for role, cohorts in by_role.items():
        places = Enrolment.objects.filter(
            cohort=OuterRef("cohort"), person=OuterRef(role), role=role, trained_on=None
        )
        untrained |= Q(Exists(places), cohort__in=cohorts)
    held = Session.objects.filter(
        state=Session.State.HELD,
        pair__state=Pair.State.ACTIVE,
        pair__cohort=OuterRef("cohort"),
        pair__mentor=OuterRef("mentor"),
        pair__mentee=OuterRef("mentee"),
    )
    return untrained & ~Q(Exists(held))


def _of_who_left(at: datetime) -> QuerySet[ClinicSlot]:
    gone = Enrolment.objects.filter(cohort=OuterRef("cohort"), state__in=WITHOUT_PLACE)
    has_left = Q(Exists(gone.filter(person=OuterRef("mentor")))) | Q(mentor__is_active=False)
    has_left |= Q(Exists(gone.filter(person=OuterRef("mentee")))) | Q(mentee__is_active=False)
    to_come = ClinicSlot.objects.filter(starts_at__gt=at, state__in=(State.OPEN, State.BOOKED))
    return to_come.filter(has_left)


def _keep(slot: ClinicSlot, at: datetime) -> bool:
    mentee, session = cast("Person", slot.mentee), slot.session  # it is booked
    if session is not None:
        is_mentors = session.settled_by_id == slot.mentor_id
        _end(slot, State.WITHDRAWN if is_mentors else State.OPEN, by=mentee, at=at)
        _record("clinic.freed", slot, by=None, at=at)
        return True
    pair = _pair_of(slot)
    if pair and slot.starts_at > at and make_session(slot, pair, by=mentee, at=at):
        return True
    if pair is None and slot.starts_at > at:  # they parted, and both know
        _end(slot, State.OPEN, by=mentee, at=at)
        _record("clinic.freed", slot, by=None, at=at)
        return True
    _end(slot, State.WITHDRAWN, by=mentee, at=at)
    tell_lapsed(slot, mentee, _record("clinic.lapsed", slot, by=None, at=at), at=at)
    return True


def _leave(slot: ClinicSlot, at: datetime) -> bool:
    mentee = slot.mentee
    if mentee is None:
        slot.state = State.WITHDRAWN
        slot.save(update_fields=["state"])
        _record("clinic.withdrawn", slot, by=None, at=at)
        return True
    if _is_gone(slot, slot.mentor):
        _call_off(slot, mentee, by=slot.mentor, at=at)
        return True
    had_session = _end(slot, State.OPEN, by=mentee, at=at)
    entry = _record("clinic.given_back", slot, by=None, at=at)
    if not had_session:
        tell_given_back(slot, mentee, entry, at=at)
    return True


def _call_off(
    slot: ClinicSlot, mentee: Person, *, by: Person, at: datetime, word: str = ""
) -> None:
    had_session = _end(slot, State.WITHDRAWN, by=by, at=at)
    entry = _record("clinic.called_off", slot, by=by, at=at)
    if word or not had_session:  # the session's own mail takes it out of the calendar
        tell_called_off(slot, mentee, entry, at=at, word=word)


def _end(slot: ClinicSlot, state: str, *, by: Person, at: datetime) -> bool:
    """End a booking and what hangs on it; say whether there was a session to call off."""
    session, mentee = slot.session, slot.mentee
    is_planned = session is not None and session.state == Session.State.PLANNED
    if session is not None and is_planned:
        cancel_session(session, by=by, at=at)
    slot.state, slot.question = state, ""
    slot.mentee, slot.booked_at, slot.session = None, None, None
    slot.save(update_fields=["state", "mentee", "booked_at", "session", "question"])
    others = ClinicSlot.objects.filter(
        cohort=slot.cohort_id, mentor=slot.mentor_id, mentee=mentee, state=State.BOOKED
    )
    pairs = Pair.objects.filter(cohort=slot.cohort_id, mentor=slot.mentor_id, mentee=mentee)
    unsigned = pairs.filter(state=Pair.State.ACCEPTED).first()
    if unsigned and not others.exists():
        lapse_pair(unsigned, by=None, at=at)
    return is_planned


def _record(verb: str, slot: ClinicSlot, *, by: Person | None, at: datetime) -> int:
    programme = slot.cohort.programme
    return audit.record(verb=verb, subject=slot, actor=by, at=at, programme=programme).pk


def _locked(slot: ClinicSlot) -> ClinicSlot:
    rows = ClinicSlot.objects.select_for_update(of=("self",))
    return rows.select_related("cohort__programme", "mentor", "mentee").get(pk=slot.pk)


def _pair_of(slot: ClinicSlot) -> Pair | None:
    pairs = Pair.objects.filter(cohort=slot.cohort_id, mentor=slot.mentor_id, mentee=slot.mentee_id)
    active = pairs.filter(state=Pair.State.ACTIVE)
    return active.select_related("cohort__programme", "mentor", "mentee").first()


def _may_arrange(slot: ClinicSlot, by: Person) -> bool:
    places = Enrolment.objects.filter(cohort=slot.cohort_id, person=slot.mentee, assistant=by)
    return by == slot.mentee or places.exists()


def _is_gone(slot: ClinicSlot, person: Person) -> bool:
    places = Enrolment.objects.filter(cohort=slot.cohort_id, person=person)
    return not person.is_active or places.filter(state__in=WITHOUT_PLACE).exists()


def _refuse_begun(slot: ClinicSlot, at: datetime) -> None:
    if slot.starts_at <= at:
        raise BookingOver(
            _("This time has begun. If you did not meet, say so on the page of the session.")
        )
