"""A phone without a network: held, what passed and the next date wait; a note never does."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.visitor import PHONE
from tests.factories import PairFactory, SessionFactory
from upside.feedback.models import Pulse
from upside.kernel.models import AuditEntry
from upside.sessions.actions import miss_session
from upside.sessions.models import Exchange, PrivateNote, Session
from upside.skills.models import Skill

HELD = "button[name=answer][value=held]"
KEPT = "#draft [data-say=kept]"
SECRET = "Zanzibar"
ALL_THAT_IS_STORED = """async () => {
  const names = await caches.keys();
  const bases = await indexedDB.databases();
  return JSON.stringify([{...localStorage}, {...sessionStorage}, names, bases.map((b) => b.name)]);
}"""


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


def stored(visitor):
    return visitor.page.evaluate(ALL_THAT_IS_STORED)


def drafts(visitor):
    return json.loads(visitor.page.evaluate("localStorage.getItem('upside.drafts') || '[]'"))


def without_network(visitor, session):
    visitor.open(f"/sessions/{session.pk}/")
    visitor.context.set_offline(True)
    visitor.press(HELD)
    visitor.sees(KEPT)


def with_network(visitor):
    visitor.errors = [text for text in visitor.errors if "ERR_INTERNET_DISCONNECTED" not in text]
    visitor.context.set_offline(False)


def test_three_things_wait_and_are_sent_once(visit, session):
    visitor = visit(session.pair.mentee, size=PHONE)
    without_network(visitor, session)
    learned = Skill.objects.get(code=steps.TO_LEARN)
    visitor.tick(f"#exchange input[name=to_mentee][value='{learned.pk}']")
    visitor.press("#exchange form button.btn")
    visitor.press("#next form button >> nth=0")
    assert [one["kind"] for one in drafts(visitor)] == ["held", "exchange", "date"]
    assert Session.objects.get().state == Session.State.PLANNED

    with visitor.page.expect_navigation():
        with_network(visitor)
    visitor.sees("#exchange")
    visitor.page.reload()

    session.refresh_from_db()
    assert session.state == Session.State.HELD
    assert Exchange.objects.get().skill == learned
    assert Session.objects.filter(state=Session.State.PLANNED).count() == 1
    assert AuditEntry.objects.filter(verb="session.held").count() == 1
    assert drafts(visitor) == []


def test_a_private_note_never_enters_the_storage_of_the_browser(visit, session):
    visitor = visit(session.pair.mentee, size=PHONE)
    visitor.open(f"/sessions/{session.pk}/")
    visitor.find("#note textarea").fill(SECRET)
    visitor.context.set_offline(True)
    visitor.press(HELD)
    visitor.sees(KEPT)
    visitor.press("#note form button")
    visitor.page.wait_for_timeout(300)

    assert "held" in stored(visitor)
    assert SECRET not in stored(visitor)
    assert not PrivateNote.objects.exists()


def test_what_the_other_said_meanwhile_stands(visit, session):
    visitor = visit(session.pair.mentee, size=PHONE)
    without_network(visitor, session)
    visitor.tick("#exchange input[name=to_mentor][value='contact']")
    visitor.press("#exchange form button.btn")
    miss_session(session, by=session.pair.mentor, at=session.ends_at + timedelta(minutes=5))

    with_network(visitor)

    expect(visitor.find("#draft [data-say=refused]")).to_contain_text(
        session.pair.mentor.first_name
    )
    visitor.forgive_refusal()
    session.refresh_from_db()
    assert session.state == Session.State.MISSED
    assert not Exchange.objects.exists()
    assert drafts(visitor) == []


def test_what_cannot_wait_says_so(visit, session):
    visitor = visit(session.pair.mentee, size=PHONE)
    visitor.open(f"/sessions/{session.pk}/")
    visitor.context.set_offline(True)

    visitor.press("button[name=answer][value=missed]")

    visitor.sees("#draft [data-say=needed]")
    assert drafts(visitor) == []
    assert not Pulse.objects.exists()


def test_drafts_go_at_sign_out(visit, session):
    visitor = visit(session.pair.mentee, size=PHONE)
    without_network(visitor, session)
    visitor.page.route("**/settle/", lambda route: route.abort())
    with_network(visitor)
    visitor.page.wait_for_timeout(300)
    assert [one["kind"] for one in drafts(visitor)] == ["held"]

    visitor.press("details.menu summary")
    with visitor.page.expect_navigation():
        visitor.press('details.menu form[action$="/sign-out/"] button')

    assert drafts(visitor) == []
    assert Session.objects.get().state == Session.State.PLANNED
