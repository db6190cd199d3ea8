"""The command upmatch: files in, files out, one sentence when it refuses."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from tests.engine.test_files import PEOPLE, SKILLS, WISHES, shuffled
from upmatch.cli import main

RUNNER = CliRunner()


def run(*arguments):
    return RUNNER.invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "skills.csv").write_text(SKILLS, encoding="utf-8")
    (tmp_path / "wishes.csv").write_text(WISHES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def solved(files):
    result = solve(files)
    assert result.exit_code == 0, result.output
    return files / "plan"


def solve(folder, *more, out="plan"):
    return run("solve", folder / "people.csv", folder / "skills.csv", "--out", folder / out, *more)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_solve_writes_pairs_reasons_and_report(solved):
    report = json.loads((solved / "report.json").read_text())

    assert [(row["mentee"], row["mentor"], row["teach"]) for row in rows(solved / "pairs.csv")] == [
        ("ann", "bob", "2400")
    ]
    assert {(row["id"], row["role"], row["reason"]) for row in rows(solved / "left_over.csv")} == {
        ("eve", "mentee", "no_partner"),
        ("bob", "mentor", "seats_left"),
        ("eve", "mentor", "no_partner"),
    }
    assert (report["n_pairs"], report["certified"], report["gap"]) == (1, True, 0)
    assert len(report["inputs_sha256"]) == 64
    assert json.loads((solved / "timings.json").read_text())["peak_rss_mb"] > 0


def test_same_inputs_give_the_same_bytes_in_any_order_of_lines(files):
    solve(files, "--wishes", files / "wishes.csv", "--seed", 4)
    for name, text in (("people", PEOPLE), ("skills", SKILLS), ("wishes", WISHES)):
        (files / f"{name}.csv").write_text(shuffled(text), encoding="utf-8")
    solve(files, "--wishes", files / "wishes.csv", "--seed", 4, out="again")

    for name in ("pairs.csv", "left_over.csv", "report.json", "problem.json"):
        assert (files / "plan" / name).read_bytes() == (files / "again" / name).read_bytes()


def test_solve_reads_rules_and_objective_and_prints_json(files):
    (files / "rules.yaml").write_text("rules: {skill: off, slots: off, language: off}")
    more = ("--rules", files / "rules.yaml", "--objective", "people-first", "--json")

    printed = json.loads(solve(files, *more).stdout)

    assert printed["n_pairs"] == 2
    assert printed["seconds"] >= 0


def test_notes_go_to_stderr(files):
    (files / "skills.csv").write_text("id,skill,level,colour\nzoe,excel,3,red\n")

    result = solve(files)

    assert "Note: skills.csv: column colour is not read" in result.stderr
    assert "Note" not in result.stdout


def test_refused_column_exits_1_with_one_sentence(files):
    (files / "people.csv").write_text("id,role,grade,âge\nann,mentee,5,58\n", encoding="utf-8")

    result = solve(files)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: people.csv, line 1, column âge: Matching never sees")
    assert result.stderr.count("\n") == 1
    assert not (files / "plan").exists()


def test_wrong_usage_exits_2(files):
    assert run("solve", files / "people.csv").exit_code == 2
    assert solve(files, "--objective", "magic").exit_code == 2


def test_folder_that_cannot_be_made_exits_1(files):
    result = solve(files, out="people.csv/plan")

    assert result.exit_code == 1
    assert "Not a directory" in result.stderr


def test_explain_pair_of_the_plan(solved):
    output = run("explain", solved, "ann").output

    assert "ann (mentee) with bob (mentor)" in output
    assert "ann learns excel: from level 1 towards 5, partner at 6, importance 3" in output
    assert "this pair is in the plan" in output


def test_explain_forbidden_pair(solved):
    output = run("explain", solved, "ann", "eve").output

    assert "forbidden by: slots, skill" in output


def test_explain_names_what_a_permitted_pair_would_cost(files):
    with (files / "people.csv").open("a") as file:
        file.write("kim,mentor,2,,,,Europe/Paris,en,,1,Mon 09:00-12:00\n")
    with (files / "skills.csv").open("a") as file:
        file.write("kim,excel,5,,\nann,budget,6,,\nbob,budget,2,5,3\n")
    solve(files)

    assert "0 pairs less and" in run("explain", files / "plan", "ann", "kim").output


def test_explain_who_is_left_over(solved):
    output = run("explain", solved, "eve").output

    assert "eve (mentee): no_partner" in output
    assert "slots removes" in output
    assert "eve (mentor): no_partner" in output


def test_explain_as_json(solved):
    pair = json.loads(run("explain", solved, "ann", "--json").output)
    left = json.loads(run("explain", solved, "eve", "--json").output)

    assert pair["why"]["fit"] == sum(share["points"] for share in pair["why"]["shares"])
    assert left["left_over"][0]["reason"] == "no_partner"


@pytest.mark.parametrize(
    ("who", "message"),
    [(["zoe"], "'zoe' is not in this round"), (["ann", "zoe"], "'zoe' is not a mentor")],
)
def test_explain_refuses_strangers(solved, who, message):
    result = run("explain", solved, *who)

    assert (result.exit_code, message in result.stderr) == (1, True)


def test_explain_mentor_without_room_asks_for_a_mentee(files):
    (files / "people.csv").write_text(PEOPLE.replace(",,2,Mon", ",,1,Mon"), encoding="utf-8")
    solve(files)

    assert "seats are all taken" in run("explain", files / "plan", "bob").stderr


@pytest.mark.parametrize("damage", ["", "[]", "{}", "[" * 100_000])
def test_explain_refuses_a_damaged_folder(solved, damage):
    (solved / "problem.json").write_text(damage)

    assert run("explain", solved, "ann").exit_code == 1


@pytest.mark.parametrize("command", ["explain", "compare"])
def test_a_folder_that_is_not_there_is_named(tmp_path, command):
    result = run(command, tmp_path / "none", "ann")

    assert result.exit_code == 1
    assert f"is not there in the folder {tmp_path / 'none'}" in result.stderr


def test_a_folder_is_changed_as_a_whole_or_not_at_all(solved):
    before = (solved / "pairs.csv").read_bytes()
    (solved / "timings.json").unlink()
    (solved / "timings.json").mkdir()
    (solved.parent / "people.csv").write_text("id,role,grade\nzoe,mentee,9\n", encoding="utf-8")

    result = solve(solved.parent)

    assert (result.exit_code, "timings.json: Is a folder" in result.stderr) == (1, True)
    assert (solved / "pairs.csv").read_bytes() == before
    assert not list(solved.glob(".upmatch*"))


def test_remedies_are_said_in_words(files):
    (files / "people.csv").write_text(
        "id,role,grade,languages,slots,seats\n"
        "ann,mentee,5,fr,Mon 09:00-12:00,\numa,mentee,5,fr,Mon 09:00-12:00,\n"
        "kai,mentee,2,fr,Mon 09:00-12:00,\nbob,mentor,2,fr,Mon 09:00-12:00,1\n",
        encoding="utf-8",
    )
    (files / "skills.csv").write_text(
        "id,skill,level,want\nann,excel,1,5\numa,excel,2,5\nkai,excel,,6\nbob,excel,6,\n"
        "kai,budget,5,\nbob,budget,,5\n"
    )
    solve(files)

    remedies = {row["id"]: row["remedy"] for row in rows(files / "plan" / "left_over.csv")}
    assert "one more seat at bob" in remedies.values()
    assert remedies["kai"] == "grade_gap set to g 0; gives bob"


def test_text_cannot_act_as_a_formula(files):
    text = PEOPLE.replace("bob,", "=cmd|bob,")
    (files / "people.csv").write_text(text, encoding="utf-8")
    (files / "skills.csv").write_text(SKILLS.replace("bob,", "=cmd|bob,"), encoding="utf-8")
    solve(files)

    assert rows(files / "plan" / "pairs.csv")[0]["mentor"] == "'=cmd|bob"


def matrix(folder, fit, *more, **arrays):
    np.save(folder / "fit.npy", fit)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
        more += (f"--{name}", folder / f"{name}.npy")
    return run("matrix", folder / "fit.npy", *more, "--out", folder / "plan")


def test_matrix_solves_plain_arrays(tmp_path):
    fit = np.array([[9, 8], [7, 1]])
    seats, permitted = np.array([1, 1]), np.array([[True, True], [True, False]])

    result = matrix(tmp_path, fit, "--json", seats=seats, permitted=permitted)

    assert json.loads(result.output)["total_fit"] == 15
    assert [tuple(row.values()) for row in rows(tmp_path / "plan" / "pairs.csv")] == [
        ("0", "1", "8"),
        ("1", "0", "7"),
    ]


def test_matrix_minimises_costs(tmp_path):
    result = matrix(tmp_path, np.array([[9, 8], [7, 1]]), "--minimise")

    assert "2 pairs, total 10; proven to be the best" in result.output
    report = json.loads((tmp_path / "plan" / "report.json").read_text())
    assert (report["total_cost"], report["bound_cost"], report["gap"]) == (10, 10, 0)
    assert len(report["inputs_sha256"]) == 64


def test_matrix_refuses_what_is_no_array(tmp_path):
    (tmp_path / "bad.npy").write_text("no array")
    np.savez(tmp_path / "many.npz", a=np.zeros(1))

    with (tmp_path / "vast.npy").open("wb") as file:
        vast = {"descr": "<i8", "fortran_order": False, "shape": (10**9, 10**9)}
        np.lib.format.write_array_header_1_0(file, vast)

    for name, message in (
        ("bad.npy", "not a NumPy file"),
        ("many.npz", "several arrays"),
        ("vast.npy", "more numbers than fit into memory"),
    ):
        result = run("matrix", tmp_path / name, "--out", tmp_path / "plan")
        assert (result.exit_code, message in result.stderr) == (1, True)


def test_what_does_not_fit_into_memory_is_refused_in_a_sentence(files, monkeypatch):
    def full(*_given, **_named):
        raise MemoryError

    monkeypatch.setattr("upmatch.cli.solve.solve", full)

    assert "does not fit into the memory" in solve(files).stderr


def test_help_says_what_the_files_hold():
    assert "slots (Mon 09:00-12:00" in run("solve", "--help").output
    assert "Exit code 0" in run("--help").output
    assert run("--version").output.startswith("upmatch, version")


def test_what_was_not_searched_is_said(solved, monkeypatch):
    monkeypatch.setattr("upmatch.left_over.MOST_SOLVES", 0)

    assert "remedy: not searched" in run("explain", solved, "eve").output


def test_compare_says_who_stays_who_moves_and_what_it_gains(files):
    two = "id,role,grade,seats\nann,mentee,5,\neve,mentee,5,\nbob,mentor,1,1\ndan,mentor,1,1\n"
    (files / "people.csv").write_text(two, encoding="utf-8")
    skills = "id,skill,level,want\nann,x,0,6\neve,x,0,6\nbob,x,6,\ndan,x,6,\n"
    (files / "skills.csv").write_text(skills, encoding="utf-8")
    (files / "rules.yaml").write_text("rules: {slots: off, language: off}\n", encoding="utf-8")
    rules = ("--rules", files / "rules.yaml")
    for name, text in (
        ("one", "ann,bob,lock\neve,dan,lock\n"),
        ("two", "ann,dan,lock\neve,bob,lock\n"),
        ("three", "ann,bob,lock\neve,dan,forbid\neve,bob,forbid\n"),
    ):
        (files / f"{name}.csv").write_text("mentee,mentor,lock\n" + text, encoding="utf-8")
        result = solve(files, *rules, "--locks", files / f"{name}.csv", out=name)
        assert result.exit_code == 0, result.output

    moved = json.loads(run("compare", files / "one", files / "two", "--json").stdout)
    lost = json.loads(run("compare", files / "one", files / "three", "--json").stdout)
    same = run("compare", files / "one", files / "one").stdout

    assert [(one["from"], one["to"], one["fit"]) for one in moved["moved"]] == [
        ("bob", "dan", 0),
        ("dan", "bob", 0),
    ]
    assert (lost["same"], lost["lost"], lost["won"]) == (["ann"], ["eve"], [])
    assert "2 mentees keep their mentor" in same
    assert "Both plans are of the same problem." in same
    text = run("compare", files / "three", files / "two").stdout
    assert "ann: bob -> dan (+0 fit points)" in text
    assert "eve: has a mentor now" in text
    assert "eve: has no mentor any more" in run("compare", files / "two", files / "three").stdout


def test_compare_refuses_folders_that_hold_no_plan(files, solved):
    (files / "empty").mkdir()
    (files / "half").mkdir()
    (files / "half" / "pairs.csv").write_text("mentee,mentor,fit\n", encoding="utf-8")
    (files / "half" / "report.json").write_text("{", encoding="utf-8")

    for folder, name in (("empty", "pairs.csv"), ("half", "report.json")):
        result = run("compare", solved, files / folder)
        assert (result.exit_code, name in result.stderr) == (1, True)
