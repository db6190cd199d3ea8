"""After an exit, in every mode: free at once, never the same two again, nobody else is moved."""

from datetime import timedelta

import pytest

from tests.clinic_world import book, clinic_cohort, expert_in, free_time, guest_in, sign
from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    PersonFactory,
    ProgrammeFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.errors import Refused
from upside.kernel.jobs import do_next_job
from upside.matching.actions import (
    answer_proposal,
    invite_to_pair,
    keep_bookings,
    look_again,
    open_choice,
    prepare_lists,
    refresh_lists,
    release_round,
    run_round,
)
from upside.matching.models import Candidate, ClinicSlot, Proposal, Round
from upside.matching.queries import free_of, free_places
from upside.notices.models import Notice
from upside.pairs.actions import close_pair
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.sessions.actions import leave_pair, pause_pair

pytestmark = pytest.mark.django_db

LATER = MONDAY_NINE + timedelta(days=1)
State = Pair.State


def say_yes(round_):
    for proposal in round_.proposals.select_related("mentor", "mentee"):
        for person in (proposal.mentor, proposal.mentee):
            answer_proposal(proposal, yes=True, by=person, at=MONDAY_NINE)


def look(at=LATER):
    asked = look_again(at=at)
    while do_next_job(lambda: at, worker="one"):
        pass
    return asked


@pytest.fixture(params=["optimise", "hybrid", "speed_meet"])
def paired(request, cohort, coordinator):
    """Three pairs from a round, and a mentor left over."""
    for _n in range(3):
        ready_mentee(cohort)
        ready_mentor(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    say_yes(release_round(made, by=coordinator, at=MONDAY_NINE))
    cohort.kept = {**cohort.kept, "mode": request.param}
    cohort.save(update_fields=["kept"])
    return list(Pair.objects.select_related("mentor", "mentee").order_by("pk"))


def others(pair):
    return list(Pair.objects.exclude(pk=pair.pk).order_by("pk").values())


def test_a_second_round_stands_within_minutes_and_moves_nobody(paired):
    parting = paired[0]
    before, n_mails = others(parting), Notice.objects.count()
    leave_pair(parting, by=parting.mentor, at=LATER)

    assert look() == 1
    assert look() == 0

    second = Round.objects.get(origin=Round.Origin.SECOND)
    [proposal] = second.proposals.all()
    assert (second.state, proposal.mentee) == (Round.State.DRAFT, parting.mentee)
    assert proposal.mentor not in {pair.mentor for pair in paired}
    assert others(parting) == before
    assert Notice.objects.count() == n_mails + 2


def test_with_the_files_leave_it_goes_out_by_itself(paired, cohort):
    cohort.refresh_from_db()
    cohort.kept = {**cohort.kept, "rematch_release": "automatic"}
    cohort.save(update_fields=["kept"])
    leave_pair(paired[0], by=paired[0].mentee, at=LATER)

    look()

    told = Proposal.objects.get(round__origin=Round.Origin.SECOND)
    assert (told.state, told.mentee) == (Proposal.State.RELEASED, paired[0].mentee)


def test_two_who_part_are_not_each_others_second_chance(cohort, coordinator):
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    say_yes(release_round(made, by=coordinator, at=MONDAY_NINE))
    leave_pair(Pair.objects.get(), by=Pair.objects.get().mentee, at=LATER)

    look()

    assert not Round.objects.filter(origin=Round.Origin.SECOND).exists()
    assert run_round(cohort, by=coordinator, at=LATER).proposals.count() == 0


def test_two_pairs_that_end_at_once_may_change_partners(paired):
    for pair in paired[:2]:
        leave_pair(pair, by=pair.mentor, at=LATER)

    look()

    second = Round.objects.get(origin=Round.Origin.SECOND)
    couples = {(one.mentor, one.mentee) for one in second.proposals.all()}
    assert len(couples) == 2
    assert not couples & {(pair.mentor, pair.mentee) for pair in paired}


def test_a_pair_that_is_completed_frees_no_seat_and_asks_for_no_round(paired, cohort):
    n_free = free_of(cohort).n_people
    close_pair(paired[0], ending=Pair.Ending.COMPLETED, by=None, at=LATER)

    assert look() == 0
    assert free_of(cohort).n_people == n_free


def test_on_pause_nobody_is_free(paired, cohort):
    n_free = free_of(cohort).n_people
    Pair.objects.filter(pk=paired[0].pk).update(state=State.PAUSED)

    assert free_of(cohort).n_people == n_free


def test_by_hand_both_are_free_again_for_the_coordinator(programme):
    cohort = CohortFactory(programme=programme, kept={"mode": "manual"})
    pair = PairFactory(
        cohort=cohort, mentor=ready_mentor(cohort), mentee=ready_mentee(cohort), state=State.ACTIVE
    )
    assert free_places(cohort) == []

    leave_pair(pair, by=pair.mentor, at=LATER)

    assert {one.enrolment.person for one in free_places(cohort)} == {pair.mentor, pair.mentee}
    assert look() == 0


def test_with_free_choice_lists_are_fresh_and_one_may_invite_again_but_not_the_same():
    cohort = CohortFactory(programme=ProgrammeFactory(settings={"mode": "choose"}))
    ready_mentee(cohort)
    for _n in range(3):
        ready_mentor(cohort)
    boss = PersonFactory()
    choice = prepare_lists(cohort, by=boss, at=MONDAY_NINE)
    open_choice(choice, by=boss, at=MONDAY_NINE)
    place = Enrolment.objects.get(cohort=cohort, role="mentee")
    first, *rest = (one.other for one in Candidate.objects.filter(person=place.person))
    asked = invite_to_pair(place, first, at=MONDAY_NINE)
    answer_proposal(asked, yes=True, by=first, at=MONDAY_NINE)

    leave_pair(Pair.objects.get(), by=place.person, at=LATER)
    refresh_lists(at=LATER)

    assert invite_to_pair(place, rest[0], at=LATER).state == Proposal.State.HALF
    with pytest.raises(Refused):
        invite_to_pair(place, first, at=LATER)
    assert look() == 0


def test_in_a_clinic_a_pair_on_pause_books_nothing_and_its_time_is_free(programme):
    clinic = clinic_cohort(programme)
    guest, expert = guest_in(clinic), expert_in(clinic)
    book(guest, free_time(expert))
    pair = Pair.objects.get()
    sign(pair)
    keep_bookings(at=MONDAY_NINE)

    pause_pair(pair, until=None, by=guest.person, at=MONDAY_NINE)
    keep_bookings(at=MONDAY_NINE)

    slot = ClinicSlot.objects.get()
    assert slot.state == ClinicSlot.State.OPEN
    with pytest.raises(Refused, match="on pause"):
        book(guest, slot)


@pytest.mark.parametrize("is_signed", [True, False])
def test_in_a_clinic_the_time_is_free_and_another_expert_may_be_booked(programme, is_signed):
    clinic = clinic_cohort(programme)
    guest, expert, another = guest_in(clinic), expert_in(clinic), expert_in(clinic)
    book(guest, free_time(expert))
    pair = Pair.objects.get()
    if is_signed:
        sign(pair)
        keep_bookings(at=MONDAY_NINE)
    with pytest.raises(Refused):
        book(guest, free_time(another))

    leave_pair(pair, by=guest.person, at=MONDAY_NINE)
    assert keep_bookings(at=MONDAY_NINE) == 1

    slot = ClinicSlot.objects.get(mentor=expert.person)
    assert (slot.state, slot.mentee) == (ClinicSlot.State.OPEN, None)
    with pytest.raises(Refused):
        book(guest, slot)
    book(guest, ClinicSlot.objects.get(mentor=another.person))
    assert Pair.objects.exclude(pk=pair.pk).get().mentor == another.person
