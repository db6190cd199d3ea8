"""The map of demand and supply: what stands on the page and in the file, and what never does."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
)
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db

Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE


@pytest.fixture
def skill():
    return SkillFactory(code="J1", labels={"en": "Data literacy", "fr": "Données"})


@pytest.fixture
def member(client, coordinator):
    client.force_login(coordinator)
    return client


def wanting(cohort, skill, n, *, role=Mentee, target=5):
    for _each in range(n):
        person = EnrolmentFactory(cohort=cohort, role=role).person
        WantFactory(person=person, skill=skill, target=target)


def able(cohort, skill, n, *, role=Mentor, level=6):
    for _each in range(n):
        person = EnrolmentFactory(cohort=cohort, role=role).person
        SkillLevelFactory(person=person, skill=skill, level=level)


def read(client, cohort, query=""):
    page = client.get(reverse("demand:map", args=[cohort.pk]) + query)
    return " ".join(page.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_bottleneck_is_named_and_its_cell_is_dark(member, cohort, skill):
    wanting(cohort, skill, 12)
    able(cohort, skill, 6)
    text = read(member, cohort)
    assert "1 topic is short of people who could teach it." in text
    assert "12 want it up to level 5 or 6; fewer than 8 could teach it." in text
    assert "shade-tight" in text
    assert "12 : &lt; 8" in text
    assert "1.7 or more for each" in text
    assert ">6<" not in text


def test_what_there_is_plenty_of_is_named(member, cohort, skill):
    able(cohort, skill, 16)
    text = read(member, cohort)
    assert "16 could teach it; nobody wants it yet." in text
    assert "No topic is short of people who could teach it." in text
    wanting(cohort, skill, 3)
    assert "16 could teach it; fewer than 8 want it." in read(member, cohort)


def test_ample_supply_is_said_with_its_wants(member, cohort, skill):
    able(cohort, skill, 20)
    wanting(cohort, skill, 9)
    text = read(member, cohort)
    assert "20 could teach it; 9 want it." in text
    assert "0.5 for each" in text


def test_supply_that_may_not_be_told_is_said_so(member, cohort, skill):
    able(cohort, skill, 9)
    SkillLevelFactory(person=PersonFactory(), skill=skill, level=6)
    for _each in range(9):
        WantFactory(person=PersonFactory(), skill=skill, target=8)
    text = read(member, cohort, "?source=everybody")
    assert "9 want it, how many could teach it is not told" in text
    assert "9 : ?" in text


def test_a_bound_is_said_where_levels_are_merged(member, cohort, skill):
    able(cohort, skill, 9)
    able(cohort, skill, 3, level=8)
    wanting(cohort, skill, 20, target=8)
    wanting(cohort, skill, 3, target=6)
    text = read(member, cohort)
    assert "20 want it" not in text
    assert "23 want it up to levels 5 to 8; 12 could teach it." in text
    wanting(cohort, SkillFactory(code="J2"), 20, target=8)
    able(cohort, SkillFactory(code="J2"), 9)
    able(cohort, SkillFactory(code="J2"), 3, level=8)
    assert "20 want it up to level 7 or 8; 12 at most could teach it." in read(member, cohort)


def test_few_people_leave_an_empty_map(member, cohort, skill):
    wanting(cohort, skill, 7)
    text = read(member, cohort)
    assert "No topic can be told yet." in text
    assert "Data literacy" not in text


def test_the_way_back_and_everybody_are_asked_by_the_address(member, cohort):
    back = SkillFactory(code="S1", direction="S2J")
    wanting(cohort, back, 8, role=Mentor)
    assert back.label not in read(member, cohort)
    assert back.label in read(member, cohort, "?way=to_mentors")
    assert back.label in read(member, cohort, "?way=to_mentors&source=everybody")
    assert back.label not in read(member, cohort, "?way=nonsense&source=nonsense&skill=nonsense")


def test_a_topic_is_looked_into_by_unit_site_and_grade(member, cohort, skill):
    wanting(cohort, skill, 9)
    text = read(member, cohort, "?skill=J1")
    assert "Who could teach it, at level 5 or above" in text
    assert "Nobody so far." in text
    assert "All together: too few to tell apart" in text
    assert "3 to 5" in text
    able(cohort, skill, 2)
    assert "Too few people to tell where they are." in read(member, cohort, "?skill=J1")


def test_the_file_says_no_more_than_the_page(member, cohort, skill):
    wanting(cohort, skill, 12)
    able(cohort, skill, 6)
    answer = member.get(reverse("demand:csv", args=[cohort.pk]))
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(head) == 9
    assert lines == [
        ["to mentees", "J1", "Data literacy", "1", "8", "12", "exactly", "7", "at most"],
        ["to mentees", "J1", "Data literacy", "5", "6", "12", "exactly", "7", "at most"],
    ]
    assert answer["Content-Disposition"].endswith('-demand.csv"')


def test_a_french_file_has_semicolons(member, cohort, skill, coordinator):
    coordinator.ui_language = "fr"
    coordinator.save()
    wanting(cohort, skill, 8)
    with translation.override("fr"):
        answer = member.get(reverse("demand:csv", args=[cohort.pk]))
    assert (
        "vers les personnes mentorées;J1;Données;5;6;8;exactement;0;exactement"
        in answer.content.decode()
    )


@pytest.mark.parametrize("n", [1, 3])
def test_the_map_asks_the_same_queries_for_any_number_of_topics(
    member, cohort, n, django_assert_num_queries
):
    for code in range(n):
        wanting(cohort, SkillFactory(code=f"J{code}"), 8)
    # session, person, roles, places, cohort, survey, and three of the map
    with django_assert_num_queries(9):
        read(member, cohort)
