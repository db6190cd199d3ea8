"""harmonic and geometric: one number for what passes both ways."""

from fractions import Fraction

import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Want
from upmatch.people import MANY, MOST_WANTS
from upmatch.scoring import contributions_of
from upmatch.terms import geometric, harmonic


def rows(taught, known, wanted, given):
    """Teach is (taught − 0)/known of excel, give back given/wanted of budget."""
    learner = mentee(levels={"budget": given}, wants={"excel": Want(known, 1)})
    teacher = mentor(levels={"excel": taught}, wants={"budget": Want(wanted, 1)})
    return table([learner], [teacher])


@pytest.mark.parametrize(
    ("taught", "known", "wanted", "given", "mean", "root"),
    [
        (5, 5, 2, 2, 1, 10_000),
        (5, 5, 2, 1, Fraction(2, 3), 7_071),  # 2·1·½/(3/2), √½
        (5, 8, 5, 2, Fraction(20, 41), 5_000),  # 2·⅝·⅖/(41/40), √¼
        (5, 5, 4, 0, 0, 0),
        (4, 8, 4, 4, 0, 0),  # below level 5 nothing is taught
    ],
)
def test_hand_worked_means(taught, known, wanted, given, mean, root):
    both = rows(taught, known, wanted, given)

    a, b = harmonic.value(both)
    assert Fraction(int(a[0, 0]), int(b[0, 0])) == mean
    a, b = geometric.value(both)
    assert (int(a[0, 0]), int(b)) == (root, 10_000)


def test_who_wants_nothing_gains_nothing():
    both = table([mentee(wants={})], [mentor()])

    assert harmonic.value(both)[0].tolist() == geometric.value(both)[0].tolist() == [[0]]


def test_the_greatest_numbers_fit_into_64_bits():
    skills = [f"s{count}" for count in range(2 * MOST_WANTS)]
    one, other = skills[:MOST_WANTS], skills[MOST_WANTS:]
    want = Want(8, 3)
    learner = mentee(levels=dict.fromkeys(other, 8), wants=dict.fromkeys(one, want))
    teacher = mentor(levels=dict.fromkeys(one, 8), wants=dict.fromkeys(other, want))

    shares = contributions_of(table([learner], [teacher]), {"harmonic": MANY, "geometric": MANY})

    assert {term: share.tolist() for term, share in shares.items()} == {
        "harmonic": [[5000]],
        "geometric": [[5000]],
    }
