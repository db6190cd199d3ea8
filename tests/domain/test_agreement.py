"""Agreement of evaluators: against values worked out by hand and by the definition."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upside.grids.agreement import FEWEST, ROUGH_BELOW, agreement_of


def by_definition(one, other):
    """1 less the mean square of differences over what it is when the two are mixed at random."""
    seen = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / len(one)
    chance = sum((a - b) ** 2 for a, b in product(one, other)) / len(one) ** 2
    return 1 - seen / chance


def rows(*columns):
    return [(who, thing, r) for who, said in enumerate(columns) for thing, r in enumerate(said)]


def test_two_evaluators_get_the_value_worked_out_by_hand():
    # differences: one of three, so 1/3; mixed at random: (0+1+1 + 1+0+0 + 4+1+1) / 9 = 1
    found = agreement_of(rows([1, 2, 3] * 7, [1, 2, 2] * 7))

    assert found.kappa == pytest.approx(2 / 3)
    assert (found.n_ratings, found.n_pairs, found.n_left_out) == (21, 1, 0)


def test_three_evaluators_get_the_mean_of_their_pairs():
    columns = ([1, 2, 3, 8, 5, 6, 7], [1, 2, 2, 7, 5, 6, 6], [2, 1, 4, 8, 3, 6, 7])
    pairs = [by_definition(a, b) for a, b in combinations(columns, 2)]

    found = agreement_of(rows(*columns))

    assert found.kappa == pytest.approx(sum(pairs) / 3)
    assert (found.n_ratings, found.n_pairs, found.is_rough) == (21, 3, True)


def test_the_same_ratings_are_full_agreement_and_opposite_ones_full_disagreement():
    said = [1, 8] * 10

    assert agreement_of(rows(said, said)).kappa == pytest.approx(1)
    assert agreement_of(rows(said, said[::-1])).kappa == pytest.approx(-1)


def test_too_few_ratings_tell_nothing():
    found = agreement_of(rows([1, 2] * 9 + [3], [1, 2] * 9 + [4]))

    assert (found.kappa, found.n_ratings, FEWEST) == (None, 19, 20)


def test_equal_ratings_throughout_tell_nothing():
    found = agreement_of(rows([5] * 30, [5] * 30))

    assert (found.kappa, found.n_ratings, found.n_pairs, found.n_left_out) == (None, 30, 0, 1)


def test_a_pair_without_a_kappa_is_left_out_and_counted():
    found = agreement_of(rows([5] * 10, [5] * 10, [5, 6] * 5))

    assert found.kappa == pytest.approx(0)  # who always says the same agrees as by chance
    assert (found.n_ratings, found.n_pairs, found.n_left_out) == (30, 2, 1)


def test_evaluators_who_never_met_on_a_candidate_are_no_pair():
    apart = [(11, "a", 3), (12, "b", 4)]

    found = agreement_of([*apart, *rows([1, 2] * 64, [1, 3] * 64)])

    assert (found.n_pairs, found.n_ratings, found.is_rough) == (1, ROUGH_BELOW, False)
    assert agreement_of([]).kappa is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), min_size=20, max_size=60))
def test_the_library_agrees_with_the_definition(couples):
    one, other = zip(*couples, strict=True)
    found = agreement_of(rows(one, other))

    if len({*one, *other}) == 1:
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx(by_definition(one, other))
