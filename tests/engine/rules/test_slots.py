import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Slot
from upmatch.rules import slots


@pytest.mark.parametrize(
    ("start", "end", "common"),
    [("9:00", "9:29", 0), ("9:00", "9:30", 1), ("8:00", "10:00", 2), ("12:00", "13:00", 0)],
)
def test_common_half_hours(start, end, common):
    first, last = (int(h) * 60 + int(m) for h, m in (one.split(":") for one in (start, end)))
    rows = table([mentee()], [mentor(slots=(Slot(0, first, last),))])

    assert rows.half_hours.tolist() == [[common]]
    assert slots.permits(rows, k=1).tolist() == [[common >= 1]]


def test_minutes_of_several_overlaps_add_up_before_they_are_counted():
    quarter_hours = (Slot(0, 540, 555), Slot(0, 660, 675))

    assert table([mentee()], [mentor(slots=quarter_hours)]).half_hours.tolist() == [[1]]


def test_slots_of_one_person_that_overlap_count_once():
    twice = (Slot(0, 540, 600), Slot(0, 570, 630))

    assert table([mentee()], [mentor(slots=twice)]).half_hours.tolist() == [[3]]


def test_looser_settings_end_at_none():
    assert slots.loosened(k=2) == [{"k": 1}, {"k": 0}]
