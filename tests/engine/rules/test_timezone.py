import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.rules import timezone


@pytest.mark.parametrize(
    ("mentees", "mentors", "week", "hours"),
    [
        ("Europe/Paris", "Europe/Paris", "2026-W02", 0),
        ("Europe/Paris", "Europe/London", "2026-W02", 1),
        ("America/New_York", "Europe/Paris", "2026-W02", 6),
        ("Asia/Kathmandu", "UTC", "2026-W02", 6),  # 5 h 45: six hours are enough, five are not
        ("Pacific/Auckland", "Pacific/Honolulu", "2026-W02", 1),  # +13 and −10, over midnight
        ("Pacific/Auckland", "Pacific/Honolulu", "2026-W27", 2),  # +12 in winter
        ("Pacific/Auckland", "UTC", "2026-W02", 11),
        ("Pacific/Kiritimati", "Etc/GMT-2", "2026-W02", 12),
    ],
)
def test_clocks_differ_by_h_hours_or_less(mentees, mentors, week, hours):
    rows = table([mentee(timezone=mentees)], [mentor(timezone=mentors)], week=week)

    found = [bool(timezone.permits(rows, h=h)[0, 0]) for h in range(13)]

    assert found == [h >= hours for h in range(13)]


def test_looser_settings_end_at_the_whole_ring():
    assert timezone.loosened(h=3) == [{"h": 4}, {"h": 5}, {"h": 6}]
    assert timezone.loosened(h=11) == [{"h": 12}]


@pytest.mark.parametrize("h", [-1, 13, 1.5, True, "all"])
def test_impossible_hours_are_refused(h):
    assert timezone.check(h=h).endswith("must be 0 to 12 hours")
