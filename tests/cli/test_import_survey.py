"""``upside import survey``: a mapping proposed, edited, used, remembered."""

import csv
import json

import openpyxl
import pytest
from click.testing import CliRunner

from tests.domain.test_survey_shapes import ANA, BO, GOOGLE, MICROSOFT
from tests.factories import PersonFactory
from upside.cli.main import upside as command
from upside.skills.models import SkillLevel, Want

pytestmark = pytest.mark.django_db


@pytest.fixture
def upside():
    return lambda *words: CliRunner().invoke(command, words)


@pytest.fixture
def people():
    return [PersonFactory(email=mail) for mail in (ANA, BO)]


@pytest.fixture
def file(tmp_path):
    with (tmp_path / "signups.csv").open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(GOOGLE)
    return tmp_path / "signups.csv"


@pytest.fixture
def mapped(file, upside):
    """Propose a mapping, and decide about all the rest."""
    path = file.with_name("map.yaml")
    assert upside("import", "survey", str(file), "--propose", str(path)).exit_code == 0
    path.write_text(path.read_text().replace("rest: ask", "rest: own"))
    return path


def answer(result):
    return json.loads(result.stdout)


def test_a_proposal_names_questions_topics_and_what_is_open(file, upside):
    path = file.with_name("map.yaml")

    result = upside("import", "survey", str(file), "--propose", str(path), "--json")

    text = path.read_text()
    assert answer(result)["undecided"].keys() == {"Office (Word, Excel)"}
    assert "  'What could you teach?':\n    means: had\n    separator: ','\n    level: 5" in text
    assert "  'Excel': J6  # 1 time; called so in the catalogue" in text
    assert "  'Office (Word, Excel)': ''  # 1 time; near:" in text


def test_a_proposal_is_never_written_over_a_file(file, mapped, upside):
    result = upside("import", "survey", str(file), "--propose", str(mapped), "--json")

    assert result.exit_code == 1
    assert "is there already" in answer(result)["refusal"]


def test_texts_that_nobody_decided_about_stop_the_import(file, people, mapped, upside):
    mapped.write_text(mapped.read_text().replace("rest: own", "rest: ask"))

    result = upside("import", "survey", str(file), "--map", str(mapped), "--json")

    assert result.exit_code == 1
    assert answer(result)["undecided"] == {"Office (Word, Excel)": 1}
    assert "rest: leave_out" in result.stderr


def test_a_survey_comes_in_and_again_without_a_map(file, people, mapped, upside):
    first = answer(upside("import", "survey", str(file), "--map", str(mapped), "--json"))
    again = answer(upside("import", "survey", str(file), "--json"))

    assert (first["created"], first["people"], first["applied"]) == (6, 2, True)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 6)
    assert Want.objects.count() == 3


def test_a_dry_run_changes_nothing(file, people, mapped, upside):
    said = upside("import", "survey", str(file), "--map", str(mapped), "--dry-run").stdout

    assert said.startswith("A dry run: nothing was changed.\n2 lines read, of 2 people: 6 levels")
    assert not SkillLevel.objects.exists()


def test_faults_are_told_by_line_and_good_lines_come_in(file, people, mapped, upside):
    people[1].delete()

    refused = upside("import", "survey", str(file), "--map", str(mapped))
    taken = answer(
        upside("import", "survey", str(file), "--map", str(mapped), "--good-lines", "--json")
    )

    assert f"line 4, Email Address, {BO}: Nobody is known by this." in refused.stdout
    assert (taken["people"], taken["refused"], taken["faults"][0]["line"]) == (1, 1, 4)


def test_without_a_mapping_the_sentence_says_how_to_make_one(file, upside):
    result = upside("import", "survey", str(file), "--json")

    assert result.exit_code == 1
    assert "--propose MAP.yaml" in answer(result)["refusal"]


def test_a_topic_may_be_named_in_the_mapping(file, people, mapped, upside):
    mapped.write_text(mapped.read_text().replace("'Canva': J14", "'Canva': 'podcasting'"))

    upside("import", "survey", str(file), "--map", str(mapped))

    assert SkillLevel.objects.filter(skill__code="J14").exists()


def test_without_people_answers_are_counted(file, mapped, upside):
    text = mapped.read_text()
    person = text[text.index("person:") : text.index("known:")]
    mapped.write_text(text.replace(person, ""))

    said = upside("import", "survey", str(file), "--map", str(mapped)).stdout

    assert "answers were only counted" in said
    assert "  J1: under 8 / under 8" in said


def test_a_workbook_is_read(tmp_path, people, upside):
    book = openpyxl.Workbook()
    for row in MICROSOFT:
        book.active.append(row)
    book.save(tmp_path / "forms.xlsx")
    file, path = tmp_path / "forms.xlsx", tmp_path / "map.yaml"

    upside("import", "survey", str(file), "--propose", str(path))
    result = upside("import", "survey", str(file), "--map", str(path), "--json")

    assert answer(result)["created"] == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("version: 1", "no part “questions”"),
        ("questions: {}\nversion: 2", "write version: 1"),
        ("questions: {}\nwhat: x", "parts that mean nothing here: what"),
        ("questions: {'a': {'sense': had}}", "says what it means"),
        ("questions: {'a': {'level': nine}}", "whole number from 0 to 8"),
        ("questions: {'a': {'means': [had]}}", "Write one word there"),
        ("questions: {}\ntopics: [a]", "one line for each thing"),
        ("questions: [", "cannot be read as YAML"),
        ("questions: {'a': had}", "no column “a”"),
    ],
)
def test_a_map_with_a_mistake_is_refused_by_its_place(file, upside, text, sentence):
    path = file.with_name("bad.yaml")
    path.write_text(text)

    result = upside("import", "survey", str(file), "--map", str(path), "--json")

    assert result.exit_code == 1
    assert sentence in answer(result)["refusal"]


@pytest.mark.realdata
def test_the_survey_of_8_000_developers_comes_in_whole(real_data, tmp_path, upside):
    file, path = str(real_data / "so2019_dev_8000.csv"), tmp_path / "map.yaml"
    people = tmp_path / "people.yaml"
    people.write_text("version: 1\ncolumns: {'Respondent': id}\n")
    upside("import", "people", file, "--map", str(people))

    proposed = answer(upside("import", "survey", file, "--propose", str(path), "--json"))
    path.write_text(path.read_text().replace("rest: ask", "rest: own"))
    first = answer(upside("import", "survey", file, "--map", str(path), "--json"))
    again = answer(upside("import", "survey", file, "--json"))

    assert proposed["protected"] == ["Age", "Gender"]
    asked = {name for name, means in proposed["questions"].items() if means != "leave_out"}
    kinds = ("Language", "Database", "Platform", "WebFrame")
    assert asked == {k + end for k in kinds for end in ("WorkedWith", "DesireNextYear")}
    assert (first["read"], first["people"], first["refused"]) == (8000, 8000, 0)
    assert SkillLevel.objects.count() + Want.objects.count() > 150_000
    assert (again["created"], again["updated"]) == (0, 0)
