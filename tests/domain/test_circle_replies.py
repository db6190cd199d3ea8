"""What calendars answer to the date of a circle counts as on its page, and nothing else does."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.calendar_world import ConnectedCalendarFactory
from tests.calendars import mail_from, reply_to
from tests.factories import MONDAY_NINE, EnrolmentFactory
from upside.calendars.entries import entries_for
from upside.calendars.models import Writing
from upside.community.actions import (
    CirclePlan,
    call_off_date,
    move_date,
    plan_date,
    say_whether,
    take_answer_to_circle,
)
from upside.community.models import CircleInvitation
from upside.kernel.host import host
from upside.notices.models import Notice
from upside.sessions.actions.inbox import take_mail

pytestmark = pytest.mark.django_db

NOON = MONDAY_NINE + timedelta(days=14, hours=3)
LATER = MONDAY_NINE + timedelta(hours=2)
DAY = timedelta(days=1)
OTHERS = [take_answer_to_circle]


@pytest.fixture
def member(cohort):
    return EnrolmentFactory(cohort=cohort).person


@pytest.fixture
def date(cohort, member, coordinator):
    return plan_date(cohort, "mentor", CirclePlan(NOON), by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def invited(date):
    return Calendar.from_ical(Notice.objects.get(template="circle_planned").context["calendar"])


def taken(invited, member, partstat="ACCEPTED", *, sender="", uid="", **said):
    mail = sender or member.email
    calendar = reply_to(invited, mail, partstat, **{"stamp": LATER, **said})
    if uid:
        calendar.walk("VEVENT")[0]["UID"] = uid
    return take_mail(mail_from(mail, calendar), at=LATER, others=OTHERS)


def comes():
    return CircleInvitation.objects.get().comes


@pytest.mark.parametrize(("partstat", "answer"), [("ACCEPTED", True), ("DECLINED", False)])
def test_a_yes_and_a_no_count_once(invited, member, partstat, answer):
    assert taken(invited, member, partstat) == 1
    assert taken(invited, member, partstat) == 0
    assert comes() is answer


@pytest.mark.parametrize(
    "change",
    [
        {"partstat": "TENTATIVE"},
        {"method": "COUNTER"},
        {"sequence": 4},
        {"uid": "circle-9-9@localhost"},
        {"uid": "circle-1-1@elsewhere.example"},
        {"uid": "other@localhost"},
        {"sender": "other@aubrac.example"},
    ],
)
def test_what_is_no_clear_answer_of_theirs_changes_nothing(invited, member, change):
    assert taken(invited, member, **change) == 0
    assert comes() is None


def test_an_answer_to_the_old_time_counts_not(date, invited, member, coordinator):
    later = CirclePlan(NOON + timedelta(days=1))
    move_date(date, later, by=coordinator, at=MONDAY_NINE)

    assert taken(invited, member) == 0


def test_an_older_answer_than_that_of_the_page_counts_not(invited, member):
    say_whether(CircleInvitation.objects.get(), comes=False, at=LATER + timedelta(minutes=1))

    assert taken(invited, member) == 0
    assert comes() is False


def test_a_date_called_off_takes_no_answers(date, invited, member, coordinator):
    call_off_date(date, by=coordinator, at=MONDAY_NINE)

    assert taken(invited, member, sequence=1) == 0


def test_whoever_has_left_the_company_answers_no_more(invited, member):
    member.is_active = False
    member.save()

    assert taken(invited, member) == 0


def test_a_date_of_a_circle_is_written_into_calendars_until_its_member_cannot(
    cohort, date, member, coordinator
):
    invitation = CircleInvitation.objects.get()
    [entry] = entries_for(member, at=LATER).values()
    assert (entry.starts_at, entry.sequence) == (NOON, 0)
    written = Calendar.from_ical(entry.text).walk("VEVENT")[0]
    assert written["UID"] == entry.uid == f"circle-{date.pk}-{member.pk}@{host()}"
    assert not written.get("ATTENDEE")
    assert entries_for(member, at=NOON) == {}  # it has begun
    calendar = ConnectedCalendarFactory(person=member)
    writing = Writing.objects.create(calendar=calendar, address="x", due_at=LATER + DAY)

    say_whether(invitation, comes=False, at=LATER)

    assert entries_for(member, at=LATER) == {}
    writing.refresh_from_db()
    assert writing.due_at == LATER
