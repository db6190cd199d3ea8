"""Columns and kernels mean what plain Python says, pair by pair and plan by plan."""

import pytest

from tests.engine import restated
from tests.engine.companies import SETTINGS, Demands, demanding, drawn
from tests.engine.every_plan import Every
from tests.engine.large.test_wide_round import OBJECTIVES, widely
from upmatch.compiled import IS_COMPILED
from upmatch.kernels.layout import FORBIDDEN
from upmatch.laid_out import laid_out
from upmatch.passes import every_score

N_COMPANIES = 200 if IS_COMPILED else 8


def assert_scored_as_said(task):
    laid = laid_out(task)
    score = every_score(laid.pairs)
    for at, row in enumerate(laid.rows):
        for place, column in enumerate(laid.columns):
            i, j = task.mentees[row], task.mentors[column]
            is_forbidden = restated.forbidden_by(task, i, j) - {"locked_elsewhere"}
            said = FORBIDDEN if is_forbidden else sum(restated.points(task, i, j).values())
            assert score[at, place] == said, (task.seed, i.id, j.id)


@pytest.mark.parametrize("rule", SETTINGS)
def test_one_rule_in_columns_forbids_what_its_words_say(rule):
    for seed in range(N_COMPANIES // 4):
        assert_scored_as_said(drawn(seed, rules=[rule]))


@pytest.mark.parametrize("how", [sorted(SETTINGS), None])
def test_all_rules_and_some_rules_with_every_term_are_scored_as_said(how):
    for seed in range(N_COMPANIES):
        assert_scored_as_said(drawn(seed, rules=how))


def test_locked_people_are_left_out_and_forbidden_pairs_are_forbidden():
    for seed in range(N_COMPANIES):
        task = demanding(seed)
        assert_scored_as_said(task)
        rows = {task.mentees[row].id for row in laid_out(task).rows}
        assert rows == {one.id for one in task.mentees} - set(dict(task.locks)), seed


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_plan_is_better_than_that_of_the_columns(objective):
    for seed in range(N_COMPANIES):
        task = demanding(seed, demands=Demands(objective))
        plan, every = widely(task), Every(task)
        chosen = {pair.mentee: pair.mentor for pair in plan.pairs}

        assert chosen in list(every.plans()), seed
        wide = slice(1) if objective == "total" else slice(None)  # the number of pairs is left open
        assert every.worth(chosen)[wide] == every.best()[wide], seed
        assert (plan.certified, plan.gap) == (True, 0), seed
