"""A date of a group that stands: who comes to it after all, who rests then, who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.calendar_world import busy
from tests.factories import PairFactory, SessionFactory
from tests.group_world import meeting_group
from upside.notices.models import Notice
from upside.pairs.actions.groups import add_to_group
from upside.pairs.models import Pair
from upside.sessions.actions import (
    DateNotFree,
    PairNotActive,
    book_gatherings,
    cancel_session,
    dissolve_group,
    grouping,
    move_session,
    pause_pair,
)
from upside.sessions.models import Gathering, Session

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
FRIDAY, HOUR = THURSDAY + timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def group(cohort, coordinator):
    return meeting_group(cohort, coordinator)


@pytest.fixture
def mentor(group):
    return group.mentor


@pytest.fixture
def dates(group):
    """Return the sessions of one date: of Bea, of Cem and of Dov."""
    book(group)
    Notice.objects.all().delete()
    return list(Session.objects.order_by("pk"))


def book(group, **more):
    return book_gatherings(group, starts=[THURSDAY], by=group.mentor, at=MONDAY, **more)


def told(template):
    return [one.person for one in Notice.objects.filter(template=template).order_by("pk")]


def event_to(person, template):
    notice = Notice.objects.filter(template=template, person=person).latest("pk")
    [event] = Calendar.from_ical(notice.context["calendar"].encode()).walk("VEVENT")
    return event


def planned(pair):
    return Session.objects.filter(pair=pair, state="planned")


def test_who_stayed_away_and_who_is_new_come_when_it_is_booked_again(
    dates, group, mentor, coordinator
):
    bea = dates[0].pair
    cancel_session(dates[0], by=bea.mentee, at=MONDAY)
    new = PairFactory(cohort=group.cohort, mentor=mentor, state="active")
    add_to_group(group, new, by=coordinator, at=MONDAY)
    before = event_to(bea.mentee, "session_cancelled")["SEQUENCE"]

    for _press in range(2):
        [gathering] = book(group)

    assert gathering == Gathering.objects.get()
    assert [planned(pair).get().starts_at for pair in (bea, new)] == [THURSDAY] * 2
    assert planned(new).get().replies.get().person == mentor
    assert told("session_booked") == [bea.mentee, new.mentee, mentor]
    event = event_to(bea.mentee, "session_booked")
    assert (str(event["UID"]), event["SEQUENCE"] > before) == (gathering.uid, True)
    assert len(event_to(mentor, "session_booked")["ATTENDEE"]) == 5
    assert event_to(mentor, "session_booked")["SEQUENCE"] == gathering.sequence


def test_who_has_another_session_then_does_not_come(dates, group):
    cancel_session(dates[0], by=dates[0].pair.mentee, at=MONDAY)
    elsewhere = PairFactory(mentor=dates[0].pair.mentee, state="active")
    SessionFactory(pair=elsewhere, starts_at=THURSDAY, ends_at=THURSDAY + HOUR)

    with pytest.raises(DateNotFree):
        book(group)


def test_what_was_confirmed_is_not_asked_again(group, mentor):
    busy(mentor, THURSDAY, THURSDAY + HOUR)

    assert book(group, despite_busy=True) == book(group)


def test_a_pause_that_ends_before_keeps_nobody_from_moving(dates, mentor):
    pause_pair(dates[0].pair, until=date(2026, 3, 11), by=dates[0].pair.mentee, at=MONDAY)

    move_session(dates[0], starts_at=FRIDAY, by=mentor, at=MONDAY)

    assert set(Session.objects.values_list("starts_at", "state")) == {(FRIDAY, "planned")}


@pytest.mark.parametrize("which", [0, 1])
def test_who_rests_then_is_left_out_whichever_session_is_moved(dates, mentor, which):
    bea = dates[0].pair
    pause_pair(bea, until=date(2026, 3, 11), by=bea.mentee, at=MONDAY)
    Notice.objects.all().delete()
    wednesday = THURSDAY - timedelta(days=1)

    moved = move_session(dates[which], starts_at=wednesday, by=mentor, at=MONDAY)

    assert moved.pair in {one.pair for one in dates[1:]}
    assert not planned(bea).exists()
    assert [planned(one.pair).get().starts_at for one in dates[1:]] == [wednesday] * 2
    assert told("session_cancelled") == [bea.mentee]
    assert bea.mentee not in told("session_moved")
    assert len(event_to(mentor, "session_moved")["ATTENDEE"]) == 3


def test_where_all_rest_then_nothing_is_moved(dates, mentor):
    for one in dates:
        pause_pair(one.pair, until=date(2026, 3, 11), by=one.pair.mentee, at=MONDAY)

    with pytest.raises(PairNotActive, match="on pause"):
        move_session(dates[0], starts_at=THURSDAY - timedelta(days=1), by=mentor, at=MONDAY)
    assert set(Session.objects.values_list("starts_at", "state")) == {(THURSDAY, "planned")}


def test_the_mentors_file_of_one_who_stays_away_keeps_the_date(client, dates, mentor):
    def file_of(person):
        client.force_login(person)
        answer = client.get(reverse("pairs:ics", args=[dates[0].pk])).content
        return str(Calendar.from_ical(answer)["METHOD"])

    bea = dates[0].pair.mentee
    cancel_session(dates[0], by=bea, at=MONDAY)
    assert (file_of(mentor), file_of(bea)) == ("REQUEST", "CANCEL")

    cancel_session(dates[1], by=mentor, at=MONDAY)
    assert file_of(mentor) == "CANCEL"


def test_a_date_booked_while_the_group_is_dissolved_is_called_off(group, coordinator, monkeypatch):
    def late(group, **more):
        book(group)
        return end_group(group, **more)

    end_group = grouping.end_group
    monkeypatch.setattr(grouping, "end_group", late)

    assert dissolve_group(group, by=coordinator, at=MONDAY)
    assert not Session.objects.filter(state="planned").exists()
    assert not Pair.objects.filter(group=group).exists()
