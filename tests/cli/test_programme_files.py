"""``upside apply``, ``export`` and ``launch``: a programme as a file, by command."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.factories import MONDAY_NINE, PersonFactory
from upside.cli.main import upside
from upside.kernel.errors import Refused
from upside.programmes.actions import create_programme, grant_role
from upside.programmes.models import Cohort, Programme
from upside.programmes.templates import template_names, template_text

pytestmark = pytest.mark.django_db
NEW = ("--cohort-name", "Spring", "--from", "2027-03-01", "--until", "2027-09-30")


def run(*words, said=None):
    return CliRunner().invoke(upside, [str(word) for word in words], input=said)


def refusal(*words, said=None):
    result = run(*words, said=said)
    assert isinstance(result.exception, Refused), result.output
    return str(result.exception)


@pytest.fixture
def cohort():
    return create_programme(
        "need_profile_hr",
        names={"en": "Turning the tables", "fr": "Regards croisés"},
        cohort_names={"en": "Spring"},
        starts_on=MONDAY_NINE.date(),
        ends_on=MONDAY_NINE.date() + timedelta(days=2000),
        by=PersonFactory(),
        at=MONDAY_NINE,
    )


@pytest.fixture
def file(cohort, tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_bytes(run("export", cohort.programme.slug).stdout_bytes)
    return path


def change(file, old="rhythm_days: 30", new="rhythm_days: 21"):
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_template_comes_back_byte_for_byte(tmp_path, template, ends):
    file, person = tmp_path / "one.yaml", PersonFactory()
    text = f"programme: ours{ends}" + template_text(template).replace("\n", ends)
    file.write_bytes(text.encode())

    run("apply", file, "--yes", "--coordinator", person.external_id, *NEW)

    assert run("export", "ours").stdout_bytes == text.encode()
    assert json.loads(run("apply", file, "--json").stdout)["changes"] == []
    assert Cohort.objects.get().name == "Spring"


def test_apply_shows_what_changes_and_asks_before_it_changes_anything(file):
    change(file)

    no = run("apply", file, said="n\n")
    assert "Days from one session to the next: 30 → 21" in no.stdout
    assert Programme.objects.get().settings["rhythm_days"] == 30

    yes = run("apply", file, "--why", "Faster.", said="y\n")
    assert "stands at version 2" in yes.stdout
    assert Programme.objects.get().versions.get(number=2).why == "Faster."


def test_apply_without_an_answer_changes_nothing(file):
    change(file)

    assert "Scripts say --yes" in refusal("apply", file, "--json")
    assert Programme.objects.get().versions.count() == 1


def test_a_dry_run_tells_and_changes_nothing(file):
    change(file)

    answer = json.loads(run("apply", file, "--dry-run", "--json").stdout)

    assert answer["changes"] == [{"key": "rhythm_days", "before": "30", "after": "21"}]
    assert (answer["applied"], answer["is_new"]) == (False, False)
    assert Programme.objects.get().versions.count() == 1


def test_the_same_file_again_says_that_nothing_differs(file):
    assert run("apply", file, "--yes").stdout == "Nothing differs.\n"


def test_a_faulty_file_is_refused_with_line_column_and_remedy(file):
    change(file, "rhythm_days: 30", "rythm_days: 30")

    result = run("apply", file, "--yes", "--json")

    [fault] = json.loads(result.stdout)["faults"]
    assert fault["key"] == "rythm_days"
    assert file.read_text("utf-8").split("\n")[fault["line"] - 1].startswith("rythm_days")
    assert "Did you mean “rhythm_days”?" in fault["said"]
    assert result.exit_code == 1
    assert "ours.yaml cannot be used" in refusal("apply", file)


def test_a_new_programme_needs_who_runs_it_and_its_first_cohort(tmp_path):
    (file := tmp_path / "new.yaml").write_text(template_text("need_profile_hr"), "utf-8")

    assert "“from-need-to-pair”" in refusal("apply", file, "--yes")
    assert "Nobody who works here" in refusal("apply", file, "--coordinator", "nobody", *NEW)
    assert not Programme.objects.exists()


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (file := tmp_path / "new.yaml").write_bytes(b"name: \xe9t\xe9")

    assert "not UTF-8 text (byte 7)" in refusal("apply", file)


def test_export_names_what_there_is_and_writes_files(cohort, tmp_path):
    slug, out = cohort.programme.slug, tmp_path / "out.yaml"

    assert slug in refusal("export", "other")
    assert "no version 9" in refusal("export", slug, "--version", "9")
    run("export", slug, "--version", "1", "--out", out)
    assert out.read_bytes() == run("export", slug).stdout_bytes
    assert json.loads(run("export", slug, "--json").stdout)["text"] == out.read_text("utf-8")
    assert json.loads(run("export", "--schema").stdout)["title"] == "Programme file of Upside"


def test_launch_names_what_is_missing_then_launches(cohort):
    given = ("--time-budget", "T", "--privacy-notice", "P", "--dpia", "D", "--works-council", "W")

    assert "A named sponsor" in refusal("launch", cohort.pk, *given)
    grant_role(PersonFactory(), "sponsor", programme=cohort.programme, by=None, at=MONDAY_NINE)
    answer = json.loads(run("launch", cohort.pk, "--on", "2026-02-01", *given, "--json").stdout)

    assert answer["version"] == 1
    assert Cohort.objects.get().launch_records.get(gate="dpia").reference == "D"
