"""A kept round is computed again: the same, or what differs is named."""

import json

import pytest
from click.testing import CliRunner

from tests.factories import MONDAY_NINE, RoundFactory, ready_mentee, ready_mentor
from upside.cli.main import upside
from upside.cli.replay import NoSuchRound
from upside.matching.actions import run_round
from upside.people.models import Person
from upside.skills.models import SkillLevel

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cohort):
    ready_mentee(cohort, external_id="E1")
    ready_mentor(cohort, external_id="R1")
    ready_mentee(cohort, external_id="E2", want=("J9", 5))
    return run_round(cohort, by=None, at=MONDAY_NINE, seed=5)


def replay(*options):
    return CliRunner().invoke(upside, ["replay", *map(str, options)])


def test_a_round_comes_out_the_same_whatever_changed_since(made):
    SkillLevel.objects.all().delete()
    Person.objects.update(grade=1, is_active=False)

    result = replay(made.pk, "--json")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (answer["same"], answer["differences"], answer["n_pairs"]) == (True, [], 1)
    assert answer["inputs_sha256"] == made.inputs_sha256
    assert "comes out the same: 1 pairs" in result.stderr


def test_what_was_changed_afterwards_is_named(made):
    made.outcome["total_fit"] += 1
    made.inputs["people"][0]["grade"] = 9
    made.save()

    result = replay(made.pk)

    assert result.exit_code == 1
    assert "What differs: what went in; the total fit" in result.output


@pytest.mark.parametrize("number", ["0", "²", "first", "9" * 30])
def test_a_round_that_is_not_there_is_refused(number):
    assert isinstance(replay(number).exception, NoSuchRound)


@pytest.mark.parametrize("state", ["running", "failed"])
def test_a_round_that_was_not_computed_is_refused(state):
    made = RoundFactory(state=state)

    assert "not computed" in str(replay(made.pk).exception)
