"""Who covers what is decided by the programme's rule and by the engine, nowhere else."""

import pytest

from tests.factories import PairFactory, SkillFactory, SkillLevelFactory, WantFactory
from upside.matching.coverage import Coverage, coverage_of, teaching_of
from upside.programmes.models import Programme

pytestmark = pytest.mark.django_db


def programme(**rules):
    return Programme(settings={"matching": {"rules": rules}})


def pair_about(skill, *, mentor, mentee, target=8):
    pair = PairFactory()
    SkillLevelFactory(person=pair.mentor, skill=skill, level=mentor)
    SkillLevelFactory(person=pair.mentee, skill=skill, level=mentee)
    WantFactory(person=pair.mentee, skill=skill, target=target)
    return pair


@pytest.mark.parametrize(
    ("rule", "covered"),
    [
        ({"min_level": 5, "min_gap": 2}, 1),
        ({"min_level": 7, "min_gap": 2}, 0),
        ({"min_level": 5, "min_gap": 4}, 0),
        (None, 1),
    ],
)
def test_mentors_cover_what_the_programme_lets_them_teach(rule, covered):
    pair = pair_about(SkillFactory(), mentor=6, mentee=3)
    rules = {"skill": rule} if rule else {"slots": {"k": 1}}

    to_mentee, to_mentor = coverage_of([pair], programme(**rules))

    assert to_mentee == Coverage(wanted=1, covered=covered, n_people=1)
    assert to_mentor == Coverage(wanted=0, covered=0, n_people=1)


def test_mentees_cover_what_they_know_a_level_better():
    pair = PairFactory()
    for level in (1, 2):
        skill = SkillFactory()
        SkillLevelFactory(person=pair.mentee, skill=skill, level=level)
        SkillLevelFactory(person=pair.mentor, skill=skill, level=1)
        WantFactory(person=pair.mentor, skill=skill, target=3)

    assert coverage_of([pair], programme())[1] == Coverage(2, 1, 1)


def test_a_want_that_is_reached_asks_for_nothing():
    pair = pair_about(SkillFactory(), mentor=8, mentee=6, target=6)

    assert coverage_of([pair], programme())[0] == Coverage(0, 0, 1)


def test_coverage_asks_the_same_queries_for_any_number_of_pairs(django_assert_num_queries):
    pairs = [pair_about(SkillFactory(), mentor=6, mentee=3) for _n in range(3)]

    with django_assert_num_queries(2):
        coverage_of(pairs, programme())


def test_who_may_teach_stays_defined_where_the_rule_is_off():
    assert teaching_of(programme(slots={"k": 1})) == {"min_level": 5, "min_gap": 2}
