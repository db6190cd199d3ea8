"""The six families: both languages, anchors, nothing that the editor would refuse."""

import pytest

from tests.factories import SkillFactory
from upside.grids.content import ANCHORED, criteria_of, ready_content
from upside.grids.traits import trait_in
from upside.skills.competencies import anchors_of, families, usual_anchors


def test_there_are_six_families_in_both_languages_with_their_anchors():
    assert list(families()) == [
        "communicate", "align", "assess", "adapt", "independence", "develop",
    ]  # fmt: skip
    for family in families().values():
        assert set(family.anchors) == {*ANCHORED, 3}
        for texts in (family.labels, family.hints, *family.anchors.values()):
            assert set(texts) == {"en", "fr"}


def test_our_own_words_name_no_trait():
    texts = [
        text for one in families().values() for a in one.anchors.values() for text in a.values()
    ]
    texts += [text for texts in usual_anchors().values() for text in texts.values()]

    assert [text for text in texts if trait_in(text)] == []
    assert all(" :" not in text and " ?" not in text and " ;" not in text for text in texts)


@pytest.mark.django_db
def test_a_topic_is_described_in_its_own_words_else_as_any_topic():
    own = {"1": {"en": "Opens it."}, "5": {"en": "Teaches it."}}

    found = anchors_of(SkillFactory(descriptors=own))

    assert (found[1], found[5]) == (own["1"], own["5"])
    assert found[8] == usual_anchors()[8]


@pytest.mark.django_db
def test_levels_that_look_alike_are_told_together():
    skill = SkillFactory(code="J1", descriptors={at: {"en": "Opens it."} for at in "12"})

    topic, *rest = criteria_of(ready_content(), [skill], {"topic1": "J1"})

    assert [(a.first, a.last) for a in topic.anchors][:2] == [(1, 2), (3, 3)]
    assert (topic.highest, rest[0].highest) == (8, 7)
    assert rest[0].reached(3.9).first == 3
    assert rest[0].following(4).first == 7
    assert rest[0].following(7) is None
