"""Pairs by name: forbidden, locked elsewhere, paired before."""

import pytest

from tests.engine.builders import mentee, mentor, problem, table
from upmatch import Person, defaults, solve
from upmatch.rules import forbidden, forbids, locked_elsewhere, paired_before

PEOPLE = [mentee("ann"), mentee("eva")], [mentor("bob", seats=2), mentor("joe")]


def test_a_forbidden_pair_is_this_mentee_with_this_mentor():
    rows = table(*PEOPLE, forbids=[("ann", "joe")])

    assert forbids.permits(rows).tolist() == [[True, False], [True, True]]


def test_forbidding_one_way_leaves_the_other_way():
    both = [Person("x", "both", 3), Person("y", "both", 3)]

    assert forbids.permits(table(both, [], forbids=[("x", "y")])).tolist() == [
        [True, False],
        [True, True],
    ]


@pytest.mark.parametrize(
    ("locks", "expected"),
    [
        ([], [[True, True], [True, True]]),
        ([("ann", "bob")], [[True, False], [True, True]]),  # bob has a seat left
        ([("ann", "joe")], [[False, True], [True, False]]),  # joe has none
        ([("ann", "bob"), ("eva", "bob")], [[True, False], [True, False]]),
        ([("ann", "joe"), ("eva", "bob")], [[False, True], [True, False]]),
    ],
)
def test_who_is_locked_has_no_place_for_others(locks, expected):
    assert locked_elsewhere.permits(table(*PEOPLE, locks=locks)).tolist() == expected


def test_a_part_of_the_table_says_the_same_as_the_whole():
    rows = table(*PEOPLE, locks=[("ann", "joe")], forbids=[("eva", "bob")])
    whole = forbidden(rows)

    for cell in ((0, 0), (0, 1), (1, 0), (1, 1)):
        part = forbidden(rows.one(*cell))
        assert {name for name, one in part.items() if one[0, 0]} == {
            name for name, one in whole.items() if one[cell]
        }


def test_lists_are_reasons_only_where_there_are_any():
    assert list(forbidden(table(*PEOPLE, rules={}))) == ["same_person"]
    assert list(forbidden(table(*PEOPLE, rules={}, locks=[("ann", "joe")]))) == [
        "same_person",
        "locked_elsewhere",
    ]


@pytest.mark.parametrize("pair", [("ann", "bob"), ("bob", "ann")])
def test_people_are_not_paired_again_whoever_was_the_mentee(pair):
    rows = table([mentee("ann")], [mentor("bob"), mentor("eve")], previous=[pair])

    assert paired_before.permits(rows).tolist() == [[False, True]]
    assert paired_before.loosened() == []


def test_paired_before_is_usual_and_names_itself():
    plan = solve(problem(mentee("ann"), mentor("bob"), previous=[("ann", "bob")]))

    assert "paired_before" in defaults.RULES
    assert plan.why("ann", "bob").forbidden_by == ("paired_before",)


def test_without_a_list_the_rule_is_left_out():
    assert "paired_before" not in problem(mentee(), mentor(), previous=[("x", "ann")]).rules
