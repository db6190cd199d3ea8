from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PersonFactory,
    ProgrammeFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    NothingToUndo,
    StudioMoved,
    change_setup,
    run_round,
    undo_change,
)
from upside.matching.actions import studio as module
from upside.matching.live import LIVE_PEOPLE, TooManyToSolve, live_figures
from upside.matching.models import Setup
from upside.matching.problem import CannotBeSolved, studio_settings
from upside.matching.queries import setup_of
from upside.matching.studio_rules import RulesRefused
from upside.programmes.models import Wish

pytestmark = pytest.mark.django_db

WEIGHTS = {"teach": 40, "give_back": 25, "distance": 15, "availability": 10, "wishes": 10}
LATER = MONDAY_NINE + timedelta(minutes=2)


def turn(cohort, by, *, at=MONDAY_NINE, seen=None, knob="weight:teach", **weights):
    return change_setup(
        cohort,
        weights={**studio_settings(cohort)["weights"], **weights},
        change={"control": knob},
        by=by,
        at=at,
        seen=seen,
    )


def lock(mentee, mentor, kind="lock"):
    return {"mentee": mentee.external_id, "mentor": mentor.external_id, "kind": kind}


def test_a_change_is_how_the_studio_stands_and_the_rest_stays(cohort, coordinator):
    rules = studio_settings(cohort)["rules"]

    made = turn(cohort, coordinator, teach=60)

    assert setup_of(cohort) == made
    assert made.weights == {**WEIGHTS, "teach": 60}
    assert {code: made.rules[code] for code in rules} == studio_settings(cohort)["rules"]
    assert (made.number, made.objective, made.made_by) == (1, "people-first", coordinator)
    [entry] = AuditEntry.objects.all()
    assert (entry.verb, entry.details) == ("studio.changed", {"control": "weight:teach"})


def test_one_knob_turned_on_within_a_minute_is_one_change(cohort, coordinator):
    first = turn(cohort, coordinator, teach=50)
    second = turn(cohort, coordinator, at=MONDAY_NINE + timedelta(seconds=30), teach=60)

    assert Setup.objects.count() == 1
    assert (second.pk, second.number, second.weights["teach"]) == (first.pk, 2, 60)
    assert AuditEntry.objects.count() == 1

    turn(cohort, coordinator, at=LATER, teach=70)
    turn(cohort, coordinator, at=LATER, knob="weight:distance", distance=1)
    turn(cohort, PersonFactory(), at=LATER, knob="weight:distance", distance=2)

    assert Setup.objects.count() == 4


def test_undo_takes_changes_back_one_by_one_to_the_programme(cohort, coordinator):
    turn(cohort, coordinator, teach=50)
    turn(cohort, coordinator, at=LATER, teach=60)

    before = undo_change(cohort, by=coordinator, at=LATER)

    assert before.weights["teach"] == 50
    assert undo_change(cohort, by=coordinator, at=LATER) is None
    assert studio_settings(cohort)["weights"] == WEIGHTS
    with pytest.raises(NothingToUndo, match="Nothing was changed"):
        undo_change(cohort, by=coordinator, at=LATER)
    assert AuditEntry.objects.filter(verb="studio.undone").count() == 2


def test_whoever_looked_at_an_older_state_is_told_who_changed_it_and_when(cohort, coordinator):
    other = PersonFactory(first_name="Inès", last_name="Belkacem")
    seen = turn(cohort, coordinator, teach=50).number
    turn(cohort, other, at=LATER, knob="weight:distance", distance=1)

    with pytest.raises(StudioMoved, match=r"Inès Belkacem changed the studio at \d+:02"):
        turn(cohort, coordinator, at=LATER, seen=seen, teach=90)
    with pytest.raises(StudioMoved):
        undo_change(cohort, by=coordinator, at=LATER, seen=seen)

    assert setup_of(cohort).weights["distance"] == 1


def test_an_undo_by_somebody_else_is_a_change_too_and_ones_own_is_not(cohort, coordinator):
    other = PersonFactory()
    seen = turn(cohort, coordinator, teach=50).number
    undo_change(cohort, by=other, at=LATER)

    with pytest.raises(StudioMoved, match="Camille"):
        turn(cohort, coordinator, at=LATER, seen=seen, teach=90)

    seen = turn(cohort, coordinator, at=LATER, seen=0, teach=55).number
    undo_change(cohort, by=coordinator, at=LATER)
    assert turn(cohort, coordinator, at=LATER, seen=seen, teach=56).weights["teach"] == 56


def test_ones_own_later_changes_do_not_stand_in_the_way(cohort, coordinator):
    seen = turn(cohort, coordinator, teach=50).number
    turn(cohort, coordinator, teach=51)  # its answer never reached the page

    assert turn(cohort, coordinator, seen=seen, teach=52).weights["teach"] == 52


def test_the_last_hundred_changes_are_kept(cohort, coordinator, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    for n in range(5):
        turn(cohort, coordinator, at=MONDAY_NINE + n * timedelta(minutes=2), teach=n + 1)

    assert sorted(Setup.objects.values_list("number", flat=True)) == [3, 4, 5]


def test_weights_that_are_all_0_are_refused(cohort, coordinator):
    with pytest.raises(RulesRefused, match="All weights are 0"):
        turn(cohort, coordinator, **dict.fromkeys(WEIGHTS, 0))
    assert setup_of(cohort) is None


def test_wishes_never_outweigh_all_the_rest(cohort, coordinator):
    with pytest.raises(RulesRefused, match="who wished for whom"):
        turn(cohort, coordinator, wishes=91)

    assert turn(cohort, coordinator, wishes=90).weights["wishes"] == 90


def test_a_setting_that_the_engine_does_not_know_is_refused(cohort, coordinator):
    with pytest.raises(RulesRefused, match="min_level"):
        change_setup(
            cohort,
            rules={"skill": {"min_level": 12}},
            change={"control": "rule:skill"},
            by=coordinator,
            at=MONDAY_NINE,
        )


def test_rules_that_are_never_off_stay_on(cohort, coordinator):
    made = change_setup(cohort, rules={}, change={}, by=coordinator, at=MONDAY_NINE)

    never = {"grade_gap", "reporting_line", "veto", "conflict", "paired_before"}
    assert set(made.rules) == never


def test_live_figures_are_those_of_the_round(cohort, coordinator):
    for _n in range(2):
        ready_mentee(cohort)
        ready_mentor(cohort)
    waits = ready_mentee(cohort, want=("J9", 5))
    Wish.objects.create(
        enrolment=waits.enrolments.get(), other=PersonFactory(), kind="rank", rank=1
    )

    live = live_figures(cohort, studio_settings(cohort))
    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert live.inputs_sha256 == made.inputs_sha256
    couples = {(one.mentor, one.mentee) for one in live.proposals()}
    assert couples == {(one.mentor, one.mentee) for one in made.proposals.all()}
    assert live.waiting == (waits,)
    measures = live.measures
    assert (measures.n_mentees, measures.n_pairs, measures.n_left, measures.n_across) == (
        3,
        2,
        1,
        2,
    )
    assert measures.total == sum(live.fits) == measures.mean * 2
    taught = {row.of: (row.wanted, row.taught, row.n_people) for row in measures.by_skill}
    assert taught == {"J1": (2, 2, 2), "J9": (1, 0, 1)}


def test_no_live_figure_counts_a_wish(cohort):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)
    before = live_figures(cohort, studio_settings(cohort))
    Wish.objects.create(enrolment=mentee.enrolments.get(), other=mentor, kind="rank", rank=1)

    after = live_figures(cohort, studio_settings(cohort))

    assert after.outcome["total_fit"] > before.outcome["total_fit"]
    assert (after.measures, after.fits) == (before.measures, before.fits)


def test_live_figures_go_by_pairs_that_were_fixed_and_ruled_out(cohort, coordinator):
    mentees = [ready_mentee(cohort) for _n in range(2)]
    mentors = [ready_mentor(cohort) for _n in range(2)]
    holds = [lock(mentees[0], mentors[1]), lock(mentees[1], mentors[0], "forbid")]

    change_setup(cohort, holds=holds, change={"control": "hold"}, by=coordinator, at=MONDAY_NINE)

    [pair] = [
        one
        for one in live_figures(cohort, studio_settings(cohort)).proposals()
        if one.mentee == mentees[0]
    ]
    assert pair.mentor == mentors[1]


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ([(0, 0), (0, 1)], "cannot both be: Noé Tanguy with Agnès Fabre and"),
        ([(0, 0), (1, 0)], r"than Noé Tanguy has seats \(1\)"),
        ([(2, 0)], "Against it: the skill. Let the pair go, or loosen"),
    ],
)
def test_pairs_by_hand_that_contradict_are_named_with_their_people(cohort, holds, said):
    mentees = [
        ready_mentee(cohort, first_name="Agnès", last_name="Fabre"),
        ready_mentee(cohort),
        ready_mentee(cohort, want=("J9", 5)),
    ]
    mentors = [ready_mentor(cohort, first_name="Noé", last_name="Tanguy"), ready_mentor(cohort)]
    fixed = [lock(mentees[row], mentors[column]) for row, column in holds]

    with pytest.raises(CannotBeSolved, match=said):
        live_figures(cohort, {**studio_settings(cohort), "holds": fixed})


def test_a_pair_fixed_against_a_veto_is_refused_as_if_they_had_been_a_pair(cohort):
    mentee, mentor = ready_mentee(cohort), ready_mentor(cohort)
    Wish.objects.create(enrolment=mentee.enrolments.get(), other=mentor, kind="veto")

    with pytest.raises(CannotBeSolved) as refusal:
        live_figures(cohort, {**studio_settings(cohort), "holds": [lock(mentee, mentor)]})

    assert "what people said, or an earlier pair" in str(refusal.value)
    assert "Let the pair go: nobody overrules that." in str(refusal.value)
    assert "veto" not in str(refusal.value)


def test_more_people_than_anybody_waits_for_go_to_the_worker(cohort, monkeypatch):
    monkeypatch.setattr("upside.matching.live.LIVE_PEOPLE", 1)
    ready_mentee(cohort)
    ready_mentor(cohort)

    with pytest.raises(TooManyToSolve, match="press “Compute”"):
        live_figures(cohort, studio_settings(cohort))
    assert LIVE_PEOPLE == 2_000


def test_a_programme_that_weighs_wishes_most_may_be_changed_all_the_same(coordinator):
    heavy = {"matching": {"weights": {"teach": 10, "wishes": 90}}}
    cohort = CohortFactory(programme=ProgrammeFactory(settings=heavy))

    assert turn(cohort, coordinator, teach=20).weights["teach"] == 20
