"""The mailbox of the demo: found by person and subject, in the order of the story."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import MONDAY_NINE, PairFactory, PersonFactory
from upside.notices.actions import send_due_notices
from upside.notices.models import Notice
from upside.sessions.actions import book_session

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def mail(subject, *, days=0, **person):
    at = MONDAY_NINE + timedelta(days=days)
    return Notice.objects.create(
        person=PersonFactory(**person),
        template="invited",
        language="fr",
        key=subject,
        subject=subject,
        state=Notice.State.SENT,
        queued_at=at,
        due_at=timezone.now(),
        sent_at=timezone.now(),
    )


def shown(client, **query):
    page = client.get(reverse("front:mailbox"), query).context["page"]
    return [notice.subject for notice in page]


def test_mails_stand_in_the_order_of_the_story_whenever_they_were_sent(client):
    for subject, days in (("Last", 9), ("First", 1), ("Second", 3)):
        mail(subject, days=days)

    assert shown(client) == ["Last", "Second", "First"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("proposal", ["A proposal"]),
        ("ozanne", ["A proposal"]),
        ("oz@ propo", ["A proposal"]),
        ("camille INVITED", ["You are invited"]),
        ("", ["A proposal", "You are invited"]),
        ("x" * 101, ["A proposal", "You are invited"]),
        ("nobody", []),
    ],
)
def test_mails_are_found_by_person_and_subject(client, text, found):
    mail("You are invited", first_name="Camille")
    mail("A proposal", days=1, first_name="Zoé", last_name="Ozanne", email="oz@aubrac.example")

    assert shown(client, q=text) == found


def test_the_buttons_of_a_mail_bear_its_own_labels(client):
    pair = PairFactory(state="active", mentee__ui_language="fr")
    book_session(pair, starts_at=THURSDAY, by=pair.mentor, at=MONDAY_NINE)
    send_due_notices(at=MONDAY_NINE)
    notice = Notice.objects.get(person=pair.mentee, template="session_booked")

    answer = client.get(reverse("front:mail", args=[notice.pk]))

    assert [link.label for link in answer.context["taps"]] == ["Je serai là", "Je ne peux pas"]
    [link] = answer.context["links"]
    assert link.label in notice.body
    text = answer.content.decode()
    assert "Follow" not in text
    assert text.index("sign nobody in") < text.index("It signs you in")


def test_a_mail_that_names_no_button_has_its_links_counted(client):
    notice = mail("Two links")
    notice.body = "See https://a.example/x and https://a.example/y."
    notice.save()

    text = client.get(reverse("front:mail", args=[notice.pk])).content.decode()

    assert "Follow the link" in text
    assert "Follow link 2" in text


def test_a_search_that_finds_nothing_says_so(client):
    mail("A proposal")

    assert b"No mail about this" in client.get(reverse("front:mailbox"), {"q": "zzz"}).content
