"""The editor of grids: the ready one, versions, what it refuses and what it says to write."""

import pytest

from tests.factories import MONDAY_NINE, SkillFactory
from tests.grid_world import announced
from upside.grids.actions import (
    GridRefused,
    add_own,
    add_topic,
    drop_criterion,
    save_settings,
    take_ready_grid,
)
from upside.grids.models import EvaluationGrid
from upside.grids.queries import criteria_for, grid_of
from upside.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = {"by": None, "at": MONDAY_NINE}
SEEN = {
    1: {"en": "Reads the slides aloud."},
    4: {"en": "Speaks from key words."},
    7: {"en": "Changes the story when the room asks."},
}


@pytest.fixture
def grid(programme):
    return take_ready_grid(programme, **NOW)


def own(programme, *, label="Tells a story", weight=1, **changes):
    anchors = SEEN | {int(level[1:]): {"en": text} for level, text in changes.items()}
    return add_own(programme, labels={"en": label}, anchors=anchors, weight=weight, **NOW)


def test_the_ready_grid_has_the_topic_of_the_candidate_and_six_families(programme, grid):
    topic, *families = criteria_for(grid)

    assert (topic.label, topic.highest, len(families)) == (
        "The topic that the candidate offers", 8, 6,
    )  # fmt: skip
    assert all(len(criterion.anchors) >= 3 for criterion in (topic, *families))
    assert take_ready_grid(programme, **NOW) == grid
    assert [e.verb for e in AuditEntry.objects.all()] == ["grid.made"]


def test_a_grid_that_nobody_was_put_up_by_is_changed_in_place(programme, grid):
    save_settings(programme, weights={"align": 3}, numbers={"n_evaluators": 2}, **NOW)

    changed = grid_of(programme)
    assert (changed.pk, changed.number, changed.n_evaluators) == (grid.pk, 1, 2)
    assert next(c.weight for c in criteria_for(changed) if c.key == "align") == 3
    entry = AuditEntry.objects.get(verb="grid.changed")
    assert entry.details == {"version": 1, "what": "settings"}


def test_a_grid_in_use_is_frozen_and_a_change_makes_a_new_version(programme, cohort):
    used = announced(cohort).grid

    own(programme)

    newest = grid_of(programme)
    assert (newest.number, len(criteria_for(newest))) == (2, 8)
    assert len(criteria_for(EvaluationGrid.objects.get(pk=used.pk))) == 7


def test_the_same_settings_again_change_nothing(programme, cohort):
    announced(cohort)

    save_settings(programme, weights={}, numbers={"topic_threshold": 5}, **NOW)

    assert grid_of(programme).number == 1


@pytest.mark.parametrize(
    ("numbers", "weights"),
    [({"topic_threshold": 9}, {}), ({"n_evaluators": 0}, {}), ({}, {"align": 6})],
)
def test_numbers_out_of_their_bounds_are_refused(programme, grid, numbers, weights):
    with pytest.raises(GridRefused, match="from 1 to"):
        save_settings(programme, weights=weights, numbers=numbers, **NOW)


def test_topics_are_added_once_before_the_rest_and_taken_out(programme, grid):
    skill = SkillFactory(code="J3")

    add_topic(programme, skill, weight=2, **NOW)

    keys = [c.key for c in criteria_for(grid_of(programme))]
    assert keys[:3] == ["topic1", "topic2", "communicate"]
    with pytest.raises(GridRefused, match="has this topic"):
        add_topic(programme, skill, weight=2, **NOW)
    drop_criterion(programme, "topic1", **NOW)
    drop_criterion(programme, "topic1", **NOW)
    assert [c.skill for c in criteria_for(grid_of(programme)) if c.is_topic] == ["J3"]
    add_topic(programme, None, weight=1, **NOW)
    assert sum(c.is_topic for c in criteria_for(grid_of(programme))) == 2


def test_the_last_topic_and_the_families_stay(programme, grid):
    with pytest.raises(GridRefused, match="one topic at least"):
        drop_criterion(programme, "topic1", **NOW)
    with pytest.raises(GridRefused, match="six ways"):
        drop_criterion(programme, "adapt", **NOW)


def test_an_own_criterion_with_its_behaviours_is_added(programme, grid):
    own(programme, weight=4)

    *_families, criterion = criteria_for(grid_of(programme))
    assert (criterion.label, criterion.weight, criterion.highest) == ("Tells a story", 4, 7)
    assert [anchor.first for anchor in criterion.anchors] == [1, 4, 7]


@pytest.mark.parametrize("label", ["Optimism", "Enthousiasme", "Esprit d’équipe", "Bon sens"])
def test_a_trait_of_character_is_refused_with_the_reason_and_what_to_write(programme, grid, label):
    with pytest.raises(GridRefused) as refusal:
        own(programme, label=label)

    assert "L.1222-2 and L.1222-3" in str(refusal.value)
    assert "Write what somebody does" in str(refusal.value)


def test_a_trait_in_a_behaviour_is_refused_too(programme, grid):
    with pytest.raises(GridRefused, match="“enthusiastic” says who somebody is"):
        own(programme, a7="Is always enthusiastic about it.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"a4": ""}, "can be seen at level 4"),
        ({"a7": "Very good"}, "can be seen at level 7"),
        ({"a7": "Speaks from key words!"}, "Two levels say the same"),
        ({"label": "  "}, "a name"),
        ({"weight": 0}, "Weights go"),
    ],
)
def test_a_criterion_without_anchored_behaviours_is_refused(programme, grid, changes, said):
    with pytest.raises(GridRefused, match=said):
        own(programme, **changes)


def test_a_grid_holds_twenty_criteria_at_most(programme, grid):
    for number in range(13):
        own(programme, label=f"Criterion {number}")

    with pytest.raises(GridRefused, match="20 criteria"):
        own(programme)


def test_without_a_grid_there_is_nothing_to_change(programme):
    with pytest.raises(GridRefused, match="no grid yet"):
        own(programme)
