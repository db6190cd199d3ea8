"""The catalogue as pages: topics by area, and what each level of one means."""

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, EnrolmentFactory, PersonFactory, SkillFactory
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    person = PersonFactory()
    client.force_login(person)
    return client


@pytest.fixture
def catalogue():
    load_catalogue(at=MONDAY_NINE)


def shown(client, skill):
    return client.get(reverse("topics:topic", args=[skill.pk])).content.decode()


def test_the_list_shows_topics_by_area_with_their_name_in_the_other_language(member, catalogue):
    text = member.get(reverse("topics:list")).content.decode()
    assert "28 topics to teach and to learn" in text
    assert "AI and automation" in text
    assert "Culture des données et visualisation" in text


@pytest.mark.parametrize(
    ("typed", "label"),
    [("Power BI", "Data literacy"), ("réseaux sociaux", "Social media"), ("J7", "Everyday")],
)
def test_typing_finds_topics_by_what_people_say(member, catalogue, typed, label):
    text = member.get(reverse("topics:list"), {"q": typed}).content.decode()
    assert label in text
    assert "Show the whole list" in text


def test_an_official_topic_is_counted_but_not_listed_and_found_by_typing(member, catalogue):
    SkillFactory(area="esco", labels={"en": "tune pianos"}, folded_names="\ntune pianos\n")
    text = member.get(reverse("topics:list")).content.decode()
    assert "tune pianos" not in text
    assert "1 further topic comes from an official list" in text
    found = member.get(reverse("topics:list"), {"q": "pianos"}).content.decode()
    assert "tune pianos" in found


@pytest.mark.parametrize(("typed", "said"), [("zzz", "is near this"), ("", "catalogue is empty")])
def test_a_list_without_topics_says_what_to_do(member, typed, said):
    assert said in member.get(reverse("topics:list"), {"q": typed}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_queries_for_any_number_of_topics(
    member, rows, django_assert_num_queries
):
    SkillFactory.create_batch(rows)
    with django_assert_num_queries(6):  # session, person, standing (2), topics, official ones
        member.get(reverse("topics:list"))


def test_a_topic_shows_its_eight_levels_its_checklist_and_its_names(member, catalogue):
    skill = Skill.objects.get(code="J6")
    text = shown(member, skill)
    assert all(skill.descriptor(level) in text for level in range(1, 9))
    assert "Sort, filter and pivot a table" in text
    assert "goes from the mentor to the mentee" in text
    assert "tableau croisé dynamique" in text


def test_a_topic_without_levels_of_its_own_says_what_they_mean_for_any(member):
    skill = SkillFactory(direction=Skill.Direction.BOTH, local_names=["le truc"])
    text = shown(member, skill)
    assert "Nobody has written levels" in text
    assert "shows others how" in text
    assert "goes both ways" in text
    assert "le truc" in text


def test_a_topic_that_is_not_there_is_not_found(member):
    assert member.get(reverse("topics:topic", args=[10**9])).status_code == 404


def test_whoever_chooses_a_level_reads_what_each_means(client, cohort, catalogue):
    place = EnrolmentFactory(cohort=cohort)
    client.force_login(place.person)
    skill = Skill.objects.get(code="J6")
    page = client.get(reverse("places:place", args=[place.pk]), {"asked": "J6"}).content.decode()
    assert all(skill.descriptor(level) in page for level in range(1, 9))
    assert reverse("topics:topic", args=[skill.pk]) in page
