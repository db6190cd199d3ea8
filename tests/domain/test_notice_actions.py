"""Mails to people: a row once, sent once, tried again where the server stumbles."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import translation

from tests.factories import MONDAY_NINE, PersonFactory
from upside.notices.actions import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Letter,
    language_for,
    queue_notice,
    queue_notices,
    send_due_notices,
    wait_after,
)
from upside.notices.models import Notice

pytestmark = pytest.mark.django_db

CONTEXT = {"programme": {"en": "Turning", "fr": "Regards"}, "role": "mentor", "path": "/places/1/"}


def queued(key="ready:1", to=None, **changes):
    person = to or PersonFactory()
    notice = queue_notice("place_ready", to=person, key=key, at=MONDAY_NINE, context=CONTEXT)
    Notice.objects.filter(pk=notice.pk).update(**changes)
    notice.refresh_from_db()
    return notice


@pytest.fixture
def stumbling(monkeypatch):
    """Let the mail server answer with the given error; the test may change it."""
    errors = []

    def send(_message):
        if errors:
            raise errors[-1]

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)
    return errors


def test_queue_notice_writes_one_row_however_often_it_is_asked():
    person = PersonFactory()

    first, second = (queued(to=person) for _ in range(2))

    assert first == second
    assert (first.state, first.language) == (Notice.State.QUEUED, "en")
    assert mail.outbox == []


def test_queue_notice_keeps_rows_by_name_and_dates_as_text():
    partner = PersonFactory(first_name="Zoé", last_name="Petit")
    context = {"partner": partner, "expires_on": date(2026, 3, 9)}

    notice = queue_notice(
        "proposal_released", to=PersonFactory(), key="k", at=MONDAY_NINE, context=context
    )

    assert notice.context == {"partner": "Zoé Petit", "expires_on": "2026-03-09"}


@pytest.mark.parametrize("lack", [{"email": None}, {"is_active": False}])
def test_queue_notice_writes_nothing_to_those_who_cannot_be_reached(lack):
    person = PersonFactory(**lack)

    assert queue_notice("place_ready", to=person, key="k", at=MONDAY_NINE) is None
    assert not Notice.objects.exists()


def test_queue_notice_knows_no_other_templates():
    with pytest.raises(ValueError, match="no template 'newsletter'"):
        queue_notice("newsletter", to=PersonFactory(), key="k", at=MONDAY_NINE)


def test_many_notices_are_queued_as_one_is(django_assert_num_queries):
    people = [PersonFactory() for _ in range(20)]
    letters = [Letter(person, f"k:{person.pk}", CONTEXT) for person in people]
    queue_notice("place_ready", to=people[0], key=letters[0].key, at=MONDAY_NINE, context=CONTEXT)
    letters += [Letter(PersonFactory(email=None), "none"), letters[1]]

    with django_assert_num_queries(1):
        queue_notices("place_ready", letters, at=MONDAY_NINE)

    assert Notice.objects.filter(person__in=people, context=CONTEXT, state="queued").count() == 20
    assert Notice.objects.count() == 20


def test_queue_notices_knows_no_other_templates():
    with pytest.raises(ValueError, match="no template 'newsletter'"):
        queue_notices("newsletter", [], at=MONDAY_NINE)


@pytest.mark.parametrize(
    ("chosen", "spoken", "country", "language"),
    [
        ("en", ["fr"], "FR", "en"),
        ("", ["de", "fr", "en"], "GB", "fr"),
        ("", ["de"], "BE", "fr"),
        ("", [], "DE", "en"),
    ],
)
def test_language_is_chosen_else_spoken_else_of_the_country(chosen, spoken, country, language):
    person = PersonFactory.build(unit=None, ui_language=chosen, languages=spoken, country=country)

    assert language_for(person) == language


@pytest.mark.parametrize("language", ["fr", "en"])
def test_language_is_that_of_the_page_where_the_file_tells_nothing(language):
    person = PersonFactory.build(unit=None, ui_language="", languages=[], country="")

    with translation.override(language):
        assert language_for(person) == language


def test_due_notice_is_sent_once_and_its_words_are_not_kept():
    notice = queued()

    assert [send_due_notices(at=MONDAY_NINE) for _ in range(2)] == [1, 0]

    notice.refresh_from_db()
    assert [message.to for message in mail.outbox] == [[notice.person.email]]
    assert (notice.state, notice.sent_at) == (Notice.State.SENT, MONDAY_NINE)
    assert (notice.subject, notice.body, notice.html) == ("", "", "")


def test_notice_waits_until_it_is_due_and_for_its_turn():
    queued("later", due_at=MONDAY_NINE + timedelta(minutes=1))
    for n in range(3):
        queued(f"now:{n}")

    assert send_due_notices(at=MONDAY_NINE, limit=2) == 2
    assert send_due_notices(at=MONDAY_NINE) == 1


def test_notices_wait_where_no_mail_server_is_set(settings):
    settings.MAIL_IS_SET = False
    notice = queued()

    assert send_due_notices(at=MONDAY_NINE) == 0

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (Notice.State.QUEUED, 0)


def test_demo_keeps_mails_instead_of_sending_them(settings):
    settings.DEMO, settings.MAIL_IS_SET = True, False
    notice = queued()

    assert send_due_notices(at=MONDAY_NINE) == 1

    notice.refresh_from_db()
    assert mail.outbox == []
    assert notice.subject == "You are ready for Turning"
    assert "/sign-in/link/?token=" in notice.body
    assert "<h1" in notice.html


def test_demo_prints_sign_in_links(settings, caplog):
    settings.DEMO = True
    person = PersonFactory()
    queue_notice("sign_in", to=person, key="k", at=MONDAY_NINE, context={"path": "/"})

    with caplog.at_level("INFO", logger="upside.notices"):
        send_due_notices(at=MONDAY_NINE)

    assert f"sign-in link for {person.email}: http" in caplog.text


def test_temporary_failure_is_tried_again_later_until_it_succeeds(stumbling):
    notice = queued()
    stumbling.append(smtplib.SMTPServerDisconnected("gone"))

    assert send_due_notices(at=MONDAY_NINE) == 0
    notice.refresh_from_db()
    assert (notice.state, notice.due_at) == (Notice.State.QUEUED, MONDAY_NINE + wait_after(1))
    assert notice.last_error == "SMTPServerDisconnected"

    stumbling.clear()
    assert send_due_notices(at=notice.due_at) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.last_error) == (Notice.State.SENT, 2, "")


def test_sixth_failure_is_the_last(stumbling):
    notice = queued(attempts=MOST_ATTEMPTS - 1)
    stumbling.append(ConnectionRefusedError(111, "Connection refused"))

    send_due_notices(at=MONDAY_NINE)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (Notice.State.FAILED, 6)
    assert notice.last_error == "ConnectionRefusedError 111"


def test_waits_grow_up_to_a_limit():
    minutes = [wait_after(n) // timedelta(minutes=1) for n in range(1, MOST_ATTEMPTS)]

    assert minutes == [1, 5, 25, 125, 625]
    assert wait_after(MOST_ATTEMPTS) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"unknown")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"greylisted")}), "queued"),
        (smtplib.SMTPDataError(554, b"refused"), "failed"),
        (smtplib.SMTPDataError(452, b"full"), "queued"),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), "queued"),
        (ValueError("no address"), "failed"),
        (KeyError("broken template"), "queued"),
    ],
)
def test_only_what_no_server_would_take_fails_at_once(stumbling, error, state):
    notice = queued()
    stumbling.append(error)

    assert send_due_notices(at=MONDAY_NINE) == 0

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (state, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (smtplib.SMTPRecipientsRefused({"z@b.example": (550, b"z@")}), "SMTPRecipientsRefused 550"),
        (smtplib.SMTPDataError(452, b"z@b.example is full"), "SMTPDataError 452"),
        (ValueError("z@b.example"), "ValueError"),
    ],
)
def test_no_address_of_an_error_is_logged_or_kept(stumbling, caplog, error, said):
    notice = queued()
    stumbling.append(error)

    send_due_notices(at=MONDAY_NINE)

    notice.refresh_from_db()
    assert notice.last_error == said
    assert said in caplog.text
    assert "z@" not in caplog.text


def test_one_bad_notice_does_not_hold_up_the_others():
    queued("bad", context={"programme": 7, "expires_on": "no date"})
    queued("good")

    assert send_due_notices(at=MONDAY_NINE) == 1


def test_who_has_left_gets_no_mail_that_was_still_waiting():
    notice = queued()
    notice.person.is_active = False
    notice.person.save()

    assert send_due_notices(at=MONDAY_NINE) == 0

    notice.refresh_from_db()
    assert notice.state == Notice.State.FAILED
    assert "left" in notice.last_error


def test_worker_killed_while_sending_repeats_after_the_lease_with_the_same_message_id(monkeypatch):
    queued()
    monkeypatch.setattr("upside.notices.actions._sent", _killed)
    with pytest.raises(SystemExit):
        send_due_notices(at=MONDAY_NINE)
    monkeypatch.undo()

    assert send_due_notices(at=MONDAY_NINE + LEASE - timedelta(seconds=1)) == 0
    assert send_due_notices(at=MONDAY_NINE + LEASE) == 1

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_notice_whose_worker_dies_each_time_is_given_up():
    notice = queued(attempts=MOST_ATTEMPTS)

    assert send_due_notices(at=MONDAY_NINE) == 0

    notice.refresh_from_db()
    assert (notice.state, mail.outbox) == (Notice.State.FAILED, [])


def test_row_that_another_worker_took_first_is_left_alone(monkeypatch):
    queued()
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda _rows: None)

    assert send_due_notices(at=MONDAY_NINE) == 0
    assert mail.outbox == []


def _killed(*_args):
    raise SystemExit
