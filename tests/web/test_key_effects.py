"""What keys of a programme file do on pages and at the launch, where no other test says it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.feedback import actions as feedback
from upside.insights.export import report_csv
from upside.insights.report import report_of
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.actions import invite
from upside.programmes.queries import gates_of
from upside.programmes.templates import hours_asked, load_template
from upside.sessions.actions import NotAsked, hold_session, record_exchange

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MODULES = [
    {"title": {"en": "Search"}, "plan": {"en": "Find three sources."}},
    {"title": {"en": "Share"}, "plan": {"en": "Answer one colleague."}},
]


def with_settings(programme, **changed):
    programme.settings = load_template("need_profile_hr") | changed
    programme.save()
    return CohortFactory(programme=programme, launched_at=None)


def test_what_a_programme_is_for_and_how_it_goes_stands_on_the_invitation(client):
    kept = {"purpose": {"en": "To learn from each other"}, "steps": [{"en": "First we meet."}]}
    place = EnrolmentFactory(cohort=CohortFactory(kept=kept), state="invited")
    client.force_login(place.person)

    content = client.get(reverse("places:place", args=[place.pk])).content

    assert b"To learn from each other" in content
    assert b"First we meet." in content


@pytest.mark.parametrize("said", [{}, {"pilot_pairs": 20}])
def test_without_a_size_of_the_pilot_there_is_no_launch(programme, said):
    cohort = with_settings(programme, launch=said)

    [gate] = [one for one in gates_of(cohort) if one.code == "pilot"]

    assert gate.is_met is bool(said)


def test_the_hours_asked_are_sessions_times_minutes():
    assert hours_asked({"n_sessions": 5, "session_minutes": 90}) == 8


def test_a_mentor_has_the_usual_seats_of_the_programme():
    cohort = CohortFactory(kept={"seats": 3})

    seats = {
        role: invite(cohort, PersonFactory(), role, by=None, at=MONDAY_NINE).seats
        for role in ("mentor", "mentee")
    }

    assert seats == {"mentor": 3, "mentee": 1}


def held(kept, **session):
    pair = PairFactory(cohort=CohortFactory(kept=kept), state=Pair.State.ACTIVE)
    return SessionFactory(pair=pair, **{"state": "held"} | session)


def page(client, person, name, key):
    client.force_login(person)
    return client.get(reverse(name, args=[key] if key else [])).content.decode()


def test_each_session_has_its_module_and_the_pair_its_plan(client):
    first = held({"curriculum": MODULES})
    second, third = (
        SessionFactory(
            pair=first.pair, starts_at=first.starts_at + days, ends_at=first.ends_at + days
        )
        for days in (timedelta(days=30), timedelta(days=60))
    )
    mentee = first.pair.mentee

    plan = page(client, mentee, "pairs:pair", first.pair.pk)
    assert all(text in plan for one in MODULES for part in one.values() for text in part.values())
    assert "Find three sources." in page(client, mentee, "pairs:session", first.pk)
    assert "Answer one colleague." in page(client, mentee, "pairs:session", second.pk)
    assert 'id="module"' not in page(client, mentee, "pairs:session", third.pk)
    second.state = "cancelled"
    second.save()
    assert 'id="module"' not in page(client, mentee, "pairs:session", second.pk)
    assert "Answer one colleague." in page(client, mentee, "pairs:session", third.pk)


@pytest.mark.parametrize(
    ("drives", "mentee_reads", "mentor_reads"),
    [
        ("mentee", "You take the lead in this pair", "takes the lead and proposes the dates"),
        ("mentor", "takes the lead and proposes the dates", "You take the lead in this pair"),
    ],
)
def test_the_pair_reads_who_takes_the_lead(client, drives, mentee_reads, mentor_reads):
    cohort = CohortFactory(kept={"drives": drives})
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)

    assert mentee_reads in page(client, pair.mentee, "pairs:pair", pair.pk)
    assert mentor_reads in page(client, pair.mentor, "pairs:pair", pair.pk)


def test_a_programme_without_the_two_questions_asks_nobody(client):
    session = held({"measures": {"pulse": False}}, state="planned")
    mentee = session.pair.mentee
    hold_session(session, by=mentee, at=session.ends_at)

    with pytest.raises(feedback.NotAsked, match="asks no questions"):
        feedback.answer_pulse(session, useful=5, at_ease=5, by=mentee, at=session.ends_at)
    assert not Notice.objects.filter(template="session_held").exists()
    assert f'action="/sessions/{session.pk}/pulse/"' not in page(
        client, mentee, "pairs:session", session.pk
    )
    assert "Two questions about" not in page(client, mentee, "front:home", None)
    assert not any(line.startswith("pulse,") for line in report_lines(session))
    answer = client.post(
        reverse("pairs:pulse", args=[session.pk]), {"useful": 5, "at_ease": 5}, headers=HTMX
    )
    assert "asks no questions" in answer.content.decode()


def test_a_programme_need_not_ask_what_passed(client):
    session = held({"measures": {"exchanges": False}})
    mentee = session.pair.mentee

    with pytest.raises(NotAsked, match="does not ask what passed"):
        record_exchange(
            session, direction="to_mentee", kind="contact", by=mentee, at=session.ends_at
        )
    content = page(client, mentee, "pairs:session", session.pk)
    assert f"/sessions/{session.pk}/exchange/" not in content
    assert "What passed on" not in content
    assert not any(line.startswith("exchanges") for line in report_lines(session))
    answer = client.post(
        reverse("pairs:exchange", args=[session.pk]), {"to_mentee": "contact"}, headers=HTMX
    )
    assert "does not ask what passed" in answer.content.decode()


def test_a_report_need_not_show_how_pairs_link_units(client):
    session = held({"measures": {"silo_map": False}})
    other = held({"measures": {}})
    reader = RoleGrantFactory(role="auditor", programme=session.pair.cohort.programme).person
    RoleGrantFactory(role="auditor", programme=other.pair.cohort.programme, person=reader)

    assert not any("bridging_units" in line for line in report_lines(session))
    assert any("bridging_units" in line for line in report_lines(other))
    assert "join two units" not in page(client, reader, "insights:report", session.pair.cohort_id)
    assert "join two units" in page(client, reader, "insights:report", other.pair.cohort_id)


def report_lines(session):
    return report_csv(report_of(session.pair.cohort)).splitlines()
