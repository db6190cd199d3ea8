import json

import pytest
from click.testing import CliRunner

from tests.factories import MONDAY_NINE
from upside.cli.main import upside
from upside.kernel import audit
from upside.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def verify(*options):
    return CliRunner().invoke(upside, ["audit", "verify", *options])


def write(n):
    for number in range(n):
        audit.record(verb=f"step.{number}", subject="cohort:1", actor=None, at=MONDAY_NINE)


@pytest.mark.parametrize("n", [0, 2])
def test_whole_log_is_said_to_be_whole(n):
    write(n)

    result = verify()

    assert result.exit_code == 0
    assert f"The log is whole (entries: {n}" in result.output


def test_changed_log_names_the_entry_and_exits_1():
    write(3)
    second = AuditEntry.objects.order_by("pk")[1]
    AuditEntry.objects.filter(pk=second.pk).update(verb="forged")

    result = verify("--json")

    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert (answer["ok"], answer["entries"], answer["broken_at"]) == (False, 3, second.pk)
    assert "was changed" in result.stderr
