"""CSV files as spreadsheets, scripts and accidents leave them: planned rightly or refused whole."""

import json

import pytest
from click.testing import CliRunner

from tests.engine.test_files import PEOPLE, SKILLS
from upmatch.cli import main

NAMES = ("people.csv", "skills.csv", "wishes.csv", "locks.csv", "previous.csv", "rules.yaml")
HEADER = "id,role,grade\n"
PLAIN = PEOPLE.replace("–", "-")
SMALL = "id,role,grade,seats\na,mentee,5,\nb,mentee,5,\nc,mentor,1,1\n"
OFF = "rules: {skill: off, slots: off, language: off}"


@pytest.fixture
def solve(tmp_path):
    def solver(**texts):
        """Write the files, run the command, and return what it says and where the plan would be."""
        arguments = ["solve"]
        for name in NAMES:
            usual = {"people.csv": PEOPLE, "skills.csv": SKILLS}.get(name)
            text = texts.get(name.partition(".")[0], usual)
            if text is not None:
                path = tmp_path / name
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
                option = [] if usual else [f"--{path.stem}"]
                arguments += [*option, str(path)]
        done = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "plan")])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done, tmp_path / "plan"

    return solver


def assert_refused(solved, where, *said):
    """The refusal is one sentence with file, place, value and remedy, and leaves nothing behind."""
    done, folder = solved
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {where}: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 700
    assert all(part in done.stderr for part in said), done.stderr
    assert not folder.exists()


def report(solved):
    done, folder = solved
    assert done.exit_code == 0, done.stderr
    assert not list(folder.glob(".upmatch*"))
    return json.loads((folder / "report.json").read_text())


@pytest.mark.parametrize(
    ("people", "where", "said"),
    [
        ("", "people.csv, line 1, column id", "it needs id, role, grade"),
        ("\n\n", "people.csv, line 1, column id", "it needs id, role, grade"),
        ("id|role|grade\n", "people.csv, line 1, column id", "which has: id|role|grade"),
        ("id role grade\n", "people.csv, line 1, column id", "which has: id role grade"),
        (PLAIN.encode("utf-16"), "people.csv, line 1", "Save it again as CSV UTF-8"),
        (PLAIN.encode("utf-16-le"), "people.csv, line 1", "Save it again as CSV UTF-8"),
        (PLAIN.encode("utf-32"), "people.csv, line 1", "Save it again as CSV UTF-8"),
        (PLAIN.replace("Oslo", "Orléans").encode("latin-1"), "people.csv, line 3", "not UTF-8"),
        (HEADER + "a\0,mentee,1\n", "people.csv, line 2", "not UTF-8"),
        ("\0" * 1000, "people.csv, line 1", "not UTF-8"),
        (HEADER + '"a,mentee,1\nb,mentor,2\n', "people.csv, line 3", "Close every quotation"),
        (HEADER + '"a"b,mentee,1\n', "people.csv, line 2", "Close every quotation mark"),
        ('"id,role,grade\na,b,1\n', "people.csv, line 2", "Close every quotation mark"),
        (HEADER + "a,mentee\n", "people.csv, line 2, column grade", "'' is not a whole number"),
        (HEADER + "a,mentee,1,x\n", "people.csv, line 2", "4 cells are more than the 3 columns"),
        (HEADER + "a" * 10**6 + ",mentee,1\n", "people.csv, line 2", "more than 131,072 signs"),
        (HEADER + '"' + "a\n" * 10**6, "people.csv, line 65538", "close the quotation mark"),
        ("id,role,grade," + "x" * 10**6, "people.csv, line 1", "more than 131,072 signs"),
        ("id,role,grade,Grade\n", "people.csv, line 1, column grade", "Keep one of them"),
        ("id,role,grade,x, X \n", "people.csv, line 1, column x", "Keep one of them"),
        (HEADER + "a,mentee,1\na,mentor,1\n", "people.csv, line 3, column id", "in line 2 too"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_where_it_breaks(solve, people, where, said):
    assert_refused(solve(people=people), where, said)


@pytest.mark.parametrize(
    "people",
    [
        "\ufeff" + PEOPLE,
        PEOPLE.replace("\n", "\r\n"),
        PEOPLE.replace("\n", "\r"),
        PEOPLE.replace("\n", ",,,\n"),
        PEOPLE.replace("\n", "\n\n  , ,\n"),
        PEOPLE.replace("id,role,grade", "ID , Role\u00a0,\tGRADE"),
        PEOPLE.replace("ann,mentee,5", '"ann","mentee"," 5 "'),
    ],
)
def test_other_writings_of_the_same_people_make_the_same_plan(solve, people):
    usual = report(solve())

    assert report(solve(people=people))["inputs_sha256"] == usual["inputs_sha256"]


@pytest.mark.parametrize("people", [HEADER, HEADER + ",,\n\n", HEADER + "boss,,9\n"])
def test_a_file_without_people_makes_an_empty_plan(solve, people):
    told = report(solve(people=people))

    assert (told["n_pairs"], told["n_mentees"], told["certified"]) == (0, 0, True)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        *(("grade", one, "is not a whole number") for one in ("1e3", "5.0", "0x5", "½", "NaN")),
        *(("grade", one, "") for one in ("9" * 5000, "1000001")),
        *(("seats", one, "") for one in ("-1", "1000001", "1.5", "1/0", "2/1", "1/", "None")),
        *(("at_least", one, "") for one in ("-1", "2", "x")),
        *(("slots", one, "") for one in ("Mon 25:00-26:00", "Mon 9:0-10:00", "Mon 10:00-09:00")),
        *(("grid", one, "") for one in ("nan/1/2", "1/2/2", "1e5/0/1", "5/4", "5/4/7/8")),
        *(("timezone", one, "") for one in ("../../etc/passwd", "localtime", "Mars", "x" * 9999)),
        *(("role", one, "Write mentee, mentor or both") for one in ("mentee;mentor", "guru")),
    ],
)
def test_an_impossible_cell_is_named_with_its_line_and_value(solve, column, cell, said):
    row = {"id": "a", "role": "mentor", "grade": "1", column: cell}
    people = ",".join(row) + "\n" + ",".join(row.values()) + "\n"

    assert_refused(solve(people=people), f"people.csv, line 2, column {column}", cell[:20], said)


@pytest.mark.parametrize("column", ["level", "want"])
@pytest.mark.parametrize("cell", ["-1", "9", "2.5", "1e0", "NaN", "inf", "high"])
def test_an_impossible_level_is_named_with_its_line_and_value(solve, column, cell):
    skills = f"id,skill,{column}\nann,x,{cell}\n"

    assert_refused(solve(skills=skills), f"skills.csv, line 2, column {column}", repr(cell))


@pytest.mark.parametrize("file", ["people", "skills", "wishes", "locks", "previous"])
@pytest.mark.parametrize(
    "column",
    [
        *(
            "AGE",
            " Age ",
            "Â G E",
            "a.g.e",
            "_age_",
            "Age2026",
            "employeeAge",
            "Ａｇｅ",
            "a\u200bge",
        ),
        *("Birth-Date", "BIRTH   DATE", "d.o.b.", "birthplace", "DATE_DE_NAISSANCE", "Né(e) le"),
        *("Tenure", "ANCIENNETE", "ancienneté (années)", "Hire_Date", "S E X", "SEXE", "Genre"),
        *("Photo URL", "PHOTOS", "avatar", "NATIONALITÉ", "nationalités", "nationalities"),
    ],
)
def test_no_file_may_bring_what_matching_must_not_know(solve, file, column):
    first = {
        "people": "id,role,grade",
        "skills": "id,skill",
        "wishes": "id,other,rank",
        "locks": "mentee,mentor,kind",
        "previous": "mentee,mentor",
    }[file]

    done = solve(**{file: f'{first},"{column}"\n'})

    where = f"{file}.csv, line 1, column {column.strip()}"
    assert_refused(done, where, "Matching never sees age", "Take the column out")


@pytest.mark.parametrize(
    ("locks", "said"),
    [
        ("a,c,lock\na,c,forbid", "lock a c; forbid a c"),
        ("a,c,lock\nb,c,lock", "lock a c; lock b c; seats c 1"),
    ],
)
def test_locks_that_contradict_each_other_or_the_seats_are_named(solve, locks, said):
    files = {"people": SMALL, "skills": "id,skill\n", "rules": OFF}

    done, folder = solve(**files, locks=f"mentee,mentor,kind\n{locks}\n")

    assert (done.exit_code, folder.exists()) == (1, False)
    assert f"No plan meets all of these: {said}. Give up one of them" in done.stderr


@pytest.mark.parametrize(
    ("locks", "where", "said"),
    [
        ("c,a,lock", "locks.csv, line 2, column mentee", "'c' is not a mentee"),
        ("a,b,lock", "locks.csv, line 2, column mentor", "'b' is not a mentor"),
        ("a,zoe,forbid", "locks.csv, line 2, column mentor", "'zoe' is not a mentor"),
        ("a,c,lock\na,c,LOCK", "locks.csv, line 3, column kind", "the same lock stands in line 2"),
        ("a,c,perhaps", "locks.csv, line 2, column kind", "Write lock, forbid or override"),
    ],
)
def test_locks_of_nobody_are_named_with_their_line(solve, locks, where, said):
    done = solve(people=SMALL, skills="id,skill\n", locks=f"mentee,mentor,kind\n{locks}\n")

    assert_refused(done, where, said)
