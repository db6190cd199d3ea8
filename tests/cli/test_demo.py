"""The demo company: whole, the same each time, and never written to by a real mail server."""

import json

import pytest
from click.testing import CliRunner
from django.core import mail

from tests.factories import PersonFactory
from upside.cli.demo import build
from upside.cli.demo.build import NotEmpty, WouldWrite
from upside.cli.demo.company import TITLES, WrongSize, employees
from upside.cli.main import upside
from upside.people.models import Person
from upside.programmes.queries import Standing, standing_of

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
    [assistant] = Person.objects.filter(assists__isnull=False)
    assert standing_of(assistant) == Standing(frozenset(), takes_part=False, assists=True)


def test_the_company_is_the_same_each_time_and_speaks_the_language_of_its_people():
    company = employees(150, seed=3)

    assert company == employees(150, seed=3)
    for one in company:
        titles = [title.split(",")[0].split(" {")[0] for title in TITLES[one.language].values()]
        assert one.job_title.startswith(tuple(titles))


def test_demo_refuses_to_mix_invented_people_with_real_ones(settings):
    settings.DEMO = True
    PersonFactory()

    assert isinstance(demo().exception, NotEmpty)


@pytest.mark.parametrize("n_people", [119, 10**6])
def test_demo_names_the_sizes_that_a_company_can_have(settings, n_people):
    settings.DEMO = True

    refusal = demo("--people", str(n_people)).exception

    assert isinstance(refusal, WrongSize)
    assert f"between 120 and 10504 people, not {n_people}." in str(refusal)


def test_a_mistake_while_building_is_no_refusal(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(build, "load_catalogue", lambda **_: int("x"))

    assert isinstance(demo().exception, ValueError)


def test_demo_hands_no_mail_to_a_mail_server():
    assert isinstance(demo().exception, WouldWrite)
    assert not Person.objects.exists()
