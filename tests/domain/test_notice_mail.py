"""What the mails say: every template in both languages, safe with any name, with calendar."""

from datetime import timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.utils import translation

from tests.factories import MONDAY_NINE, PersonFactory
from upside.notices.actions import queue_notice
from upside.notices.links import MAX_AGES, Scope
from upside.notices.mail import LONGEST_SUBJECT, TEMPLATES, TO_OTHERS, message_of, write_mail

pytestmark = pytest.mark.django_db

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Upside//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:s1@upside
DTSTAMP:20260301T000000Z
DTSTART:20260309T090000Z
DTEND:20260309T100000Z
SUMMARY:Séance
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
FULL = {
    "programme": {"en": "Turning the Tables", "fr": "Regards croisés"},
    "cohort": {"en": "Spring 2026", "fr": "Printemps 2026"},
    "role": "mentee",
    "partner": "Zoé Petit",
    "person": "Zoé Petit",
    "coordinator": "Anne Roy",
    "hours": 8,
    "expires_on": "2026-03-16",
    "closes_on": "2026-03-16",
    "session_id": 1,
    "to_mail": "boss@aubrac.example",
    "name": "Zoé Petit",
    "a_month": 1.5,
    "total": 6.0,
    "starts_on": "2026-03-02",
    "ends_on": "2026-09-01",
    "days": [{"starts_at": "2026-03-09T09:00:00+00:00", "ends_at": "2026-03-09T10:00:00+00:00"}],
    "calendar": CALENDAR,
    "path": "/proposals/7/",
}
NASTY = "<b>&</b>\r\nBcc: x@evil.example\x00 “IA”"


def mail_for(template, *, language="en", **changes):
    person = PersonFactory(ui_language=language)
    context = {**FULL, **changes}
    notice = queue_notice(template, to=person, key=template, at=MONDAY_NINE, context=context)
    return notice, write_mail(notice)


class Words(HTMLParser):
    """Collects what a reader of the HTML sees, and its links."""

    def __init__(self):
        super().__init__()
        self.words, self.links = [], []

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, _tag, attrs):
        self.links += [value for name, value in attrs if name in {"href", "src"}]


def read(html):
    reader = Words()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split()), reader.links


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_mail_has_subject_one_link_and_the_same_words_twice(template, language):
    _notice, mail = mail_for(template, language=language)

    words, links = read(mail.html)
    assert mail.subject
    assert links == [mail.link] * (template not in TO_OTHERS)
    assert mail.text.count("http") == len(links)
    for block in mail.text.replace(mail.link or " ", " ").split("\n\n"):
        assert " ".join(block.removeprefix("-- ").split()).rstrip(":") in words


@pytest.mark.parametrize("role", ["mentor", "mentee"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_mail_can_do_without_what_may_be_missing(template, role, settings):
    settings.COMPANY = ""
    lacking = {"role": role, "hours": None, "coordinator": "", "expires_on": "", "calendar": ""}

    _notice, mail = mail_for(template, **lacking)

    assert "None" not in mail.text
    assert "!" not in mail.text


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_name_breaks_the_header_or_the_page(template):
    names = dict.fromkeys(["partner", "person", "coordinator", "name"], NASTY)
    names |= {"programme": {"en": NASTY}, "cohort": {"en": NASTY}}

    notice, mail = mail_for(template, **names)

    raw = message_of(notice, mail).message().as_bytes()
    assert message_from_bytes(raw, policy=policy.default)["Bcc"] is None
    assert "\n" not in mail.subject
    assert "<b>" not in mail.html


def test_very_long_subject_is_cut():
    _notice, mail = mail_for("place_ready", programme={"en": "x" * 5_000})

    assert len(mail.subject) == LONGEST_SUBJECT


def test_mail_needs_nothing_from_the_network_and_carries_its_style():
    _notice, mail = mail_for("invited")

    assert "<style" not in mail.html
    assert 'style="' in mail.html
    assert "url(" not in mail.html


def test_mail_is_in_the_language_of_the_person_whatever_is_active():
    with translation.override("en"):
        _notice, mail = mail_for("session_booked", language="fr")

    assert 'lang="fr"' in mail.html
    assert "Regards croisés" in mail.text
    assert "lundi 9\xa0mars\xa02026 à 10\xa0h" in mail.text


def test_the_first_of_a_month_is_written_as_french_does():
    notice, _mail = mail_for("session_booked", language="fr")
    calendar = notice.context["calendar"].replace("20260309", "20261201")
    notice.context |= {"calendar": calendar}

    assert write_mail(notice).subject.endswith("le mardi 1er\xa0décembre\xa02026")


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Paris", "10:00"), ("America/New_York", "5:00"), ("Nowhere/At all", "10:00")],
)
def test_session_is_told_in_the_time_of_the_person(zone, said):
    notice, _mail = mail_for("session_booked")
    notice.person.time_zone = zone

    assert f"on Monday 9 March 2026 at {said}" in write_mail(notice).text


@pytest.mark.parametrize(
    "calendar",
    [
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        CALENDAR.replace("DTSTART:20260309T090000Z", "DTSTART;VALUE=DATE:20260309"),
    ],
)
def test_session_without_an_hour_is_told_without(calendar):
    _notice, mail = mail_for("session_cancelled", calendar=calendar)

    assert mail.subject == "Cancelled: session with Zoé Petit"


@pytest.mark.parametrize(
    ("given", "method"), [("CANCEL", "CANCEL"), (None, "REQUEST"), ("X\r\n", "REQUEST")]
)
def test_calendar_travels_as_invitation_and_as_file(given, method):
    notice, mail = mail_for("session_booked", method=given)

    raw = message_of(notice, mail).message().as_bytes()

    parts = list(message_from_bytes(raw, policy=policy.default).walk())
    invitation = next(part for part in parts if part.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == method
    assert invitation.get_content().split() == CALENDAR.split()
    assert [part.get_filename() for part in parts if part.get_filename()] == ["invite.ics"]


def test_message_says_that_a_machine_wrote_it_and_who_it_is():
    notice, mail = mail_for("place_ready", calendar="")

    message = message_of(notice, mail).message()

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"].endswith("@127.0.0.1>")
    assert notice.key not in message["Message-ID"]


def test_sign_in_links_live_shorter_than_links_of_other_mails():
    assert (MAX_AGES[Scope.SIGN_IN], MAX_AGES[Scope.MAIL]) == (
        timedelta(minutes=15),
        timedelta(days=14),
    )
    assert "within 15 minutes" in mail_for("sign_in")[1].text
    assert "within 14 days" in mail_for("place_ready")[1].text
