"""What a rule costs, and how a plan says what it is worth."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.engine.builders import mentee, mentor, problem
from tests.engine.strategies import CALM, problems
from upmatch import Quota, RuleError, solve
from upmatch.words import about_certificate, about_price


@settings(CALM, max_examples=30)
@given(problems())
def test_every_price_is_what_solving_without_the_rule_gains(task):
    plan = solve(task)

    for rule in task.rules:
        price = plan.price_of(rule)
        rules = {name: said for name, said in task.rules.items() if name != rule}
        other = solve(replace(task, rules=rules))
        gained = other.n_pairs - plan.n_pairs, other.total_fit - plan.total_fit
        assert (price.dropped.pairs, price.dropped.fit) == gained
        for step in price.steps:
            other = solve(replace(task, rules={**task.rules, rule: step.settings}))
            gained = other.n_pairs - plan.n_pairs, other.total_fit - plan.total_fit
            assert (step.pairs, step.fit) == gained
        assert price.dropped.pairs >= max([0, *(step.pairs for step in price.steps)])


def test_a_price_names_each_looser_setting():
    plan = solve(problem(mentee("ann", languages={"it"}), mentor("bob")))

    assert about_price(plan.price_of("language")) == [
        "language: +1 pairs, +5000 fit points without it",
        "  n 0: +1 pairs, +5000 fit points",
    ]


def test_a_rule_that_does_not_apply_has_no_price():
    with pytest.raises(RuleError, match="does not apply in this round"):
        solve(problem(mentee(), mentor(), rules={"skill": {}})).price_of("language")


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ("people-first", "none that pairs as many scores higher"),
        ("total", "No plan scores higher"),
        ("weakest", "better weakest pair"),
        ("bands", "best bands"),
        ("at_least", "fewer wishes unmet"),
        ("stable", "0 pairs would rather have each other"),
    ],
)
def test_a_plan_says_what_is_proven(objective, said):
    plan = solve(problem(mentee(), mentor(), objective=objective))

    assert said in about_certificate(plan)
    assert plan.report()["objective"] == objective
    assert ("blocking_pairs" in plan.report()) == (objective == "stable")


def test_a_gap_is_said_in_full():
    plan = solve(problem(mentee(), mentor()))
    open_pairs = replace(plan, certified=False, bound_pairs=2, gap=None)
    open_fit = replace(plan, certified=False, gap=3)

    assert "more than 2 pairs" in about_certificate(open_pairs)
    assert open_pairs.report()["gap_pairs"] == 1
    assert "more than 3 fit points more (all pairs)" in about_certificate(open_fit)
    assert "not proven" in about_certificate(replace(open_fit, gap=None, bound_pairs=None))
    unproven_floor = replace(plan, certified=False)
    assert "more than 0" not in about_certificate(unproven_floor)


def test_the_word_of_another_solver_is_no_proof_of_ours():
    quota = Quota("mentor", "site", "Lyon", at_most=1)
    plan = solve(problem(mentee(), mentor(), quotas=[quota]))

    assert about_certificate(plan).endswith(
        "So says the solver HiGHS, which computes in floating point."
    )


def test_locks_are_part_of_what_is_proven():
    plan = solve(problem(mentee(), mentor(), locks=[("ann", "bob")]))

    assert about_certificate(plan).endswith("Every plan that counts holds the 1 locked pairs.")
