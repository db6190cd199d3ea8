"""Whether the two come: said on a page, by a button in a mail, or by a calendar."""

import signal
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from tests.calendars import invitation_in, mail_from, reply_to
from tests.factories import MONDAY_NINE, PairFactory, PersonFactory
from tests.mailbox import mailbox
from upside.kernel.models import AuditEntry
from upside.notices import imap
from upside.notices.mail import message_of, write_mail
from upside.notices.models import MailboxMark, Notice
from upside.pairs.models import Pair
from upside.sessions.actions import (
    MovedBefore,
    NotTheirs,
    Said,
    SettledBefore,
    answer_session,
    book_session,
    cancel_session,
    inbox,
    move_session,
)
from upside.sessions.actions.inbox import read_replies, take_mail
from upside.sessions.models import SessionReply
from upside.sessions.replies import answers_in

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
LATER = MONDAY_NINE + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=Pair.State.ACTIVE)


@pytest.fixture
def session(pair):
    return book_session(pair, starts_at=THURSDAY, by=pair.mentee, at=MONDAY_NINE)


@pytest.fixture
def invited(session):
    notice = Notice.objects.get(template="session_booked", person=session.pair.mentor)
    calendar, _part = invitation_in(message_of(notice, write_mail(notice)).message())
    return calendar


@pytest.fixture
def alarm():
    """Return a block that fails after some seconds, whatever is at work in it."""

    def ring(_signal, _frame):
        pytest.fail("it takes too long")

    @contextmanager
    def within(seconds):
        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    return within


def answers(session):
    return {r.person_id: (r.answer, r.via) for r in SessionReply.objects.filter(session=session)}


def answer(session, said, by, at=LATER, **more):
    return answer_session(session, Said(said, **more), by=by, at=at)


def told(template):
    return set(Notice.objects.filter(template=template).values_list("person", flat=True))


def test_who_books_comes_and_the_other_says_so_once(session):
    mentor, mentee = session.pair.people

    answer(session, "accepted", mentor)
    answer(session, "accepted", mentor)

    assert answers(session) == {mentee.pk: ("accepted", "page"), mentor.pk: ("accepted", "page")}
    assert AuditEntry.objects.filter(verb="session.answered").count() == 1
    assert not AuditEntry.objects.filter(
        verb="session.answered", details__has_key="answer"
    ).exists()


def test_a_yes_after_a_no_is_told_once_and_a_no_after_it(session):
    mentor, mentee = session.pair.people

    for said in ("declined", "accepted", "declined", "accepted", "declined"):
        answer(session, said, mentor)

    [yes] = Notice.objects.filter(template="session_accepted")
    assert (yes.person, told("session_declined")) == (mentee, {mentee.pk})
    assert "can come after all" in write_mail(yes).text
    assert Notice.objects.filter(template="session_declined").count() == 2


ANSWERED = ("session_declined", "session_accepted")


@pytest.mark.parametrize("n", range(1, 8))
def test_what_the_partner_read_last_is_always_so(session, n):
    mentor, mentee = session.pair.people
    saying = [("declined", "accepted")[k % 2] for k in range(n)]

    for k, said in enumerate(saying):
        answer(session, said, mentor, at=LATER + k * timedelta(hours=1))

    mails = Notice.objects.filter(person=mentee, template__in=ANSWERED).order_by("due_at")
    assert mails.last().template == f"session_{saying[-1]}"


def test_who_goes_on_pressing_is_told_of_once_after_the_last_change(session):
    mentor, mentee = session.pair.people

    for said in ("declined", "accepted", "declined", *["accepted", "declined"] * 5, "accepted"):
        answer(session, said, mentor)

    told = Notice.objects.filter(person=mentee, template__in=ANSWERED).order_by("pk")
    due = [one.due_at - LATER for one in told]
    assert due == [timedelta(), timedelta(), timedelta(), timedelta(minutes=15)]
    assert Notice.objects.filter(person=mentee).last().template == "session_accepted"


def test_no_answer_is_told_late_of_a_session_that_begins_within_the_delay(session):
    mentor, mentee = session.pair.people
    at = session.starts_at - timedelta(minutes=10)

    for said in ("declined", "accepted", "declined", "accepted"):
        answer(session, said, mentor, at=at)

    told = Notice.objects.filter(person=mentee, template__in=ANSWERED)
    assert [one.due_at for one in told] == [at] * 4


def test_a_yes_after_a_perhaps_after_a_no_is_told(session):
    mentor, mentee = session.pair.people

    for said in ("declined", "tentative", "accepted"):
        answer(session, said, mentor)

    assert Notice.objects.filter(person=mentee).last().template == "session_accepted"


def test_a_no_cancels_nothing_and_the_partner_is_told_once(session):
    mentor, mentee = session.pair.people

    for said in ("declined", "tentative", "declined"):
        answer(session, said, mentor)

    session.refresh_from_db()
    assert session.state == "planned"
    assert told("session_declined") == {mentee.pk}
    [notice] = Notice.objects.filter(template="session_declined")
    assert notice.context["path"] == f"/sessions/{session.pk}/move/"
    assert "12 March" in write_mail(notice).subject


def test_a_no_from_elsewhere_gives_who_said_it_the_way_to_move(session):
    answer(session, "declined", session.pair.mentor, via="mail")

    assert told("session_yours_to_move") == {session.pair.mentor_id}


def test_others_and_answers_that_come_too_late_are_refused(session):
    mentor = session.pair.mentor
    with pytest.raises(NotTheirs):
        answer(session, "accepted", PersonFactory())
    with pytest.raises(MovedBefore):
        answer(session, "accepted", mentor, sequence=3)
    with pytest.raises(SettledBefore, match="begun"):
        answer(session, "accepted", mentor, at=THURSDAY)
    cancel_session(session, by=mentor, at=LATER)
    with pytest.raises(SettledBefore, match="cancelled"):
        answer(session, "accepted", mentor)


def test_an_older_answer_than_the_one_that_stands_changes_nothing(session):
    answer(session, "declined", session.pair.mentor)

    answer(session, "accepted", session.pair.mentor, said_at=LATER - MINUTE)

    assert answers(session)[session.pair.mentor_id][0] == "declined"


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_the_answer_of_a_calendar_is_read(session, invited, partstat):
    mentor = session.pair.mentor
    mail = mail_from(mentor.email.upper(), reply_to(invited, mentor.email, partstat, stamp=LATER))

    assert take_mail(mail, at=LATER) == 1
    assert take_mail(mail, at=LATER) == 0
    assert answers(session)[mentor.pk] == (partstat.lower(), "calendar")


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 1},
        {"partstat": "DELEGATED"},
        {"method": "REFRESH"},
        {"method": "REQUEST"},
        {"sender": "other@aubrac.example"},
        {"attendee": "other@aubrac.example"},
        {"kind": "application/ics"},
        {"uid": "unknown@elsewhere"},
        {"uid": "x" * 300},
    ],
)
def test_an_answer_that_is_not_clearly_one_of_the_two_to_this_date_counts_not(
    session, invited, change
):
    mail = session.pair.mentor.email
    method = change.get("method", "REPLY")
    calendar = reply_to(
        invited,
        change.get("attendee", mail),
        change.get("partstat", "ACCEPTED"),
        method=method,
        stamp=LATER,
        sequence=change.get("sequence"),
    )
    if "uid" in change:
        calendar.walk("VEVENT")[0]["UID"] = change["uid"]
    kind = change.get("kind", "text/calendar")

    assert take_mail(mail_from(change.get("sender", mail), calendar, kind=kind), at=LATER) == 0
    assert session.pair.mentor_id not in answers(session)


def test_an_answer_to_the_old_date_counts_not_and_to_the_new_one_does(session, invited):
    mentor, mentee = session.pair.people
    move_session(session, starts_at=THURSDAY + timedelta(days=1), by=mentee, at=MONDAY_NINE)

    old = mail_from(mentor.email, reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER))
    new = reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER, sequence=1)

    assert take_mail(old, at=LATER) == 0
    assert take_mail(mail_from(mentor.email, new), at=LATER) == 1


def test_a_settled_or_begun_session_takes_no_answers(session, invited):
    mentor = session.pair.mentor
    mail = mail_from(mentor.email, reply_to(invited, mentor.email, "DECLINED", stamp=LATER))

    assert take_mail(mail, at=THURSDAY) == 0
    cancel_session(session, by=mentor, at=LATER)
    assert take_mail(mail, at=LATER) == 0
    assert told("session_declined") == set()


def test_another_time_that_a_calendar_proposes_moves_nothing_and_both_are_led_there(
    session, invited
):
    mentor, mentee = session.pair.people
    start = THURSDAY + timedelta(days=4)
    calendar = reply_to(invited, mentor.email, "TENTATIVE", method="COUNTER", start=start)
    mail = mail_from(mentor.email, calendar, method="COUNTER")

    assert take_mail(mail, at=LATER) == 1
    take_mail(mail, at=LATER)

    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (THURSDAY, 0)
    assert Notice.objects.filter(template="session_counter").count() == 2
    notice = Notice.objects.get(template="session_counter", person=mentee)
    assert notice.context["path"] == f"/sessions/{session.pk}/move/?start=2026-03-16T11:00Z"
    assert f"{mentor.name} proposes another time" in write_mail(notice).text
    own = write_mail(Notice.objects.get(template="session_counter", person=mentor))
    assert "You proposed another time" in own.text
    cancel_session(session, by=mentor, at=LATER)
    assert take_mail(mail, at=LATER) == 0


def test_each_time_that_is_proposed_is_told_up_to_three_for_one_date(session, invited):
    mentor, mentee = session.pair.people

    def propose(days, sequence=0):
        start = THURSDAY + timedelta(days=days)
        said = {"method": "COUNTER", "start": start, "sequence": sequence}
        calendar = reply_to(invited, mentor.email, "TENTATIVE", **said)
        return take_mail(mail_from(mentor.email, calendar, method="COUNTER"), at=LATER)

    assert [propose(days) for days in (4, 5, 5, 6, 7)] == [1, 1, 1, 1, 0]
    told = Notice.objects.filter(template="session_counter", person=mentee).order_by("pk")
    assert [notice.context["path"].partition("=")[2][:10] for notice in told] == [
        "2026-03-16", "2026-03-17", "2026-03-18",
    ]  # fmt: skip
    move_session(session, starts_at=THURSDAY + timedelta(days=1), by=mentee, at=LATER)
    assert propose(7, sequence=1) == 1


@pytest.mark.parametrize("year", [1, 9999])
def test_a_time_far_from_the_cohort_is_told_without_it(session, invited, year):
    calendar = reply_to(invited, session.pair.mentor.email, "TENTATIVE", method="COUNTER")
    text = calendar.to_ical().replace(b"DTSTART:2026", b"DTSTART:%04d" % year)

    assert take_mail(mail_from(session.pair.mentor.email, text, method="COUNTER"), at=LATER) == 1
    for notice in Notice.objects.filter(template="session_counter"):
        assert notice.context["path"] == f"/sessions/{session.pk}/move/"
        assert "The proposal is" not in write_mail(notice).text


def test_in_a_clinic_a_no_and_a_proposal_lead_to_its_times(session, invited):
    mentor, mentee = session.pair.people
    cohort = session.pair.cohort
    cohort.kept = {**(cohort.kept or {}), "mode": "expert_clinic"}
    cohort.save()
    calendar = reply_to(invited, mentor.email, "TENTATIVE", method="COUNTER")
    take_mail(mail_from(mentor.email, calendar, method="COUNTER"), at=LATER)
    answer(session, "declined", mentor, via="mail")

    templates = ("session_counter", "session_declined", "session_yours_to_move")
    found = Notice.objects.filter(template__in=templates)
    assert found.count() == 4
    ways = {mentee: f"/cohorts/{cohort.pk}/clinic/", mentor: f"/cohorts/{cohort.pk}/clinic/mine/"}
    for notice in found.select_related("person"):
        mail = write_mail(notice).text
        assert notice.context["path"] == ways[notice.person]
        assert "times of the clinic" in mail
        assert "Open the clinic" in mail
        assert "one tap" not in mail


def test_without_a_mailbox_nothing_is_read():
    assert read_replies(at=LATER) == 0
    assert not MailboxMark.objects.exists()


def test_the_mailbox_is_read_once_a_minute_and_only_what_is_new(settings, session, invited):
    mentor, mentee = session.pair.people
    with mailbox() as server:
        settings.IMAP_URL = server.url
        server.put(
            mail_from(mentor.email, reply_to(invited, mentor.email, "TENTATIVE", stamp=LATER))
        )
        assert read_replies(at=LATER) == 1
        assert read_replies(at=LATER + MINUTE / 2) == 0
        stamp = LATER + MINUTE
        server.put(
            mail_from(mentee.email, reply_to(invited, mentee.email, "DECLINED", stamp=stamp))
        )
        assert read_replies(at=LATER + MINUTE) == 1
        assert read_replies(at=LATER + 2 * MINUTE) == 0
        assert sum("BODY.PEEK" in words for words in server.heard) == 2
        assert not any("STORE" in words or words.startswith("SELECT") for words in server.heard)
    assert answers(session)[mentor.pk] == ("tentative", "calendar")
    assert told("session_yours_to_move") == {mentee.pk}


def test_broken_and_huge_mails_never_stop_the_reading(settings, session, invited, caplog):
    mentor = session.pair.mentor
    good = mail_from(mentor.email, reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER))
    broken = [
        b"",
        b"\xff\x00" * 50,
        b"From: a@b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:X\r\n",
        mail_from(mentor.email, b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nSEQUENCE:x"),
        mail_from(mentor.email, good * 200),
        b"From: a@b, c@d\r\n\r\n",
        mail_from(mentor.email, b"x" * 600_000),
        b"From: a@b\r\n" + b"".join(b"X: y\r\n" for _n in range(2000)) + b"\r\n",
    ]
    with mailbox() as server:
        settings.IMAP_URL = server.url
        for mail in [*broken, good]:
            server.put(mail)
        assert read_replies(at=LATER) == 1
    assert answers(session)[mentor.pk][0] == "accepted"
    assert MailboxMark.objects.get().last_uid == len(broken) + 1
    assert mentor.email not in caplog.text


ENDLESS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:COUNTER\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:unknown\r\n"
    b"DTSTAMP:20260302T090000Z\r\nDTSTART;TZID=X:20260316T110000\r\nRRULE:FREQ=SECONDLY\r\n"
    b"ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_zone_without_end_from_a_stranger_costs_no_time(alarm):
    with alarm(3):
        [found] = answers_in(mail_from("a@b.example", ENDLESS), at=LATER)

    assert (found.uid, found.proposed_at) == ("unknown", None)


@pytest.mark.parametrize(
    "mail",
    [
        b"From: " + b"(" * 400_000 + b"\r\n\r\n",
        b"From: a@b.example\r\nContent-Type: " + b"x;" * 200_000 + b"\r\n\r\n",
        mail_from(
            "a@b.example", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + b"BEGIN:VEVENT\r\n" * 4000
        ),
        mail_from("a@b.example", b"BEGIN:VCALENDAR\r\nUID" + b";X=1" * 15_000 + b":x\r\n"),
    ],
)
def test_mails_made_to_cost_time_cost_none(mail, alarm):
    with alarm(3), suppress(ValueError, RecursionError):
        assert answers_in(mail, at=LATER) == []


def test_the_time_of_a_known_zone_is_read(session, invited):
    mentor = session.pair.mentor
    calendar = reply_to(invited, mentor.email, "TENTATIVE", method="COUNTER")
    start = calendar.walk("VEVENT")[0].pop("DTSTART")
    text = calendar.to_ical().replace(
        b"BEGIN:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nDTSTART;TZID=Romance Standard Time:20260316T120000\r\n",
    )

    [found] = answers_in(mail_from(mentor.email, text), at=LATER)

    assert start.dt == THURSDAY
    assert found.proposed_at == THURSDAY + timedelta(days=4)


def put_answers(server, session, invited):
    """Lay the answers of both into the mailbox, behind a mail about nothing."""
    server.put(b"From: a@b\r\n\r\n")
    for person in session.pair.people:
        server.put(
            mail_from(person.email, reply_to(invited, person.email, "TENTATIVE", stamp=LATER))
        )


def test_a_slow_mailbox_holds_the_worker_up_for_seconds_and_is_read_on(
    settings, session, invited, monkeypatch
):
    monkeypatch.setattr(imap, "SECONDS_IN_ALL", 0.5)
    with mailbox() as server:
        settings.IMAP_URL = server.url
        put_answers(server, session, invited)
        server.delays = {1: 0.1, 2: 0.1, 3: 5}
        began = time.monotonic()
        assert read_replies(at=LATER) == 1
        assert time.monotonic() - began < 2
        assert sum("RFC822.SIZE" in words for words in server.heard) == 1
        server.delays = {}
        assert read_replies(at=LATER + MINUTE) == 1
    assert len(answers(session)) == 2


def test_a_mail_that_takes_all_of_the_time_by_itself_is_left_out(
    settings, session, invited, monkeypatch
):
    monkeypatch.setattr(imap, "SECONDS_IN_ALL", 0.4)
    with mailbox() as server:
        settings.IMAP_URL = server.url
        put_answers(server, session, invited)
        server.delays = {1: 5}
        assert read_replies(at=LATER) == 0
        assert read_replies(at=LATER + MINUTE) == 2


def test_a_mail_that_ends_the_worker_is_not_read_again(settings, session, invited, monkeypatch):
    mentor = session.pair.mentor
    good = mail_from(mentor.email, reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER))

    def killed(*_args, **_more):
        raise SystemExit

    with mailbox() as server:
        settings.IMAP_URL = server.url
        server.put(b"From: a@b\r\n\r\n")
        server.put(good)
        with monkeypatch.context() as patch:
            patch.setattr(inbox, "take_mail", killed)
            with pytest.raises(SystemExit):
                read_replies(at=LATER)
        assert MailboxMark.objects.get().last_uid == 1
        assert read_replies(at=LATER + MINUTE) == 1


def test_a_mail_at_which_the_database_fails_is_read_again(settings, session, invited, monkeypatch):
    mentor = session.pair.mentor

    def locked(*_args, **_more):
        raise OperationalError

    with mailbox() as server:
        settings.IMAP_URL = server.url
        server.put(
            mail_from(mentor.email, reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER))
        )
        with monkeypatch.context() as patch:
            patch.setattr(inbox, "take_mail", locked)
            with pytest.raises(OperationalError):
                read_replies(at=LATER)
        assert read_replies(at=LATER + MINUTE) == 1


def test_a_mailbox_that_counts_anew_is_read_from_the_start_and_says_nothing_twice(
    settings, session, invited
):
    mentor = session.pair.mentor
    with mailbox() as server:
        settings.IMAP_URL = server.url
        server.put(
            mail_from(mentor.email, reply_to(invited, mentor.email, "ACCEPTED", stamp=LATER))
        )
        assert read_replies(at=LATER) == 1
        server.validity = 8
        assert read_replies(at=LATER + MINUTE) == 0
    assert MailboxMark.objects.get().validity == 8


@pytest.mark.parametrize("fault", ["password", "folder", "rude", "gone"])
def test_a_mailbox_that_cannot_be_read_is_said_and_tried_later(settings, fault, caplog):
    with mailbox(known="other" if fault == "password" else "pass word") as server:
        server.is_rude = fault == "rude"
        settings.IMAP_URL = server.url + ("/Replies" if fault == "folder" else "")
        if fault == "gone":
            server.shutdown()
            server.server_close()
        assert read_replies(at=LATER) == 0
    assert "cannot be read" in caplog.text
    assert "pass word" not in caplog.text
    assert MailboxMark.objects.get().next_at == LATER + inbox.LONGEST_WAIT
