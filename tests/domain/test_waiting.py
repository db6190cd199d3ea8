"""The places of a cohort: who is in, who waits, who comes in when a place is free."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
    SlotFactory,
    WantFactory,
)
from upside.insights.report import report_of
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes import actions, queries
from upside.programmes.call_models import OpenCall
from upside.programmes.models import Enrolment
from upside.programmes.queries import Source, Way

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
AFTER_THE_END = MONDAY_NINE + timedelta(days=400)


@pytest.fixture
def full(programme):
    """A cohort with one place for mentors, which is taken."""
    cohort = CohortFactory(programme=programme, places_mentors=1)
    EnrolmentFactory(cohort=cohort, role=Mentor, state=State.READY)
    return cohort


def after(minutes):
    return MONDAY_NINE + timedelta(minutes=minutes)


def says_yes(cohort, minutes=0, **fields):
    place = EnrolmentFactory(cohort=cohort, state=State.INVITED, **fields)
    return actions.answer_invitation(place, yes=True, by=place.person, at=after(minutes))


def waiting(cohort, n, **fields):
    return [says_yes(cohort, minute, **fields) for minute in range(n)]


def in_order(cohort, role=Mentor):
    return list(queries.waiting_list(cohort, role))


def states(*places):
    return [Enrolment.objects.get(pk=place.pk).state for place in places]


def leave(cohort, minutes=60):
    place = cohort.enrolments.filter(state=State.READY).first()
    return actions.withdraw(place, by=place.person, at=after(minutes))


def verbs(place):
    entries = AuditEntry.objects.filter(subject=f"enrolment:{place.pk}")
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_a_yes_to_a_full_role_goes_on_the_waiting_list(full):
    place = says_yes(full)
    assert (place.state, place.waiting_since) == (State.WAITING, MONDAY_NINE)
    assert verbs(place) == ["place.waiting"]
    assert not Notice.objects.exists()


def test_the_other_role_and_a_cohort_without_a_number_have_no_list(full, cohort):
    assert says_yes(full, role=Mentee).state == State.ACCEPTED
    assert says_yes(cohort).state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.COMPLETE, State.READY])
def test_whoever_said_yes_takes_a_place(programme, state):
    cohort = CohortFactory(programme=programme, places_mentors=1)
    EnrolmentFactory(cohort=cohort, state=state)
    assert says_yes(cohort).state == State.WAITING


@pytest.mark.parametrize("state", [State.INVITED, State.DECLINED, State.WITHDRAWN])
def test_whoever_has_not_said_yes_takes_none(programme, state):
    cohort = CohortFactory(programme=programme, places_mentors=1)
    EnrolmentFactory(cohort=cohort, state=state)
    assert says_yes(cohort).state == State.ACCEPTED


def test_an_application_to_a_full_role_goes_on_the_waiting_list(full):
    call = OpenCall.objects.create(cohort=full, texts={"en": "Come."}, opened_at=MONDAY_NINE)
    place = actions.apply_to_call(call, PersonFactory(), "mentor", {"a": 1}, at=MONDAY_NINE)
    again = actions.apply_to_call(call, place.person, "mentor", {}, at=after(5))
    assert (again.pk, again.state, again.answered_at) == (place.pk, State.WAITING, MONDAY_NINE)
    assert list(queries.calls_open_to(place.person, on=after(1).date())) == []
    actions.withdraw(place, by=place.person, at=after(6))
    assert queries.answers_of(place) == {}


def test_answers_that_were_given_elsewhere_go_on_the_list_in_the_order_of_the_file(full):
    full.places_mentors = 2
    full.save()
    people = PersonFactory.create_batch(3)
    lines = [actions.EnrolLine(person.external_id) for person in reversed(people)]
    said = {"said_yes": True, "by": None, "at": MONDAY_NINE}
    outcome = actions.enrol_people(full, lines, Mentor, **said)
    assert (outcome.answered, outcome.waiting) == (3, 2)
    assert [place.person for place in in_order(full)] == [people[1], people[0]]


def test_the_first_in_order_comes_in_at_once_and_reads_it_in_a_mail(full, coordinator):
    first, second = waiting(full, 2)
    leave(full)
    assert states(first, second) == [State.ACCEPTED, State.WAITING]
    assert verbs(first) == ["place.waiting", "place.taken_in"]
    assert Enrolment.objects.get(pk=first.pk).answered_at == after(60)  # reminders count from it
    mail = Notice.objects.get(template="place_free")
    assert (mail.person, mail.context["path"]) == (first.person, f"/places/{first.pk}/")
    told = Notice.objects.get(template="place_withdrawn")
    assert (told.person, told.context["came_in"]) == (coordinator, first.person.name)


def test_whoever_has_a_whole_profile_comes_in_ready(full):
    place = says_yes(full)
    SlotFactory(enrolment=place)
    WantFactory(person=place.person)
    assert actions.refresh_readiness(place, at=MONDAY_NINE).state == State.WAITING
    leave(full)
    assert states(place) == [State.READY]


def test_more_places_let_in_as_many_as_there_are(full, coordinator):
    places = waiting(full, 3)
    said = {"mentors": 3, "mentees": None, "by": coordinator, "at": after(60)}
    assert [actions.set_places(full, **said) for _twice in range(2)] == [2, 0]
    assert states(*places) == [State.ACCEPTED, State.ACCEPTED, State.WAITING]
    entry = AuditEntry.objects.get(verb="programme.places_set")
    assert entry.details == {"mentors": 3, "mentees": None}


def test_no_number_lets_everybody_in_and_a_lower_one_puts_nobody_out(full, coordinator):
    places = waiting(full, 2)
    by = {"by": coordinator, "at": after(60)}
    assert actions.set_places(full, mentors=None, mentees=4, **by) == 2
    assert actions.set_places(full, mentors=1, mentees=4, **by) == 0
    assert states(*places) == [State.ACCEPTED] * 2
    room = queries.room_for(full.__class__.objects.get(pk=full.pk), Mentor)
    assert (room.taken, room.free, room.is_full) == (3, 0, True)


@pytest.mark.parametrize("number", [0, -1, 10_001])
def test_a_number_that_is_none_is_refused(full, coordinator, number):
    with pytest.raises(Refused, match="from 1 to 10,000"):
        actions.set_places(full, mentors=1, mentees=number, by=coordinator, at=MONDAY_NINE)


def test_nobody_comes_into_a_cohort_that_is_over(full, coordinator):
    place = says_yes(full)
    held = full.enrolments.get(state=State.READY)
    actions.withdraw(held, by=held.person, at=AFTER_THE_END)
    actions.set_places(full, mentors=9, mentees=None, by=coordinator, at=AFTER_THE_END)
    assert actions.take_in_waiting(at=AFTER_THE_END) == 0
    assert states(place) == [State.WAITING]


def test_nobody_is_written_to_before_the_launch(full):
    place = says_yes(full)
    full.launched_at = None
    full.save()
    leave(full)
    assert states(place) == [State.ACCEPTED]
    assert not Notice.objects.filter(template="place_free").exists()


def test_somebody_who_leaves_the_company_frees_a_place_and_loses_a_turn(full):
    gone, stays = waiting(full, 2)
    gone.person.is_active = False
    gone.person.save()
    assert actions.take_in_waiting(at=after(5)) == 0
    assert queries.number_of(stays) == 1
    holder = full.enrolments.get(state=State.READY).person
    holder.is_active = False
    holder.save()
    assert actions.take_in_waiting(at=after(6)) == 1
    assert states(gone, stays) == [State.WAITING, State.ACCEPTED]


def test_where_no_place_is_free_the_worker_asks_once_and_locks_nothing(
    full, django_assert_num_queries
):
    waiting(full, 2)

    with django_assert_num_queries(1):
        assert actions.take_in_waiting(at=after(5)) == 0


def test_a_newcomer_does_not_overtake_whoever_waits(full):
    place = says_yes(full)
    holder = full.enrolments.get(state=State.READY).person
    holder.is_active = False
    holder.save()
    assert says_yes(full, 9).state == State.WAITING
    assert states(place) == [State.ACCEPTED]


def test_leaving_the_list_tells_no_coordinator_and_coming_back_is_the_end_of_it(full, coordinator):
    first, second = waiting(full, 2)
    gone = actions.withdraw(first, by=first.person, at=after(10))
    assert (gone.state, verbs(first)[-1]) == (State.WITHDRAWN, "place.left_list")
    assert not Notice.objects.filter(person=coordinator).exists()
    actions.answer_invitation(first, yes=True, by=first.person, at=after(20))
    assert in_order(full) == [second, first]


def test_a_no_after_the_yes_is_a_withdrawal_there_too(full):
    place = says_yes(full)
    with pytest.raises(Refused, match="Withdraw"):
        actions.answer_invitation(place, yes=False, by=place.person, at=after(1))


def test_moving_up_takes_a_reason_that_the_log_keeps(full, coordinator):
    places = waiting(full, 3)
    said = {"by": coordinator, "at": after(60)}
    actions.move_up(places[2], reason=" The only one of the Lyon site. ", **said)
    assert in_order(full) == [places[2], places[0], places[1]]
    assert [queries.number_of(place) for place in places] == [2, 3, 1]
    entry = AuditEntry.objects.get(verb="place.moved_up")
    kept = {"reason": "The only one of the Lyon site.", "from": 3, "to": 1}
    assert (entry.actor, entry.details) == (f"person:{coordinator.pk}", kept)
    leave(full, 70)
    assert states(*places) == [State.WAITING, State.WAITING, State.ACCEPTED]


def test_whoever_is_moved_up_last_is_first_and_the_first_stays(full, coordinator):
    places = waiting(full, 3)
    for minute, place in ((60, places[1]), (61, places[2]), (62, places[2])):
        actions.move_up(place, reason="Because.", by=coordinator, at=after(minute))
    assert in_order(full) == [places[2], places[1], places[0]]
    assert AuditEntry.objects.filter(verb="place.moved_up").count() == 2


@pytest.mark.parametrize(("state", "reason", "said"), [
    (State.WAITING, "  ", "Write why"), (State.READY, "Because.", "not on the waiting list"),
])  # fmt: skip
def test_moving_up_without_a_reason_or_without_waiting_is_refused(
    full, coordinator, state, reason, said
):
    place = EnrolmentFactory(cohort=full, state=state, answered_at=MONDAY_NINE)
    with pytest.raises(Refused, match=said):
        actions.move_up(place, reason=reason, by=coordinator, at=MONDAY_NINE)


@pytest.mark.parametrize(("state", "n"), [(State.WAITING, 0), (State.READY, 9)])
def test_whoever_waits_is_in_no_round_no_map_and_no_step_after_the_invitation(
    full, coordinator, state, n
):
    skill = SkillFactory()
    for place in EnrolmentFactory.create_batch(9, cohort=full, role=Mentee, state=state):
        SlotFactory(enrolment=place)
        WantFactory(person=place.person, skill=skill)
    assert queries.ready_places(full.enrolments.filter(role=Mentee)).count() == n
    told = queries.demand_map(full, Way.TO_MENTEES, Source.COHORT)
    assert len(told.rows) == bool(n)
    assert queries.with_counts(queries.cohorts_run_by(coordinator)).get().n_in == n + 1
    steps = {step.key: step.n_mentees for step in report_of(full).funnel}
    assert (steps["invited"], steps["accepted"]) == (9, n)


def test_whoever_left_the_list_never_was_in(full):
    place = says_yes(full)
    actions.withdraw(place, by=place.person, at=after(1))
    report = report_of(full)
    steps = {step.key: step.n_mentors for step in report.funnel}
    assert (steps["invited"], steps["accepted"], report.n_withdrawn) == (2, 1, 0)


def test_who_waits_counts_as_somebody_who_takes_part_for_an_hr_file(full):
    person = says_yes(full).person
    assert queries.placed_among([person.external_id, "P0"]) == {person.external_id}


def test_nobody_on_the_list_names_an_assistant(full):
    place = EnrolmentFactory(cohort=full, role=Mentee, state=State.WAITING)
    with pytest.raises(Refused, match="after the yes"):
        actions.name_assistant(place, PersonFactory(), by=place.person, at=MONDAY_NINE)


def together(*doings):
    """Do all of these at the same time, each with a connection of its own."""
    start, errors = Barrier(len(doings)), []

    def do(doing):
        try:
            start.wait(10)
            doing()
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            close_old_connections()

    threads = [Thread(target=do, args=[doing]) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


def yes_of(place):
    return lambda: actions.answer_invitation(place, yes=True, by=place.person, at=MONDAY_NINE)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_overfill_a_cohort():
    cohort = CohortFactory(places_mentors=2)
    places = EnrolmentFactory.create_batch(5, cohort=cohort, state=State.INVITED)
    together(*map(yes_of, places))
    assert sorted(states(*places)) == [State.ACCEPTED] * 2 + [State.WAITING] * 3


@pytest.mark.django_db(transaction=True)
def test_a_place_that_two_free_and_one_wants_is_given_once():
    cohort = CohortFactory(places_mentors=2)
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    held = EnrolmentFactory.create_batch(2, cohort=cohort, state=State.READY)
    waits = waiting(cohort, 1)
    newcomers = EnrolmentFactory.create_batch(2, cohort=cohort, state=State.INVITED)
    together(
        lambda: actions.withdraw(held[0], by=held[0].person, at=after(9)),
        lambda: actions.withdraw(held[0], by=coordinator, at=after(9)),
        *map(yes_of, newcomers),
    )
    room = queries.room_for(cohort, Mentor)
    assert (room.taken, room.waiting, states(*waits)) == (2, 2, [State.ACCEPTED])
    assert Notice.objects.filter(template="place_free").count() == 1
