from fractions import Fraction

from tests.engine.builders import mentee, mentor, table
from upmatch import Want
from upmatch.terms import teach


def value(learner, teacher):
    a, b = teach.value(table([learner], [teacher]))
    return Fraction(int(a[0, 0]), int(b[0, 0]))


def test_hand_worked_number():
    """Wants excel 1→5 (importance 2), data 3→6 (3), talk 0→2 (1): 8 + 9 + 2 = 19 to reach.

    The mentor knows excel 8: 2·(5−1) = 8; data 5: 3·(5−3) = 6; talk 4, below level 5: 0.
    """
    learner = mentee(
        levels={"excel": 1, "data": 3},
        wants={"excel": Want(5, 2), "data": Want(6, 3), "talk": Want(2, 1)},
    )
    teacher = mentor(levels={"excel": 8, "data": 5, "talk": 4})

    assert value(learner, teacher) == Fraction(14, 19)


def test_everything_wanted_is_one():
    assert value(mentee(), mentor(levels={"excel": 8})) == 1


def test_a_skill_too_close_does_not_count():
    assert value(mentee(levels={"excel": 4}), mentor(levels={"excel": 5})) == 0


def test_who_wants_nothing_or_has_everything_gets_zero():
    assert value(mentee(wants={}), mentor()) == 0
    assert value(mentee(levels={"excel": 7}), mentor(levels={"excel": 8})) == 0


def test_term_follows_the_settings_of_the_rule_skill():
    rows = table([mentee()], [mentor()], rules={"skill": {"min_level": 7, "min_gap": 2}})

    assert teach.value(rows)[0].tolist() == [[0]]
