import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.rules import different


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["unit"], [False, True, True]),
        (["site"], [True, False, True]),
        (["unit", "site"], [False, False, True]),
    ],
)
def test_pairs_come_from_different_places(by, expected):
    others = [
        mentor("m1", unit=("it", "web"), site="Oslo"),
        mentor("m2", unit=("it",), site="Lyon"),
        mentor("m3"),
    ]
    rows = table([mentee(unit=("it", "web"), site="Lyon")], others)

    assert different.permits(rows, by=by).tolist() == [expected]


def test_what_nobody_filled_in_differs():
    assert different.permits(table([mentee()], [mentor()]), by=["country"]).all()


def test_looser_settings_leave_one_place():
    assert different.loosened(by=["unit"]) == []
    assert different.loosened(by=["unit", "site"]) == [{"by": ["site"]}, {"by": ["unit"]}]
