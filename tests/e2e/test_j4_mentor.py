"""J4: a mentor's start: profile, yes, charter, first session held, what passed, a note."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import DESK, PHONE
from tests.factories import PairFactory, RoleGrantFactory, SessionFactory
from upside.feedback.models import Confidence, Pulse
from upside.learning.actions import load_kits
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.models import Exchange, Session
from upside.skills.models import Skill

YES = "button[name=answer][value=yes]"
SIGN = 'form[action$="/sign/"] button'
HELD = "button[name=answer][value=held]"
CALENDAR = 'a[href$="/calendar.ics"]'
SECRET = "Zanzibar"


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def session(cohort):
    """Return a session that ended an hour ago and of which nobody has said anything yet."""
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    reasons = {"to_mentee": [steps.TO_LEARN], "to_mentor": [steps.TO_SHARE]}
    pair = PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state="active", reasons=reasons)
    starts_at = steps.yesterday()
    return SessionFactory(
        pair=pair,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        booked_at=starts_at - timedelta(days=7),
    )


def choose(visitor, side, code):
    """Take a topic from the list of one side of the profile."""
    visitor.press(f"#{side} .adder summary")
    visitor.find(f"#{side}-list").select_option(code)
    visitor.press(f"#{side} .adder details .finder button")
    if side == "share":
        steps.say_where_i_am(visitor, code)
    visitor.sees(f"#{side}-{code}")


def say_times_and_seats(visitor):
    visitor.tick("#times input[name=times][value='3-840-1080']")
    visitor.tick("#times input[name=seats][value='2']")
    visitor.press("#times form button")
    visitor.sees("#times .state")


def say_that_we_met(visitor, session):
    visitor.open("/")
    visitor.leave_by("main .btn.primary")
    visitor.leave_by(HELD)
    visitor.sees("#exchange")


def note_what_passed(visitor, session):
    """Tick one thing each way, the topics for which the two were paired."""
    learned, shared = (Skill.objects.get(code=c) for c in (steps.TO_LEARN, steps.TO_SHARE))
    visitor.tick(f"#exchange input[name=to_mentee][value='{learned.pk}']")
    visitor.tick(f"#exchange input[name=to_mentor][value='{shared.pk}']")
    visitor.leave_by("#exchange form button.primary")


def answer_the_questions(visitor):
    """Say how sure one is of what one learned, and answer the two questions."""
    visitor.tick("#pulse input[name^=sure_][value='6']")
    visitor.tick("#pulse input[name=useful][value='4']")
    visitor.tick("#pulse input[name=at_ease][value='5']")
    visitor.leave_by("#pulse form button.primary")


def book_the_next_date(visitor):
    visitor.leave_by("#next form button.primary")
    visitor.sees(CALENDAR)


def write_a_note(visitor):
    visitor.find("#note textarea").fill(SECRET)
    visitor.press("#note form button")
    visitor.sees("#note .alert.well")


def test_a_mentor_says_yes_and_gets_ready(visit, cohort, coordinator):
    person, _place = steps.invited(cohort, "mentor", by=coordinator)
    visitor = visit()
    visitor.follow_mail(person)
    visitor.press(YES)

    choose(visitor, "share", steps.TO_LEARN)
    choose(visitor, "want", steps.TO_SHARE)
    visitor.tick("#languages input[name=languages][value=en]")
    visitor.press("#languages form button")
    visitor.sees("#languages .state")
    say_times_and_seats(visitor)

    visitor.sees("#progress .open-ring", times=0)
    visitor.check_accessibility()
    place = Enrolment.objects.get(person=person)
    assert (place.state, place.seats) == (Enrolment.State.READY, 2)


def test_a_mentor_accepts_and_signs(visit, cohort, coordinator):
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)
    steps.say_yes(proposal, mentee)
    visitor, partner = visit(), visit(mentee)

    visitor.follow_mail(mentor)
    visitor.press(YES)
    visitor.press("main .sheet a.btn.primary")
    visitor.press(SIGN)
    expect(visitor.find(SIGN)).to_have_count(0)
    visitor.check_accessibility()
    partner.open(f"/pairs/{Pair.objects.get().pk}/")
    partner.press(SIGN)
    partner.sees("input[name=starts]")

    assert Pair.objects.get().state == Pair.State.ACTIVE


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_after_a_session_both_ways_answers_and_the_next_date(visit, session, size):
    visitor = visit(session.pair.mentor, size=size)

    say_that_we_met(visitor, session)
    note_what_passed(visitor, session)
    answer_the_questions(visitor)
    book_the_next_date(visitor)

    session.refresh_from_db()
    assert session.state == Session.State.HELD
    assert Session.objects.filter(state=Session.State.PLANNED).count() == 1
    assert Confidence.objects.get().sure == 6
    assert {e.direction for e in Exchange.objects.all()} == set(Exchange.Direction.values)
    answer = Pulse.objects.get()
    assert (answer.useful, answer.at_ease) == (4, 5)


def test_a_note_is_for_its_author_alone(visit, session):
    visitor, partner = visit(session.pair.mentor), visit(session.pair.mentee)
    say_that_we_met(visitor, session)

    visitor.open(f"/sessions/{session.pk}/")
    write_a_note(visitor)
    visitor.page.reload()
    expect(visitor.find("#note textarea")).to_have_value(SECRET)
    partner.open(f"/sessions/{session.pk}/")

    partner.sees("#note textarea")
    expect(partner.find("#note textarea")).to_have_value("")
    assert SECRET not in partner.page.content()


def test_every_page_after_a_session_may_be_skipped(visit, session):
    visitor = visit(session.pair.mentor, size=PHONE)
    say_that_we_met(visitor, session)

    for _page in range(3):
        visitor.leave_by("#skip")

    visitor.sees("main .sheet")
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_first_page_prepares_the_next_session(visit, session, size):
    load_kits(at=timezone.now())
    starts_at = timezone.now() + timedelta(days=2)
    Session.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    RoleGrantFactory(programme=session.pair.cohort.programme, role="coach")
    visitor = visit(session.pair.mentor, size=size)

    visitor.open("/")
    visitor.sees("#prepare .plan li", times=5)
    visitor.sees('a[href^="mailto:"]')
    visitor.leave_by("button[value=accepted]")
    visitor.leave_by("main .sheet a.btn.primary")

    visitor.sees(".kit .plan")


def test_a_mentor_without_a_session_may_leave_again(visit, cohort):
    mentor = steps.mentor_in(cohort)
    place = mentor.enrolments.get()
    visitor = visit(mentor)
    visitor.open(f"/places/{place.pk}/")

    visitor.press('form[action$="/withdraw/"] button')

    visitor.sees(YES)
    visitor.check_accessibility()
    place.refresh_from_db()
    assert place.state == Enrolment.State.WITHDRAWN
