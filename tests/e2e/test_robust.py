"""What people do to pages: the back button, impatient clicks, a second window, an old form."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import EnrolmentFactory, PairFactory, RoleGrantFactory
from upside.kernel.models import AuditEntry
from upside.matching.models import Proposal, Round
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.models import Session

YES = "button[name=answer][value=yes]"
SIGN = 'form[action$="/sign/"] button'
CALENDAR = 'a[href$="/calendar.ics"]'
BOOK = 'form[action$="/book/"] button'
RUN = 'form[action$="/rounds/run/"] button'
RELEASE = 'form[action$="/release/"] button'


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def pair(cohort):
    """Return a pair that is active and has times in common."""
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    return PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state="active")


def twice(visitor, selector):
    """Click as impatient people do; wait until the page that answers is there."""
    with visitor.page.expect_navigation():
        visitor.find(selector).dblclick(no_wait_after=True)
    visitor.page.wait_for_load_state("networkidle")
    visitor.check_accessibility()


def test_a_double_click_runs_one_round(visit, cohort, coordinator, pair):
    Pair.objects.all().delete()
    visitor = visit(coordinator)
    visitor.open(f"/cohorts/{cohort.pk}/rounds/")

    twice(visitor, RUN)
    visitor.sees(RELEASE)
    assert Round.objects.count() == 1

    twice(visitor, RELEASE)
    assert Notice.objects.filter(template="proposal_released").count() == 2


def test_a_double_click_signs_once(visit, pair):
    Pair.objects.update(state="accepted")
    visitor = visit(pair.mentee)
    visitor.open(f"/pairs/{pair.pk}/")

    twice(visitor, SIGN)

    assert pair.signatures.count() == 1


def test_a_double_click_books_each_date_once(visit, pair):
    visitor = visit(pair.mentee)
    visitor.open(f"/pairs/{pair.pk}/")

    twice(visitor, BOOK)

    assert Session.objects.count() == 2
    assert Notice.objects.filter(template="session_booked").count() == 4


def test_the_back_button_after_an_answer_shows_what_is_true_now(visit, cohort, coordinator):
    person, path = steps.invited(cohort, "mentor", by=coordinator)
    visitor = visit(person)
    visitor.open("/")
    visitor.open(path)
    visitor.press(YES)
    visitor.sees("#progress")

    visitor.page.go_back()
    visitor.page.go_forward()

    visitor.sees("#progress")
    assert Enrolment.objects.get().state == Enrolment.State.ACCEPTED
    assert AuditEntry.objects.filter(verb="invitation.accepted").count() == 1


def test_the_back_button_after_signing_out_shows_nothing_of_before(visit, cohort):
    place = steps.mentor_in(cohort).enrolments.get()
    visitor = visit(place.person)
    visitor.open("/pairs/")
    visitor.open(f"/places/{place.pk}/")
    visitor.page.go_back()
    visitor.page.go_forward()
    visitor.sees("#progress")
    visitor.leave_by('header .me form[action$="/sign-out/"] button')

    visitor.page.go_back()

    visitor.sees('form[action$="/sign-in/"]')
    visitor.sees("#progress", times=0)


def test_the_same_form_in_a_second_window_books_nothing_twice(visit, pair):
    visitor = visit(pair.mentee)
    visitor.open(f"/pairs/{pair.pk}/")
    other = visitor.context.new_page()
    other.goto(f"/pairs/{pair.pk}/")
    visitor.press(BOOK)
    visitor.sees(CALENDAR)

    other.locator(BOOK).click()

    expect(other.locator(CALENDAR).first).to_be_visible()
    assert Session.objects.count() == 2


def test_an_old_window_with_a_proposal_that_ended_says_so(visit, cohort, coordinator):
    mentee, _mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    proposal = steps.propose(cohort, by=coordinator)
    visitor = visit(mentee)
    visitor.open(f"/proposals/{proposal.pk}/")
    Proposal.objects.update(state=Proposal.State.EXPIRED)

    visitor.press(YES)

    expect(visitor.find("main h1")).to_be_visible()
    expect(visitor.find(YES)).to_have_count(0)
    visitor.forgive_refusal()
    visitor.check_accessibility()
    assert not Pair.objects.exists()


def test_an_old_window_of_a_pair_that_ended_says_so(visit, pair):
    visitor = visit(pair.mentee)
    visitor.open(f"/pairs/{pair.pk}/")
    Pair.objects.update(state="closed")

    visitor.press(BOOK)

    visitor.sees_refusal()
    visitor.check_accessibility()
    assert not Session.objects.exists()


def test_a_form_of_somebody_who_signed_out_elsewhere_is_kindly_refused(visit, cohort):
    place = EnrolmentFactory(cohort=cohort, state="invited")
    visitor = visit(place.person)
    visitor.open(f"/places/{place.pk}/")
    other = visitor.context.new_page()
    other.goto("/")
    other.locator('header .me form[action$="/sign-out/"] button').click()
    expect(other.locator('form[action$="/sign-in/"]')).to_be_visible()

    visitor.press(YES)

    visitor.sees("main h1")
    visitor.forgive_refusal()
    visitor.check_accessibility()
    place.refresh_from_db()
    assert place.state == Enrolment.State.INVITED


def test_an_old_profile_of_somebody_who_withdrew_elsewhere_leads_back(visit, cohort):
    mentor = steps.mentor_in(cohort)
    place = mentor.enrolments.get()
    visitor = visit(mentor)
    visitor.open(f"/places/{place.pk}/")
    Enrolment.objects.update(state="withdrawn")

    visitor.press("#languages form > .row button")

    visitor.sees(YES)
    visitor.sees("header.mast", times=1)
    visitor.check_accessibility()


def test_a_block_sent_after_signing_out_elsewhere_leads_to_a_whole_page(visit, cohort):
    place = steps.mentor_in(cohort).enrolments.get()
    visitor = visit(place.person)
    visitor.open(f"/places/{place.pk}/")
    visitor.context.clear_cookies(name="upside_session")

    visitor.press("#languages form > .row button")

    visitor.sees('form[action$="/sign-in/"]')
    visitor.sees("header.mast", times=1)
    visitor.check_accessibility()


def test_a_block_with_an_old_token_shows_the_kind_page_in_its_place(visit, cohort):
    place = steps.mentor_in(cohort).enrolments.get()
    visitor = visit(place.person)
    visitor.open(f"/places/{place.pk}/")
    visitor.context.clear_cookies(name="csrftoken")

    visitor.press("#languages form > .row button")

    visitor.sees("main > .wrap > p > a.btn.primary")
    visitor.sees("header.mast", times=1)
    visitor.forgive_refusal()
    visitor.check_accessibility()
