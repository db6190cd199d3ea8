"""The page of a session: did you meet, what passed, two questions, a note for oneself."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
)
from upside.feedback.models import Pulse
from upside.programmes.models import Cohort
from upside.sessions.actions import Said, answer_session, record_exchange, save_note
from upside.sessions.models import Exchange, PrivateNote, Session

pytestmark = pytest.mark.django_db

State = Session.State
HOUR = timedelta(hours=1)
FORMS = ("settle", "exchange", "pulse", "note")
ODD = ["<img src=x onerror=alert(1)>", "Ω≈ç√∫˜µ", "\u202etest\u202e", "1;DROP", "🐵 🙈", "\u200b"]


@pytest.fixture
def session(cohort):
    starts_at = timezone.now() - 2 * HOUR
    return SessionFactory(
        pair=PairFactory(cohort=cohort, state="active"),
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        booked_at=starts_at - 24 * HOUR,
    )


@pytest.fixture
def held(session):
    Session.objects.update(state=State.HELD)
    session.refresh_from_db()
    return session


@pytest.fixture
def topic(held):
    """What the mentee wants and the mentor has."""
    skill = SkillFactory(labels={"en": "Prompting", "fr": "Requêtes"})
    SkillLevelFactory(person=held.pair.mentor, skill=skill)
    WantFactory(person=held.pair.mentee, skill=skill)
    return skill


def url(session, name="session"):
    return reverse(f"pairs:{name}", args=[session.pk])


def send(client, person, session, name, *, htmx=False, **data):
    client.force_login(person)
    headers = {"hx-request": "true"} if htmx else {}
    return client.post(url(session, name), data, headers=headers, follow=not htmx)


@pytest.mark.parametrize("role", ["coordinator", "coach"])
def test_nobody_but_the_two_opens_a_session(client, held, role):
    save_note(held, text="Between us", by=held.pair.mentor, at=timezone.now())
    client.force_login(RoleGrantFactory(programme=held.pair.cohort.programme, role=role).person)

    assert client.get(url(held)).status_code == 404
    assert client.get(url(held, "ics")).status_code == 404
    for name in FORMS:
        assert client.post(url(held, name), {"answer": "held"}).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_get_changes_nothing(client, held, name):
    client.force_login(held.pair.mentor)

    assert client.get(url(held, name)).status_code == 405


def test_a_coming_session_can_be_called_off(client, session):
    Session.objects.update(starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR)
    client.force_login(session.pair.mentee)
    assert b"you meet" in client.get(url(session)).content

    response = send(client, session.pair.mentee, session, "settle", answer="cancelled")

    assert b"was called off" in response.content
    assert Session.objects.get().sequence == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [("held", "What passed on"), ("missed", "did not meet"), ("cancelled", "was called off")],
)
def test_one_tap_settles_a_session_and_a_second_changes_nothing(client, session, answer, sentence):
    client.force_login(session.pair.mentor)
    assert b"Did you and" in client.get(url(session)).content

    for _tap in range(2):
        response = send(client, session.pair.mentor, session, "settle", answer=answer)
        assert sentence in response.content.decode()

    assert Session.objects.get().state == answer


def test_settling_otherwise_is_refused_beside_the_thing_and_then_put_right(client, session):
    two = session.pair
    send(client, two.mentor, session, "settle", answer="missed")

    refused = send(client, two.mentee, session, "settle", answer="held", seen="planned")
    assert refused.status_code == 409
    assert f"{two.mentor.first_name} has said that you did not meet" in refused.content.decode()

    for seen, answer in (("missed", "held"), ("held", "missed")):
        assert b"Put this right" in client.get(url(session)).content
        send(client, two.mentee, session, "settle", answer=answer, seen=seen)
        assert Session.objects.get().state == answer


def test_a_session_that_was_called_off_stays_so_with_a_sentence(client, session):
    send(client, session.pair.mentor, session, "settle", answer="cancelled")
    late = send(client, session.pair.mentee, session, "settle", answer="held")
    assert (late.status_code, b"has called this session off" in late.content) == (409, True)


def test_an_answer_that_is_none_is_told_so(client, held):

    response = send(client, held.pair.mentee, held, "settle", answer="perhaps")
    assert b"Say whether you met" in response.content


def test_the_assistant_calls_off_and_learns_no_more(client, session):
    assistant = PersonFactory()
    session.pair.mentee.enrolments.create(
        cohort=session.pair.cohort,
        role="mentee",
        assistant=assistant,
        invited_at=timezone.now(),
    )

    refused = send(client, assistant, session, "settle", answer="held")
    assert b"Only the two people" in refused.content
    response = send(client, assistant, session, "settle", answer="cancelled")

    assert response.redirect_chain[-1][0] == reverse("pairs:book", args=[session.pair_id])
    assert Session.objects.get().state == State.CANCELLED
    assert client.get(url(session, "ics")).status_code == 200
    assert client.get(url(session)).status_code == 404


def test_topics_to_tick_are_the_common_ones(client, held, topic):
    secret = SkillLevelFactory(person=held.pair.mentor, skill__labels={"en": "Falconry"}).skill
    client.force_login(held.pair.mentee)

    form = client.get(url(held)).context["exchange_form"]

    offered = [value for value, _label in form.fields["to_mentee"].choices]
    assert offered == [str(topic.pk), "knowledge", "contact", "outlook"]
    assert str(secret.pk) not in offered


def test_what_passed_is_kept_both_ways(client, held, topic):
    other = SkillFactory()

    response = send(
        client,
        held.pair.mentee,
        held,
        "exchange",
        to_mentee=[str(topic.pk), "contact"],
        to_mentor=["outlook"],
        other_to_mentor=str(other.pk),
    )

    assert b"What passed is kept." in response.content
    rows = set(held.exchanges.values_list("direction", "kind", "skill"))
    assert rows == {
        ("to_mentee", "skill", topic.pk),
        ("to_mentee", "contact", None),
        ("to_mentor", "outlook", None),
        ("to_mentor", "skill", other.pk),
    }


def test_the_second_to_save_does_not_undo_the_first(client, held, topic):
    by, at = held.pair.mentor, timezone.now()
    record_exchange(held, direction="to_mentee", kind="contact", by=by, at=at)
    shown = ["to_mentee:contact"]  # the mentee's page was made now
    record_exchange(held, direction="to_mentor", kind="outlook", by=by, at=at)

    send(client, held.pair.mentee, held, "exchange", shown=shown, to_mentee=["knowledge"])

    kinds = set(held.exchanges.values_list("direction", "kind"))
    assert kinds == {("to_mentor", "outlook"), ("to_mentee", "knowledge")}


def test_the_form_carries_what_it_showed(client, held):
    by = held.pair.mentor
    record_exchange(held, direction="to_mentee", kind="contact", by=by, at=timezone.now())
    client.force_login(by)

    text = client.get(url(held)).content.decode()

    assert '<input type="hidden" name="shown" value="to_mentee:contact"' in text


@pytest.mark.parametrize("bad", ["0", "gossip", "9" * 30, "a\x00b"])
def test_what_is_not_on_the_list_is_refused(client, held, bad):
    response = send(client, held.pair.mentor, held, "exchange", htmx=True, to_mentee=[bad])

    assert response.status_code == 422
    assert b"<html" not in response.content
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("exchange", {"to_mentee": ["contact"]}), ("pulse", {"useful": 3, "at_ease": 3})],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_nothing_is_noted_on_a_session_not_held(client, session, name, data, htmx):
    response = send(client, session.pair.mentor, session, name, htmx=htmx, **data)

    assert response.status_code == 409
    assert b"that you met" in response.content
    assert not Exchange.objects.exists()
    assert not Pulse.objects.exists()


def test_two_answers_are_kept_and_can_be_changed(client, held):
    send(client, held.pair.mentee, held, "pulse", useful=4, at_ease=5)
    response = send(client, held.pair.mentee, held, "pulse", htmx=True, useful=2, at_ease=5)

    assert b"<html" not in response.content
    assert b"Thank you" in response.content
    assert Pulse.objects.get().useful == 2


def test_ones_answers_are_shown_to_oneself_only(client, held):
    send(client, held.pair.mentee, held, "pulse", useful=4, at_ease=5)

    mine = client.get(url(held)).content
    client.force_login(held.pair.mentor)
    theirs = client.get(url(held)).content

    assert mine.count(b"checked") == 2
    assert theirs.count(b"checked") == 0


@pytest.mark.parametrize(
    ("kept", "note", "answers"),
    [
        ({}, "until 30 days after the end", "deleted on 1 September 2027."),
        (
            {"retention": {"notes_days": 1, "answers_months": 2}},
            "until 1 day after the end",
            "deleted on 1 November 2026.",
        ),
    ],
)
def test_the_page_says_how_long_a_note_and_answers_stay(client, held, kept, note, answers):
    Cohort.objects.update(kept=kept, ends_on=date(2026, 9, 1))
    client.force_login(held.pair.mentee)

    content = client.get(url(held)).content.decode()

    assert note in content
    assert answers in content


@pytest.mark.parametrize("data", [{}, {"useful": 3}, {"useful": "six", "at_ease": 9}])
def test_half_an_answer_is_asked_again(client, held, data):
    response = send(client, held.pair.mentee, held, "pulse", htmx=True, **data)

    assert response.status_code == 422
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("text", ODD)
def test_a_note_takes_any_string_and_shows_it_to_its_author_only(client, held, text):
    send(client, held.pair.mentor, held, "note", text=f"note {text}")

    mine = client.get(url(held))
    assert mine.context["note"].text == f"note {text}".strip()
    assert b"<img src=x" not in mine.content
    client.force_login(held.pair.mentee)
    theirs = client.get(url(held))
    assert theirs.context["note"] is None
    assert b"note " + text.encode() not in theirs.content


def test_a_note_is_kept_in_place_and_taken_away_when_emptied(client, held):
    kept = send(client, held.pair.mentor, held, "note", htmx=True, text="A thought")
    assert b"Your note is kept." in kept.content
    assert b"<html" not in kept.content

    gone = send(client, held.pair.mentor, held, "note", htmx=True, text="  ")

    assert b"No note is kept." in gone.content
    assert not PrivateNote.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "a" * 10_001])
def test_a_note_that_cannot_be_kept_comes_back(client, held, text):
    response = send(client, held.pair.mentor, held, "note", htmx=True, text=text)

    assert response.status_code == 422
    assert not PrivateNote.objects.exists()


@pytest.mark.parametrize("place", ODD)
def test_any_place_is_shown_as_it_is(client, session, place):
    Session.objects.update(
        place=place, starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR
    )
    client.force_login(session.pair.mentor)

    for address in (url(session), reverse("pairs:pair", args=[session.pair_id])):
        response = client.get(address)
        assert response.status_code == 200
        assert b"<img src=x" not in response.content


@pytest.mark.parametrize(
    ("state", "method", "sequence"), [("planned", "REQUEST", 0), ("cancelled", "CANCEL", 1)]
)
def test_the_calendar_file_can_be_read(client, session, state, method, sequence):
    Session.objects.update(state=state, sequence=sequence)
    client.force_login(session.pair.mentor)

    response = client.get(url(session, "ics"))

    assert response["Content-Type"] == f"text/calendar; charset=utf-8; method={method}"
    assert f"session-{timezone.localdate(session.starts_at)}.ics" in response["Content-Disposition"]
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == method
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] == sequence


def test_the_file_of_an_assistant_tells_neither_answers_nor_addresses(client, session):
    pair, assistant = session.pair, PersonFactory()
    EnrolmentFactory(cohort=pair.cohort, person=pair.mentee, role="mentee", assistant=assistant)
    Session.objects.update(
        starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR, state="planned"
    )
    session.refresh_from_db()
    answer_session(session, Said("declined"), by=pair.mentor, at=timezone.now())
    seen = {}
    for person in (pair.mentor, pair.mentee, assistant):
        client.force_login(person)
        seen[person] = Calendar.from_ical(client.get(url(session, "ics")).content)

    for person in pair.people:
        attendees = seen[person].walk("VEVENT")[0]["ATTENDEE"]
        assert {one.params["PARTSTAT"] for one in attendees} == {"DECLINED", "NEEDS-ACTION"}
    text = seen[assistant].to_ical().decode()
    assert "METHOD:PUBLISH" in text
    for hidden in ("DECLINED", "ATTENDEE", "URL", pair.mentor.email, pair.mentee.email):
        assert hidden not in text
    assert seen[assistant].walk("VEVENT")[0]["UID"] == session.uid


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_exchanges(
    client, held, rows, django_assert_num_queries
):
    by, at = held.pair.mentor, timezone.now()
    for _row in range(rows):
        skill = SkillFactory()
        WantFactory(person=held.pair.mentee, skill=skill)
        record_exchange(held, direction="to_mentee", kind="skill", skill=skill, by=by, at=at)
    client.force_login(by)

    with django_assert_num_queries(14):
        client.get(url(held))
