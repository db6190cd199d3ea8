"""Rounds of a programme with partners: pairs across companies only, and said in words."""

import pytest

from tests.factories import (
    MONDAY_NINE,
    UnitFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching.actions import run_round
from upside.matching.queries import left_over_of
from upside.matching.reading import unit_line
from upside.matching.spoken import spoken_of
from upside.matching.words import left_over_sentence, rule_name

pytestmark = pytest.mark.django_db
OCTAVE, CANTAL = "Octave Partner", "Cantal"


@pytest.fixture
def across(cohort):
    cohort.kept = {"partners": [OCTAVE, CANTAL]}
    cohort.save()
    return cohort


def unit(path):
    return UnitFactory(path=path, name=path.rpartition("/")[2])


def couples(made):
    rows = made.proposals.values_list("mentor__external_id", "mentee__external_id")
    return set(rows)


@pytest.mark.parametrize(
    ("mentor", "mentee", "is_pair"),
    [
        ("Company/Digital", "Company/Sales", False),
        (f"{OCTAVE}/Lab", f"{OCTAVE}/Sales", False),
        ("Company/Digital", f"{OCTAVE}/Sales", True),
        (f"{OCTAVE}/Lab", "Company/Sales", True),
        (f"{OCTAVE}/Lab", CANTAL, True),
        (None, "Company/Sales", False),
    ],
)
def test_pairs_form_across_companies_only(across, coordinator, mentor, mentee, is_pair):
    ready_mentor(across, external_id="R", unit=unit(mentor) if mentor else None)
    ready_mentee(across, external_id="E", unit=unit(mentee))

    made = run_round(across, by=coordinator, at=MONDAY_NINE)

    assert couples(made) == ({("R", "E")} if is_pair else set())


def test_without_partners_two_of_one_company_are_a_pair_and_nothing_new_goes_in(
    cohort, coordinator
):
    ready_mentor(cohort, unit=unit("Company/Digital"))
    ready_mentee(cohort, unit=unit("Company/Sales"))

    made = run_round(cohort, by=coordinator, at=MONDAY_NINE)

    assert len(couples(made)) == 1
    assert not any("company" in person for person in made.inputs["people"])


def test_whoever_is_left_over_reads_that_it_is_the_company(across, coordinator):
    for n in range(8):
        ready_mentor(across, external_id=f"R{n}", unit=unit(f"Company/Team {n}"))
    ready_mentee(across, external_id="E", unit=unit("Company/Sales"))

    made = run_round(across, by=coordinator, at=MONDAY_NINE)

    [left] = [one for one in left_over_of(made) if not one.is_mentor]
    assert left.facts["forbidden_by"] == {"same_company": 8}
    assert left.facts["remedy"] is None
    assert "being of the same company: for 8 of them" in left_over_sentence(left)
    assert rule_name("same_company") == "being of the same company"


def test_the_rule_is_said_where_the_others_are(across, stranger):
    programme = stranger.role_grants.get().programme

    assert spoken_of(across).rules[0].startswith("They come from different companies")
    assert not any("companies" in rule for rule in spoken_of(programme).rules)


def test_the_line_below_a_name_says_from_where_a_guest_comes(across):
    person = ready_mentor(across, unit=unit(f"{OCTAVE}/Lab"), job_title="Analyst")
    boss = ready_mentor(across, unit=unit(OCTAVE), job_title="")

    assert unit_line(person, OCTAVE) == "Analyst, Lab, from Octave Partner"
    assert unit_line(boss, OCTAVE) == "from Octave Partner"
    assert unit_line(person) == "Analyst, Lab"
