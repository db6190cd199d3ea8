"""Every rule and every term, pair by pair, means what plain Python says it means."""

from itertools import product

import pytest

from tests.engine import restated
from tests.engine.companies import SETTINGS, demanding, drawn
from upmatch.rules import ALWAYS, RULES, forbidden
from upmatch.scoring import contributions_of


def pairs(task):
    cells = product(range(len(task.mentees)), range(len(task.mentors)))
    return [((row, column), task.mentees[row], task.mentors[column]) for row, column in cells]


def assert_forbidden_as_said(task):
    """Compare all pairs, and return how many of them something forbids and nothing does."""
    found, counts = forbidden(task.table()), [0, 0]
    for cell, i, j in pairs(task):
        reasons = {name for name, matrix in found.items() if matrix[cell]}
        assert reasons == restated.forbidden_by(task, i, j), (task.seed, i.id, j.id)
        counts[not reasons] += 1
    return counts


def test_every_rule_there_is_is_said_again():
    assert set(RULES) == set(restated.FORBIDS) == set(SETTINGS)
    assert set(ALWAYS) == {"same_person", "same_company", "forbidden", "locked_elsewhere"}


@pytest.mark.parametrize("rule", RULES)
def test_one_rule_forbids_what_its_words_say(rule):
    counts = [assert_forbidden_as_said(drawn(seed, 8, rules=[rule])) for seed in range(300)]

    assert all(sum(some) > 300 for some in zip(*counts, strict=True))


def test_all_rules_together_are_all_named():
    for seed in range(600):
        assert_forbidden_as_said(drawn(seed, 7, rules=sorted(SETTINGS)))


def test_locks_and_forbidden_pairs_are_named_beside_the_rules():
    tasks = [demanding(seed, 8) for seed in range(600)]

    for task in tasks:
        assert_forbidden_as_said(task)
    assert sum(len(task.locks) > 0 for task in tasks) > 250


def test_fit_is_the_sum_of_terms_worked_out_by_fractions():
    for seed in range(600):
        task = drawn(seed, 7)
        found = contributions_of(task.table(), task.weights)
        for cell, i, j in pairs(task):
            told = {term: int(matrix[cell]) for term, matrix in found.items()}
            assert told == restated.points(task, i, j), (seed, i.id, j.id)
