"""A large release in the worker: everything goes out, or nothing, and it is said which."""

import pytest
from django.utils import translation

from tests.factories import MONDAY_NINE, RoundFactory, ready_mentee, ready_mentor
from upside.kernel.jobs import do_next_job
from upside.kernel.models import AuditEntry, Job
from upside.matching.actions import (
    RoundDecided,
    drop_round,
    large_release,
    run_round,
    send_release,
    start_release,
    stop_release,
    take_back_releases,
)
from upside.matching.models import Proposal, Round
from upside.matching.queries import tally_of
from upside.notices.models import Notice
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cohort, coordinator):
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def large(monkeypatch):
    """Every release counts as large."""
    monkeypatch.setattr(large_release, "LARGE", 0)


@pytest.fixture
def under_way(draft, large, coordinator):
    return start_release(draft, by=coordinator, at=MONDAY_NINE, note="The best plan.")


def work():
    return do_next_job(lambda: MONDAY_NINE, worker="one")


def state_of(round_):
    round_.refresh_from_db()
    return round_.state


def test_a_small_release_goes_out_at_once(draft, coordinator):
    start_release(draft, by=coordinator, at=MONDAY_NINE)

    assert state_of(draft) == Round.State.RELEASED
    assert not Job.objects.exists()


def test_a_large_release_waits_for_the_worker_and_nobody_is_told_meanwhile(under_way):
    assert under_way.state == Round.State.RELEASING
    assert not Notice.objects.exists()
    assert tally_of(under_way)["draft"] == 3


def test_the_worker_sends_everything_with_who_and_why(under_way, coordinator):
    assert work()

    assert state_of(under_way) == Round.State.RELEASED
    assert tally_of(under_way)["released"] == 3
    assert Notice.objects.count() == 6
    [step] = under_way.releases
    assert (step["by"], step["note"]) == (coordinator.pk, "The best plan.")
    assert (under_way.asked, under_way.job, under_way.released_by) == ({}, None, coordinator)
    assert not Job.objects.exists()


def test_a_large_step_sends_what_was_chosen(draft, large, coordinator):
    chosen = [one.pk for one in draft.proposals.order_by("pk")[:2]]
    start_release(draft, only=chosen, by=coordinator, at=MONDAY_NINE)
    work()

    assert sorted(draft.proposals.exclude(state="draft").values_list("pk", flat=True)) == chosen
    start_release(draft, by=coordinator, at=MONDAY_NINE)
    work()
    assert (state_of(draft), Notice.objects.count()) == (Round.State.RELEASED, 6)


def test_done_twice_it_comes_to_the_same(under_way):
    send_release.call(under_way.pk)
    send_release.call(under_way.pk)

    assert Notice.objects.count() == 6
    assert AuditEntry.objects.filter(verb="round.released").count() == 1


def test_of_two_workers_at_once_one_sends(under_way, monkeypatch):
    plain = large_release._prepared

    def overtaken(found, *, at):
        monkeypatch.setattr(large_release, "_prepared", plain)
        send_release.call(found.pk)
        return plain(found, at=at)

    monkeypatch.setattr(large_release, "_prepared", overtaken)
    send_release.call(under_way.pk)

    assert Notice.objects.count() == 6
    assert AuditEntry.objects.filter(verb="round.released").count() == 1


def test_steps_are_told_in_their_order(under_way, monkeypatch):
    told = []
    monkeypatch.setattr(large_release, "PER_STEP", 1)
    monkeypatch.setattr(large_release.jobs, "tell", lambda step, share: told.append((step, share)))

    work()

    assert [step for step, _share in told] == ["letters", "letters", "letters", "send"]
    assert [share for _step, share in told] == sorted(share for _step, share in told)


def test_the_second_coordinator_is_refused_while_it_goes_out(under_way, coordinator):
    with pytest.raises(RoundDecided, match="being released already"):
        start_release(under_way, by=coordinator, at=MONDAY_NINE)
    with pytest.raises(RoundDecided, match="Stop the release first"):
        drop_round(under_way, by=coordinator, at=MONDAY_NINE)

    assert Job.objects.count() == 1


def test_a_release_that_is_stopped_leaves_a_draft_and_tells_nobody(under_way, coordinator):
    stop_release(under_way, by=coordinator, at=MONDAY_NINE)

    assert state_of(under_way) == Round.State.DRAFT
    assert not Job.objects.exists()
    assert not Notice.objects.exists()
    assert AuditEntry.objects.get(verb="round.release_taken_back").details == {"reason": "stopped"}
    assert start_release(under_way, by=coordinator, at=MONDAY_NINE).state == Round.State.RELEASING


def test_a_release_stopped_while_its_mails_are_written_sends_none(
    under_way, coordinator, monkeypatch
):
    plain = large_release._prepared

    def stopped(found, *, at):
        stop_release(found, by=coordinator, at=at)
        return plain(found, at=at)

    monkeypatch.setattr(large_release, "_prepared", stopped)
    send_release.call(under_way.pk)

    assert state_of(under_way) == Round.State.DRAFT
    assert not Notice.objects.exists()


def test_stopping_what_has_gone_out_is_refused(under_way, coordinator):
    work()

    with pytest.raises(RoundDecided, match="under way any more"):
        stop_release(under_way, by=coordinator, at=MONDAY_NINE)


def test_what_is_refused_stands_on_the_draft_in_the_language_of_the_page(draft, large, coordinator):
    with translation.override("fr"):
        start_release(draft, by=coordinator, at=MONDAY_NINE)
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)

    work()

    assert state_of(draft) == Round.State.DRAFT
    assert draft.asked["failed"] == "refused"
    assert draft.asked["sentence"].startswith("Aucune proposition")
    assert set(draft.proposals.values_list("state", "kept_back")) == {("draft", "")}


def test_what_the_worker_gave_up_is_a_draft_again_that_says_so(under_way):
    assert take_back_releases(at=MONDAY_NINE) == 0
    Job.objects.update(state=Job.State.FAILED)

    assert take_back_releases(at=MONDAY_NINE) == 1

    assert state_of(under_way) == Round.State.DRAFT
    assert under_way.asked == {"failed": "given_up", "sentence": ""}
    assert not Job.objects.exists()
    assert take_back_releases(at=MONDAY_NINE) == 0


def test_a_step_that_was_given_up_leaves_the_round_released(draft, large, coordinator):
    first = draft.proposals.first()
    start_release(draft, only=[first.pk], by=coordinator, at=MONDAY_NINE)
    work()
    start_release(draft, by=coordinator, at=MONDAY_NINE)
    Job.objects.all().delete()

    assert take_back_releases(at=MONDAY_NINE) == 1

    assert state_of(draft) == Round.State.RELEASED
    assert Proposal.objects.exclude(state="draft").count() == 1


def test_a_round_without_pairs_is_not_released(cohort, coordinator):
    with pytest.raises(RoundDecided, match="no pairs that could be released"):
        start_release(
            RoundFactory(cohort=cohort, state=Round.State.FAILED), by=coordinator, at=MONDAY_NINE
        )
