from fractions import Fraction

import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Want
from upmatch.terms import give_back


def value(learner, teacher):
    a, b = give_back.value(table([learner], [teacher]))
    return Fraction(int(a[0, 0]), int(b[0]))


@pytest.mark.parametrize(
    ("known", "expected"),
    [(4, Fraction(2, 4)), (3, Fraction(1, 4)), (2, 0), (8, 1), (None, 0)],
)
def test_one_level_above_is_enough(known, expected):
    """The mentor wants strategy 2→6: four levels to reach."""
    teacher = mentor(levels={"strategy": 2}, wants={"strategy": Want(6, 1)})
    learner = mentee(levels={} if known is None else {"strategy": known})

    assert value(learner, teacher) == expected


def test_hand_worked_number_with_importance():
    """strategy 0→3 (3) and budget 1→5 (1): 9 + 4 = 13; the mentee gives 3·2 + 1·4 = 10."""
    teacher = mentor(levels={"budget": 1}, wants={"strategy": Want(3, 3), "budget": Want(5, 1)})
    learner = mentee(levels={"strategy": 2, "budget": 7})

    assert value(learner, teacher) == Fraction(10, 13)


def test_mentor_who_wants_nothing_gets_zero():
    assert value(mentee(), mentor()) == 0
