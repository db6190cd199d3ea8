import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.rules import reporting_line
from upmatch.rules.reporting_line import people_above

# boss ← head ← lead ← (ann, bob); head ← peer; boss has no manager
LINE = {"head": "boss", "lead": "head", "ann": "lead", "bob": "lead", "peer": "head"}


def permitted(upper, lower, *, managers=LINE, depth="all", top_depth=2):
    rows = table([mentee(upper)], [mentor(lower)], managers=managers)
    return bool(reporting_line.permits(rows, depth=depth, top_depth=top_depth)[0, 0])


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        ("lead", "ann", False),  # direct report
        ("head", "ann", False),  # two steps, through lead who is not in the round
        ("ann", "lead", False),  # the mentor is above the mentee
        ("ann", "head", False),
        ("ann", "bob", False),  # same manager
        ("lead", "peer", False),  # same manager
        ("ann", "peer", True),  # another branch
        ("boss", "head", False),  # the head of the company: one step
        ("boss", "lead", False),  # two steps
        ("boss", "ann", True),  # three steps: top_depth 2 replaces depth all
        ("ann", "stranger", True),  # no manager known
    ],
)
def test_whole_line_of_the_company(upper, lower, expected):
    assert permitted(upper, lower) is expected


def test_depth_limits_the_line_but_never_permits_a_skip_level_report():
    line = {"a": "b", "b": "c", "c": "d", "d": "e"}

    assert permitted("d", "a", managers=line, depth=2)
    assert not permitted("d", "a", managers=line, depth=3)
    assert not permitted("c", "a", managers=line, depth=1)  # below a direct report
    assert permitted("a", "c", managers=line, depth=1)  # that is said of mentors below only
    assert not permitted("a", "b", managers=line, depth=1)


@pytest.mark.parametrize(("top_depth", "expected"), [(2, True), (3, False), ("all", False)])
def test_top_depth_is_for_who_has_no_manager(top_depth, expected):
    assert permitted("boss", "ann", top_depth=top_depth) is expected


def test_people_on_a_circle_are_in_each_others_line():
    circle = {"a": "b", "b": "c", "c": "a", "d": "c"}

    assert not permitted("a", "b", managers=circle)
    assert not permitted("b", "a", managers=circle)
    assert not permitted("a", "c", managers=circle)
    assert not permitted("a", "d", managers=circle)  # d sits below the circle


def test_search_stops_at_repeats_and_at_unknown_managers():
    assert list(people_above("d", {"d": "a", "a": "b", "b": "a"})) == [(1, "a"), (2, "b")]
    assert list(people_above("a", {"a": "ghost"})) == [(1, "ghost")]
    assert list(people_above("a", {"a": "a"})) == []


def test_who_names_themselves_has_no_manager():
    assert permitted("boss", "ann", managers={**LINE, "boss": "boss"})


def test_two_people_without_manager_do_not_share_one():
    assert permitted("x", "y", managers={"x": None, "y": ""})


def test_loosest_setting_keeps_superiors_out():
    assert reporting_line.loosened(depth="all", top_depth=2) == [{"depth": 2, "top_depth": 2}]
    assert reporting_line.loosened(depth=1, top_depth=1) == []
    assert reporting_line.loosened(depth=1, top_depth="all") == [{"depth": 1, "top_depth": 2}]
