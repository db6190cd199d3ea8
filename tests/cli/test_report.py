"""``upside report``: a file with figures, or a sentence."""

import json

import pytest
from click.testing import CliRunner

from upside.cli.main import upside
from upside.kernel.folders import NoFolder

pytestmark = pytest.mark.django_db


def report(*options):
    return CliRunner().invoke(upside, ["report", *map(str, options)])


def test_report_writes_one_file_and_says_where(cohort, tmp_path):
    result = report(cohort.pk, "--out", tmp_path / "new" / "folder", "--json")

    answer = json.loads(result.stdout)
    assert answer["file"] == str(tmp_path / "new" / "folder" / "report.csv")
    assert (tmp_path / "new" / "folder" / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("place", ["/proc/x", "file/report"])
def test_report_refuses_a_folder_it_cannot_write_to(cohort, tmp_path, place):
    (tmp_path / "file").write_text("")

    result = report(cohort.pk, "--out", tmp_path / place)

    assert isinstance(result.exception, NoFolder)
    assert str(tmp_path / place) in str(result.exception)
