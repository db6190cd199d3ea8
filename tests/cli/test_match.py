import csv
import json

import pytest
from click.testing import CliRunner

from tests.factories import CohortFactory, ready_mentee, ready_mentor
from upside.cli.cohorts import NoSuchCohort
from upside.cli.main import upside
from upside.kernel.folders import NoFolder
from upside.matching.models import Round
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db


def match(*options):
    return CliRunner().invoke(upside, ["match", *map(str, options)])


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def people(cohort):
    ready_mentee(cohort, external_id="E1")
    ready_mentor(cohort, external_id="R1")
    ready_mentee(cohort, external_id="E2", want=("J9", 5))


def test_match_runs_a_draft_and_says_so_in_one_object(cohort, people):
    result = match(cohort.pk, "--seed", 5, "--json")

    answer = json.loads(result.stdout)
    made = Round.objects.get()
    assert result.exit_code == 0
    assert (answer["round"], answer["n_pairs"], answer["left_over"]) == (made.pk, 1, 1)
    assert answer["left_over_mentors"] == 0
    assert (answer["certified"], answer["released"], made.seed) == (True, False, 5)
    assert answer["seconds"] >= 0
    assert "1 pairs out of 2 mentees, 1 wait; a draft" in result.stderr
    assert not Notice.objects.exists()


def test_match_finds_the_newest_cohort_by_the_name_of_its_programme(cohort, people):
    CohortFactory(programme=cohort.programme, starts_on="2025-01-01", ends_on="2025-06-01")

    match(cohort.programme.slug, "--json")

    assert Round.objects.get().cohort == cohort


def test_match_releases_only_when_told_to(cohort, people):
    result = match(cohort.pk, "--release")

    assert "released, mails are queued" in result.output
    assert Round.objects.get().state == Round.State.RELEASED
    assert Notice.objects.count() == 2


def test_match_writes_pairs_reasons_left_over_and_report(cohort, people, tmp_path):
    folder = tmp_path / "new" / "round"

    match(cohort.pk, "--out", folder)

    [pair] = rows(folder / "pairs.csv")
    terms = ("teach", "give_back", "distance", "availability")
    assert (pair["mentee"], pair["mentor"]) == ("E1", "R1")
    assert "wishes" not in pair
    assert int(pair["fit"]) == sum(int(pair[term]) for term in terms)
    reasons = rows(folder / "reasons.csv")
    assert {(row["direction"], row["skill"]) for row in reasons} == {
        ("to_mentee", "J1"),
        ("to_mentor", "S1"),
    }
    [left] = rows(folder / "left_over.csv")
    assert (left["id"], left["role"], left["reason"]) == ("E2", "mentee", "no_partner")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (report["n_mentees"], report["n_pairs"], report["gap"]) == (2, 1, 0)


def test_match_writes_no_figure_from_which_a_wish_could_be_read(cohort, people, tmp_path):
    place = Enrolment.objects.get(person__external_id="E1")
    other = Person.objects.get(external_id="R1")
    Wish.objects.create(enrolment=place, other=other, kind=Wish.Kind.RANK, rank=1)

    match(cohort.pk, "--out", tmp_path)

    [pair] = rows(tmp_path / "pairs.csv")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    made = Round.objects.get()
    assert "wishes" not in pair
    assert int(pair["fit"]) == report["total_fit"] == made.outcome["total_fit"] - 500
    assert report["bound_fit"] - report["total_fit"] == report["gap"] == made.outcome["gap"]


def test_match_writes_the_same_files_for_the_same_people(cohort, people, tmp_path):
    for name in ("one", "two"):
        match(cohort.pk, "--out", tmp_path / name)

    for file in ("pairs.csv", "reasons.csv", "left_over.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("name", ["0", "no-such-programme", "9" * 30, "²"])
def test_match_refuses_a_cohort_that_is_not_there(name):
    result = match(name)

    assert isinstance(result.exception, NoSuchCohort)
    assert "Give the number of a cohort" in str(result.exception)


def test_match_takes_a_seed_from_zero_up(cohort):
    assert match(cohort.pk, "--seed", -1).exit_code == 2


@pytest.mark.parametrize("place", ["file/round", "taken"])
def test_match_refuses_a_folder_it_cannot_write_to_before_it_does_anything(
    cohort, people, tmp_path, place
):
    (tmp_path / "file").write_text("")
    (tmp_path / "taken" / "report.json").mkdir(parents=True)

    result = match(cohort.pk, "--release", "--out", tmp_path / place)

    assert isinstance(result.exception, NoFolder)
    assert "Name another folder with --out" in str(result.exception)
    assert not Round.objects.exists()
    assert not Notice.objects.exists()


def test_match_says_that_the_round_stands_where_its_files_fail(
    cohort, people, tmp_path, monkeypatch
):
    def full(*_said):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("upside.cli.match.write_round", full)

    result = match(cohort.pk, "--out", tmp_path)

    assert "Round 1 is made" in str(result.exception)
    assert "No space left on device" in str(result.exception)
