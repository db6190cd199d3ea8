"""Circles of mentors and of mentees: who is invited, who plans, what calendars are told."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from icalendar import Calendar

from tests.factories import MONDAY_NINE, CohortFactory, EnrolmentFactory, PersonFactory
from upside.community.actions import (
    BadDate,
    CirclePlan,
    DateOver,
    NotInCircle,
    NotTheirCircle,
    call_off_date,
    come_back,
    follow_circles,
    inviting,
    leave_circle,
    move_date,
    name_host,
    plan_date,
    say_whether,
)
from upside.community.calendar import calendar_of
from upside.community.models import Circle, CircleDate, CircleInvitation
from upside.community.queries import (
    appointments_of,
    belonging_of,
    dates_led_by,
    dates_of,
    invitations_of,
)
from upside.kernel.models import AuditEntry
from upside.notices.actions import send_due_notices
from upside.notices.models import Notice
from upside.programmes.actions import NotLaunched
from upside.programmes.models import Enrolment
from upside.sessions.actions.feeds import make_feed
from upside.sessions.feed import feed_text

pytestmark = pytest.mark.django_db

NOON = MONDAY_NINE + timedelta(days=14, hours=3)
PLAN = CirclePlan(starts_at=NOON, place="Room 4", topic="How do you begin?")
LATER = CirclePlan(starts_at=NOON + timedelta(days=1), place="Room 4", topic="How do you begin?")


@pytest.fixture
def mentors(cohort):
    """Return three mentors who said yes; a fourth is only invited, and a mentee is none."""
    EnrolmentFactory(cohort=cohort, state="invited")
    EnrolmentFactory(cohort=cohort, role="mentee")
    return [EnrolmentFactory(cohort=cohort).person for _n in range(3)]


@pytest.fixture
def date(cohort, mentors, coordinator):
    return planned(cohort, coordinator)


def planned(cohort, by, plan=PLAN, role="mentor"):
    return plan_date(cohort, role, plan, by=by, at=MONDAY_NINE)


def mails(template):
    return Notice.objects.filter(template=template).order_by("pk")


def event_of(notice):
    calendar = Calendar.from_ical(notice.context["calendar"])
    return calendar["METHOD"], next(iter(calendar.walk("VEVENT")))


def invitation_of(person):
    return CircleInvitation.objects.get(person=person)


def test_a_date_invites_those_of_the_role_who_said_yes(date, mentors):
    told = mails("circle_planned")

    assert {notice.person for notice in told} == set(mentors)
    method, event = event_of(told[0])
    assert (method, event["SEQUENCE"], str(event["LOCATION"])) == ("REQUEST", 0, "Room 4")
    assert event["DTSTART"].dt == NOON
    assert [str(one) for one in [event["ATTENDEE"]]] == [f"mailto:{told[0].person.email}"]
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["circle.planned"]


def test_the_same_start_again_gives_the_date_that_is_there(date, cohort, coordinator):
    assert planned(cohort, coordinator) == date
    assert mails("circle_planned").count() == 3


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_nobody_else_plans(cohort, mentors, stranger, who):
    by = mentors[0] if who == "member" else stranger

    with pytest.raises(NotTheirCircle):
        planned(cohort, by)


def test_a_cohort_that_is_not_launched_has_no_circle_yet(programme, coordinator):
    with pytest.raises(NotLaunched):
        planned(CohortFactory(programme=programme, launched_at=None), coordinator)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (CirclePlan(MONDAY_NINE - timedelta(hours=1)), "still to come"),
        (CirclePlan(NOON + timedelta(days=1), minutes=10), "15 to 240"),
        (CirclePlan(NOON + timedelta(days=1), minutes=300), "15 to 240"),
        (CirclePlan(NOON + timedelta(days=400)), "last day"),
        (CirclePlan(NOON + timedelta(minutes=30)), "meets at that time"),
    ],
)
def test_a_date_that_cannot_be_is_refused(date, cohort, coordinator, plan, words):
    with pytest.raises(BadDate, match=words):
        planned(cohort, coordinator, plan)


def test_a_circle_has_so_many_dates_to_come_at_most(date, cohort, coordinator, monkeypatch):
    monkeypatch.setattr("upside.community.actions.planning.MOST_TO_COME", 1)

    with pytest.raises(BadDate, match="1 dates"):
        planned(cohort, coordinator, LATER)


def test_a_moved_date_keeps_its_uid_and_asks_again(date, coordinator, mentors):
    say_whether(invitation_of(mentors[0]), comes=True, at=MONDAY_NINE)

    move_date(date, LATER, by=coordinator, at=MONDAY_NINE, seen=0)

    told = mails("circle_moved")
    method, event = event_of(told.get(person=mentors[0]))
    _method, before = event_of(mails("circle_planned").get(person=mentors[0]))
    assert (method, event["SEQUENCE"], event["UID"]) == ("REQUEST", 1, before["UID"])
    assert event["DTSTART"].dt == LATER.starts_at
    assert told.count() == 3
    assert invitation_of(mentors[0]).comes is None


def test_another_topic_keeps_the_answers(date, coordinator, mentors):
    say_whether(invitation_of(mentors[0]), comes=True, at=MONDAY_NINE)

    plan = CirclePlan(NOON, place="Room 5", topic="Another")
    move_date(date, plan, by=coordinator, at=MONDAY_NINE)

    assert invitation_of(mentors[0]).comes is True
    assert mails("circle_moved").count() == 3


def test_nothing_changed_tells_nobody(date, coordinator):
    move_date(date, PLAN, by=coordinator, at=MONDAY_NINE)

    assert not mails("circle_moved").exists()


def test_a_move_is_refused_where_it_comes_too_late(date, coordinator, stranger):
    with pytest.raises(DateOver, match="since you opened"):
        move_date(date, LATER, by=coordinator, at=MONDAY_NINE, seen=7)
    with pytest.raises(DateOver, match="begun"):
        move_date(date, LATER, by=coordinator, at=NOON)
    with pytest.raises(NotTheirCircle):
        move_date(date, LATER, by=stranger, at=MONDAY_NINE)
    call_off_date(date, by=coordinator, at=MONDAY_NINE)
    with pytest.raises(DateOver, match="called off"):
        move_date(date, LATER, by=coordinator, at=MONDAY_NINE)


def test_a_date_called_off_leaves_every_calendar_once(date, coordinator, mentors):
    call_off_date(date, by=coordinator, at=MONDAY_NINE)
    call_off_date(date, by=coordinator, at=MONDAY_NINE)

    told = mails("circle_called_off")
    assert {notice.person for notice in told} == set(mentors)
    method, event = event_of(told[0])
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 1, "CANCELLED")
    with pytest.raises(DateOver, match="called off"):
        say_whether(invitation_of(mentors[0]), comes=True, at=MONDAY_NINE)


def test_members_read_who_comes_and_leaders_how_many(date, mentors):
    first, second, third = mentors
    say_whether(invitation_of(first), comes=True, at=MONDAY_NINE)
    say_whether(invitation_of(second), comes=False, at=MONDAY_NINE)
    say_whether(invitation_of(second), comes=False, at=MONDAY_NINE)

    seen = invitations_of(third).get().date.coming
    counted = dates_of(date.circle).get()
    assert [one.person for one in seen] == [first]
    assert (counted.n_invited, counted.n_come, counted.n_cannot) == (3, 1, 1)
    assert AuditEntry.objects.filter(verb="circle.answered").count() == 2


def test_an_answer_counts_until_the_end(date, mentors):
    with pytest.raises(DateOver, match="over"):
        say_whether(invitation_of(mentors[0]), comes=True, at=NOON + timedelta(hours=1))


def test_whoever_leaves_loses_the_date_and_whoever_comes_back_gets_it(date, cohort, mentors):
    one = mentors[0]
    leave_circle(cohort, "mentor", by=one, at=MONDAY_NINE)
    leave_circle(cohort, "mentor", by=one, at=MONDAY_NINE)

    method, event = event_of(mails("circle_left").get())
    assert (method, event["SEQUENCE"]) == ("CANCEL", 1)
    assert not invitations_of(one).exists()
    with pytest.raises(NotInCircle):
        say_whether(invitation_of(one), comes=True, at=MONDAY_NINE)

    come_back(cohort, "mentor", by=one, at=MONDAY_NINE)
    come_back(cohort, "mentor", by=one, at=MONDAY_NINE)
    method, event = event_of(mails("circle_planned").filter(person=one).last())
    assert (method, event["SEQUENCE"]) == ("REQUEST", 2)
    assert invitations_of(one).exists()


def test_a_stranger_belongs_to_no_circle(date, cohort, stranger):
    assert belonging_of(stranger, cohort.pk, "mentor") is None
    with pytest.raises(NotInCircle):
        leave_circle(cohort, "mentor", by=stranger, at=MONDAY_NINE)


def test_the_worker_invites_who_joins_and_takes_out_who_withdrew(date, cohort, mentors):
    late = EnrolmentFactory(cohort=cohort).person
    Enrolment.objects.filter(person=mentors[0]).update(state="withdrawn")

    assert follow_circles(at=MONDAY_NINE) == 2
    assert follow_circles(at=MONDAY_NINE) == 0
    assert mails("circle_planned").last().person == late
    assert mails("circle_left").get().person == mentors[0]


def test_one_date_that_fails_stops_no_other(date, cohort, coordinator, mentors, monkeypatch):
    planned(cohort, coordinator, LATER)
    EnrolmentFactory(cohort=cohort)
    real = inviting.keep_invited

    def fails_once(one, *, at):
        if one == date:
            raise RuntimeError
        return real(one, at=at)

    monkeypatch.setattr(inviting, "keep_invited", fails_once)

    assert follow_circles(at=MONDAY_NINE) == 1


def test_a_locked_database_is_tried_again(date, monkeypatch):
    def locked(_date, *, at):
        raise OperationalError

    monkeypatch.setattr(inviting, "keep_invited", locked)

    with pytest.raises(OperationalError):
        follow_circles(at=MONDAY_NINE)


def test_a_host_plans_beside_the_coordinators_until_they_leave(cohort, mentors, coordinator):
    host = mentors[1]
    name_host(cohort, "mentor", host, by=coordinator, at=MONDAY_NINE)

    date = planned(cohort, host)
    assert list(dates_led_by(host)) == [date] == list(dates_led_by(coordinator))
    assert not dates_led_by(mentors[0]).exists()

    leave_circle(cohort, "mentor", by=host, at=MONDAY_NINE)
    assert Circle.objects.get().host is None
    assert not dates_led_by(host).exists()


def test_a_host_is_named_by_a_coordinator_from_the_circle(cohort, mentors, coordinator):
    with pytest.raises(NotTheirCircle):
        name_host(cohort, "mentor", mentors[0], by=mentors[0], at=MONDAY_NINE)
    with pytest.raises(NotInCircle):
        name_host(cohort, "mentor", PersonFactory(), by=coordinator, at=MONDAY_NINE)

    name_host(cohort, "mentor", mentors[0], by=coordinator, at=MONDAY_NINE)
    name_host(cohort, "mentor", None, by=coordinator, at=MONDAY_NINE)
    assert Circle.objects.get().host is None


def test_the_feed_holds_the_dates_to_which_somebody_may_come(date, mentors):
    first, second, _third = mentors
    say_whether(invitation_of(first), comes=True, at=MONDAY_NINE)
    say_whether(invitation_of(second), comes=False, at=MONDAY_NINE)
    make_feed(first, at=MONDAY_NINE)

    text, changed = feed_text(first, at=MONDAY_NINE, also=appointments_of(first, at=MONDAY_NINE))
    assert [str(e["SUMMARY"]) for e in Calendar.from_ical(text).walk("VEVENT")] == [
        "Turning the tables: circle of mentors"
    ]
    assert changed == MONDAY_NINE
    assert appointments_of(second, at=MONDAY_NINE) == []


def test_the_calendar_file_says_what_was_answered(cohort, coordinator):
    person = EnrolmentFactory(cohort=cohort, role="mentee").person
    planned(cohort, coordinator, CirclePlan(NOON), role="mentee")
    invitation = say_whether(invitation_of(person), comes=True, at=MONDAY_NINE)

    event = next(iter(Calendar.from_ical(calendar_of(invitation)).walk("VEVENT")))
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(event["SUMMARY"]) == "Turning the tables: circle of mentees"


@pytest.mark.parametrize("role", ["mentor", "mentee"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_of_a_circle_can_be_written(cohort, coordinator, role, language, settings):
    settings.DEMO = True
    one, two = (
        EnrolmentFactory(
            cohort=cohort, role=role, person=PersonFactory(ui_language=language)
        ).person
        for _n in range(2)
    )
    date = planned(cohort, coordinator, role=role)
    move_date(date, LATER, by=coordinator, at=MONDAY_NINE)
    leave_circle(cohort, role, by=one, at=MONDAY_NINE)
    call_off_date(date, by=coordinator, at=MONDAY_NINE)

    send_due_notices(at=MONDAY_NINE)

    assert not Notice.objects.exclude(state="sent").exists()
    bodies = {
        notice.template: notice.body for notice in Notice.objects.filter(person__in=[one, two])
    }
    assert len(bodies) == 4
    assert "Room 4" in bodies["circle_moved"]
    assert "How do you begin?" in bodies["circle_planned"]


def test_rows_say_what_they_are(date):
    invitation = date.invitations.first()
    circle = Circle.objects.get()
    leave = circle.leaves.create(person=invitation.person, left_at=MONDAY_NINE)

    assert "mentor" in str(circle)
    assert "2026-03-16" in str(CircleDate.objects.get())
    assert str(invitation.person_id) in str(invitation)
    assert str(invitation.person_id) in str(leave)
