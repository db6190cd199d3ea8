"""The rules of momentum: what each case comes to, and what holds for every pair."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import MONDAY_NINE
from upside.programmes.momentum import Pace
from upside.sessions.momentum import (
    Colour,
    Facts,
    Meeting,
    Pause,
    Why,
    Without,
    momentum,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MONTHLY = Pace(rhythm_days=30, n_sessions=6)
RANK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}


def meeting(day, state, *, settled=None):
    """A session on that day after the charter; settled as it ended, or on the day that is said."""
    starts = MONDAY_NINE + day * DAY
    at = None if state == "planned" else MONDAY_NINE + (day if settled is None else settled) * DAY
    return Meeting(starts, starts + HOUR, state, at)


def pair(*meetings, pace=MONTHLY, pauses=(), without=None):
    return Facts(pace, MONDAY_NINE, tuple(meetings), tuple(pauses), without)


def told(facts, day):
    found = momentum(facts, MONDAY_NINE + day * DAY)
    return found.colour


@pytest.mark.parametrize(
    ("day", "colour"),
    [(0, "green"), (37.5, "green"), (37.6, "amber"), (60, "amber"), (60.1, "red"), (400, "red")],
)
def test_without_any_session_time_counts_from_the_charter(day, colour):
    assert told(pair(), day) == colour


@pytest.mark.parametrize(
    ("meetings", "day", "colour"),
    [
        ([(10, "held")], 47, "green"),
        ([(10, "held")], 48, "amber"),
        ([(10, "held")], 70, "amber"),
        ([(10, "held")], 71, "red"),
        ([(10, "held"), (65, "planned")], 60, "green"),  # booked before 10 + 60
        ([(10, "held"), (80, "planned")], 60, "amber"),  # too late to clear anything
        ([(10, "held"), (80, "planned")], 72, "red"),
        ([(10, "held"), (65, "planned")], 72, "green"),  # nobody has said yet whether they met
        ([(10, "held"), (65, "planned")], 73, "red"),
        ([(10, "held"), (20, "missed")], 21, "green"),
        ([(10, "held"), (20, "missed"), (25, "cancelled")], 26, "amber"),
        ([(10, "held"), (20, "missed"), (25, "cancelled"), (30, "planned")], 26, "amber"),
        ([(10, "held"), (20, "missed"), (25, "cancelled"), (28, "missed")], 29, "red"),
        ([(10, "missed"), (15, "missed"), (20, "held"), (25, "missed")], 26, "green"),
        ([(10, "missed"), (15, "held"), (20, "missed"), (25, "missed")], 26, "amber"),
    ],
)
def test_cases(meetings, day, colour):
    assert told(pair(*(meeting(*one) for one in meetings)), day) == colour


@pytest.mark.parametrize("reason", list(Without))
def test_a_pair_of_which_nothing_is_expected_has_no_colour_and_says_why(reason):
    found = momentum(pair(without=reason), MONDAY_NINE + 400 * DAY)

    assert (found.colour, found.without, found.is_uneasy) == (None, reason, False)


def test_a_pair_that_has_had_all_its_sessions_has_no_colour():
    six = [meeting(n, "held") for n in range(6)]

    assert momentum(pair(*six), MONDAY_NINE + 400 * DAY).without == Without.DONE
    assert told(pair(*six[1:]), 400) == "red"


def test_a_pair_without_signatures_has_no_colour():
    facts = replace(pair(), signed_at=None)

    assert momentum(facts, MONDAY_NINE + 400 * DAY).without == Without.NOT_SIGNED


def test_in_a_clinic_nobody_is_late_and_what_is_called_off_still_counts():
    clinic = Pace(rhythm_days=None, n_sessions=4)
    off = [meeting(day, "missed") for day in (10, 20, 30)]

    assert told(pair(pace=clinic), 400) == "green"
    assert told(pair(*off[:2], pace=clinic), 31) == "amber"
    assert told(pair(*off, pace=clinic), 31) == "red"


def test_time_on_pause_does_not_count():
    pause = Pause(MONDAY_NINE + 20 * DAY, MONDAY_NINE + 50 * DAY)

    assert told(pair(pauses=[pause]), 67) == "green"
    assert told(pair(pauses=[pause]), 68) == "amber"
    assert told(pair(pauses=[pause]), 91) == "red"


def test_a_pause_before_the_last_session_moves_nothing_and_one_across_it_only_its_end():
    before = Pause(MONDAY_NINE + 2 * DAY, MONDAY_NINE + 9 * DAY)
    across = Pause(MONDAY_NINE + 5 * DAY, MONDAY_NINE + 20 * DAY + HOUR)

    assert told(pair(meeting(10, "held"), pauses=[before]), 48) == "amber"
    assert told(pair(meeting(10, "held"), pauses=[across]), 57) == "green"
    assert told(pair(meeting(10, "held"), pauses=[across]), 58) == "amber"


def test_what_a_pause_called_off_is_nobodys_miss():
    off = [meeting(day, "cancelled", settled=20) for day in (22, 40, 50)]
    pause = Pause(MONDAY_NINE + 20 * DAY, MONDAY_NINE + 60 * DAY)

    assert told(pair(*off), 21) == "red"
    assert told(pair(*off, pauses=[pause]), 61) == "green"


def test_it_says_why_and_since_when():
    late = momentum(pair(meeting(10, "held")), MONDAY_NINE + 60 * DAY)
    off = (meeting(70, "cancelled", settled=12), meeting(75, "cancelled", settled=14))
    called_off = momentum(pair(meeting(10, "held"), *off), MONDAY_NINE + 15 * DAY)

    assert (late.why, late.since) == ((Why.LATE,), MONDAY_NINE + 47.5 * DAY + HOUR)
    assert (called_off.why, called_off.since) == ((Why.IN_A_ROW,), MONDAY_NINE + 14 * DAY)
    assert called_off.in_a_row == 2


def test_lateness_begins_when_the_booking_that_cleared_it_is_called_off():
    booked = meeting(65, "cancelled", settled=62)
    found = momentum(pair(meeting(10, "held"), booked), MONDAY_NINE + 63 * DAY)

    assert (found.colour, found.since) == ("amber", MONDAY_NINE + 62 * DAY)


def test_it_tells_the_last_and_the_next_date():
    facts = pair(meeting(10, "held"), meeting(65, "planned"), meeting(50, "planned"))
    found = momentum(facts, MONDAY_NINE + 40 * DAY)

    assert found.last_held == MONDAY_NINE + 10 * DAY + HOUR
    assert found.next_at == MONDAY_NINE + 50 * DAY


states = st.sampled_from(["held", "cancelled", "missed"])
settled = st.lists(st.tuples(st.integers(0, 90), states), max_size=6, unique_by=lambda m: m[0])
paces = st.builds(
    Pace,
    rhythm_days=st.integers(1, 60),
    n_sessions=st.just(60),
    amber=st.floats(1, 2),
    red=st.floats(2.1, 4),
    amber_in_a_row=st.integers(1, 2),
    red_in_a_row=st.integers(3, 4),
)


@given(settled, paces, st.integers(91, 300), st.integers(0, 300))
def test_time_alone_never_makes_it_better(meetings, pace, day, more):
    facts = pair(*(meeting(*one) for one in meetings), pace=pace)

    assert RANK[told(facts, day)] <= RANK[told(facts, day + more)]


@given(settled, paces, st.integers(91, 300), st.integers(0, 120))
def test_a_booking_never_makes_it_worse(meetings, pace, day, ahead):
    facts = pair(*(meeting(*one) for one in meetings), pace=pace)
    booked = replace(facts, meetings=(*facts.meetings, meeting(day + ahead, "planned")))

    assert RANK[told(booked, day)] <= RANK[told(facts, day)]


@given(settled, paces, st.integers(91, 300))
def test_a_session_held_now_makes_it_green(meetings, pace, day):
    facts = pair(*(meeting(*one) for one in meetings), meeting(day, "held"), pace=pace)

    assert told(facts, day + 0.5) == "green"


@given(settled, paces, st.integers(91, 300))
def test_one_more_called_off_never_makes_it_better(meetings, pace, day):
    facts = pair(*(meeting(*one) for one in meetings), pace=pace)
    worse = replace(facts, meetings=(*facts.meetings, meeting(90.5, "missed")))

    assert RANK[told(facts, day)] <= RANK[told(worse, day)]


@given(settled, paces, st.integers(91, 300), st.integers(1, 60))
def test_a_longer_rhythm_never_makes_it_worse(meetings, pace, day, more):
    facts = pair(*(meeting(*one) for one in meetings), pace=pace)
    slower = replace(facts, pace=replace(pace, rhythm_days=pace.rhythm_days + more))

    assert RANK[told(slower, day)] <= RANK[told(facts, day)]


@given(st.permutations([(10, "held"), (20, "missed"), (30, "cancelled"), (50, "planned")]))
def test_the_order_in_which_facts_come_does_not_matter(order):
    assert told(pair(*(meeting(*one) for one in order)), 40) == "amber"


@given(settled, paces, st.integers(91, 300))
def test_amber_or_red_always_says_why_and_since_when(meetings, pace, day):
    found = momentum(pair(*(meeting(*m) for m in meetings), pace=pace), MONDAY_NINE + day * DAY)

    assert bool(found.why) == bool(found.since) == found.is_uneasy
    assert found.since is None or found.since < MONDAY_NINE + day * DAY
