"""The demo company: whole, the same each time, and never written to by a real mail server."""

import json

import pytest
from click.testing import CliRunner
from django.core import mail

from tests.factories import PersonFactory
from upside.cli.demo.build import NotEmpty, WouldWrite
from upside.cli.main import upside
from upside.people.models import Person

pytestmark = pytest.mark.django_db


def demo(*words):
    return CliRunner().invoke(upside, ["demo", "--people", "200", *words])


def test_demo_runs_a_cohort_to_its_report_and_says_where_to_look(settings):
    settings.DEMO = True

    answer = json.loads(demo("--json").stdout)

    assert {"programme", "cohort", "round", "people", "pairs", "sessions"} <= answer.keys()
    assert answer["people"] == 200
    assert answer["pairs"] > 8
    assert answer["sessions"] > answer["pairs"]
    assert mail.outbox == []


def test_demo_refuses_to_mix_invented_people_with_real_ones(settings):
    settings.DEMO = True
    PersonFactory()

    assert isinstance(demo().exception, NotEmpty)


def test_demo_hands_no_mail_to_a_mail_server():
    assert isinstance(demo().exception, WouldWrite)
    assert not Person.objects.exists()
