import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Slot
from upmatch.terms import availability


@pytest.mark.parametrize(("minutes", "expected"), [(29, 0), (60, 2), (119, 3), (120, 4), (180, 4)])
def test_common_time_counts_up_to_two_hours(minutes, expected):
    rows = table([mentee()], [mentor(slots=(Slot(0, 540, 540 + minutes),))])

    a, b = availability.value(rows)

    assert (a.tolist(), int(b)) == ([[expected]], 4)
