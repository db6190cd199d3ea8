"""Pairs fixed and ruled out by hand: what is refused, what is kept, what it costs."""

from threading import Barrier, Thread

import pytest
from django.db import close_old_connections

from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching import actions, problem
from upside.matching.problem import CannotBeSolved, studio_settings
from upside.matching.queries import setup_of
from upside.pairs.models import Pair
from upside.programmes.models import Cohort, Enrolment, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(cohort):
    """Two mentors and two mentees, all of whom may be paired."""
    return [ready_mentor(cohort), ready_mentor(cohort), ready_mentee(cohort), ready_mentee(cohort)]


@pytest.fixture
def now(coordinator):
    return {"by": coordinator, "at": MONDAY_NINE}


def couples(cohort, now):
    made = actions.run_round(cohort, **now)
    return {(one.mentor, one.mentee) for one in made.proposals.select_related("mentor", "mentee")}


def other_pairs(cohort, four, now):
    """Return the two couples that the plan did not make."""
    first, second, one, other = four
    straight = {(first, one), (second, other)}
    crossed = [(first, other), (second, one)]
    return crossed if couples(cohort, now) == straight else sorted(straight, key=lambda t: t[0].pk)


def speak_another_language(person):
    person.languages = ["de"]
    person.save()


def veto(mentor, mentee):
    place = Enrolment.objects.get(person=mentee)
    Wish.objects.create(enrolment=place, other=mentor, kind=Wish.Kind.VETO)


def ended(mentor, mentee, cohort):
    PairFactory(cohort=cohort, mentor=mentor, mentee=mentee, state=Pair.State.CLOSED)


def test_a_pair_by_hand_is_in_the_next_round_with_who_and_why(cohort, four, now, coordinator):
    [(mentor, mentee), other] = other_pairs(cohort, four, now)

    actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="Same project", **now)

    made = actions.run_round(cohort, **now)
    assert {(p.mentor, p.mentee) for p in made.proposals.all()} == {(mentor, mentee), other}
    by_hand = made.proposals.get(mentor=mentor).by_hand
    assert (by_hand["reason"], by_hand["by"]) == ("Same project", coordinator.pk)
    assert made.outcome["by_hand"] == {"n_fixed": 1, "n_overruled": 0}


def test_a_pair_that_is_ruled_out_is_in_no_round(cohort, four, now):
    mentor, mentee = next(iter(couples(cohort, now)))

    actions.hold_pair(cohort, mentor, mentee, kind="forbid", **now)

    assert (mentor, mentee) not in couples(cohort, now)


def test_what_was_let_go_or_undone_holds_no_more(cohort, four, now):
    before = couples(cohort, now)
    mentor, mentee = next(iter(before))
    actions.hold_pair(cohort, mentor, mentee, kind="forbid", **now)
    actions.let_go(cohort, mentor, mentee, **now)
    assert couples(cohort, now) == before

    actions.undo_change(cohort, **now)

    assert [hold["kind"] for hold in studio_settings(cohort)["holds"]] == ["forbid"]


def test_to_rule_a_fixed_pair_out_takes_the_place_of_the_lock(cohort, four, now):
    mentor, _second, mentee, _other = four
    for kind in ("lock", "forbid"):
        actions.hold_pair(cohort, mentor, mentee, kind=kind, **now)

    assert [hold["kind"] for hold in setup_of(cohort).holds] == ["forbid"]


def test_a_swap_is_one_change_and_is_undone_as_one(cohort, four, now):
    one, other = sorted(couples(cohort, now), key=lambda two: two[0].pk)

    actions.swap_pairs(cohort, one, other, **now)
    assert couples(cohort, now) == {(one[0], other[1]), (other[0], one[1])}

    actions.undo_change(cohort, **now)
    assert couples(cohort, now) == {one, other}


def test_a_swap_with_oneself_is_refused(cohort, four, now):
    mentor, _second, mentee, other = four

    with pytest.raises(actions.NotInPool, match="four people"):
        actions.swap_pairs(cohort, (mentor, mentee), (mentor, other), **now)


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


@pytest.mark.django_db(transaction=True)
def test_coordinators_fix_pairs_at_once_and_all_hold(cohort, now):
    twos = [(ready_mentor(cohort), ready_mentee(cohort)) for _n in range(4)]

    def fix(two):
        return lambda: actions.hold_pair(
            Cohort.objects.get(pk=cohort.pk), *two, kind="lock", by=None, at=MONDAY_NINE
        )

    together(*map(fix, twos))

    setup = setup_of(cohort)
    assert setup.number == len(twos)
    assert {(hold["mentor"], hold["mentee"]) for hold in setup.holds} == {
        (mentor.external_id, mentee.external_id) for mentor, mentee in twos
    }


@pytest.fixture
def people_read(monkeypatch):
    """Whose levels and wants are read, one set for each problem."""
    read, real = [], problem.levels_and_wants

    def noted(known, wanted, **how):
        rows = (*known.values_list("person", flat=True), *wanted.values_list("person", flat=True))
        read.append(set(rows))
        return real(known, wanted, **how)

    monkeypatch.setattr(problem, "levels_and_wants", noted)
    return read


def test_nobody_else_is_read_while_the_database_is_held(cohort, four, now, people_read):
    first, second, one, other = four
    ready_mentor(cohort)
    ready_mentee(cohort)

    actions.hold_pair(cohort, first, one, kind="lock", **now)
    actions.swap_pairs(cohort, (first, one), (second, other), **now)
    actions.propose_pair(cohort, first, one, **now)
    last = actions.propose_pair(cohort, second, other, **now)
    actions.take_out(last, **now)

    two, all_four = {first.pk, one.pk}, {person.pk for person in four}
    assert people_read == [two, all_four, two, all_four, two]


def test_two_of_whom_nobody_is_free_are_refused(cohort, four, now):
    mentor, _second, mentee, _other = four
    PairFactory(cohort=cohort, mentor=mentor, mentee=mentee)

    with pytest.raises(actions.NotInPool):
        actions.hold_pair(cohort, mentor, mentee, kind="lock", **now)


def test_a_rule_is_overruled_with_a_reason_only(cohort, four, now):
    mentor, _second, mentee, _other = four
    speak_another_language(mentor)

    with pytest.raises(actions.ReasonNeeded, match="a language in common"):
        actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="  ", **now)

    assert setup_of(cohort) is None


def test_an_overruled_pair_is_made_logged_and_counted(cohort, four, now):
    mentor, _second, mentee, _other = four
    speak_another_language(mentor)

    actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="Both learn German", **now)

    made = actions.run_round(cohort, **now)
    assert made.proposals.get(mentor=mentor).by_hand["overrides"] == ["language"]
    assert made.outcome["by_hand"] == {"n_fixed": 1, "n_overruled": 1}
    entry = AuditEntry.objects.get(verb="studio.pair_fixed")
    assert entry.details["overrides"] == ["language"]
    assert entry.details["has_reason"]
    assert "German" not in str(entry.details)


def test_a_round_says_how_many_pairs_were_ruled_out_for_it(cohort, four, now):
    mentor, second, mentee, other = four
    actions.hold_pair(cohort, mentor, mentee, kind="lock", **now)
    actions.hold_pair(cohort, second, other, kind="forbid", **now)

    assert actions.run_round(cohort, **now).n_ruled_out == 1


def report_to(mentor, mentee, _cohort):
    mentor.manager_ref = mentee.external_id
    mentor.save()


def same_grade(mentor, mentee, _cohort):
    mentor.grade = mentee.grade
    mentor.save()


@pytest.mark.parametrize("what", [report_to, same_grade])
def test_facts_that_nobody_overrules_are_named(cohort, four, now, what):
    mentor, _second, mentee, _other = four
    what(mentor, mentee, cohort)

    with pytest.raises(actions.CannotBeFixed, match="nobody overrules"):
        actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="Please", **now)


def refusal_after(said, cohort, two, now):
    said(*two)
    with pytest.raises(actions.CannotBeFixed) as refusal:
        actions.hold_pair(cohort, *two, kind="pair", reason="Please", **now)
    return str(refusal.value)


def test_a_veto_a_conflict_and_an_earlier_pair_are_refused_in_the_same_words(cohort, now):
    def conflict(mentor, mentee):
        place = Enrolment.objects.get(person=mentor)
        Wish.objects.create(enrolment=place, other=mentee, kind=Wish.Kind.CONFLICT)

    twos = [(ready_mentor(cohort, seats=2), ready_mentee(cohort)) for _n in range(3)]
    kinds = [veto, conflict, lambda mentor, mentee: ended(mentor, mentee, cohort)]

    said = {refusal_after(kind, cohort, two, now) for kind, two in zip(kinds, twos, strict=True)}

    assert len(said) == 1
    assert "what people said, or an earlier pair" in said.pop()


def test_a_veto_beside_a_fact_is_not_told(cohort, four, now):
    mentor, _second, mentee, _other = four
    same_grade(mentor, mentee, cohort)
    veto(mentor, mentee)

    with pytest.raises(actions.CannotBeFixed) as refusal:
        actions.hold_pair(cohort, mentor, mentee, kind="pair", reason="Please", **now)

    assert "said" not in str(refusal.value)


def test_a_fixed_pair_against_which_something_stands_later_tells_no_more(cohort, four, now):
    mentor, _second, mentee, _other = four
    actions.hold_pair(cohort, mentor, mentee, kind="lock", **now)
    veto(mentor, mentee)

    with pytest.raises(CannotBeSolved, match="what people said, or an earlier pair") as refusal:
        couples(cohort, now)

    assert refusal.value.couples == ((mentee.external_id, mentor.external_id),)


def test_a_round_names_the_pairs_by_hand_that_cannot_all_be(cohort, four, now):
    mentor, _second, mentee, other = four
    holds = [
        {"mentee": one.external_id, "mentor": mentor.external_id, "kind": "lock"}
        for one in (mentee, other)
    ]
    actions.change_setup(cohort, holds=holds, change={}, **now)

    with pytest.raises(CannotBeSolved, match=f"than {mentor.name} has seats") as refusal:
        couples(cohort, now)

    assert len(refusal.value.couples) == 2


def test_who_has_a_pair_already_cannot_be_fixed(cohort, four, now):
    mentor, second, mentee, _other = four
    PairFactory(cohort=cohort, mentor=second, mentee=mentee)

    with pytest.raises(actions.NotInPool, match=mentee.name):
        actions.hold_pair(cohort, mentor, mentee, kind="lock", **now)


def test_a_mentee_and_the_seats_of_a_mentor_are_fixed_once(cohort, four, now):
    mentor, second, mentee, other = four
    actions.hold_pair(cohort, mentor, mentee, kind="lock", **now)

    with pytest.raises(actions.HeldElsewhere, match="This mentee"):
        actions.hold_pair(cohort, second, mentee, kind="lock", **now)
    with pytest.raises(actions.HeldElsewhere, match="All seats"):
        actions.hold_pair(cohort, mentor, other, kind="lock", **now)


def test_what_is_not_fixed_cannot_be_let_go(cohort, four, now):
    with pytest.raises(actions.NotHeld):
        actions.let_go(cohort, four[0], four[2], **now)
