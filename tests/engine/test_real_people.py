"""The engine on people of the survey: best plan, greedy and random on the same permitted pairs."""

import csv

import numpy as np
import pytest

from scripts.realdata import engine, main
from scripts.realdata.draw import TOPICS, draw
from scripts.realdata.ways import Covered, compared, covered, greedy, lot
from tests.engine.builders import mentee, mentor, problem
from upmatch import UNMATCHED, Want, solve
from upmatch.scoring import score

KNOWN = ("Go;Rust;SQL", "Go;Kotlin", "Rust;Swift", "Kotlin;SQL;Swift")
WANTED = ("Go;Rust", "Go;Kotlin;SQL", "Swift", "Rust;Swift;SQL")


@pytest.fixture
def invented(tmp_path):
    """Return a folder with an export and a survey of invented people, built as the real ones."""
    folder = tmp_path / "data"
    (folder / "employees_db").mkdir(parents=True)
    staff = [
        {"emp_no": str(n), "title": title, "department": f"Unit {n}", "active": "1"}
        | {"dept_manager_emp_no": f"boss-{n}", "first_name": "Ann", "gender": "F"}
        for n, title in enumerate(["Senior Engineer"] * 4 + ["Engineer"] * 4, start=10)
    ]
    answers = [
        dict.fromkeys([f"{t}{kind}" for t in TOPICS for kind in ("WorkedWith", "DesireNextYear")])
        | {"Age": age, "LanguageWorkedWith": known, "LanguageDesireNextYear": wanted}
        for age, sides in (("50", [("C", w) for w in WANTED]), ("25", [(k, "") for k in KNOWN]))
        for known, wanted in sides
    ]
    write(folder / "employees_db" / "hr_export_10k.csv", staff)
    write(folder / "so2019_dev_8000.csv", answers)
    return folder


def write(file, lines):
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def rank(way):
    return way["pairs"], way["total_fit"]


def assert_proven_and_no_worse(told):
    assert (told["certified"], told["gap"]) == (True, 0)
    for case in told["compared"]:
        best, second, third = (case["ways"][name] for name in ("best plan", "greedy", "random"))
        assert (case["certified"], case["gap"]) == (True, 0)
        assert rank(best) >= rank(second)
        assert rank(best) >= rank(third)
        assert 0 < best["mean"] <= 1


def test_invented_people_go_from_the_survey_to_a_proven_plan(invented, tmp_path):
    people = draw(invented, n_mentees=4, n_mentors=4, seed=1)

    told = engine.run(people, tmp_path / "out", seed=1)

    assert_proven_and_no_worse(told)
    assert told["not_ready"] == 0
    assert told["n_pairs"] + sum(r["n"] for r in told["left_over"]["mentee"].values()) == 4
    with (tmp_path / "out" / "PEOPLE.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert tuple(lines[0]) == engine.COLUMNS
    assert {(line["role"], line["grade"]) for line in lines} == {("mentee", "4"), ("mentor", "2")}


def test_what_is_found_is_told_in_lines(invented, tmp_path):
    people = draw(invented, n_mentees=4, n_mentors=4, seed=1)
    found = {
        "draws": [engine.run(people, tmp_path / "out", seed=1)],
        "n_draws": 2,
        "spread": engine.spread([people, people], tmp_path / "spread"),
    }

    said = "\n".join(engine.lines(found))

    assert "4 mentees, 4 mentors" in said
    assert "gap 0, certified, over all pairs" in said
    assert "mentors left over: " in said
    best = found["draws"][0]["compared"][0]["ways"]["best plan"]["mean"]
    assert f"    best plan      {best:.3f}  {best:.3f}  {best:.3f}" in said


def test_who_wants_nothing_new_is_not_ready(invented, tmp_path):
    answers = invented / "so2019_dev_8000.csv"
    answers.write_text(answers.read_text().replace("Swift,", "C,", 1))
    people = draw(invented, n_mentees=4, n_mentors=4, seed=1)

    told = engine.run(people, tmp_path, seed=1)

    assert (told["not_ready"], told["n_mentees"], told["n_mentors"]) == (1, 3, 4)


def test_covered_is_what_the_mentors_can_pass_on_by_hand():
    wants = {"excel": Want(5, 3), "python": Want(4, 1)}
    of_three = (
        mentee("a", levels={"excel": 1}, wants=wants),  # need 3 · 4 + 1 · 4 = 16
        mentee("b", levels={}, wants={"excel": Want(5, 1)}),  # need 5
        mentee("c", levels={"excel": 6}, wants={"excel": Want(5, 1)}),  # need 0: not counted
    )
    asked = problem(*of_three, mentor("x", levels={"excel": 8, "python": 3}), mentor("y"))

    # x gives a excel to the target, 12 of 16; python at 3 is below the rule's level; b gets none
    assert covered(asked, np.array([0, UNMATCHED, 1])) == Covered(12 / 21, 12 / 32, 12 / 32)
    assert covered(asked, np.array([0, 1, UNMATCHED])) == Covered(17 / 21, 28 / 32, 28 / 32)
    assert covered(problem(of_three[2], mentor("x")), np.array([0])) == Covered(0.0, 0.0, 0.0)


def test_greedy_takes_the_highest_fit_first_and_then_the_first_id():
    wants = {"excel": Want(5, 2), "python": Want(5, 1)}
    people = [mentee(name, levels={}, wants=wants) for name in "ab"]
    people += [
        mentor("x", levels={"excel": 6, "python": 6}),
        mentor("y", levels={"excel": 6}),
        mentor("z", levels={"python": 6}, seats=0),
    ]
    asked = problem(*people)

    plan = greedy(score(asked.table(), asked.weights), np.array([1, 1, 0]))

    assert plan.tolist() == [0, 1]


def test_greedy_can_leave_somebody_over_whom_the_best_plan_pairs():
    one = mentee("a", levels={}, wants={"excel": Want(5)})
    two = mentee("b", levels={}, wants={"python": Want(5), "sql": Want(5)})
    wide, narrow = mentor("x", levels={"excel": 6, "python": 6}), mentor("y", levels={"excel": 6})
    asked = problem(one, two, wide, narrow)

    ways = compared(asked, solve(asked).mentor_of)

    assert (ways["best plan"]["pairs"], ways["greedy"]["pairs"]) == (2, 1)
    assert ways["best plan"]["all_wants"] > ways["greedy"]["all_wants"]


def test_a_lot_keeps_rules_and_seats_and_comes_again():
    asked = problem(
        *(mentee(f"m{n}") for n in range(4)),
        mentee("no", languages={"de"}),
        *(mentor(f"t{n}") for n in range(3)),
    )
    judged, seats = score(asked.table(), asked.weights), np.array([1, 1, 1])

    plans = [lot(judged, seats, seed=seed).tolist() for seed in (1, 1, 2)]

    assert plans[0] == plans[1]
    assert plans[0] != plans[2]
    for plan in plans:
        assert sorted(plan) == [UNMATCHED, UNMATCHED, 0, 1, 2]
        assert plan[-1] == UNMATCHED


def test_without_the_real_files_the_job_says_so_and_skips(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(main, "DATA", tmp_path)
    monkeypatch.setattr("sys.argv", ["main", "--out", str(tmp_path / "out")])

    assert main.main() == 0
    assert capsys.readouterr().out.startswith("Skipped: no employees_db/hr_export_10k.csv and no ")
    assert not (tmp_path / "out").exists()


@pytest.mark.realdata
def test_real_people_get_a_proven_plan_that_beats_greedy_and_random(real_data, tmp_path):
    told = engine.run(draw(real_data, n_mentees=60, n_mentors=60, seed=1), tmp_path, seed=1)

    assert_proven_and_no_worse(told)
    for case in told["compared"]:
        best, second, third = (case["ways"][name] for name in ("best plan", "greedy", "random"))
        assert best["total_fit"] >= second["total_fit"] >= 0
        assert best["mean"] >= second["mean"] > third["mean"]
    n_left = sum(reason["n"] for reason in told["left_over"]["mentee"].values())
    assert told["n_pairs"] + n_left == told["n_mentees"]
