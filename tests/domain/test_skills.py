from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import translation

from tests.factories import (
    MONDAY_NINE,
    PersonFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
)
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.skills import actions, queries
from upside.skills.catalogue import area_name, area_names
from upside.skills.models import Skill, SkillLevel, Want
from upside.skills.wording import closeness, folded

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    actions.load_catalogue(at=MONDAY_NINE)


def codes(skills):
    return [skill.code for skill in skills]


def test_the_catalogue_loads_twice_without_doubles():
    assert actions.load_catalogue(at=MONDAY_NINE) == 28
    assert actions.load_catalogue(at=MONDAY_NINE) == 0
    assert Skill.objects.count() == 28
    assert AuditEntry.objects.filter(verb="catalogue.loaded").count() == 1


def test_a_changed_topic_is_brought_up_to_date_and_unknown_ones_are_left_alone(catalogue):
    Skill.objects.filter(code="J3").update(area="nowhere")
    SkillFactory(code="OWN")
    assert actions.load_catalogue(at=MONDAY_NINE) == 1
    assert Skill.objects.get(code="J3").area == "voice"
    assert Skill.objects.filter(code="OWN").exists()


def test_a_topic_that_is_called_just_so_leaves_out_what_only_looks_like_it(catalogue):
    assert codes(queries.suggest_skills("Power BI")) == ["J6"]
    assert codes(queries.suggest_skills("power")) == ["J6", "J16", "S8"]


def test_what_people_here_say_for_a_topic_outlives_a_reload(catalogue):
    Skill.objects.filter(code="J3").update(local_names=["the bird site"], sub_skills=[])
    assert actions.load_catalogue(at=MONDAY_NINE) == 1
    assert codes(queries.suggest_skills("bird site"))[0] == "J3"


def test_a_topic_tells_each_level_in_the_language_of_the_page(catalogue):
    skill = Skill.objects.get(code="J1")
    said = {skill.descriptor(level) for level in range(1, 9)}
    with translation.override("fr"):
        dit = {skill.descriptor(level) for level in range(1, 9)}
    assert len(said | dit) == 16
    assert skill.descriptor(0) == ""


def test_a_topic_is_found_by_its_number_and_official_ones_are_counted(catalogue):
    skill = SkillFactory(area="rome")
    assert queries.skill_by_key(skill.pk) == skill
    assert queries.skill_by_key(10**9) is None
    assert queries.n_imported() == 1


def test_the_catalogue_is_read_in_the_order_of_its_numbers(catalogue):
    assert codes(queries.catalogue())[:3] == ["J1", "J2", "J3"]
    assert codes(queries.catalogue())[-1] == "S11"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("réseaux sociaux", "J3"),
        ("RESEAUX", "J3"),
        ("chatgpt", "J1"),
        ("power bi", "J6"),
        ("Power-BI", "J6"),
        ("negociation", "S2"),
        ("cyber", "J7"),
        ("j3", "J3"),
        ("négociaton", "S2"),
        ("prompts ChatGPT", "J1"),
        ("powerbi", "J6"),
        ("data viz", "J6"),
        ("cyber securité", "J7"),
        ("reseau social", "J3"),
    ],
)
def test_suggestions_find_a_topic_by_label_or_alias_in_both_languages(catalogue, typed, code):
    assert code in codes(queries.suggest_skills(typed))[:2]


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "poterie", "\x00", "💡", "x" * 5000])
def test_unknown_text_is_never_mapped_silently(catalogue, typed):
    assert queries.suggest_skills(typed) == []


def test_suggestions_are_few_and_cost_one_query(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(queries.suggest_skills("a", limit=3)) <= 3


def test_words_are_compared_without_accents_case_and_signs():
    assert folded("  L’IA Générative ! ") == "l ia generative"
    assert closeness("ia", "l ia generative") > 0
    assert closeness("generative ia today", "ia today") > 0
    assert closeness("ability today", "bi") == 0


def test_areas_have_names():
    with translation.override("fr"):
        assert area_names()["ai"] == "IA et automatisation"
    assert area_name("nowhere") == "nowhere"


def test_a_level_is_kept_and_replaced():
    person, skill = PersonFactory(), SkillFactory()
    actions.set_level(person, skill, 3, by=person, at=MONDAY_NINE)
    actions.set_level(person, skill, 6, by=person, at=MONDAY_NINE)
    assert queries.profile_of(person).level_of(skill.pk) == 6
    assert SkillLevel.objects.get().evidence == "self"


def test_the_log_tells_that_a_level_was_set_but_not_which():
    person = PersonFactory()
    actions.set_level(person, SkillFactory(), 3, by=person, at=MONDAY_NINE)
    assert AuditEntry.objects.get(verb="level.set").details == {}


@pytest.mark.parametrize("level", [-1, 9])
def test_a_level_off_the_scale_is_refused(level):
    with pytest.raises(Refused, match="0 to 8"):
        actions.set_level(PersonFactory(), SkillFactory(), level, by=None, at=MONDAY_NINE)


def test_a_level_is_dropped_once():
    level = SkillLevelFactory()
    for _again in range(2):
        actions.drop_level(level.person, level.skill, by=level.person, at=MONDAY_NINE)
    profile = queries.profile_of(level.person)
    assert profile.level_of(level.skill_id) is None
    assert AuditEntry.objects.filter(verb="level.dropped").count() == 1


def test_a_want_is_kept_and_replaced():
    person, skill = PersonFactory(), SkillFactory()
    for target in (3, 5):
        actions.set_want(person, skill, target=target, importance=3, by=person, at=MONDAY_NINE)
    assert queries.profile_of(person).wants[skill.pk].target == 5
    assert Want.objects.count() == 1


@pytest.mark.parametrize(("target", "importance"), [(0, 2), (9, 2), (4, 0), (4, 4)])
def test_a_want_off_its_scales_is_refused(target, importance):
    with pytest.raises(Refused, match="goes from 1"):
        actions.set_want(
            PersonFactory(),
            SkillFactory(),
            target=target,
            importance=importance,
            by=None,
            at=MONDAY_NINE,
        )


def test_a_want_is_dropped_once():
    want = WantFactory()
    for _again in range(2):
        actions.drop_want(want.person, want.skill, by=want.person, at=MONDAY_NINE)
    assert queries.profile_of(want.person).wants == {}
    assert AuditEntry.objects.filter(verb="want.dropped").count() == 1


def test_a_profile_costs_two_queries(django_assert_num_queries):
    person = PersonFactory()
    for _each in range(3):
        WantFactory(person=person)
        SkillLevelFactory(person=person)
    with django_assert_num_queries(2):
        profile = queries.profile_of(person)
        assert all(want.skill.label for want in profile.wants.values())


def test_the_database_keeps_one_level_per_skill():
    level = SkillLevelFactory()
    with pytest.raises(IntegrityError):
        SkillLevelFactory(
            person=level.person, skill=level.skill, set_at=MONDAY_NINE + timedelta(days=1)
        )
