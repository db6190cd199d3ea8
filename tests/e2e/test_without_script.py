"""Every page works where scripts do not run: plain forms, plain links, the same results."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.factories import PairFactory, RoleGrantFactory, SessionFactory
from upside.feedback.models import Pulse
from upside.notices.models import Notice
from upside.programmes.models import Enrolment
from upside.sessions.models import Exchange, PrivateNote, Session
from upside.skills.models import Skill

YES = "button[name=answer][value=yes]"
NO_SCRIPT = {"java_script_enabled": False}


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def session(cohort):
    mentee, mentor = steps.mentee_in(cohort), steps.mentor_in(cohort)
    reasons = {"to_mentee": [steps.TO_LEARN], "to_mentor": [steps.TO_SHARE]}
    pair = PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state="active", reasons=reasons)
    begin = steps.yesterday()
    return SessionFactory(
        pair=pair, starts_at=begin, ends_at=begin + timedelta(hours=1), booked_at=pair.accepted_at
    )


def test_a_profile_is_filled_by_plain_forms(visit, cohort, coordinator):
    person, path = steps.invited(cohort, "mentee", by=coordinator)
    visitor = visit(person, **NO_SCRIPT)
    visitor.page.goto(path)
    visitor.press(YES)

    visitor.find("#want-q").fill("prompt")
    visitor.press("#want form.stack-s button")
    visitor.press("#want-found button >> nth=0")
    visitor.press("#want details.topic[open] button[name=block][value=want]")
    visitor.tick("#languages input[value=fr]")
    visitor.press("#languages form > .row button")
    visitor.tick("#times input[value='0-540-720']")
    visitor.press("#times form > .row button")

    expect(visitor.find("#progress .open-ring")).to_have_count(1)
    assert Enrolment.objects.get(person=person).state == Enrolment.State.READY


def test_a_session_is_settled_by_plain_forms(visit, session):
    visitor = visit(session.pair.mentor, **NO_SCRIPT)
    visitor.page.goto(f"/sessions/{session.pk}/")

    visitor.press("button[name=answer][value=held]")
    topic = Skill.objects.get(code=steps.TO_LEARN)
    visitor.tick(f"input[name=to_mentee][value='{topic.pk}']")
    visitor.press("#exchange form button.btn")
    visitor.tick("input[name=useful][value='5']")
    visitor.tick("input[name=at_ease][value='5']")
    visitor.press("#pulse form button")
    visitor.page.goto(f"/sessions/{session.pk}/")
    visitor.find("#note textarea").fill("For me")
    visitor.press("#note form button")

    expect(visitor.find("#note textarea")).to_have_value("For me")
    assert Session.objects.get().state == Session.State.HELD
    assert [m.objects.count() for m in (Exchange, Pulse, PrivateNote)] == [1, 1, 1]


def test_the_reasons_of_a_pair_are_a_page_of_their_own(visit, cohort, coordinator):
    steps.mentee_in(cohort)
    mentor = steps.mentor_in(cohort)
    visitor = visit(coordinator, **NO_SCRIPT)
    visitor.page.goto(f"/cohorts/{cohort.pk}/rounds/")

    visitor.press('form[action$="/rounds/run/"] button')
    visitor.press("td.lock a[href*='/why/']")

    expect(visitor.find("main h1")).to_contain_text(mentor.name)


def test_impatient_clicks_that_reach_the_server_twice_book_each_date_once(visit, session):
    pair = session.pair
    Session.objects.all().delete()
    visitor = visit(pair.mentee, **NO_SCRIPT)
    visitor.page.goto(f"/pairs/{pair.pk}/")

    visitor.find('form[action$="/book/"] button').dblclick()

    visitor.sees('a[href$="/calendar.ics"]')
    assert Session.objects.count() == 2
    assert Notice.objects.filter(template="session_booked").count() == 4
