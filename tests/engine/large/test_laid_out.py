"""The kernels score every pair as the rules and terms define it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import mentee, mentor
from tests.engine.strategies import CALM, problems
from upmatch import Problem, Want
from upmatch.kernels.layout import FORBIDDEN
from upmatch.kernels.score import THIRTIETH, THIRTIETH_SHIFT
from upmatch.laid_out import laid_out
from upmatch.passes import every_score, some_columns
from upmatch.scoring import score


def as_defined(problem, laid):
    judged = score(problem.table(), problem.weights)
    wanted = np.where(judged.permitted, judged.fit, FORBIDDEN)
    return wanted[np.ix_(laid.rows, laid.columns)]


@given(problems())
@CALM
def test_scores_are_those_of_the_rules_and_terms(problem):
    laid = laid_out(problem)

    assert every_score(laid.pairs).tolist() == as_defined(problem, laid).tolist()


@given(problems(), st.randoms())
@CALM
def test_some_columns_keep_their_scores(problem, chance):
    laid = laid_out(problem)
    columns = np.array(chance.sample(range(len(laid.columns)), len(laid.columns) // 2), dtype=int)

    some = every_score(some_columns(laid.pairs, columns))

    assert some.tolist() == as_defined(problem, laid)[:, columns].tolist()


FINE = {"teach": 997, "give_back": 1009, "distance": 499, "availability": 251, "wishes": 127}


@given(problems())
@CALM
def test_weights_too_fine_for_the_fast_way_are_divided_exactly(problem):
    fine = replace(problem, weights={**FINE, "format": 13, "harmonic": 61, "geometric": 11})
    laid = laid_out(fine)

    assert every_score(laid.pairs).tolist() == as_defined(fine, laid).tolist()


@pytest.mark.parametrize(
    ("n_wants", "width", "weights"),
    [(3, np.uint8, None), (40, np.uint16, None), (800, np.uint16, None), (3, np.uint8, FINE)],
)
def test_many_wants_take_two_bytes_and_fine_weights_whole_division(n_wants, width, weights):
    wants = {f"s{number}": Want(8, 3) for number in range(n_wants)}
    people = [mentee("ann", wants=wants), mentor("bob", levels=dict.fromkeys(wants, 8))]
    problem = Problem.build(people, weights=weights)

    laid = laid_out(problem)

    assert laid.pairs.taught.key_amount.dtype == width
    assert laid.pairs.settings.is_fast == (n_wants < 40 and weights is None)
    assert every_score(laid.pairs).tolist() == as_defined(problem, laid).tolist()


def test_half_hours_are_exact_for_every_number_of_minutes_in_a_week():
    minutes = np.arange(7 * 24 * 60 + 1)

    assert ((minutes * THIRTIETH) >> THIRTIETH_SHIFT == minutes // 30).all()
