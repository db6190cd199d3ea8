"""A time of an expert clinic is booked: with the mentor's offer, that is the yes of both."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.clinic_letters import tell_booked
from upside.matching.actions.clinic_refusals import CannotBook, SlotTaken
from upside.matching.experts import permitted_to
from upside.matching.models import ClinicSlot
from upside.matching.outcome import reasons_of
from upside.matching.queries.clinics import (
    MOST_AHEAD,
    bookings_of,
    n_bookings,
    open_pair_of,
    without_clash,
)
from upside.pairs.actions import open_pair
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import WITHOUT_PLACE, Enrolment
from upside.programmes.modes import is_clinic
from upside.sessions.actions import book_session
from upside.sessions.states import WHY_NO_DATES

__all__ = ["book_time", "make_session"]

State = ClinicSlot.State
LONGEST_QUESTION = 200


@transaction.atomic
def book_time(
    place: Enrolment, slot_id: int, *, by: Person, at: datetime, question: str = ""
) -> ClinicSlot:
    """Book a time for the mentee of ``place``: first come, first served.

    A mentee without a pair gets one with the expert, who said yes by offering. Where both have
    signed the charter the session is there at once; else the time is kept, and the session comes
    with the second signature (``keep_bookings``). The same time again is the same booking.

    Refused, in the same words, whatever the reason: a time that is gone, and one that no rule of
    the programme lets this mentee have, so that nobody learns of a veto. Refused besides: anybody
    but the mentee and, once there is a pair, their assistant; another expert than the one of the
    pair, and a pair on pause; more bookings than the programme has sessions, or than
    ``MOST_AHEAD`` to come; a time at which the mentee has something else.
    """
    slot = ClinicSlot.objects.filter(pk=slot_id, cohort=place.cohort_id).first()
    if slot is None:
        raise _gone()
    place = _locked_place(place, slot)
    slot = _locked_slot(slot)
    pair = open_pair_of(place)
    _refuse_guest(place, pair, by)
    if slot.state == State.BOOKED and slot.mentee_id == place.person_id:
        return slot
    if slot.state != State.OPEN or slot.starts_at <= at:
        raise _gone()
    _refuse_other_expert(pair, slot)
    _refuse_many(place, at)
    _refuse_clash(place, slot)
    pair = pair or _pair_with(place, slot, by=by, at=at)

    slot.state, slot.mentee, slot.booked_at = State.BOOKED, place.person, at
    slot.question = "" if by != place.person else question.strip()[:LONGEST_QUESTION]
    slot.save(update_fields=["state", "mentee", "booked_at", "question"])
    entry = audit.record(
        verb="clinic.booked", subject=slot, actor=by, at=at, programme=place.cohort.programme
    )
    if not make_session(slot, pair, by=by, at=at):
        tell_booked(slot, pair, entry.pk, at=at)
    return slot


def make_session(slot: ClinicSlot, pair: Pair, *, by: Person, at: datetime) -> bool:
    """Make a session of a booked time and say whether it is there; it waits for the charter.

    It waits for the training, too, where the programme wants one first.
    """
    if pair.state != Pair.State.ACTIVE:
        return False
    try:
        slot.session = book_session(
            pair,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            place=slot.place,
            by=by,
            at=at,
        )
    except Refused:
        return False
    slot.save(update_fields=["session"])
    return True


def _gone() -> SlotTaken:
    return SlotTaken(_("This time is no longer free. These are the next ones."))


def _locked_place(place: Enrolment, slot: ClinicSlot) -> Enrolment:
    """Lock the places of both, as the opening of a pair does and in its order."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(
        cohort=place.cohort_id, person__in=(place.person_id, slot.mentor_id)
    )
    told = rows.select_related("cohort__programme", "person", "assistant").order_by("pk")
    both = {one.person_id: one for one in told}
    mentor = both.get(slot.mentor_id)
    if mentor is None or mentor.state in WITHOUT_PLACE or not mentor.person.is_active:
        raise _gone()
    return both[place.person_id]


def _locked_slot(slot: ClinicSlot) -> ClinicSlot:
    rows = ClinicSlot.objects.select_for_update(of=("self",))
    return rows.select_related("cohort__programme", "mentor", "mentee").get(pk=slot.pk)


def _refuse_guest(place: Enrolment, pair: Pair | None, by: Person) -> None:
    if not is_clinic(place.cohort) or place.role != Enrolment.Role.MENTEE:
        raise CannotBook(_("Times are booked by the mentees of an expert clinic."))
    if by == place.person or (by == place.assistant and pair is not None):
        return
    if by == place.assistant:
        raise CannotBook(
            _("The first time is a yes that %(name)s gives in person. Later ones you can book.")
            % {"name": place.person.name}
        )
    raise CannotBook(_("Only the mentee, or their assistant, can book this."))


def _refuse_other_expert(pair: Pair | None, slot: ClinicSlot) -> None:
    if pair is not None and pair.state == Pair.State.PAUSED:
        raise CannotBook(str(WHY_NO_DATES[Pair.State.PAUSED]))
    if pair is not None and pair.mentor_id != slot.mentor_id:
        raise CannotBook(
            _("You and %(name)s are a pair here: choose from their times.")
            % {"name": pair.mentor.name}
        )


def _refuse_many(place: Enrolment, at: datetime) -> None:
    n, n_ahead = n_bookings(bookings_of(place), at=at)
    most = place.cohort.settings.get("n_sessions")
    if most is not None and n >= most:
        raise CannotBook(
            _("This programme has %(n)s sessions for each mentee, and all of them are booked.")
            % {"n": most}
        )
    if n_ahead >= MOST_AHEAD:
        raise CannotBook(
            _("You have %(n)s times to come. Book the next one after the first of them.")
            % {"n": n_ahead}
        )


def _refuse_clash(place: Enrolment, slot: ClinicSlot) -> None:
    if without_clash([slot], besides=place.person):
        return
    raise CannotBook(_("One of you has something else at that time. Choose another one."))


def _pair_with(place: Enrolment, slot: ClinicSlot, *, by: Person, at: datetime) -> Pair:
    why = permitted_to(place, [slot.mentor_id]).get(slot.mentor_id)
    if why is None:
        raise _gone()
    return open_pair(
        cohort=place.cohort,
        mentor=slot.mentor,
        mentee=place.person,
        reasons=reasons_of(why),
        by=by,
        at=at,
        tells=False,  # the mail on the booking says it
    )
