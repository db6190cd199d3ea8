"""Dates at which both have time: the week of each, laid over the calendar of both zones."""

from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
    SlotFactory,
)
from upside.pairs.models import Pair
from upside.sessions.common_time import Week, free_starts, spread
from upside.sessions.models import Session
from upside.sessions.queries import common_dates

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def pair_with(mentor_slots, mentee_slots, *, zones=("Europe/Paris", "Europe/Paris"), **settings):
    cohort = CohortFactory(starts_on=date(2026, 10, 1), ends_on=date(2027, 3, 31))
    cohort.programme.settings = settings
    cohort.programme.save()
    people = [PersonFactory(time_zone=zone) for zone in zones]
    for person, slots in zip(people, (mentor_slots, mentee_slots), strict=True):
        place = EnrolmentFactory(cohort=cohort, person=person)
        for weekday, starts, ends in slots:
            SlotFactory(enrolment=place, weekday=weekday, starts=starts * 60, ends=ends * 60)
    return PairFactory(cohort=cohort, mentor=people[0], mentee=people[1], state=Pair.State.ACTIVE)


@pytest.mark.django_db
def test_common_dates_keep_the_local_hour_when_the_clocks_change():
    pair = pair_with([(0, 9, 10)], [(0, 9, 12)])

    dates = common_dates(pair, after=FRIDAY, weeks=3)

    # Paris leaves summer time on 25 October 2026: nine o'clock is 07:00 UTC before, 08:00 after
    assert dates == [utc(10, 19, 7), utc(10, 26, 8), utc(11, 2, 8)]


@pytest.mark.django_db
def test_two_zones_meet_where_both_are_at_work_even_in_the_odd_week():
    zones = ("America/New_York", "Europe/Paris")
    pair = pair_with([(0, 9, 10)], [(0, 14, 16)], zones=zones)

    dates = common_dates(pair, after=FRIDAY, weeks=3)

    # New York changes a week after Paris: nine there is 15:00, then 14:00, then 15:00 in Paris
    assert dates == [utc(10, 19, 13), utc(10, 26, 13), utc(11, 2, 14)]
    hours = {d.astimezone(NEW_YORK).hour for d in dates}
    assert hours == {9}
    assert [d.astimezone(PARIS).hour for d in dates] == [15, 14, 15]


@pytest.mark.django_db
def test_common_dates_are_a_day_ahead_at_least_and_within_the_cohort():
    pair = pair_with([(0, 9, 10)], [(0, 9, 10)])
    sunday_evening = utc(10, 18, 20)
    pair.cohort.ends_on = date(2026, 11, 1)

    assert common_dates(pair, after=sunday_evening) == [utc(10, 26, 8)]
    assert common_dates(pair, after=utc(12, 1, 8)) == []


@pytest.mark.django_db
def test_common_dates_begin_with_the_cohort():
    pair = pair_with([(0, 9, 10)], [(0, 9, 10)])

    assert common_dates(pair, after=utc(7, 1, 8))[0] == utc(10, 5, 7)


@pytest.mark.django_db
def test_common_dates_pass_over_sessions_planned_in_any_pair():
    pair = pair_with([(0, 9, 10)], [(0, 9, 10)])
    other = PairFactory(mentor=pair.mentor, cohort=pair.cohort)
    SessionFactory(pair=other, starts_at=utc(10, 19, 7, 30), ends_at=utc(10, 19, 8, 30))
    off = SessionFactory(pair=pair, starts_at=utc(10, 26, 8), ends_at=utc(10, 26, 9))
    Session.objects.filter(pk=off.pk).update(state=Session.State.CANCELLED)

    assert common_dates(pair, after=FRIDAY, weeks=3) == [utc(10, 26, 8), utc(11, 2, 8)]


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "expected"), [(60, [7]), (90, [])])
def test_a_session_needs_its_whole_length(minutes, expected):
    pair = pair_with([(0, 9, 10)], [(0, 8, 12)], session_minutes=minutes)

    assert [d.hour for d in common_dates(pair, after=FRIDAY, weeks=1)] == expected


@pytest.mark.django_db
def test_people_without_slots_have_no_dates_in_common():
    assert common_dates(pair_with([], [(0, 9, 12)]), after=FRIDAY) == []


@pytest.mark.django_db
def test_nobody_is_asked_to_meet_at_christmas_or_new_year():
    pair = pair_with([(4, 9, 10)], [(4, 9, 10)])

    dates = common_dates(pair, after=utc(12, 15, 8), weeks=4)

    assert [(d.month, d.day) for d in dates] == [(12, 18), (1, 8)]


@pytest.mark.django_db
def test_common_dates_take_three_queries(django_assert_num_queries):
    pair = pair_with([(0, 9, 10), (2, 9, 12)], [(0, 9, 12), (2, 8, 12)])

    with django_assert_num_queries(3):
        common_dates(pair, after=FRIDAY)


@pytest.mark.django_db
def test_the_list_offers_every_week_before_it_offers_a_second_hour():
    everyday = [(day, 9, 18) for day in range(5)]
    pair = pair_with(everyday, everyday)

    dates = common_dates(pair, after=FRIDAY, weeks=6, limit=12)

    weeks = [(d - dates[0]).days // 7 for d in dates]
    assert sorted(weeks) == sorted([*range(6), *range(6)])
    assert len({d.date() for d in dates}) == 12


@pytest.mark.django_db
def test_one_common_morning_a_week_is_offered_early_and_late():
    dates = common_dates(pair_with([(0, 9, 12)], [(0, 9, 12)]), after=FRIDAY, weeks=6, limit=12)

    hours = [d.astimezone(PARIS).hour for d in dates]
    assert set(hours) == {9, 10, 11}
    mondays = [[d for d in dates if d.date() == day] for day in {d.date() for d in dates}]
    assert all(abs(two[1] - two[0]) >= timedelta(hours=1) for two in mondays)
    assert len(mondays) == 6


@pytest.mark.django_db
def test_where_every_day_is_free_not_all_offers_are_at_nine():
    everyday = [(day, 9, 18) for day in range(5)]
    dates = common_dates(pair_with(everyday, everyday), after=FRIDAY)

    assert len({d.astimezone(PARIS).hour for d in dates}) > 3


def test_many_busy_spans_cost_little_and_leave_out_what_they_touch():
    week = Week(ZoneInfo("Europe/Paris"), tuple((day, 540, 1080) for day in range(5)))
    opens = datetime(2026, 1, 5, tzinfo=UTC)
    within = opens, opens + timedelta(weeks=52)
    length, minute = timedelta(hours=1), timedelta(minutes=1)
    busy = [
        (start, start + (n % 70) * minute)
        for n, start in ((n, opens + n * 11 * minute) for n in range(0, 47_000, 7))
    ]
    everything = free_starts(week, week, within=within, busy=[], minutes=60)

    began = process_time()
    found = free_starts(week, week, within=within, busy=busy * 8, minutes=60)

    assert process_time() - began < 1.5
    assert 0 < len(found) < len(everything)
    some = everything[::20]
    assert [one for one in some if one in found] == [
        one
        for one in some
        if not any(one < ends and starts < one + length for starts, ends in busy)
    ]


def test_slots_that_touch_make_one_span_even_over_midnight():
    week = Week(ZoneInfo("UTC"), ((0, 1380, 1440), (1, 0, 60), (1, 30, 90)))

    assert week.spans(date(2026, 3, 2), date(2026, 3, 3)) == [
        (utc(3, 2, 23), utc(3, 3, 1, 30)),
    ]
    assert week.spans(date(2026, 3, 4), date(2026, 3, 5)) == []


def test_starts_lie_on_the_half_hours_of_the_first():
    one = Week(ZoneInfo("Asia/Kathmandu"), ((0, 540, 660),))
    other = Week(ZoneInfo("Asia/Kathmandu"), ((0, 550, 660),))
    within = (utc(3, 1, 0), utc(3, 4, 0))

    found = free_starts(one, other, within=within, busy=[], minutes=60)

    local = [f"{d.astimezone(one.zone):%H:%M}" for d in found]
    assert local == ["09:30", "10:00"]


slots = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 5)).map(
        lambda s: (s[0], s[1] * 60, min(1440, (s[1] + s[2]) * 60))
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(slots, slots, st.sampled_from([PARIS, NEW_YORK]), st.integers(0, 30))
def test_every_start_is_in_a_slot_of_both(ours, theirs, zone, day):
    after = utc(10, 10, 0) + timedelta(days=day)
    one, other = Week(PARIS, tuple(ours)), Week(zone, tuple(theirs))

    found = free_starts(one, other, within=(after, after + timedelta(days=14)), busy=[], minutes=60)

    assert found == sorted(set(found))
    for start in found:
        for week in (one, other):
            spans = week.spans(start.date() - timedelta(2), start.date() + timedelta(2))
            assert any(a <= start and start + timedelta(hours=1) <= b for a, b in spans)
    assert set(spread(found, limit=5)) <= set(found)
    assert len(spread(found, limit=5)) == min(5, len(found))
