"""Large rounds: handed to the worker, computed once, dropped, refused, given up."""

from datetime import timedelta

import pytest

import upmatch
from tests.factories import MONDAY_NINE, RoundFactory, ready_mentee, ready_mentor
from upside.kernel.jobs import do_next_job
from upside.kernel.models import AuditEntry, Job
from upside.matching import queries
from upside.matching.actions import (
    NobodyReady,
    RoundDecided,
    RoundUnderWay,
    drop_round,
    release_round,
    run_round,
    start_round,
    stop_round,
    work_out_round,
)
from upside.matching.actions import running as module
from upside.matching.models import Proposal, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch):
    """Every round counts as large."""
    monkeypatch.setattr(module, "AT_ONCE", -1)


@pytest.fixture
def people(cohort):
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)


@pytest.fixture
def under_way(large, people, cohort, coordinator):
    return start_round(cohort, by=coordinator, at=MONDAY_NINE, seed=7)


def work():
    return do_next_job(lambda: MONDAY_NINE, worker="one")


def test_small_round_is_run_at_once(people, cohort, coordinator):
    made = start_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert (made.state, made.proposals.count()) == (Round.State.DRAFT, 3)
    assert not Job.objects.exists()


def test_round_without_anybody_is_refused_at_once(cohort, coordinator):
    with pytest.raises(NobodyReady):
        start_round(cohort, by=coordinator, at=MONDAY_NINE)


def test_large_round_waits_for_the_worker(under_way, cohort):
    assert under_way.state == Round.State.RUNNING
    assert queries.under_way_of(cohort) == under_way
    assert under_way.job.state == Job.State.READY


def test_worker_makes_the_same_round_as_is_run_at_once(under_way, cohort, coordinator):
    assert work()

    under_way.refresh_from_db()
    at_once = run_round(cohort, by=coordinator, at=MONDAY_NINE, seed=7)
    at_once.refresh_from_db()
    assert under_way.state == Round.State.DRAFT
    assert under_way.inputs_sha256 == at_once.inputs_sha256
    assert under_way.outcome == at_once.outcome
    assert list(under_way.proposals.values_list("mentor", "mentee", "fit")) == list(
        at_once.proposals.values_list("mentor", "mentee", "fit")
    )
    assert AuditEntry.objects.filter(verb="round.run", subject=f"round:{under_way.pk}").exists()
    assert not Job.objects.exists()


def test_round_that_is_worked_out_twice_is_kept_once(under_way):
    work_out_round.call(under_way.pk)
    work_out_round.call(under_way.pk)

    assert Proposal.objects.count() == 3


def test_two_workers_at_once_keep_one_result(under_way, monkeypatch):
    solved = module._worked_out

    def overtaken(made):
        if not Proposal.objects.exists():
            monkeypatch.setattr(module, "_worked_out", solved)
            work_out_round.call(made.pk)
        return solved(made)

    monkeypatch.setattr(module, "_worked_out", overtaken)
    work_out_round.call(under_way.pk)

    assert Proposal.objects.count() == 3


def test_asked_twice_the_round_under_way_is_the_answer(under_way, cohort, coordinator):
    again = start_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert again == under_way
    assert Job.objects.count() == 1


def test_two_clicks_at_the_same_moment_make_one_round(under_way, cohort, coordinator):
    late = Round(cohort=cohort, run_by=coordinator, run_at=MONDAY_NINE)

    assert module._handed_over(late) == under_way
    assert Round.objects.count() == 1


def test_steps_of_a_round_over_columns_are_told_in_their_order(under_way, monkeypatch):
    told = []
    monkeypatch.setattr(upmatch.round, "SMALL", -1)
    monkeypatch.setattr(module.jobs, "tell", lambda step, share: told.append((step, share)))

    work()

    shares = [share for _step, share in told]
    assert shares == sorted(shares)
    assert [step for step, _share in told if step in ("read", "certify", "explain", "keep")] == [
        "read",
        "certify",
        "explain",
        "explain",
        "keep",
    ]


def test_earlier_draft_stays_until_the_large_round_is_there(people, cohort, coordinator, large):
    draft = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    start_round(cohort, by=coordinator, at=MONDAY_NINE)
    assert queries.draft_of(cohort) == draft

    work()

    draft.refresh_from_db()
    assert draft.state == Round.State.DROPPED


def test_dropped_round_is_not_computed(under_way, coordinator):
    drop_round(under_way, by=coordinator, at=MONDAY_NINE)

    assert not work()
    under_way.refresh_from_db()
    assert under_way.state == Round.State.DROPPED
    assert AuditEntry.objects.filter(verb="round.dropped").count() == 1


def test_round_that_is_dropped_while_it_is_computed_keeps_nothing(
    under_way, coordinator, monkeypatch
):
    solved = module._worked_out

    def dropped_meanwhile(made):
        proposals = solved(made)
        drop_round(made, by=coordinator, at=MONDAY_NINE)
        return proposals

    monkeypatch.setattr(module, "_worked_out", dropped_meanwhile)
    work_out_round.call(under_way.pk)

    under_way.refresh_from_db()
    assert under_way.state == Round.State.DROPPED
    assert not Proposal.objects.exists()


def test_round_under_way_cannot_be_released(under_way, coordinator):
    with pytest.raises(RoundDecided, match="no pairs that could be released"):
        release_round(under_way, by=coordinator, at=MONDAY_NINE)


def test_refusal_of_the_engine_is_kept_in_the_language_of_who_asked(under_way, coordinator, cohort):
    coordinator.ui_language = "fr"
    coordinator.save()
    cohort.enrolments.update(state="withdrawn")

    assert work()

    under_way.refresh_from_db()
    assert under_way.state == Round.State.FAILED
    assert under_way.outcome["refusal"].startswith("Aucun")
    assert AuditEntry.objects.filter(verb="round.failed").count() == 1
    assert not Job.objects.exists()


def test_round_that_was_given_up_makes_room_for_the_next(under_way, cohort, coordinator):
    Job.objects.update(state=Job.State.FAILED)
    under_way.refresh_from_db()
    assert under_way.has_failed
    assert queries.under_way_of(cohort) is None

    again = start_round(cohort, by=coordinator, at=MONDAY_NINE)

    under_way.refresh_from_db()
    assert (under_way.state, again.state) == (Round.State.DROPPED, Round.State.RUNNING)
    assert again.number == under_way.number + 1


def test_round_that_has_pairs_has_not_failed(cohort):
    assert not RoundFactory(cohort=cohort).has_failed


def test_no_other_round_is_run_beside_one_under_way(under_way, cohort, coordinator, monkeypatch):
    with pytest.raises(RoundUnderWay, match="Round 1 of this cohort is under way"):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)

    monkeypatch.setattr(module, "AT_ONCE", 100)
    assert start_round(cohort, by=coordinator, at=MONDAY_NINE) == under_way, "smaller by now"


def test_round_that_another_began_meanwhile_is_not_crossed(
    large, people, cohort, coordinator, monkeypatch
):
    solved = module._worked_out

    def begun_meanwhile(made):
        proposals = solved(made)
        start_round(cohort, by=coordinator, at=MONDAY_NINE)
        return proposals

    monkeypatch.setattr(module, "_worked_out", begun_meanwhile)
    with pytest.raises(RoundUnderWay):
        run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert not Proposal.objects.exists()


def test_stopping_does_not_drop_what_was_computed_meanwhile(under_way, coordinator):
    work()

    with pytest.raises(RoundDecided, match="computed meanwhile"):
        stop_round(under_way, by=coordinator, at=MONDAY_NINE)

    under_way.refresh_from_db()
    assert under_way.state == Round.State.DRAFT


def test_why_a_round_failed_is_forgotten_when_it_is_dropped(cohort, coordinator):
    failed = RoundFactory(cohort=cohort, state=Round.State.FAILED, outcome={"refusal": "Mars"})

    drop_round(failed, by=coordinator, at=MONDAY_NINE)

    failed.refresh_from_db()
    assert failed.outcome == {}


def test_refusal_of_a_round_that_was_dropped_meanwhile_is_not_kept(
    under_way, coordinator, monkeypatch
):
    def refuse(made):
        drop_round(made, by=coordinator, at=MONDAY_NINE)
        raise NobodyReady("nobody")

    monkeypatch.setattr(module, "_worked_out", refuse)
    work_out_round.call(under_way.pk)

    under_way.refresh_from_db()
    assert under_way.state == Round.State.DROPPED


def test_log_says_when_a_round_was_computed_not_when_it_was_asked_for(under_way):
    later = MONDAY_NINE + timedelta(minutes=3)
    do_next_job(lambda: later, worker="one")

    assert AuditEntry.objects.get(verb="round.run").at == later
