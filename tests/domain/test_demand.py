"""Demand and supply: who is counted, by which level, and what is told of it."""

import pytest

from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    SkillFactory,
    SkillLevelFactory,
    UnitFactory,
    WantFactory,
)
from upside.programmes.models import Enrolment
from upside.programmes.queries import By, Shade, Source, Told, Way, demand_map, demand_places

pytestmark = pytest.mark.django_db

Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
TO_MENTEES, TO_MENTORS = Way.TO_MENTEES, Way.TO_MENTORS
COHORT, EVERYBODY = Source.COHORT, Source.EVERYBODY


@pytest.fixture
def skill():
    return SkillFactory(code="J1")


def people(cohort, role, n, **person):
    return [
        EnrolmentFactory(cohort=cohort, role=role, person=PersonFactory(**person)).person
        for _each in range(n)
    ]


def wanting(skill, target, who):
    for person in who:
        WantFactory(person=person, skill=skill, target=target)


def able(skill, level, who):
    for person in who:
        SkillLevelFactory(person=person, skill=skill, level=level)


def cells_of(found):
    return [[(c.low, c.high, c.n_want, c.can) for c in row.cells if c.n_want] for row in found.rows]


def test_wants_stand_against_those_who_are_at_the_level_wanted(cohort, skill):
    mentees = people(cohort, Mentee, 20)
    wanting(skill, 4, mentees[:9])
    wanting(skill, 8, mentees[9:])
    mentors = people(cohort, Mentor, 20)
    able(skill, 5, mentors[:8])
    able(skill, 7, mentors[8:17])
    able(skill, 4, mentors[17:])  # below the level from which mentors share

    found = demand_map(cohort, TO_MENTEES, COHORT)

    assert found.min_level == 5
    assert cells_of(found) == [[(3, 4, 9, Told("exact", 17)), (7, 8, 11, Told("exact", 9))]]
    (row,) = found.rows
    assert (row.want, row.can) == (Told("exact", 20), Told("exact", 17))
    assert [cell.shade for cell in row.cells] == ["ample", Shade.EVEN, "ample", Shade.TIGHT]


def test_levels_that_few_want_are_merged(cohort, skill):
    mentees = people(cohort, Mentee, 12)
    wanting(skill, 4, mentees[:9])
    wanting(skill, 6, mentees[9:])
    able(skill, 6, people(cohort, Mentor, 9))
    assert cells_of(demand_map(cohort, TO_MENTEES, COHORT)) == [[(3, 6, 12, Told("exact", 9))]]


def test_levels_that_few_have_are_merged(cohort, skill):
    wanting(skill, 8, people(cohort, Mentee, 8))
    able(skill, 6, people(cohort, Mentor, 9))
    able(skill, 8, people(cohort, Mentor, 3))
    assert cells_of(demand_map(cohort, TO_MENTEES, COHORT)) == [[(7, 8, 8, Told("most", 12))]]


def test_a_topic_that_few_want_and_few_share_is_not_told(cohort, skill):
    wanting(skill, 5, people(cohort, Mentee, 7))
    able(skill, 6, people(cohort, Mentor, 7))
    assert demand_map(cohort, TO_MENTEES, COHORT).rows == ()


def test_the_scarcest_topic_is_named_first_and_the_ample_one_besides(cohort, skill):
    ample, scarce = SkillFactory(code="J2"), SkillFactory(code="J3")
    mentees, mentors = people(cohort, Mentee, 16), people(cohort, Mentor, 16)
    wanting(skill, 5, mentees[:8])
    able(skill, 5, mentors[:8])
    able(ample, 5, mentors)
    wanting(scarce, 5, mentees)
    able(scarce, 5, mentors[:3])

    found = demand_map(cohort, TO_MENTEES, COHORT)

    assert [row.skill for row in found.rows] == [scarce, skill, ample]
    assert [(c.skill, c.missing, c.can) for c in found.bottlenecks] == [
        (scarce, 9, Told("fewer", 7))
    ]
    assert [(row.skill, row.spare) for row in found.surplus] == [(ample, 16)]


@pytest.mark.parametrize(
    ("n_able", "shade"), [(0, Shade.SEVERE), (8, Shade.SHORT), (20, Shade.TIGHT), (3, "severe")]
)
def test_a_cell_is_the_darker_the_fewer_could_teach_it(cohort, skill, n_able, shade):
    wanting(skill, 5, people(cohort, Mentee, 30))
    able(skill, 5, people(cohort, Mentor, n_able))
    (row,) = demand_map(cohort, TO_MENTEES, COHORT).rows
    assert row.cells[2].shade == shade


def test_on_the_way_back_any_level_counts(cohort):
    given_back = SkillFactory(code="S1", direction="S2J")
    wanting(given_back, 3, people(cohort, Mentor, 8))
    able(given_back, 3, people(cohort, Mentee, 9))
    found = demand_map(cohort, TO_MENTORS, COHORT)
    assert cells_of(found) == [[(3, 4, 8, Told("exact", 9))]]
    assert demand_map(cohort, TO_MENTEES, COHORT).rows == ()


def test_only_who_said_yes_and_works_here_counts_in_the_cohort(cohort, skill):
    cohort.programme.settings = {"matching": {"rules": {"skill": {"min_level": 6}}}}
    wanting(skill, 5, people(cohort, Mentee, 7))
    invited = EnrolmentFactory(cohort=cohort, role=Mentee, state=Enrolment.State.INVITED)
    wanting(skill, 5, [invited.person, *people(cohort, Mentee, 1, is_active=False)])
    able(skill, 6, people(cohort, Mentor, 8))
    able(skill, 5, people(cohort, Mentor, 8))
    (row,) = demand_map(cohort, TO_MENTEES, COHORT).rows
    assert (row.want, row.can, row.cells) == (Told("fewer", 7), Told("exact", 8), ())


def test_everybody_is_told_by_topic_only_where_the_cohort_leaves_no_small_rest(cohort, skill):
    back = SkillFactory(code="S1", direction="S2J")
    wanting(back, 5, [PersonFactory() for _each in range(8)])
    wanting(skill, 5, people(cohort, Mentee, 10))
    others = [PersonFactory() for _each in range(8)]
    wanting(skill, 5, others[:7])
    able(skill, 6, [PersonFactory() for _each in range(8)])

    (row,) = demand_map(cohort, TO_MENTEES, EVERYBODY).rows
    assert (row.want, row.can.n, row.spare) == (Told("nothing"), 8, 0)

    wanting(skill, 5, others[7:])
    assert cells_of(demand_map(cohort, TO_MENTEES, EVERYBODY)) == [[(5, 6, 18, Told("exact", 8))]]


def test_supply_that_may_not_be_told_is_neither_short_nor_ample(cohort, skill):
    able(skill, 6, [*people(cohort, Mentor, 9), PersonFactory()])
    wanting(skill, 6, [PersonFactory() for _each in range(20)])
    (row,) = demand_map(cohort, TO_MENTEES, EVERYBODY).rows
    assert row.can == Told("nothing")
    assert (row.cells[2].shade, row.missing, row.spare) == (Shade.UNKNOWN, 0, 0)


@pytest.mark.parametrize("n", [8, 24])
def test_a_map_costs_four_queries(cohort, skill, n, django_assert_num_queries):
    wanting(skill, 5, people(cohort, Mentee, n))
    with django_assert_num_queries(4):
        assert demand_map(cohort, TO_MENTEES, EVERYBODY).rows


def shares(side, by):
    return [(share.name, share.n, share.is_rest) for share in side.shares[by]]


def test_places_are_told_one_by_one_from_eight_people_on(cohort, skill, django_assert_num_queries):
    root = UnitFactory(path="Aubrac", name="Aubrac")
    here, there = UnitFactory(path="Aubrac/Sales/Web"), UnitFactory(path="Aubrac/Finance")
    wanting(skill, 5, people(cohort, Mentee, 12, unit=here, site="Lyon", grade=7))
    wanting(skill, 5, people(cohort, Mentee, 8, unit=there, site="Lille", grade=None))
    wanting(skill, 5, people(cohort, Mentee, 8, unit=root, site="Lille", grade=4))
    able(skill, 6, people(cohort, Mentor, 3, unit=here, site="Lyon"))

    with django_assert_num_queries(4):
        found = demand_places(cohort, skill, TO_MENTEES, COHORT)

    assert shares(found.want, By.UNIT) == [
        ("Sales", 12, False), ("Aubrac", 8, False), ("Finance", 8, False),
    ]  # fmt: skip
    assert shares(found.want, By.SITE) == [("Lille", 16, False), ("Lyon", 12, False)]
    grades = [(share.low, share.high, share.n) for share in found.want.shares[By.GRADE]]
    assert grades == [(6, 8, 12), (3, 5, 8), (None, None, 8)]
    assert (found.can.total, found.can.shares[By.UNIT]) == (Told("fewer", 7), ())


def test_small_places_are_told_together(cohort, skill):
    for n, unit in ((9, "Sales"), (9, "Finance"), (3, None)):
        where = UnitFactory(path=unit) if unit else None
        wanting(skill, 5, people(cohort, Mentee, n, unit=where))
    found = demand_places(cohort, skill, TO_MENTEES, COHORT)
    assert shares(found.want, By.UNIT) == [("Finance", 9, False), ("", 12, True)]
