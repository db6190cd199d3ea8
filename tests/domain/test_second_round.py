"""A second round for those who became free again; nobody else is moved."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.jobs import do_next_job
from upside.kernel.models import AuditEntry, Job
from upside.matching.actions import (
    answer_proposal,
    drop_round,
    expire_proposals,
    look_again,
    make_second_round,
    release_round,
    run_round,
)
from upside.matching.actions import second_round as module
from upside.matching.models import Proposal, Rematch, Round
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment, ProgrammeVersion

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(days=1)
SECOND = Round.Origin.SECOND


@pytest.fixture
def released(cohort, coordinator):
    """Three pairs whose people were told, and one mentor left over."""
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    return release_round(made, by=coordinator, at=MONDAY_NINE)


def open_pairs(round_):
    return round_.proposals.select_related("mentor", "mentee").order_by("pk")


def say_no(round_, place=0, at=MONDAY_NINE):
    proposal = open_pairs(round_)[place]
    answer_proposal(proposal, yes=False, by=proposal.mentor, at=at)
    return proposal


def look(at=LATER):
    asked = look_again(at=at)
    while do_next_job(lambda: at, worker="one"):
        pass
    return asked


def second_rounds():
    return Round.objects.filter(origin=SECOND).order_by("pk")


def standing():
    """Return what nobody but those who became free may see changed."""
    return list(Proposal.objects.exclude(round__origin=SECOND).order_by("pk").values())


def test_after_a_no_a_draft_waits_for_the_coordinator_and_nobody_else_is_moved(released):
    declined = say_no(released)
    before = standing()
    n_notices = Notice.objects.count()

    assert look() == 1

    [second] = second_rounds()
    [pair] = second.proposals.all()
    assert (second.state, second.run_by) == (Round.State.DRAFT, None)
    assert pair.mentee == declined.mentee
    assert pair.mentor != declined.mentor
    assert standing() == before
    assert Notice.objects.count() == n_notices
    look_kept = Rematch.objects.get()
    assert (look_kept.round, look_kept.n_freed) == (second, 2)


def test_it_is_made_once_for_the_same_people(released, coordinator):
    say_no(released)
    look()
    [second] = second_rounds()
    drop_round(second, by=coordinator, at=LATER)

    assert look(LATER + timedelta(days=3)) == 0

    assert second_rounds().count() == 1


def test_when_more_become_free_the_newer_one_takes_its_place(released):
    say_no(released)
    look()
    say_no(released, 1)

    assert look(LATER + timedelta(hours=1)) == 1

    first, second = second_rounds()
    assert (first.state, second.state) == (Round.State.DROPPED, Round.State.DRAFT)
    assert second.proposals.count() == 2


def test_a_coordinators_drafts_stay_beside_it(released, cohort, coordinator):
    say_no(released)
    own = run_round(cohort, by=coordinator, at=LATER)
    named = run_round(cohort, by=coordinator, at=LATER, name="Loose")

    look()

    own.refresh_from_db()
    named.refresh_from_db()
    [second] = second_rounds()
    assert {one.state for one in (named, second)} == {Round.State.DRAFT}
    release_round(second, by=coordinator, at=LATER)
    named.refresh_from_db()
    assert named.state == Round.State.DRAFT


def test_a_second_round_that_was_named_stays(released, coordinator):
    say_no(released)
    look()
    second_rounds().update(name="Kept")
    say_no(released, 1)

    look(LATER + timedelta(hours=1))

    assert [one.state for one in second_rounds()] == [Round.State.DRAFT] * 2


def test_where_no_pair_is_possible_nothing_stands(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    say_no(release_round(made, by=coordinator, at=MONDAY_NINE))

    assert look() == 1
    assert look(LATER + timedelta(hours=1)) == 0

    assert not second_rounds().exists()
    assert Rematch.objects.get().round is None


def test_where_one_side_is_empty_nothing_stands(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    declined = say_no(release_round(made, by=coordinator, at=MONDAY_NINE))
    declined.mentor.is_active = False
    declined.mentor.save()

    look()

    assert not second_rounds().exists()
    assert not Job.objects.exists()


def test_a_proposal_that_ran_out_frees_both_and_is_not_proposed_again(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = release_round(
        run_round(cohort, by=coordinator, at=MONDAY_NINE), by=coordinator, at=MONDAY_NINE
    )
    over = made.proposals.get().expires_at
    expire_proposals(at=over)

    assert look(over) == 1
    assert not second_rounds().exists()

    assert run_round(cohort, by=coordinator, at=over).proposals.count() == 1, "by hand it may"


def test_the_end_of_a_pair_frees_both(cohort, coordinator, released):
    for proposal in open_pairs(released)[:1]:
        for person in (proposal.mentor, proposal.mentee):
            answer_proposal(proposal, yes=True, by=person, at=MONDAY_NINE)
    Pair.objects.update(state=Pair.State.CLOSED, closed_at=MONDAY_NINE)

    assert look() == 1

    [second] = second_rounds()
    assert second.proposals.get().mentee == Pair.objects.get().mentee


def test_whoever_waits_for_a_later_step_is_not_moved_either(cohort, coordinator):
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    first, *waiting = open_pairs(made)
    release_round(made, only=[first.pk], by=coordinator, at=MONDAY_NINE)
    say_no(made)

    look()

    assert not second_rounds().exists(), "all others wait in the round that is being released"
    release_round(made, by=coordinator, at=LATER)
    assert {one.state for one in open_pairs(made)[1:]} == {"released"}
    assert len(waiting) == 2


@pytest.mark.parametrize("mode", ["choose", "expert_clinic", "manual"])
def test_ways_without_rounds_have_none(released, cohort, mode):
    cohort.kept = {"mode": mode}
    cohort.save()
    say_no(released)

    assert look() == 0
    assert not Rematch.objects.exists()


@pytest.mark.parametrize("change", [{"launched_at": None}, {"ends_on": MONDAY_NINE.date()}])
def test_neither_has_a_cohort_that_does_not_run(released, cohort, change):
    say_no(released)
    CohortFactory._meta.model.objects.filter(pk=cohort.pk).update(
        **({"starts_on": MONDAY_NINE.date() - timedelta(days=9)} | change)
    )

    assert look() == 0


def test_neither_has_one_of_which_no_round_went_out(cohort):
    PairFactory(cohort=cohort, state=Pair.State.CLOSED, closed_at=MONDAY_NINE)

    assert look() == 0


def test_a_round_of_a_coordinator_that_is_under_way_counts_them_in(
    released, cohort, coordinator, monkeypatch
):
    say_no(released)
    look_again(at=LATER)
    Round.objects.create(
        cohort=cohort,
        number=9,
        state=Round.State.RUNNING,
        job=Job.objects.create(task="upside.nothing", due_at=LATER + timedelta(days=1)),
        run_at=LATER,
    )

    do_next_job(lambda: LATER, worker="one")

    assert not second_rounds().exists()


def gone_out(coordinator):
    """Return a cohort of which a round went out, to which somebody said no."""
    cohort = CohortFactory()
    for _n in range(2):
        ready_mentee(cohort)
        ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    say_no(release_round(made, by=coordinator, at=MONDAY_NINE))
    return cohort


@pytest.mark.parametrize("n_cohorts", [1, 3])
def test_a_minute_without_news_asks_about_all_cohorts_together(
    coordinator, n_cohorts, django_assert_max_num_queries
):
    for _n in range(n_cohorts):
        gone_out(coordinator)
    look()

    with django_assert_max_num_queries(4):
        assert look_again(at=LATER + timedelta(minutes=1)) == 0


@pytest.mark.parametrize("n_cohorts", [1, 3])
def test_under_its_lock_a_cohort_is_asked_about_alone(coordinator, n_cohorts):
    cohorts = [gone_out(coordinator).pk for _n in range(n_cohorts)]

    with CaptureQueriesContext(connection) as asked:
        assert look_again(at=LATER) == n_cohorts

    ended = [sql for sql in (one["sql"] for one in asked) if '"closed_at" IS NOT NULL' in sql]
    about = [re.search(r'"cohort_id" IN \(([\d, ]+)\)', sql)[1] for sql in ended]
    assert about == [", ".join(map(str, cohorts)), *map(str, cohorts)]


@pytest.mark.parametrize("mode", ["optimise", "choose", "expert_clinic", "manual"])
def test_cohorts_that_have_no_second_round_are_not_held_each_minute(
    cohort, mode, django_assert_max_num_queries
):
    cohort.kept = {"mode": mode}
    cohort.save()
    PairFactory(cohort=cohort, state=Pair.State.CLOSED, closed_at=MONDAY_NINE)

    with django_assert_max_num_queries(1):
        assert look_again(at=LATER) == 0


def test_what_another_worker_looked_at_meanwhile_is_not_asked_for_again(released, monkeypatch):
    say_no(released)
    read = module.new_events

    def read_late(cohorts):
        events = read(cohorts)
        monkeypatch.setattr(module, "new_events", read)
        look_again(at=LATER)
        return events

    monkeypatch.setattr(module, "new_events", read_late)

    assert look_again(at=LATER) == 0
    assert Rematch.objects.count() == 1


def test_done_twice_it_comes_to_the_same(released):
    say_no(released)
    look()

    make_second_round.call(Rematch.objects.get().pk)

    assert second_rounds().count() == 1


def test_who_gave_up_their_place_after_a_no_is_free_for_nobody(released):
    proposal = say_no(released)
    two = (proposal.mentor, proposal.mentee)
    Enrolment.objects.filter(person__in=two).update(state=Enrolment.State.WITHDRAWN)

    assert look() == 0
    assert not second_rounds().exists()


def test_who_gave_it_up_before_the_worker_came_is_not_paired_either(released):
    proposal = say_no(released)
    assert look_again(at=LATER) == 1
    two = (proposal.mentor, proposal.mentee)
    Enrolment.objects.filter(person__in=two).update(state=Enrolment.State.WITHDRAWN)

    while do_next_job(lambda: LATER, worker="one"):
        pass

    assert not second_rounds().exists()


@pytest.fixture
def automatic(cohort):
    version = ProgrammeVersion.objects.create(
        programme=cohort.programme, number=3, text="", settings={}, made_at=MONDAY_NINE
    )
    cohort.kept, cohort.version = {"rematch_release": "automatic"}, version
    cohort.save()


def test_where_the_file_says_so_it_goes_out_by_itself_and_the_log_says_who_allowed_it(
    released, automatic, cohort
):
    say_no(released)
    before = standing()

    look()

    [second] = second_rounds()
    assert (second.state, second.released_by) == (Round.State.RELEASED, None)
    assert {one.state for one in second.proposals.all()} == {"released"}
    assert standing() == before
    entry = AuditEntry.objects.filter(verb="round.released").latest("pk")
    allowed_by = f"{cohort.programme.slug}, version 3, 2026-03-02"
    assert (entry.actor, entry.at, entry.details["allowed_by"]) == ("system", LATER, allowed_by)
    assert second.releases[0]["allowed_by"] == allowed_by


def test_by_itself_only_those_go_out_who_became_free(released, automatic, cohort):
    say_no(released)
    newcomer = ready_mentee(cohort)
    ready_mentor(cohort)

    look()

    [second] = second_rounds()
    pairs = second.proposals.select_related("mentor", "mentee")
    declined = Proposal.objects.get(state="declined")
    freed = {declined.mentor, declined.mentee}
    concerned = {one.pk for one in pairs if freed & {one.mentor, one.mentee}}
    assert {one.pk for one in pairs if one.state == "released"} == concerned
    assert concerned
    assert newcomer in {one.mentee for one in pairs}


def test_of_a_second_round_without_them_nothing_goes_out(released, automatic, monkeypatch):
    say_no(released)
    monkeypatch.setattr(module, "freed_by", lambda _events: set())

    look()

    assert second_rounds().get().state == Round.State.DRAFT


def test_what_is_refused_waits_for_a_coordinator(released, automatic, monkeypatch):
    def refuse(*_args, **_how):
        raise module.Refused("no")

    say_no(released)
    monkeypatch.setattr(module, "release_round", refuse)

    look()

    assert second_rounds().get().state == Round.State.DRAFT
