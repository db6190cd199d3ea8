"""The key ``partners`` of a programme file: contradictions, refusals, the gate of the launch."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)
from upside.programmes.actions import change_programme, programme_from_file
from upside.programmes.files import BadProgrammeFile, check_file, text_of
from upside.programmes.models import Programme
from upside.programmes.queries import gates_of
from upside.programmes.templates import load_template

pytestmark = pytest.mark.django_db


def text(**said):
    return text_of(load_template("mutual") | said)


def faults_of(**said):
    with pytest.raises(BadProgrammeFile) as refusal:
        check_file(text(**said), "x")
    return [(fault.place, fault.said) for fault in refusal.value.faults]


def who(mentors, mentees):
    return {"mentors": {"units": mentors}, "mentees": {"units": mentees}}


def test_a_unit_inside_another_one_is_named_once():
    [(place, said)] = faults_of(partners=["Octave Partner", "octave partner/Lab"])

    assert (place, "lies in “Octave Partner”" in said) == ("partners.2", True)


def test_a_path_of_slashes_names_no_unit():
    [(place, said)] = faults_of(partners=[" / "])

    assert (place, "no unit is named" in said) == ("partners.1", True)


def test_a_partner_whom_both_sides_leave_out_contradicts_who():
    [(place, said)] = faults_of(partners=["Octave"], who=who(["Digital"], ["Board"]))

    assert (place, "names other units on both sides" in said) == ("partners.1", True)


@pytest.mark.parametrize(
    "said",
    [
        who(["Digital", "Octave/Lab"], ["Board"]),
        who(["Digital"], ["Octave"]),
        who(["Digital"], []),
        {"mentors": {"units": ["Digital"]}},
        {},
    ],
)
def test_a_partner_who_may_be_on_one_side_is_no_contradiction(said):
    content = check_file(text(partners=["Octave", "Cantal"][:1], who=said), "x").content

    assert content["partners"] == ["Octave"]


@pytest.mark.parametrize("role", ["coordinator", "auditor", "administrator"])
def test_a_unit_of_the_own_company_can_be_no_partner(programme, role):
    held = None if role == "administrator" else programme
    person = PersonFactory(unit=UnitFactory(path="Company/HR"))
    RoleGrantFactory(person=person, role=role, programme=held)

    with pytest.raises(BadProgrammeFile, match="this is your own company"):
        change_programme(programme, text(partners=["Company"]), by=None, at=MONDAY_NINE)
    change_programme(programme, text(partners=["Octave"]), by=None, at=MONDAY_NINE)


def test_a_programme_cannot_start_with_its_own_coordinator_as_a_guest(coordinator):
    with pytest.raises(BadProgrammeFile, match="this is your own company"):
        programme_from_file(
            text(partners=[coordinator.unit.path]),
            slug="own",
            cohort_names={"en": "One"},
            dates=(MONDAY_NINE.date(), MONDAY_NINE.date().replace(year=2027)),
            by=coordinator,
            at=MONDAY_NINE,
        )
    assert not Programme.objects.filter(slug="own").exists()


def test_a_coach_from_the_partner_stands_in_no_way(programme):
    coach = PersonFactory(unit=UnitFactory(path="Octave"))
    RoleGrantFactory(person=coach, role="coach", programme=programme)

    change_programme(programme, text(partners=["Octave"]), by=None, at=MONDAY_NINE)
    programme.refresh_from_db()

    assert programme.settings["partners"] == ["Octave"]


def test_a_partner_of_whom_nobody_is_known_stops_the_launch(programme):
    programme.settings = load_template("mutual") | {"partners": ["Octave"]}
    programme.save()
    cohort = CohortFactory(programme=programme, launched_at=None)

    def met():
        return [gate.is_met for gate in gates_of(cohort) if gate.code == "partners"]

    assert met() == [False]
    PersonFactory(unit=UnitFactory(path="Octave/Lab"))
    assert met() == [True]
    programme.settings = load_template("mutual")
    programme.save()
    assert [
        gate for gate in gates_of(CohortFactory(programme=programme)) if gate.code == "partners"
    ] == []


def test_the_template_across_companies_carries_the_key():
    assert load_template("cross_company")["partners"] == ["Partner company"]
