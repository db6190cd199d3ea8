import json

import pytest
from click.testing import CliRunner

from tests.factories import PersonFactory
from upside.cli.main import upside
from upside.kernel.errors import Refused
from upside.programmes.models import RoleGrant

pytestmark = pytest.mark.django_db


def test_person_of_the_hr_file_becomes_administrator():
    person = PersonFactory(email="anne@aubrac.example")

    result = CliRunner().invoke(upside, ["administrator", "Anne@aubrac.example", "--json"])

    assert result.exit_code == 0
    assert json.loads(result.stdout)["person"] == person.pk
    assert RoleGrant.objects.get().person == person


def test_unknown_mail_is_refused_with_the_way_to_mend_it():
    result = CliRunner().invoke(upside, ["administrator", "nobody@aubrac.example"])

    assert isinstance(result.exception, Refused)
    assert "Import the HR file first" in str(result.exception)
