"""An expert clinic: what mentors offer, and whom a mentee may book."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.clinic_world import (
    MONDAY,
    NEXT_MONDAY,
    book,
    clinic_cohort,
    expert_in,
    free_time,
    guest_in,
    place_of,
)
from tests.factories import (
    EnrolmentFactory,
    PairFactory,
    ProposalFactory,
    SessionFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.matching import actions, queries
from upside.matching.experts import experts_for
from upside.matching.models import ClinicSlot
from upside.pairs.models import Pair
from upside.programmes.actions import save_wish
from upside.programmes.models import Cohort

pytestmark = pytest.mark.django_db

State = ClinicSlot.State
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def clinic(programme):
    return clinic_cohort(programme)


@pytest.fixture
def expert(clinic):
    return expert_in(clinic)


@pytest.fixture
def guest(clinic):
    return guest_in(clinic)


def offer(place, day=date(2026, 3, 10), starts=time(12), ends=time(14), weeks=1, at=MONDAY):
    series = actions.Series(day, starts, ends, weeks, " Room 4 ")
    return actions.offer_times(place, series, at=at)


# what mentors offer


def test_a_series_is_cut_into_sessions_on_the_clock_of_the_mentor(expert):
    offered = offer(expert, weeks=2)

    walls = [one.starts_at.astimezone(PARIS) for one in offered.slots]
    assert [f"{wall:%d %H:%M}" for wall in walls] == [
        "10 12:00", "10 12:30", "10 13:00", "10 13:30",
        "17 12:00", "17 12:30", "17 13:00", "17 13:30",
    ]  # fmt: skip
    assert {(one.minutes, one.place) for one in offered.slots} == {(30, "Room 4")}
    assert AuditEntry.objects.get().verb == "clinic.offered"


def test_a_series_keeps_its_hour_when_the_clocks_change(expert):
    offered = offer(expert, date(2026, 3, 24), time(12), time(12, 30), weeks=2)

    before, after = (one.starts_at for one in offered.slots)
    assert {one.astimezone(PARIS).hour for one in (before, after)} == {12}
    assert after - before == timedelta(days=7) - timedelta(hours=1)


def test_an_hour_that_the_clock_leaves_out_is_left_out(expert):
    offered = offer(expert, date(2026, 3, 29), time(1, 30), time(3, 30))

    walls = [f"{one.starts_at.astimezone(PARIS):%H:%M}" for one in offered.slots]
    assert walls == ["01:30", "03:00"]


def test_times_that_are_taken_are_left_out_and_counted(expert):
    SessionFactory(
        pair__mentor=expert.person,
        starts_at=NEXT_MONDAY + DAY + timedelta(hours=3, minutes=15),
        ends_at=NEXT_MONDAY + DAY + timedelta(hours=3, minutes=45),
    )
    offer(expert, ends=time(12, 30))

    offered = offer(expert)

    assert (len(offered.slots), offered.n_taken) == (1, 3)
    with pytest.raises(actions.CannotOffer, match="already"):
        offer(expert)


def test_times_beyond_the_cohort_are_left_out_and_counted(expert):
    offered = offer(expert, date(2026, 9, 1), weeks=3)

    assert (len(offered.slots), offered.n_outside) == (4, 8)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"day": date(2026, 3, 2), "starts": time(8)}, "has passed"),
        ({"day": date(2027, 1, 1)}, "This cohort runs"),
        ({"day": date(9999, 12, 31)}, "This cohort runs"),
        ({"ends": time(12, 20)}, "30 minutes at least"),
        ({"ends": time(9)}, "30 minutes at least"),
        ({"weeks": 13}, "between 1 and 12"),
        ({"weeks": 0}, "between 1 and 12"),
        ({"starts": time(0), "ends": time(23), "weeks": 12}, "at most 200"),
        ({"day": date(2026, 3, 29), "starts": time(2), "ends": time(3)}, "This cohort runs"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(expert, said, why):
    with pytest.raises(actions.CannotOffer, match=why):
        offer(expert, **said)

    assert not ClinicSlot.objects.exists()


def test_only_a_mentor_who_is_ready_in_a_clinic_offers(cohort, clinic, expert, guest):
    waiting = EnrolmentFactory(cohort=clinic, state="complete")
    elsewhere = place_of(cohort, ready_mentor(cohort))

    for place in (guest, waiting, elsewhere):
        with pytest.raises(actions.CannotOffer):
            offer(place)


def test_free_times_are_taken_back_and_booked_ones_stay(expert, guest):
    free, taken = free_time(expert), free_time(expert, NEXT_MONDAY + DAY)
    book(guest, taken)

    assert actions.take_back_times(expert, [free.pk, taken.pk, 999], at=MONDAY) == 1
    assert actions.take_back_times(expert, [free.pk], at=MONDAY) == 0

    assert [one.state for one in ClinicSlot.objects.order_by("pk")] == ["withdrawn", "booked"]
    assert AuditEntry.objects.filter(verb="clinic.taken_back").count() == 1


def test_a_time_that_was_taken_back_can_be_offered_again(expert):
    [slot] = offer(expert, ends=time(12, 30)).slots
    actions.take_back_times(expert, [slot.pk], at=MONDAY)

    assert len(offer(expert, ends=time(12, 30)).slots) == 1


# whom a mentee may book


def test_experts_are_those_whom_the_rules_permit_with_topics_and_times(clinic, expert, guest):
    other = expert_in(clinic, level=("J9", 6))  # knows nothing that is wanted
    soon, late = free_time(expert, NEXT_MONDAY + DAY), free_time(expert, NEXT_MONDAY + 9 * DAY)
    free_time(other)

    [found] = experts_for(guest, at=MONDAY)

    assert found.person == expert.person
    assert [skill.code for skill in found.skills] == ["J1"]
    assert found.slots == [soon, late]


@pytest.mark.parametrize("kind", ["veto", "conflict"])
@pytest.mark.parametrize("by_expert", [True, False])
def test_who_said_no_to_the_other_is_neither_listed_nor_bookable(expert, guest, kind, by_expert):
    slot = free_time(expert)
    one, other = (expert, guest) if by_expert else (guest, expert)
    save_wish(one, other.person, kind=kind, at=MONDAY)
    Cohort.objects.update(kept={**guest.cohort.kept, "matching": {"rules": {kind: {}}}})
    guest.refresh_from_db()

    assert experts_for(guest, at=MONDAY) == []
    with pytest.raises(actions.SlotTaken, match="no longer free"):
        book(guest, slot)
    assert not Pair.objects.exists()


@pytest.mark.parametrize("said", [{"grade": 7}, {"languages": ["de"]}, {"seats": 0}])
def test_rules_and_seats_of_the_programme_apply(clinic, guest, said):
    expert = expert_in(clinic, **said)
    slot = free_time(expert)

    assert experts_for(guest, at=MONDAY) == []
    with pytest.raises(actions.SlotTaken):
        book(guest, slot)


def test_nobody_books_their_own_report(clinic, guest):
    expert = expert_in(clinic, manager_ref=guest.person.external_id)
    free_time(expert)

    assert experts_for(guest, at=MONDAY) == []


def test_times_at_which_one_of_the_two_has_something_else_are_left_out(expert, guest):
    free_time(expert)
    SessionFactory(
        pair__mentor=expert.person, starts_at=NEXT_MONDAY, ends_at=NEXT_MONDAY + HALF_HOUR
    )
    kept = free_time(expert, NEXT_MONDAY + DAY)
    free_time(expert, NEXT_MONDAY + 2 * DAY)
    elsewhere = expert_in(clinic_cohort(guest.cohort.programme))
    busy = NEXT_MONDAY + 2 * DAY
    free_time(elsewhere, busy, state="booked", mentee=guest.person)

    [found] = experts_for(guest, at=MONDAY)

    assert found.slots == [kept]


def test_inputs_that_the_engine_cannot_use_show_nobody(expert, guest):
    free_time(expert)
    Cohort.objects.update(kept={**guest.cohort.kept, "matching": {"rules": {"nonsense": {}}}})
    guest.refresh_from_db()

    assert experts_for(guest, at=MONDAY) == []


def test_an_earlier_pair_that_had_begun_is_not_booked_again_and_a_lapsed_one_is(expert, guest):
    slot = free_time(expert)
    ended = PairFactory(
        cohort=guest.cohort,
        mentor=expert.person,
        mentee=guest.person,
        state="closed",
        ending="lapsed",
    )
    assert [one.slots for one in experts_for(guest, at=MONDAY)] == [[slot]]

    Pair.objects.filter(pk=ended.pk).update(ending="ended")

    assert experts_for(guest, at=MONDAY) == []


def test_who_declined_a_proposal_of_the_two_is_not_listed(expert, guest):
    free_time(expert)
    ProposalFactory(
        round__cohort=guest.cohort, mentor=expert.person, mentee=guest.person, state="declined"
    )

    assert experts_for(guest, at=MONDAY) == []


# reads


def test_the_tally_counts_two_weeks_by_expert_and_who_never_booked(clinic, expert, guest):
    guest_in(clinic)
    idle = expert_in(clinic)
    book(guest, free_time(expert))
    soon = free_time(expert, NEXT_MONDAY + DAY)
    free_time(expert, MONDAY + 20 * DAY)

    tally = queries.clinic_tally(clinic, at=MONDAY)

    rows = {
        one.person: (one.n_offered, one.n_booked, one.n_free, one.next_free)
        for one in tally.experts
    }
    assert rows == {expert.person: (2, 1, 1, soon.starts_at), idle.person: (0, 0, 0, None)}
    assert (tally.n_offered, tally.n_booked, tally.n_free) == (2, 1, 1)
    assert (tally.n_mentees, tally.n_never, tally.n_without) == (2, 1, 1)


def test_free_times_are_counted_by_place(expert):
    free_time(expert)
    assert queries.n_free_of([expert], at=MONDAY) == {expert.pk: 1}
    assert queries.n_free_of([expert], at=NEXT_MONDAY) == {expert.pk: 0}


def test_a_clinic_has_no_rounds(clinic, coordinator):
    ready_mentee(clinic)
    for run in (actions.run_round, actions.start_round):
        with pytest.raises(Refused, match="no round is needed"):
            run(clinic, by=coordinator, at=MONDAY)
