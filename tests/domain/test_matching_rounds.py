import pytest

import upmatch
from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching.actions import NobodyReady, RoundDecided, drop_round, run_round
from upside.matching.actions import running as module
from upside.matching.models import Proposal, Round
from upside.matching.problem import CannotBeSolved
from upside.matching.replay import replay
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db


def couples(made):
    return {(one.mentor, one.mentee) for one in made.proposals.select_related("mentor", "mentee")}


def test_run_round_proposes_drafts_that_nobody_is_told_of(cohort, coordinator):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    [proposal] = made.proposals.all()
    assert (proposal.mentor, proposal.mentee) == (mentor, mentee)
    assert proposal.state == Proposal.State.DRAFT
    assert proposal.fit == sum(proposal.terms.values()) > 0
    assert (made.number, made.state, made.run_by) == (1, Round.State.DRAFT, coordinator)
    assert not Notice.objects.exists()
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["round.run"]


def test_run_round_keeps_what_went_in_and_the_proof(cohort, coordinator):
    ready_mentee(cohort, external_id="E1")
    ready_mentor(cohort, external_id="R1", manager_ref="BOSS")

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE, seed=7)

    made.refresh_from_db()
    assert [person["id"] for person in made.inputs["people"]] == ["E1", "R1"]
    assert made.inputs["managers"] == {"R1": "BOSS"}
    assert (made.inputs["seed"], made.seed) == (7, 7)
    assert made.inputs_sha256 == upmatch.Problem.from_dict(made.inputs).inputs_sha256
    assert made.engine_version == upmatch.__version__
    outcome = made.outcome
    assert (outcome["certified"], outcome["gap"], outcome["bound_pairs"]) == (True, 0, 1)
    assert outcome["bound_fit"] == outcome["total_fit"]


def test_run_round_gives_the_same_hash_and_pairs_for_the_same_people(cohort, coordinator):
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)

    first = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    again = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert first.inputs_sha256 == again.inputs_sha256
    assert couples(first) == couples(again)


def test_run_round_drops_the_older_draft(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    older = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    newer = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    older.refresh_from_db()
    assert (older.state, newer.state) == (Round.State.DROPPED, Round.State.DRAFT)
    assert (older.number, newer.number) == (1, 2)


def test_run_round_refuses_a_cohort_without_ready_mentees(cohort, coordinator):
    ready_mentor(cohort)

    with pytest.raises(NobodyReady, match="No mentee is ready"):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert not Round.objects.exists()


def test_run_round_refuses_a_cohort_without_free_mentors(cohort, coordinator):
    ready_mentee(cohort)
    PairFactory(cohort=cohort, mentor=ready_mentor(cohort))

    with pytest.raises(NobodyReady, match="No mentor with a free seat"):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_run_round_says_which_data_the_engine_cannot_use(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort, external_id="R1", time_zone="Mars/Olympus")

    with pytest.raises(CannotBeSolved, match="Mars/Olympus"):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_run_round_says_what_the_engine_cannot_solve(cohort, coordinator, monkeypatch):
    ready_mentee(cohort)
    ready_mentor(cohort)

    def too_large(problem, **_how):
        raise upmatch.TooLargeError("too many")

    monkeypatch.setattr(module.upmatch, "solve", too_large)
    with pytest.raises(CannotBeSolved, match="too many"):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_run_round_leaves_out_who_is_in_a_pair_or_has_an_open_proposal(cohort, coordinator):
    paired, asked, free = (ready_mentee(cohort) for _ in range(3))
    PairFactory(cohort=cohort, mentee=paired, mentor=ready_mentor(cohort))
    ProposalFactory(round__cohort=cohort, mentee=asked, mentor=ready_mentor(cohort))
    mentor = ready_mentor(cohort)

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert couples(made) == {(mentor, free)}
    assert made.outcome["n_mentors"] == 1


def test_run_round_counts_only_the_seats_that_are_left(cohort, coordinator):
    mentor = ready_mentor(cohort, seats=3)
    PairFactory(cohort=cohort, mentor=mentor)
    ProposalFactory(round__cohort=cohort, mentor=mentor, state=Proposal.State.HALF)
    for _n in range(2):
        ready_mentee(cohort)

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert (made.outcome["n_seats"], made.outcome["n_pairs"]) == (1, 1)


def test_run_round_never_proposes_again_who_declined_or_ended(cohort, coordinator):
    mentee = ready_mentee(cohort)
    declined, closed, new = (ready_mentor(cohort) for _ in range(3))
    ProposalFactory(
        round__cohort=cohort, mentor=declined, mentee=mentee, state=Proposal.State.DECLINED
    )
    PairFactory(cohort=cohort, mentor=closed, mentee=mentee, state=Pair.State.CLOSED)

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert couples(made) == {(new, mentee)}


def test_run_round_keeps_to_a_veto(cohort, coordinator):
    mentee, refused, other = ready_mentee(cohort), ready_mentor(cohort), ready_mentor(cohort)
    place = Enrolment.objects.get(person=mentee)
    Wish.objects.create(enrolment=place, other=refused, kind=Wish.Kind.VETO)

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert couples(made) == {(other, mentee)}


def test_run_round_looks_up_the_line_through_people_outside_the_cohort(cohort, coordinator):
    mentee = ready_mentee(cohort, external_id="TOP", manager_ref="CEO")
    PersonFactory(external_id="MIDDLE", manager_ref="TOP")
    ready_mentor(cohort, manager_ref="MIDDLE")

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    [left] = [row for row in made.outcome["left_over"] if row["id"] == mentee.external_id]
    assert left["reason"] == "no_partner"
    assert left["facts"]["forbidden_by"] == {"reporting_line": 1}


def test_drop_round_tells_nobody_and_may_be_pressed_twice(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    drop_round(made, by=coordinator, at=MONDAY_NINE)
    drop_round(made, by=coordinator, at=MONDAY_NINE)

    made.refresh_from_db()
    assert made.state == Round.State.DROPPED
    assert not Notice.objects.exists()
    assert AuditEntry.objects.filter(verb="round.dropped").count() == 1


def test_drop_round_refuses_a_released_one(coordinator):
    made = ProposalFactory(round__state=Round.State.RELEASED).round

    with pytest.raises(RoundDecided, match="Only drafts"):
        drop_round(made, by=coordinator, at=MONDAY_NINE)


def test_replay_gives_the_same_and_names_what_was_changed(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    assert replay(made).same

    made.proposals.all().delete()

    assert replay(made).differences == ("pairs",)


def test_rounds_and_proposals_say_what_they_are(cohort, coordinator):
    ready_mentee(cohort, first_name="Agnès", last_name="Fabre")
    ready_mentor(cohort, first_name="Noé", last_name="Tanguy")

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert str(made) == "Spring 2026 1"
    assert str(made.proposals.get()) == "Noé Tanguy → Agnès Fabre"
