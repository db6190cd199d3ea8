"""Fairness of a round: groups below eight are told neither alone nor by what others leave."""

import pytest

from tests.factories import MONDAY_NINE, RoundFactory, ready_mentee, ready_mentor
from upside.matching import actions
from upside.matching.fairness import fairness_of, firm_pairs
from upside.matching.questions import NothingToAsk

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(coordinator):
    return {"by": coordinator, "at": MONDAY_NINE}


def groups(fair, role, by):
    side = next(one for one in fair.sides if one.role == role)
    return {group.keys: (group.n, group.n_paired) for group in side.by.get(by, ())}


def test_a_small_site_is_told_with_the_next_smallest(cohort, now):
    for site, n in (("Lyon", 10), ("Lille", 9), ("Brest", 2)):
        for _n in range(n):
            ready_mentee(cohort, site=site)
    for _n in range(12):
        ready_mentor(cohort)

    fair = fairness_of(actions.run_round(cohort, **now))

    told = groups(fair, "mentee", "site")
    assert {keys: n for keys, (n, _paired) in told.items()} == {
        (("Lyon",),): 10,
        (("Brest",), ("Lille",)): 11,
    }
    assert sum(paired for _n, paired in told.values()) == 12


def test_grades_are_told_in_bands_of_eight_people_or_more(cohort, now):
    for grade in range(5, 12):
        for _n in range(2):
            ready_mentee(cohort, grade=grade)
    for _n in range(10):
        ready_mentor(cohort)

    fair = fairness_of(actions.run_round(cohort, **now))

    assert all(n >= 8 for n, _paired in groups(fair, "mentee", "grade").values())


def test_a_side_of_few_people_is_not_told_at_all(cohort, now):
    ready_mentee(cohort)
    ready_mentor(cohort)

    fair = fairness_of(actions.run_round(cohort, **now))

    assert [side.overall for side in fair.sides] == [None, None]
    assert fair.load == ()


def test_fit_is_told_of_eight_pairs_or_more_only(cohort, now):
    for site in ("Lyon", "Lille"):
        for _n in range(8):
            ready_mentee(cohort, site=site)
    for _n in range(9):
        ready_mentor(cohort)

    fair = fairness_of(actions.run_round(cohort, **now))

    mentees = fair.sides[0]
    assert mentees.overall.fit is not None
    assert [group.fit for group in mentees.by["site"]] == [None, None]


def test_pairs_by_hand_are_counted_and_overruled_ones_listed_with_the_reason(cohort, now):
    mentor, mentee = ready_mentor(cohort, languages=["de"]), ready_mentee(cohort)
    actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="Both learn German", **now)

    fair = fairness_of(actions.run_round(cohort, **now))

    assert (fair.n_pairs, fair.n_fixed, fair.n_overruled) == (1, 1, 1)
    assert [row.by_hand["reason"] for row in fair.overruled] == ["Both learn German"]


def test_firm_pairs_are_those_that_no_weight_moves(cohort, now):
    for n in range(4):
        ready_mentee(cohort, want=("J1", 4 + n))
        ready_mentor(cohort, level=("J1", 5 + n % 4))
    made = actions.run_round(cohort, **now)

    firm = firm_pairs(made)

    rows = made.proposals.values_list("mentee__external_id", "mentor__external_id")
    assert firm <= set(rows)


def test_of_pairs_that_people_chose_no_firmness_is_told(cohort, now):
    proposal = actions.propose_pair(cohort, ready_mentor(cohort), ready_mentee(cohort), **now)

    assert firm_pairs(proposal.round) is None


def test_a_round_that_kept_nothing_has_no_fairness(cohort):
    with pytest.raises(NothingToAsk):
        fairness_of(RoundFactory(cohort=cohort))
