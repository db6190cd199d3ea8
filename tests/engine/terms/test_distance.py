from fractions import Fraction

import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.terms import distance

DEEP = mentor("deep", unit=("it", "web", "front"))


def value(one, other):
    a, b = distance.value(table([mentee(unit=one)], [mentor("bob", unit=other), DEEP]))
    return Fraction(int(a[0, 0]), int(b))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("it",), ("it",), 0),
        (("it",), ("hr",), Fraction(2, 6)),  # up to the implied root and down
        (("it", "web"), ("it", "data"), Fraction(2, 6)),
        (("it", "web", "front"), ("it", "web"), Fraction(1, 6)),
        (("it", "web", "front"), ("hr", "pay", "x"), 1),
        (("it", "web"), ("hr", "web"), Fraction(4, 6)),  # same name, another branch
        ((), ("it",), Fraction(1, 6)),
        ((), (), 0),
    ],
)
def test_steps_through_the_nearest_common_unit(one, other, expected):
    assert value(one, other) == expected


def test_flat_company_has_no_distance():
    a, b = distance.value(table([mentee()], [mentor()]))

    assert (a.tolist(), int(b)) == ([[0]], 1)
