"""Pairs that people choose: a draft that keeps the rules, replays, and claims nothing."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    ProposalFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching import actions
from upside.matching.models import Proposal, Round
from upside.matching.problem import studio_settings
from upside.matching.queries import setup_of
from upside.matching.replay import replay

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(coordinator):
    return {"by": coordinator, "at": MONDAY_NINE}


def test_chosen_pairs_stand_in_one_draft_that_replays(cohort, now):
    twos = [(ready_mentor(cohort), ready_mentee(cohort)) for _n in range(2)]
    ready_mentor(cohort, level=("J1", 8))

    for two in twos:
        actions.propose_pair(cohort, *two, **now)

    made = Round.objects.get()
    assert {(one.mentor, one.mentee) for one in made.proposals.all()} == set(twos)
    assert (made.outcome["objective"], made.outcome["certified"]) == ("manual", None)
    assert made.outcome["by_hand"] == {"n_fixed": 2, "n_overruled": 0}
    assert replay(made).same
    assert [e.verb for e in AuditEntry.objects.all()] == ["proposal.made_by_hand"] * 2


def test_a_rule_is_overruled_with_a_reason_only_and_stands_beside_the_pair(cohort, now):
    mentor, mentee = ready_mentor(cohort, languages=["de"]), ready_mentee(cohort)
    with pytest.raises(actions.ReasonNeeded):
        actions.propose_pair(cohort, mentor, mentee, **now)
    assert not Round.objects.exists()

    made = actions.propose_pair(cohort, mentor, mentee, reason="Both learn German", **now)

    assert (made.by_hand["overrides"], made.by_hand["reason"]) == (
        ["language"],
        "Both learn German",
    )
    assert replay(made.round).same


def test_a_mentee_is_chosen_once(cohort, now):
    mentee = ready_mentee(cohort)
    actions.propose_pair(cohort, ready_mentor(cohort), mentee, **now)

    with pytest.raises(actions.HeldElsewhere):
        actions.propose_pair(cohort, ready_mentor(cohort), mentee, **now)


def test_a_chosen_pair_that_no_longer_holds_leaves_the_draft(cohort, now):
    gone = (ready_mentor(cohort), ready_mentee(cohort))
    actions.propose_pair(cohort, *gone, **now)
    PairFactory(cohort=cohort, mentor=gone[0], mentee=gone[1])

    made = actions.propose_pair(cohort, ready_mentor(cohort), ready_mentee(cohort), **now)

    assert made.round.proposals.get() == made


def test_a_pair_is_taken_out_and_the_last_one_drops_the_draft(cohort, now):
    twos = [(ready_mentor(cohort), ready_mentee(cohort)) for _n in range(2)]
    for two in twos:
        actions.propose_pair(cohort, *two, **now)

    for _two in twos:
        actions.take_out(Proposal.objects.first(), **now)

    assert Round.objects.get().state == Round.State.DROPPED


def test_a_released_pair_is_not_taken_out(cohort, now):
    made = actions.propose_pair(cohort, ready_mentor(cohort), ready_mentee(cohort), **now)
    actions.release_round(made.round, **now)

    with pytest.raises(actions.NotProposed):
        actions.take_out(made, **now)


def test_a_pair_of_another_round_is_not_taken_out(cohort, now):
    actions.propose_pair(cohort, ready_mentor(cohort), ready_mentee(cohort), **now)

    with pytest.raises(actions.NotProposed):
        actions.take_out(ProposalFactory(cohort=cohort, round__cohort=cohort), **now)


@pytest.mark.parametrize(("rule", "step"), [("grade_gap", 0), ("slots", 9), ("veto", 1)])
def test_no_rule_is_loosened_further_than_it_goes(cohort, now, rule, step):
    with pytest.raises(actions.NoSuchStep):
        actions.loosen_rule(cohort, rule, step, **now)

    assert setup_of(cohort) is None


def test_a_rule_is_loosened_by_one_step_and_undone(cohort, now):
    before = studio_settings(cohort)["rules"]
    actions.loosen_rule(cohort, "grade_gap", 1, **now)
    assert studio_settings(cohort)["rules"]["grade_gap"] == {"g": before["grade_gap"]["g"] - 1}

    actions.undo_change(cohort, **now)
    assert studio_settings(cohort)["rules"]["grade_gap"] == before["grade_gap"]
