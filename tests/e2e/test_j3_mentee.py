"""J3: a mentee's three minutes, on a phone: mail, profile, yes, charter, two dates, calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import DESK, PHONE
from tests.factories import PairFactory, RoleGrantFactory, SessionFactory
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.models import Session, SessionReply

YES = "button[name=answer][value=yes]"
SIGN = 'form[action$="/sign/"] button'
BOOK = 'form[action$="/book/"] button'
OPEN_RINGS = "#progress .open-ring"
CALENDAR = 'a[href$="/calendar.ics"]'


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


def say_yes_to_the_invitation(visitor, person):
    visitor.follow_mail(person)
    visitor.press(YES)
    visitor.sees(OPEN_RINGS, times=4)
    visitor.check_accessibility()


def name_what_to_learn(visitor):
    """Type a few letters, take the topic that is found, and say where it should lead."""
    visitor.find("#want-q").press_sequentially("pro")
    visitor.press("#want-found button[name=skill] >> nth=0")
    topic = visitor.find("#want details.topic[open]")
    topic.locator("label:has(input[name=target][value='6'])").click()
    topic.locator("button[name=block][value=want]").click()
    expect(visitor.find("#want .badge").first).to_contain_text("6")


def name_what_to_share(visitor):
    """Choose from the whole list, for whoever does not know the words of the catalogue."""
    visitor.press("#share .adder summary")
    visitor.find("#share-list").select_option(steps.TO_SHARE)
    visitor.press("#share .adder details .finder button")
    steps.say_where_i_am(visitor, steps.TO_SHARE)


def say_languages_and_times(visitor):
    visitor.tick("#languages input[name=languages][value=fr]")
    visitor.press("#languages form button")
    visitor.sees("#languages .state")
    visitor.tick("#times input[name=times][value='0-540-720']")
    visitor.tick("#times input[name=times][value='2-540-720']")
    visitor.press("#times form button")
    visitor.sees("#times .state")


def sign(visitor):
    visitor.press(SIGN)
    expect(visitor.find(SIGN)).to_have_count(0)
    visitor.check_accessibility()


def test_a_profile_is_one_page_and_makes_ready(visit, cohort, coordinator):
    person, _place = steps.invited(cohort, "mentee", by=coordinator)
    visitor = visit(size=PHONE)
    say_yes_to_the_invitation(visitor, person)
    page = visitor.page.url

    name_what_to_learn(visitor)
    name_what_to_share(visitor)
    say_languages_and_times(visitor)

    visitor.sees(OPEN_RINGS, times=0)
    visitor.check_accessibility()
    assert visitor.page.url == page
    assert Enrolment.objects.get(person=person).state == Enrolment.State.READY


def test_from_the_proposal_to_two_dates_in_the_calendar(visit, cohort, coordinator):
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)
    steps.say_yes(proposal, mentor)
    visitor, partner = visit(size=PHONE), visit(mentor, size=PHONE)
    visitor.follow_mail(mentee)

    visitor.press(YES)
    visitor.leave_by("main .sheet a.btn.primary")
    sign(visitor)
    partner.open(f"/pairs/{Pair.objects.get().pk}/")
    sign(partner)
    visitor.follow_mail(mentee)
    expect(visitor.find("input[name=starts]:checked")).to_have_count(2)
    visitor.press(BOOK)
    visitor.sees(CALENDAR)
    visitor.check_accessibility()

    assert Session.objects.filter(state=Session.State.PLANNED).count() == 2
    assert start_of(download(visitor)) == Session.objects.earliest("starts_at").starts_at


def download(visitor):
    """Add the next session to the calendar; return the file that the phone gets."""
    with visitor.page.expect_download() as waiting:
        visitor.press(f"{CALENDAR} >> nth=0")
    return waiting.value.path().read_bytes()


def start_of(calendar):
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    return event["DTSTART"].dt.astimezone(timezone.get_current_timezone())


def test_the_first_page_leads_to_the_one_next_step(visit, cohort, coordinator):
    mentee, _mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)
    visitor = visit(mentee, size=PHONE)

    visitor.open("/")
    visitor.press("main .btn.primary")

    visitor.sees(YES)
    assert visitor.page.url.endswith(f"/proposals/{proposal.pk}/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_first_page_confirms_and_moves_the_next_session(visit, cohort, size):
    session = booked_session(cohort)
    visitor = visit(session.pair.mentee, size=size)

    visitor.open("/")
    visitor.leave_by("button[value=accepted]")
    visitor.sees("button[value=accepted]", times=0)
    assert SessionReply.objects.get().answer == "accepted"
    visitor.leave_by('main .sheet a[href$="/move/"]')
    visitor.leave_by('form[action$="/move/"] button >> nth=0')

    session.refresh_from_db()
    assert session.sequence == 1
    assert not SessionReply.objects.filter(answer="accepted", person=session.pair.mentor).exists()


def booked_session(cohort):
    """Return a session of a pair that both know of, some days ahead."""
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    reasons = {"to_mentee": [steps.TO_LEARN], "to_mentor": [steps.TO_SHARE]}
    pair = PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state="active", reasons=reasons)
    starts_at = timezone.now() + timedelta(days=3)
    return SessionFactory(pair=pair, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def test_a_link_that_was_used_gives_way_to_a_new_one(visit, cohort, coordinator):
    person, _place = steps.invited(cohort, "mentee", by=coordinator)
    visitor = visit(size=PHONE)
    used = visitor.newest_link(person)
    visitor.follow_mail(person)

    other = visit(size=PHONE)
    other.page.goto(used)
    other.forgive_refusal()
    other.check_accessibility()
    other.find("input[name=mail]").fill(person.email)
    other.press("main form button.primary")
    other.sees("main h1")
    other.follow_mail(person)

    other.sees(YES)
