"""What may be told of counts: never a small group, on its own or by subtraction."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upside.programmes.queries.small_groups import (
    NOBODY,
    SMALLEST_GROUP,
    Bin,
    Parts,
    Told,
    apart,
    bins_of,
    is_told,
    told,
)

NUMBERS = st.integers(0, 20)
PARTS = st.builds(Parts, NUMBERS, NUMBERS, NUMBERS)


def of_others(*numbers):
    return [Parts(others=n) for n in numbers]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (Parts(0, 0, 0), Told("exact", 0)),
        (Parts(8, 0, 0), Told("exact", 8)),
        (Parts(3, 0, 9), Told("exact", 12)),
        (Parts(0, 0, 7), Told("fewer", 7)),
        (Parts(20, 0, 3), Told("nothing")),  # 20 are told of the cohort: 3 would be left
        (Parts(9, 3, 0), Told("nothing")),
    ],
)
def test_a_count_is_told_where_no_small_group_is_left_of_it(parts, said):
    assert told(parts) == said
    assert said.top == (None if said.kind == "nothing" else said.n)


@pytest.mark.parametrize(
    ("numbers", "bins"),
    [
        ((9, 0, 8, 0), [(0, 0, 9), (1, 1, 0), (2, 2, 8), (3, 3, 0)]),
        ((0, 5, 5, 0), [(0, 0, 0), (1, 2, 10), (3, 3, 0)]),
        ((9, 0, 3, 0), [(0, 2, 12), (3, 3, 0)]),
        ((3, 2, 1, 0), []),
        ((0, 0, 0, 0), [(0, 0, 0), (1, 1, 0), (2, 2, 0), (3, 3, 0)]),
        ((0, 0, 3), []),
    ],
)
def test_neighbours_are_merged_until_each_may_be_told(numbers, bins):
    found = bins_of(of_others(*numbers))
    assert found == [Bin(first, last, Parts(others=n)) for first, last, n in bins]


@given(st.lists(PARTS, max_size=5))
def test_no_bin_and_no_sum_of_bins_tells_of_a_small_group(counts):
    found = bins_of(counts)

    assert not found or [at for one in found for at in range(one.first, one.last + 1)] == list(
        range(len(counts))
    )
    told_of = [one.parts for one in found if one.parts.n]
    for some in chain.from_iterable(combinations(told_of, n) for n in range(1, len(told_of) + 1)):
        total = NOBODY
        for parts in some:
            total = total.plus(parts)
        assert is_told(total)


def singles(*sizes):
    """Return groups of one place each, with their sizes."""
    places = {f"u{at}": Parts(others=n) for at, n in enumerate(sizes)}
    return {name: frozenset({name}) for name in places}, places


@pytest.mark.parametrize(
    ("sizes", "alone", "together"),
    [
        ((20, 9, 8), ["u0", "u1", "u2"], []),
        ((20, 9, 3), ["u0"], ["u1", "u2"]),
        ((20, 4, 4), ["u0"], ["u1", "u2"]),
        ((9, 3), [], ["u0", "u1"]),
        ((3, 3), [], []),
        ((), [], []),
    ],
)
def test_small_groups_are_told_together_and_a_larger_one_joins_them(sizes, alone, together):
    assert apart(*singles(*sizes)) == (alone, together)


def test_a_group_that_leaves_a_small_part_of_a_known_one_is_not_told_alone():
    # everybody of the unit Nord is in Lille, but for three: Nord and Lille together would tell
    sizes = {
        ("Nord", "Lille"): Parts(others=10),
        ("Nord", "Lyon"): Parts(others=3),
        ("Sud", "Lyon"): Parts(others=30),
    }
    units = {name: frozenset(p for p in sizes if p[0] == name) for name in ("Nord", "Sud")}
    sites = {name: frozenset(p for p in sizes if p[1] == name) for name in ("Lille", "Lyon")}

    assert apart(units, sizes) == (["Sud", "Nord"], [])
    assert apart(sites, sizes, units.values()) == ([], ["Lyon", "Lille"])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), PARTS), max_size=9))
def test_two_views_of_the_same_people_never_differ_by_a_small_group(rows):
    sizes = {(one, two): parts for one, two, parts in rows if parts.n}
    views, known = [], []
    for position in (0, 1):
        groups = {key: frozenset(p for p in sizes if p[position] == key) for key in "abcxyz"}
        groups = {key: group for key, group in groups.items() if group}
        alone, together = apart(groups, sizes, known)
        views = [groups[key] for key in alone]
        views.append(frozenset().union(*(groups[key] for key in together)))
        for view in filter(None, views):
            assert is_told(Parts(*map(sum, zip(*(sizes[place] for place in view), strict=True))))
            within = [one for one in known if one and (one <= view or view <= one)]
            assert not any(0 < n_of(one ^ view, sizes) < SMALLEST_GROUP for one in within)
        known = views


def n_of(group, sizes):
    return sum(sizes[place].n for place in group)
