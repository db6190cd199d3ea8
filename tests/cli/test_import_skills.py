import json

import pytest
from click.testing import CliRunner

from tests.factories import EnrolmentFactory, PersonFactory, SlotFactory
from upside.cli.import_skills import ColumnsMissing, ColumnTwice
from upside.cli.main import upside
from upside.people.imports.refusals import Unreadable
from upside.programmes.models import Enrolment
from upside.skills.models import SkillLevel, Want

pytestmark = pytest.mark.django_db
HEAD = "id,skill,level,want,importance\n"


@pytest.fixture
def file(tmp_path):
    PersonFactory(external_id="P1")
    PersonFactory(external_id="P2")
    return tmp_path / "skills.csv"


def bring(file, *options):
    return CliRunner().invoke(upside, ["import", "skills", str(file), *options])


def test_skills_come_in_with_the_catalogue_and_again_without_change(file):
    file.write_text(
        HEAD
        + "P1,J1,6,,\nP2,chatgpt,,5,3\nP2,réseaux sociaux,,5,\n".replace(
            "chatgpt", "Assistants d’IA générative au travail"
        ).replace("réseaux sociaux", "Bluesky")
    )
    first, again = (json.loads(bring(file, "--json").stdout) for _each in range(2))
    assert (first["read"], first["created"], first["refused"]) == (3, 3, 0)
    assert (again["created"], again["unchanged"]) == (0, 3)


def test_windows_files_with_semicolons_and_french_headings_are_read(file):
    file.write_bytes(
        "matricule;compétence;niveau;souhait\nP1;négociation et influence;4;\n".encode("cp1252")
    )
    assert bring(file).exit_code == 0
    assert SkillLevel.objects.get().skill.code == "S2"


def test_whoever_lacked_only_a_want_is_ready_after(file):
    place = EnrolmentFactory(state=Enrolment.State.ACCEPTED, person__external_id="P3")
    SlotFactory(enrolment=place)
    file.write_text(HEAD + "P3,J1,,5,\n")
    assert json.loads(bring(file, "--json").stdout)["changed_places"] == 1
    place.refresh_from_db()
    assert place.state == Enrolment.State.READY


def test_a_line_that_ends_early_is_listed_where_topics_are_added_too(file):
    file.write_text(HEAD + "P1,J1,6,,\nP1\n")
    result = bring(file, "--new-topics", "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (1, 1)


def test_faulty_lines_are_listed_and_nothing_comes_in(file):
    file.write_text(HEAD + "P1,J1,6,,\nP1,pottery,6,,\n" + "P9,J1,1,,\n" * 11)
    result = bring(file, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (answer["refused"], answer["applied"]) == (12, False)
    assert answer["faults"][0]["line"] == 3
    assert "and 2 more" in result.stderr
    assert not SkillLevel.objects.exists()


def test_a_single_fault_is_told_in_words(file):
    file.write_text(HEAD + "P1,pottery,6,,\n")
    result = bring(file)
    assert result.exit_code == 1
    assert "line 2, skill, pottery: The catalogue has no such topic." in result.output
    assert "more" not in result.output


@pytest.mark.parametrize("twice", ["matricule", "ID", "id"])
def test_two_columns_for_one_thing_are_refused(file, twice):
    file.write_text(f"id,{twice},skill,level\nP1,P2,J1,6\n")
    result = bring(file)
    assert isinstance(result.exception, ColumnTwice)
    assert f"several columns for id: id, {twice}" in str(result.exception)


def test_cells_beyond_the_headings_are_a_fault(file):
    file.write_text(HEAD + "P1,J1,6,,,surprise\nP2,J1,6,,,\n")
    answer = json.loads(bring(file, "--json").stdout)
    assert [(f["line"], f["problem"]) for f in answer["faults"]] == [
        (2, "This line has more cells than there are headings.")
    ]
    assert (answer["read"], answer["unchanged"], answer["refused"]) == (2, 1, 1)


def test_warnings_are_told_and_stop_nothing(file):
    PersonFactory(external_id="P3", is_active=False)
    file.write_text(HEAD + "P3,J1,6,,\n")
    assert "line 2, id, P3: This person has left." in bring(file).output


@pytest.mark.parametrize(
    ("text", "said"),
    [(HEAD, "no lines under the headings"), ('[{"id": 1}]', "kind JSON"), ('"id\n', "line 1")],
)
def test_what_is_no_table_of_skills_is_refused_with_the_reason(file, text, said):
    file.write_text(text)
    assert said in json.loads(bring(file, "--json").stdout)["refusal"]


def test_a_dry_run_changes_nothing(file):
    file.write_text(HEAD + "P1,J1,6,8,\n")
    result = bring(file, "--dry-run")
    assert "dry run" in result.output
    assert not Want.objects.exists()


def test_a_file_without_the_needed_columns_is_refused_with_their_names(file):
    file.write_text("name,level\nP1,3\n")
    result = bring(file)
    assert isinstance(result.exception, ColumnsMissing)
    assert "id, skill" in str(result.exception)


def test_a_file_that_is_no_table_is_refused(file):
    file.write_bytes(b"")
    assert isinstance(bring(file).exception, Unreadable)
