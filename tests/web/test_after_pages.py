"""After a session, one page at a time: what passed, the questions, the next date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
    SkillFactory,
    SlotFactory,
    WantFactory,
)
from upside.feedback.models import Confidence, PassedOn, Pulse
from upside.programmes.models import Cohort
from upside.sessions.actions import record_exchange
from upside.sessions.models import Exchange, Session

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def session(cohort):
    today = timezone.localdate()
    Cohort.objects.filter(pk=cohort.pk).update(
        starts_on=today - timedelta(days=60), ends_on=today + timedelta(days=120)
    )
    cohort.refresh_from_db()
    starts_at = timezone.now() - 2 * HOUR
    pair = PairFactory(cohort=cohort, state="active")
    for person, role in ((pair.mentor, "mentor"), (pair.mentee, "mentee")):
        place = EnrolmentFactory(cohort=cohort, person=person, role=role)
        for weekday in range(5):
            SlotFactory(enrolment=place, weekday=weekday)
    return SessionFactory(
        pair=pair, starts_at=starts_at, ends_at=starts_at + HOUR, booked_at=starts_at - 24 * HOUR
    )


@pytest.fixture
def held(session):
    Session.objects.update(state="held")
    session.refresh_from_db()
    return session


@pytest.fixture
def learned(held):
    skill = SkillFactory()
    WantFactory(person=held.pair.mentee, skill=skill)
    by, at = held.pair.mentor, timezone.now()
    return record_exchange(held, direction="to_mentee", kind="skill", skill=skill, by=by, at=at)


def step(session, name):
    return reverse("pairs:after", args=[session.pk, name])


def url(session, name):
    return reverse(f"pairs:{name}", args=[session.pk])


def test_saying_that_we_met_leads_to_what_passed(client, session):
    client.force_login(session.pair.mentee)

    response = client.post(url(session, "settle"), {"answer": "held"})

    assert response.url == step(session, "exchange")


def test_each_page_leads_to_the_next_and_may_be_skipped(client, held):
    client.force_login(held.pair.mentee)

    for name, then in (("exchange", "questions"), ("questions", "next")):
        page = client.get(step(held, name)).content.decode()
        assert f'href="{step(held, then)}" id="skip"' in page
        assert page.count("btn primary") == 1
    assert f'href="{reverse("front:home")}" id="skip"' in client.get(step(held, "next")).text


def test_what_passed_is_kept_and_the_questions_come(client, held):
    client.force_login(held.pair.mentee)

    sent = client.post(f"{url(held, 'exchange')}?after=exchange", {"to_mentor": ["contact"]})

    assert sent.url == step(held, "questions")
    assert Exchange.objects.get().kind == "contact"


def test_how_sure_and_two_answers_are_kept_together(client, held, learned):
    client.force_login(held.pair.mentee)
    assert b"How sure do you feel now" in client.get(step(held, "questions")).content

    said = {f"sure_{learned.pk}": "8", "useful": "4", "at_ease": "5"}
    sent = client.post(f"{url(held, 'pulse')}?after=questions", said)

    assert sent.url == step(held, "next")
    assert (Confidence.objects.get().sure, Pulse.objects.get().useful) == (8, 4)


def test_whoever_was_not_at_ease_is_shown_the_coach_on_the_next_page_and_later(client, held):
    coach = RoleGrantFactory(role="coach", programme=held.pair.cohort.programme).person
    client.force_login(held.pair.mentee)
    said = {"useful": "4", "at_ease": "2"}

    page = client.post(f"{url(held, 'pulse')}?after=questions", said, follow=True).content.decode()

    assert "on the page of the session" in page
    assert f"mailto:{coach.email}" in page
    later = client.get(url(held, "session")).content.decode()
    assert "Talk to the coach?" in later
    client.post(url(held, "pulse"), {"useful": "1", "at_ease": "3"})
    assert "Talk to the coach?" not in client.get(url(held, "session")).content.decode()


def test_how_sure_alone_is_enough_and_half_of_the_two_questions_is_not(client, held, learned):
    client.force_login(held.pair.mentee)
    name = f"sure_{learned.pk}"

    assert client.post(f"{url(held, 'pulse')}?after=questions", {name: "0"}).status_code == 302
    half = client.post(f"{url(held, 'pulse')}?after=questions", {name: "3", "useful": "4"})

    assert half.status_code == 422
    assert b"2 of 3" in half.content
    assert b"Answer both of these questions, or neither." in half.content
    assert " required" not in client.get(step(held, "questions")).text
    assert Confidence.objects.get().sure == 0
    assert not Pulse.objects.exists()


def test_whoever_showed_the_skill_is_not_asked_how_sure(client, held, learned):
    client.force_login(held.pair.mentor)

    assert b"How sure do you feel now" not in client.get(step(held, "questions")).content


def test_nobody_reads_how_sure_the_other_feels(client, held, learned):
    Confidence.objects.create(
        exchange=learned, person=held.pair.mentee, sure=3, answered_at=timezone.now()
    )
    client.force_login(held.pair.mentor)

    for page in (url(held, "session"), step(held, "questions")):
        assert f"sure_{learned.pk}" not in client.get(page).text


def test_the_next_date_is_one_tap(client, held):
    client.force_login(held.pair.mentee)
    response = client.get(step(held, "next"))
    first = response.context["choices"][0]

    client.post(reverse("pairs:book", args=[held.pair.pk]), {"starts": first.value})

    planned = Session.objects.get(state="planned")
    assert planned.starts_at == first.starts_at
    assert planned.starts_at - held.starts_at >= timedelta(days=20)
    assert b"again on" in client.get(step(held, "next")).content


def test_a_step_that_is_not_asked_leads_to_the_session(client, session):
    client.force_login(session.pair.mentee)

    assert client.get(step(session, "exchange")).url == url(session, "session")
    Session.objects.update(state="held")
    assert client.get(step(session, "nonsense")).url == url(session, "session")


def test_a_programme_that_asks_nothing_leads_to_the_next_date(client, session):
    programme = session.pair.cohort.programme
    programme.settings = {**programme.settings, "measures": {"exchanges": False, "pulse": False}}
    programme.save()
    client.force_login(session.pair.mentor)

    response = client.post(url(session, "settle"), {"answer": "held"})

    assert response.url == step(session, "next")


def test_nobody_but_the_two_opens_the_pages(client, held):
    client.force_login(PersonFactory())

    assert client.get(step(held, "exchange")).status_code == 404


@pytest.mark.parametrize("name", ["exchange", "questions", "next"])
def test_the_pages_ask_few_queries(client, held, learned, name, django_assert_max_num_queries):
    client.force_login(held.pair.mentee)

    with django_assert_max_num_queries(15):
        client.get(step(held, name))
    with django_assert_max_num_queries(15):
        client.get(url(held, "session"))


def test_a_mentee_notes_what_they_passed_on(client, held, learned):
    client.force_login(held.pair.mentee)
    assert b"Pass it on" in client.get(url(held, "session")).content

    said = {"topic": learned.skill_id, "n_people": "6"}
    page = client.post(url(held, "passed_on"), said, follow=True)

    assert b'value="6"' in page.content
    told = PassedOn.objects.get()
    assert (told.skill, told.n_people) == (learned.skill, 6)


@pytest.mark.parametrize("n_people", ["", "many", "-1", "501"])
def test_a_number_that_cannot_be_is_said_beside_the_field(client, held, n_people):
    client.force_login(held.pair.mentee)

    response = client.post(url(held, "passed_on"), {"n_people": n_people})

    assert response.status_code == 422
    assert not PassedOn.objects.exists()


def test_a_mentor_is_not_asked_what_was_passed_on(client, held):
    client.force_login(held.pair.mentor)
    assert b"Pass it on" not in client.get(url(held, "session")).content

    client.post(url(held, "passed_on"), {"n_people": "3"})

    assert not PassedOn.objects.exists()
