import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Want
from upmatch.rules import skill


def permitted(level, target, known, *, min_level=5, min_gap=2):
    levels = {} if level is None else {"excel": level}
    learner = mentee(levels=levels, wants={"excel": Want(target, 1)})
    teacher = mentor(levels={} if known is None else {"excel": known})
    rules = {"skill": {"min_level": min_level, "min_gap": min_gap}}
    rows = table([learner], [teacher], rules=rules)
    return bool(skill.permits(rows, **rules["skill"])[0, 0])


@pytest.mark.parametrize(
    ("level", "target", "known", "expected"),
    [
        (3, 6, 5, True),
        (3, 6, 4, False),  # below level 5
        (4, 6, 5, False),  # one level above only
        (None, 3, 5, True),  # unknown own level is 0
        (1, 3, None, False),  # unknown level is no offer
        (5, 5, 8, False),  # target reached
        (6, 5, 8, False),  # target passed
    ],
)
def test_a_wanted_skill_can_pass(level, target, known, expected):
    assert permitted(level, target, known) is expected


def test_settings_move_the_threshold():
    assert permitted(3, 6, 4, min_level=4, min_gap=1)
    assert not permitted(3, 6, 5, min_gap=3)


def test_a_skill_that_is_not_wanted_does_not_count():
    rows = table([mentee(wants={})], [mentor()])

    assert not skill.permits(rows).any()


def test_looser_settings_touch_level_then_gap_then_both():
    steps = [tuple(step.values()) for step in skill.loosened(min_level=5, min_gap=2)]

    assert steps == [(4, 2), (3, 2), (5, 1), (4, 1), (3, 1)]
    assert skill.loosened(min_level=0, min_gap=1) == []
