import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Person, Wish
from upmatch.terms import wishes


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], 0),
        ([("ann", "bob", 1)], 5),
        ([("ann", "bob", 1), ("bob", "ann", 1)], 10),
        ([("ann", "bob", 5), ("bob", "ann", 2)], 5),
        ([("bob", "ann", 4)], 2),
        ([("ann", "eve", 1)], 0),
    ],
)
def test_mean_of_both_sides(said, expected):
    ranked = [Wish(one, other, "rank", rank) for one, other, rank in said]
    people = [mentee("ann")], [mentor("bob"), mentor("eve")]

    a, b = wishes.value(table(*people, wishes=ranked))

    assert (int(a[0, 0]), int(b)) == (expected, 10)


def test_veto_is_no_rank():
    a, _ = wishes.value(
        table([mentee("ann")], [mentor("bob")], wishes=[Wish("ann", "bob", "veto")])
    )

    assert a.tolist() == [[0]]


def test_rank_counts_whoever_becomes_the_mentee():
    both = [Person("x", "both", 3), Person("y", "both", 3)]

    a, _ = wishes.value(table(both, [], wishes=[Wish("x", "y", "rank", 3)]))

    assert a.tolist() == [[0, 3], [3, 0]]
