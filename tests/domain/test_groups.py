"""No figure of fewer than eight people, alone or by subtraction."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upside.insights.groups import Bin, bins_of, is_enough, told_apart


def people(first, n):
    return set(range(first, first + n))


def test_small_groups_are_told_together():
    groups = {"a": people(0, 9), "b": people(9, 4), "c": people(13, 4)}

    assert told_apart(groups) == (["a"], ["b", "c"])


def test_the_smallest_joins_a_rest_that_is_too_small():
    groups = {"a": people(0, 9), "b": people(9, 8), "c": people(17, 1)}

    assert told_apart(groups) == (["a"], ["b", "c"])


def test_without_small_groups_nothing_is_merged():
    assert told_apart({"a": people(0, 8)}) == (["a"], [])


def test_all_together_may_be_too_few():
    alone, together = told_apart({"a": people(0, 2), "b": people(2, 2)})

    assert (alone, together) == ([], ["a", "b"])
    assert not is_enough([people(0, 4)])


@pytest.mark.parametrize(
    ("held", "bins"),
    [
        ([], ()),
        ([0, 1, 2], ()),
        ([0] * 4, (Bin(0, 0, 4, 8),)),
        ([0] * 4 + [1] * 4, (Bin(0, 0, 4, 8), Bin(1, 1, 4, 8))),
        ([0] * 2 + [1] * 5 + [2] * 6, (Bin(0, 1, 7, 14), Bin(2, 2, 6, 12))),
        ([0] * 4 + [1] * 4 + [5], (Bin(0, 0, 4, 8), Bin(1, 5, 5, 10))),
    ],
)
def test_numbers_of_sessions_are_merged_with_their_neighbours(held, bins):
    assert bins_of((n, 2 * at, 2 * at + 1) for at, n in enumerate(held)) == bins


@given(st.dictionaries(st.integers(), st.sets(st.integers(0, 40), max_size=20), max_size=12))
def test_every_figure_is_of_eight_people_or_of_all(groups):
    alone, together = told_apart(groups)

    assert {*alone, *together} == set(groups)
    assert all(len(groups[key]) >= 8 for key in alone)
    rest = set().union(*(groups[key] for key in together))
    assert not alone or not rest or len(rest) >= 8


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), st.integers(31, 60))))
def test_every_bin_is_of_eight_people_and_every_pair_in_one(twos):
    bins = bins_of(twos)

    assert all(one.n_people >= 8 for one in bins)
    assert sum(one.n_pairs for one in bins) == (len(twos) if bins else 0)
    assert all(one.high < other.low for one, other in pairwise(bins))
