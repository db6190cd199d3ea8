import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.terms import format as term


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"video"}, {"video"}, (1, 1)),
        ({"video", "room"}, {"room", "chat"}, (1, 3)),
        ({"video"}, {"room"}, (0, 2)),
        ({"video", "room"}, {"room"}, (1, 2)),
        (set(), {"room"}, (1, 2)),
        ({"room"}, set(), (1, 2)),
        (set(), set(), (1, 2)),
    ],
)
def test_common_over_declared_by_either(one, other, expected):
    a, b = term.value(table([mentee(formats=one)], [mentor(formats=other)]))

    assert (int(a[0, 0]), int(b[0, 0])) == expected
