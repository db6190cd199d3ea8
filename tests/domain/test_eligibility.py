"""Who may take part: the programme's rules, said to whom they leave out, and never age."""

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PersonFactory, UnitFactory
from upside.people.models import Unit
from upside.programmes.actions import NotInvitable, invite, invite_many
from upside.programmes.eligibility import reasons_against
from upside.programmes.models import Enrolment
from upside.programmes.queries import Guests

pytestmark = pytest.mark.django_db
ALL = {
    "grades": {"from": 2, "to": 4},
    "units": ["Digital"],
    "sites": ["Lyon", "Lille"],
    "countries": ["FR"],
}


def person(**said):
    path = said.pop("unit", "Digital/Data")
    unit = Unit.objects.filter(path=path).first() or UnitFactory(path=path)
    return PersonFactory(**{"grade": 3, "site": "Lyon", "country": "FR"} | said, unit=unit)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, ""),
        ({"unit": "Digital"}, ""),
        ({"grade": 1}, "This side starts at grade 2."),
        ({"grade": 5}, "This side ends at grade 4."),
        ({"grade": None}, "The grade is not known; this side is for certain grades."),
        ({"unit": "Digitalis"}, "This side is for the units Digital."),
        ({"site": "Leeds"}, "This side is for the sites Lyon, Lille."),
        ({"country": "GB"}, "This side is for the countries FR."),
    ],
)
def test_each_rule_is_told_to_whom_it_leaves_out(said, reason):
    found = reasons_against(person(**said), {"who": {"mentors": ALL}}, "mentor", Guests())

    assert found == ([reason] if reason else [])


def test_one_bound_alone_counts_and_the_other_side_has_rules_of_its_own():
    settings = {"who": {"mentors": {"grades": {"to": 4}}}}

    assert reasons_against(person(grade=9), settings, "mentee", Guests()) == []
    assert reasons_against(person(grade=9), settings, "mentor", Guests()) != []
    assert reasons_against(person(grade=1), settings, "mentor", Guests()) == []


def test_many_places_are_not_all_named():
    settings = {"who": {"mentors": {"sites": [f"Site {n}" for n in range(9)]}}}

    assert ", …" in reasons_against(person(), settings, "mentor", Guests())[0]


def test_somebody_without_a_unit_is_in_none():
    nowhere = PersonFactory(unit=None)

    assert reasons_against(
        nowhere, {"who": {"mentors": {"units": ["Digital"]}}}, "mentor", Guests()
    )


def test_whoever_is_not_meant_is_not_invited_and_counted():
    cohort = CohortFactory(kept={"who": {"mentors": ALL}})
    meant, other = person(), person(grade=9)

    with pytest.raises(NotInvitable, match="not meant for this side: This side ends at grade 4"):
        invite(cohort, other, "mentor", by=None, at=MONDAY_NINE)
    outcome = invite_many(cohort, [meant, other], "mentor", by=None, at=MONDAY_NINE)

    assert (outcome.invited, outcome.not_meant) == (1, 1)
    assert [place.person for place in Enrolment.objects.all()] == [meant]
