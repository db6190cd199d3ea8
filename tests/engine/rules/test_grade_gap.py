import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.rules import grade_gap


@pytest.mark.parametrize(
    ("g", "expected"), [(0, [True, True]), (1, [True, False]), (3, [True, False])]
)
def test_mentee_is_g_grades_above(g, expected):
    rows = table([mentee(grade=5)], [mentor("m2", grade=2), mentor("m5", grade=5)])

    assert grade_gap.permits(rows, g=g).tolist() == [expected]


def test_a_young_director_learns_from_an_expert_near_retirement():
    """There is no age: 28 in grade 9 is a mentee, 58 in grade 3 is a mentor."""
    rows = table([mentee("director", grade=9)], [mentor("expert", grade=3)])

    assert grade_gap.permits(rows, g=1).all()


def test_looser_gaps_come_nearest_first():
    assert grade_gap.loosened(g=1) == [{"g": 0}, {"g": -1}, {"g": -2}]
