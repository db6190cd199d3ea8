"""Time zones and summer time in one stored week."""

import pytest

from tests.engine.builders import mentee, mentor
from upmatch import RuleError, Slot
from upmatch.week import common_half_hours, monday_of, spans

HOUR = 60


def common(first, second, week="2026-W02"):
    mentees = [mentee(timezone=first[0], slots=(Slot(*first[1:]),))]
    mentors = [mentor(timezone=second[0], slots=(Slot(*second[1:]),))]
    return int(common_half_hours(mentees, mentors, week)[0, 0])


def test_paris_afternoon_is_new_york_morning():
    paris = ("Europe/Paris", 0, 15 * HOUR, 17 * HOUR)

    assert common(paris, ("America/New_York", 0, 9 * HOUR, 11 * HOUR)) == 4


def test_week_is_a_ring_monday_in_tokyo_is_sunday_in_new_york():
    tokyo = ("Asia/Tokyo", 0, 8 * HOUR, 9 * HOUR)  # Sunday 23:00 UTC

    assert common(tokyo, ("America/New_York", 6, 18 * HOUR, 19 * HOUR)) == 2


def test_slot_over_the_end_of_the_week_goes_on_at_its_start():
    new_york = ("America/New_York", 6, 18 * HOUR, 20 * HOUR)  # Sunday 23:00 UTC to Monday 01:00

    assert common(new_york, ("UTC", 0, 0, HOUR)) == 2
    assert common(new_york, ("UTC", 6, 23 * HOUR, 24 * HOUR)) == 2


def test_summer_time_of_the_stored_week_counts():
    """In W11 of 2026 New York has summer time and Paris has not."""
    paris, new_york = ("Europe/Paris", 2, 900, 960), ("America/New_York", 2, 600, 660)

    assert common(paris, new_york, week="2026-W11") == 2
    assert common(paris, new_york, week="2026-W02") == 0


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("2:15", "3:00", 0),  # Sunday 29 March 2026 has no 02:00 to 03:00
        ("2:00", "2:30", 0),
        ("1:30", "2:30", 30),
        ("2:30", "3:30", 30),
        ("1:00", "4:00", 120),
    ],
)
def test_what_summer_time_swallows_of_a_slot_is_left_out(start, end, left):
    first, last = (
        int(hour) * HOUR + int(rest) for hour, rest in (start.split(":"), end.split(":"))
    )

    found = spans([Slot(6, first, last)], "Europe/Paris", monday_of("2026-W13"))

    assert sum(after - before for before, after in found) == left


def test_nobody_has_slots():
    assert common_half_hours([mentee(slots=())], [mentor(slots=())], "2026-W02").tolist() == [[0]]
    assert common_half_hours([], [], "2026-W02").shape == (0, 0)


@pytest.mark.parametrize("week", ["2026-02", "2026-W60", "", "next week", "2026-Wxx"])
def test_week_must_be_an_iso_week(week):
    with pytest.raises(RuleError, match="must be an ISO week"):
        monday_of(week)
