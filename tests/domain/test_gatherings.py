"""Dates of a group: who books, when all have time, one event in each calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.calendar_world import ConnectedCalendarFactory
from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    SessionFactory,
    SlotFactory,
)
from tests.group_world import meeting_group
from upside.calendars.models import BusySpan
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions.groups import GroupEnded, end_group
from upside.pairs.models import Pair
from upside.sessions.actions import (
    BusyInOwnCalendar,
    DateNotFree,
    DateNotPossible,
    NobodyToMeet,
    NotTheirs,
    book_gatherings,
    book_session,
)
from upside.sessions.calendar import calendar_text
from upside.sessions.feed import feed_text
from upside.sessions.gatherings import (
    common_dates_of,
    gatherings_of,
    others_at,
    pairs_to_meet,
    people_of,
)
from upside.sessions.models import Gathering, Session
from upside.sessions.working_time import working_time_of

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def group(cohort, coordinator):
    return meeting_group(cohort, coordinator)


@pytest.fixture
def mentor(group):
    return group.mentor


def book(group, *starts, by=None, at=MONDAY_NINE, **more):
    return book_gatherings(
        group, starts=starts or (THURSDAY,), by=by or group.mentor, at=at, **more
    )


def mentees(group):
    return [pair.mentee for pair in group.pairs.order_by("pk")]


def mails_to(person, template="session_booked"):
    return list(Notice.objects.filter(template=template, person=person).order_by("pk"))


def event_of(notice):
    [event] = Calendar.from_ical(notice.context["calendar"].encode()).walk("VEVENT")
    return event


def attendees(event):
    found = event["ATTENDEE"]
    return {
        str(one).removeprefix("mailto:") for one in (found if isinstance(found, list) else [found])
    }


def test_the_mentor_books_a_session_of_each_pair_and_everybody_gets_one_mail(group, mentor):
    [gathering] = book(group, place="Room 4")

    sessions = gathering.sessions.order_by("pk")
    assert [one.pair for one in sessions] == list(group.pairs.order_by("pk"))
    assert {(one.starts_at, one.place) for one in sessions} == {(THURSDAY, "Room 4")}
    assert {len(mails_to(one)) for one in (mentor, *mentees(group))} == {1}
    assert AuditEntry.objects.filter(verb="session.booked").count() == 3
    assert {one.replies.get().person for one in sessions} == {mentor}


def test_the_mails_say_whom_one_meets(group, mentor):
    book(group)

    to_mentor, to_mentee = (write_mail(mails_to(p)[0]) for p in (mentor, mentees(group)[0]))
    assert to_mentor.subject == "Session with Mini one on Thursday 12 March 2026"
    assert "You meet the whole group" in to_mentor.text
    assert "Session with Ada Arlen (Mini one)" in to_mentee.subject
    assert "stay away on its page" in to_mentee.text


def test_one_event_for_all_in_which_mentees_see_no_address_of_each_other(group, mentor):
    [gathering] = book(group)
    bea, cem, dov = mentees(group)

    own, theirs = event_of(mails_to(mentor)[0]), event_of(mails_to(bea)[0])
    assert {str(one["UID"]) for one in (own, theirs)} == {gathering.uid}
    assert attendees(own) == {one.email for one in (mentor, bea, cem, dov)}
    assert attendees(theirs) == {mentor.email, bea.email}
    assert str(theirs["SUMMARY"]).endswith("Mini one with Ada Arlen")
    assert own["SEQUENCE"] == theirs["SEQUENCE"] == 0


def test_without_a_reader_the_event_is_that_of_the_two(group, mentor):
    [gathering] = book(group)

    text = calendar_text(gathering.sessions.order_by("pk")[0])

    assert gathering.uid in text.replace("\r\n ", "")
    assert "Cem" not in text


def test_the_feed_of_the_mentor_has_the_date_once(group, mentor):
    [gathering] = book(group)

    for person in (mentor, mentees(group)[1]):
        text, changed_at = feed_text(person, at=MONDAY_NINE)
        [event] = Calendar.from_ical(text).walk("VEVENT")
        assert str(event["UID"]) == gathering.uid
        assert changed_at == MONDAY_NINE


def test_an_assistant_of_two_mentees_reads_two_dates(group, cohort, coordinator):
    for mentee in mentees(group)[:2]:
        EnrolmentFactory(cohort=cohort, person=mentee, role="mentee", assistant=coordinator)
    [gathering] = book(group)

    events = Calendar.from_ical(feed_text(coordinator, at=MONDAY_NINE)[0]).walk("VEVENT")

    assert len({str(one["UID"]) for one in events} - {gathering.uid}) == 2


def test_the_same_start_twice_is_one_date(group):
    assert book(group) == book(group)
    assert Gathering.objects.count() == 1


def test_several_dates_or_none(group):
    with pytest.raises(DateNotFree, match="overlap"):
        book(group, THURSDAY, THURSDAY + HOUR / 2)
    with pytest.raises(DateNotPossible):
        book(group, THURSDAY, MONDAY_NINE)

    assert Session.objects.count() == 0
    assert len(book(group, THURSDAY, THURSDAY + 2 * HOUR)) == 2


def test_nobody_but_the_mentor_books(group, coordinator):
    for person in (mentees(group)[0], coordinator):
        with pytest.raises(NotTheirs):
            book(group, by=person)


def test_a_dissolved_group_books_nothing(group, coordinator):
    end_group(group, by=coordinator, at=MONDAY_NINE)

    with pytest.raises(GroupEnded):
        book(group)


def test_who_rests_or_has_not_signed_is_left_out(group):
    bea, cem, dov = group.pairs.order_by("pk")
    Pair.objects.filter(pk=bea.pk).update(state="paused")

    [gathering] = book(group)
    assert {one.pair for one in gathering.sessions.all()} == {cem, dov}
    assert mails_to(bea.mentee) == []

    Pair.objects.filter(pk=cem.pk).update(state="accepted")
    with pytest.raises(NobodyToMeet):
        book(group, THURSDAY + 2 * HOUR)


def test_who_is_still_to_be_trained_is_left_out(group, cohort):
    cohort.programme.settings = {"training": {"before_first_session": ["mentee"]}}
    cohort.programme.save()
    bea, cem, dov = group.pairs.order_by("pk")
    for pair in (cem, dov):
        EnrolmentFactory(
            cohort=cohort, person=pair.mentee, role="mentee", trained_on=MONDAY_NINE.date()
        )
    EnrolmentFactory(cohort=cohort, person=bea.mentee, role="mentee")

    assert pairs_to_meet(group) == [cem, dov]


def test_another_session_of_anybody_is_in_the_way(group, mentor):
    dov = group.pairs.order_by("pk")[2]
    elsewhere = PairFactory(mentor=dov.mentee, state="active")
    SessionFactory(pair=elsewhere, starts_at=THURSDAY + HOUR / 2, ends_at=THURSDAY + 2 * HOUR)

    with pytest.raises(DateNotFree):
        book(group)


def test_a_pair_cannot_meet_alone_over_a_date_of_its_group(group, mentor):
    book(group)

    with pytest.raises(DateNotFree):
        book_session(group.pairs.first(), starts_at=THURSDAY + HOUR / 2, by=mentor, at=MONDAY_NINE)


def test_the_mentors_own_calendar_asks_first(group, mentor):
    BusySpan.objects.create(
        calendar=ConnectedCalendarFactory(person=mentor),
        starts_at=THURSDAY,
        ends_at=THURSDAY + HOUR,
    )
    with pytest.raises(BusyInOwnCalendar):
        book(group)

    assert len(book(group, despite_busy=True)) == 1


def weeks(cohort, group, *hours):
    for person, (starts, ends) in zip((group.mentor, *mentees(group)), hours, strict=True):
        place = EnrolmentFactory(cohort=cohort, person=person)
        SlotFactory(enrolment=place, weekday=0, starts=starts * 60, ends=ends * 60)


@pytest.fixture
def autumn(coordinator):
    return CohortFactory(starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 30))


def test_dates_suit_everybody_on_both_sides_of_a_change_of_clocks(autumn, coordinator):
    group = meeting_group(autumn, coordinator, names=("Bea", "Cem"))
    cem = mentees(group)[1]
    cem.time_zone = "America/New_York"
    cem.save()
    weeks(autumn, group, (9, 17), (14, 18), (8, 11))

    dates = common_dates_of(pairs_to_meet(group), after=datetime(2026, 10, 16, 8, tzinfo=UTC))

    paris = ZoneInfo("Europe/Paris")
    hours = {f"{one.astimezone(paris):%d.%m %H:%M}" for one in dates}
    assert "19.10 14:00" in hours  # eight in New York, six hours behind
    assert "26.10 13:00" not in hours
    assert "26.10 14:00" in hours  # nine in New York: Europe has changed, America has not yet
    assert "02.11 14:00" in hours
    assert all(one.astimezone(paris).hour >= 14 for one in dates)


def test_where_one_has_no_time_nothing_is_offered(autumn, coordinator):
    group = meeting_group(autumn, coordinator, names=("Bea", "Cem"))
    weeks(autumn, group, (9, 12), (9, 12), (14, 17))

    assert common_dates_of(pairs_to_meet(group), after=MONDAY_NINE) == []
    assert common_dates_of([], after=MONDAY_NINE) == []


def test_what_the_date_itself_takes_is_free_for_moving_it(autumn, coordinator):
    group = meeting_group(autumn, coordinator, names=("Bea", "Cem"))
    weeks(autumn, group, (9, 11), (9, 11), (9, 11))
    monday = datetime(2026, 10, 19, 7, 30, tzinfo=UTC)
    at = monday - timedelta(days=3)
    [gathering] = book(group, monday, at=at)

    pairs = pairs_to_meet(group)
    first_day = monday + timedelta(hours=3)
    taken = [one for one in common_dates_of(pairs, after=at, limit=99) if one < first_day]
    free = [
        one for one in common_dates_of(pairs, after=at, limit=99, but=gathering) if one < first_day
    ]

    assert taken == []
    assert len(free) == 3


def test_what_is_to_come_each_date_once(group, mentor, coordinator):
    book(group, THURSDAY, THURSDAY + 2 * HOUR)
    bea = mentees(group)[0]

    for person in (mentor, bea):
        found = gatherings_of(group, person, MONDAY_NINE)
        assert [one.starts_at for one in found] == [THURSDAY, THURSDAY + 2 * HOUR]
        assert len(others_at(found[0])) == 2
    assert gatherings_of(group, coordinator, MONDAY_NINE) == []
    assert others_at(SessionFactory()) == []
    assert str(Gathering.objects.first()).startswith("Mini one")
    assert people_of(pairs_to_meet(group))[0] == mentor


def test_a_date_of_a_group_is_one_hour_of_its_mentor(group, cohort, mentor):
    place = EnrolmentFactory(cohort=cohort, person=mentor)
    book(group)

    assert working_time_of(place, at=MONDAY_NINE).days == ((THURSDAY, THURSDAY + HOUR),)


def test_a_video_room_of_the_group_is_not_that_of_a_pair(group, cohort):
    cohort.programme.settings = {"video_link": "https://meet.example/{pair}"}
    cohort.programme.save()

    [gathering] = book(group)

    assert gathering.sessions.first().place == f"https://meet.example/g{group.pk}"
