"""The demo's expert clinic: mentors offer times, mentees book, sign, meet, and book again."""

from datetime import datetime, time, timedelta

from upside.cli.demo.sessions import settle
from upside.cli.demo.stage import Stage
from upside.matching import actions as matching
from upside.matching.experts import experts_for
from upside.matching.models import ClinicSlot
from upside.matching.queries import open_pair_of
from upside.pairs.actions import sign_charter
from upside.pairs.models import Pair
from upside.programmes.actions import save_place
from upside.programmes.models import Enrolment
from upside.skills.models import Skill

__all__ = ["by_clinic"]

SEATS, WEEKS, HOURS = 5, 12, 1
TWO_DAYS = timedelta(days=2)
QUESTIONS = {
    "en": "How would you begin, with what I have today?",
    "fr": "Par quoi commenceriez-vous, avec ce que j’ai aujourd’hui ?",
}


def by_clinic(stage: Stage) -> None:
    """Open the clinic, and let each mentee go through their sessions."""
    ready = Enrolment.objects.filter(cohort=stage.cohort, state=Enrolment.State.READY)
    places = list(ready.select_related("cohort__programme", "person").order_by("pk"))
    for place in places:
        if place.role == Enrolment.Role.MENTOR:
            _offer(stage, place)
    by_code = {skill.code: skill for skill in Skill.objects.all()}
    for place in places:
        if place.role == Enrolment.Role.MENTEE:
            _go_through(stage, place, by_code)


def _offer(stage: Stage, place: Enrolment) -> None:
    """Offer an hour at the beginning of each stretch of the mentor's week."""
    at = stage.before(stage.days["round"])
    save_place(place, seats=SEATS, by=place.person, at=at)
    for slot in place.slots.all():
        day = (at + timedelta(days=1 + (slot.weekday - at.weekday() - 1) % 7)).date()
        hour = slot.starts // 60
        series = matching.Series(day, time(hour), time(hour + HOURS), WEEKS)
        matching.offer_times(place, series, at=at)


def _go_through(stage: Stage, place: Enrolment, by_code: dict[str, Skill]) -> None:
    settings = stage.cohort.settings
    at = stage.before(stage.days["round"] - 2, hour=stage.dice.randint(8, 18))
    pace = timedelta(days=settings["rhythm_days"] * 7 // 10)
    for _turn in range(settings["n_sessions"]):
        slot = _choose(stage, place, at)
        if slot is None:
            return
        question = QUESTIONS.get(place.person.ui_language, QUESTIONS["en"])
        slot = matching.book_time(place, slot.pk, by=place.person, at=at, question=question)
        pair = _signed(place, at)
        slot.refresh_from_db()
        if slot.session is None or slot.ends_at > stage.now:
            return
        settle(stage, slot.session, by_code)
        matching.keep_bookings(at=slot.starts_at - timedelta(hours=20), pair=pair)
        at = slot.starts_at + pace
        if at > stage.now:
            return


def _choose(stage: Stage, place: Enrolment, at: datetime) -> ClinicSlot | None:
    """Choose one of the experts who are free soonest, and a time two days ahead at least."""
    experts = experts_for(place, at=at, pair=open_pair_of(place))
    later = [[one for one in expert.slots if one.starts_at > at + TWO_DAYS] for expert in experts]
    able = [slots[0] for slots in later if slots]
    return stage.dice.choice(able[:3]) if able else None


def _signed(place: Enrolment, at: datetime) -> Pair:
    """Let both sign where they have not; the time that was kept becomes a session."""
    pair = open_pair_of(place)
    assert pair is not None  # noqa: S101 - just booked
    for person, hours in ((place.person, 1), (pair.mentor, 6)):
        pair = sign_charter(pair, by=person, at=at + timedelta(hours=hours))
    matching.keep_bookings(at=at + timedelta(hours=6), pair=pair)
    return pair
