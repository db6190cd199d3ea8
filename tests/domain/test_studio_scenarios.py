import pytest

from tests.factories import MONDAY_NINE, PersonFactory, RoundFactory, ready_mentee, ready_mentor
from upside.kernel.models import AuditEntry
from upside.matching.actions import (
    NobodyReady,
    RoundUnderWay,
    ScenarioRefused,
    change_setup,
    hold_pair,
    rename_scenario,
    restore_scenario,
    run_round,
    running,
    save_scenario,
    start_round,
)
from upside.matching.models import Round
from upside.matching.problem import studio_settings
from upside.matching.queries import setup_of
from upside.matching.replay import AT_ONCE, CannotReplay, replay, replay_in_words

pytestmark = pytest.mark.django_db


def save(cohort, by, name="As it is"):
    return save_scenario(cohort, name=name, by=by, at=MONDAY_NINE)


def hold(mentee, mentor, kind):
    return {
        "mentee": mentee.external_id,
        "mentor": mentor.external_id,
        "kind": kind,
        "reason": "They asked.",
    }


@pytest.fixture
def people(cohort):
    return [ready_mentee(cohort) for _n in range(3)], [ready_mentor(cohort) for _n in range(3)]


@pytest.fixture
def by_hand(cohort, coordinator, people):
    """Return the cohort with one pair fixed and one ruled out, weighed and aimed otherwise."""
    mentees, mentors = people
    change_setup(
        cohort,
        weights={**studio_settings(cohort)["weights"], "distance": 40},
        objective="weakest",
        seed=7,
        holds=[hold(mentees[0], mentors[2], "lock"), hold(mentees[1], mentors[0], "forbid")],
        change={"control": "several"},
        by=coordinator,
        at=MONDAY_NINE,
    )
    return cohort


def test_a_scenario_is_kept_beside_others_until_it_is_dropped(cohort, coordinator, people):
    one = save(cohort, coordinator)
    run_round(cohort, by=coordinator, at=MONDAY_NINE)
    other = save(cohort, coordinator, "Another")

    states = dict(Round.objects.values_list("name", "state"))
    assert states == {one.name: "draft", other.name: "draft", "": "dropped"}
    assert one.outcome["measures"]["n_pairs"] == 3


def test_a_name_that_is_taken_gets_a_number(cohort, coordinator, people):
    names = [save(cohort, coordinator, name).name for name in ("Most", " Most ", "Most")]

    assert names == ["Most", "Most 2", "Most 3"]
    long = "x" * 80
    assert [save(cohort, coordinator, long).name for _n in range(2)] == [long, "x" * 78 + " 2"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_scenario_needs_a_name_of_a_line(cohort, coordinator, people, name):
    with pytest.raises(ScenarioRefused, match="up to 80 characters"):
        save(cohort, coordinator, name)
    assert not Round.objects.exists()


def test_no_scenario_is_saved_of_nobody_or_beside_a_round_under_way(
    cohort, coordinator, monkeypatch
):
    with pytest.raises(NobodyReady):
        save(cohort, coordinator)

    monkeypatch.setattr(running, "AT_ONCE", 0)
    ready_mentee(cohort)
    ready_mentor(cohort)
    large = save(cohort, coordinator, "Large")
    assert (large.state, large.name) == (Round.State.RUNNING, "Large")
    with pytest.raises(RoundUnderWay, match="Round 1"):
        save(cohort, coordinator, "Another")


def test_a_scenario_replays_with_the_pairs_that_were_fixed_and_ruled_out(by_hand, coordinator):
    made = save(by_hand, coordinator)
    [lock, forbid] = made.holds

    made.refresh_from_db()
    assert made.inputs["locks"] == [[lock["mentee"], lock["mentor"]]]
    assert made.inputs["forbids"] == [[forbid["mentee"], forbid["mentor"]]]
    assert (made.inputs["objective"], made.inputs["seed"]) == ("weakest", 7)
    couples = set(made.proposals.values_list("mentee__external_id", "mentor__external_id"))
    assert (lock["mentee"], lock["mentor"]) in couples
    assert (forbid["mentee"], forbid["mentor"]) not in couples
    assert replay(made).same
    is_same, said = replay_in_words(made)
    assert is_same
    assert "the same 3 pairs" in said


def test_a_scenario_replays_whatever_becomes_of_people_and_studio(by_hand, coordinator, people):
    made = save(by_hand, coordinator)
    change_setup(by_hand, holds=[], seed=1, change={}, by=coordinator, at=MONDAY_NINE)
    for mentor in people[1]:
        mentor.languages = ["it"]
        mentor.save()

    assert replay(Round.objects.get(pk=made.pk)).same


def test_what_differs_is_named(by_hand, coordinator):
    made = save(by_hand, coordinator)
    made.outcome["total_fit"] += 1
    made.inputs["seed"] = 8

    is_same, said = replay_in_words(made)

    assert not is_same
    assert "This differs: what went in" in said
    assert "the total fit" in said


def test_a_round_that_is_large_or_damaged_is_not_computed_while_somebody_waits():
    large = RoundFactory(outcome={"n_mentees": AT_ONCE, "n_mentors": 1})
    with pytest.raises(CannotReplay, match=f"upside replay {large.pk}"):
        replay_in_words(large)
    with pytest.raises(CannotReplay, match="cannot be computed again"):
        replay_in_words(RoundFactory())


def test_restoring_a_scenario_lets_the_studio_stand_as_it_did(by_hand, coordinator):
    made = save(by_hand, coordinator)
    was = studio_settings(by_hand)
    change_setup(
        by_hand,
        weights={"teach": 1},
        objective="total",
        seed=0,
        holds=[],
        change={"control": "several"},
        by=coordinator,
        at=MONDAY_NINE,
    )

    restored = restore_scenario(made, by=coordinator, at=MONDAY_NINE)

    now = studio_settings(by_hand)
    assert now == was
    assert setup_of(by_hand) == restored
    assert restored.change == {"control": "scenario", "round": made.number}
    assert save(by_hand, coordinator, "Again").inputs_sha256 == made.inputs_sha256


def test_a_round_that_was_never_computed_is_nothing_to_go_by(cohort, coordinator):
    empty = RoundFactory(cohort=cohort, inputs_sha256="")

    with pytest.raises(ScenarioRefused, match="never computed"):
        restore_scenario(empty, by=coordinator, at=MONDAY_NINE)


def test_renaming_makes_a_scenario_of_a_draft_and_is_logged(cohort, coordinator, people):
    save(cohort, coordinator, "Most")
    draft = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    named = rename_scenario(draft, name="Most", by=coordinator, at=MONDAY_NINE)
    same = rename_scenario(named, name="Most 2", by=PersonFactory(), at=MONDAY_NINE)

    assert (named.name, same.name) == ("Most 2", "Most 2")
    [entry] = AuditEntry.objects.filter(verb="round.renamed")
    assert entry.actor == f"person:{coordinator.pk}"


def test_a_decided_round_is_no_scenario(coordinator):
    with pytest.raises(ScenarioRefused, match="was decided"):
        rename_scenario(RoundFactory(state="released"), name="A", by=coordinator, at=MONDAY_NINE)


def test_a_lock_that_overrules_a_rule_replays_whatever_becomes_of_the_two(
    cohort, coordinator, people
):
    mentee, mentor = people[0][0], people[1][0]
    mentor.languages = ["de"]
    mentor.save()
    now = {"by": coordinator, "at": MONDAY_NINE}
    hold_pair(cohort, mentor, mentee, kind="pair", reason="Both learn German", **now)
    made = save(cohort, coordinator)

    assert made.inputs["overrides"] == [[mentee.external_id, mentor.external_id]]
    assert replay(Round.objects.get(pk=made.pk)).same
    for person in (mentor, mentee):
        person.grade, person.languages = 5, ["it"]
        person.save()
    assert replay(Round.objects.get(pk=made.pk)).same


def test_every_round_goes_by_the_draw_number_of_the_studio_unless_told_otherwise(
    by_hand, coordinator
):
    now = {"by": coordinator, "at": MONDAY_NINE}

    assert run_round(by_hand, **now).seed == 7
    assert start_round(by_hand, **now).seed == 7
    assert run_round(by_hand, seed=0, **now).seed == 0
