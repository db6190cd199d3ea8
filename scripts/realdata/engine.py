"""The engine alone on real people: two files, ``upmatch solve``, and what it is compared with.

From the same draw as the main job, PEOPLE.csv and SKILLS.csv in the formats of ``upmatch solve
--help``. Mentees who want nothing that they do not know already are not ready and stay out.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import upmatch
from scripts.realdata.draw import Participant, write_skills
from scripts.realdata.ways import N_LOTS, Plan, compared
from upmatch import UNMATCHED, Problem
from upmatch.files import Sources, read_problem
from upmatch.outputs import read_plan_problem, write_table
from upmatch.plain_yaml import read_plain
from upmatch.rules import settled
from upmatch.terms import weighed

__all__ = ["lines", "run", "spread", "write_files"]

MAP = Path(__file__).with_name("map.yaml")
COLUMNS = ("id", "role", "grade", "unit", "languages", "manager", "seats", "slots")
USUAL, TEACHING = "usual rules and weights", "only the rule skill and the term teach"
REPORTED = (
    "n_mentees", "n_mentors", "n_pairs", "total_fit", "bound_pairs", "bound_fit", "gap",
    "certified", "scope",
)  # fmt: skip
SHARES = {"all_wants": "all wants", "mean": "mean of mentees", "median": "median of mentees"}
MEANING = f"""\
Greedy: highest fit first, ties by id. Random: mentees in random order take a random free mentor;
shown is the middle one of {N_LOTS} such plans. All from the same permitted pairs.
Need of one mentee: sum over wants of importance x levels from their own to the target.
Met: the same up to the mentor's level, for skills that may pass by the rule skill; or 0.
All wants: met of all mentees / need of all. Mean, median: of the mentees' met / need."""


def write_files(participants: list[Participant], folder: Path) -> Sources:
    """Write PEOPLE.csv and SKILLS.csv of those who are ready, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    ready = [p for p in participants if p.role == "mentor" or p.wants]
    grades = read_plain(MAP).content["grades"]["table"]
    write_table(
        folder / "PEOPLE.csv",
        COLUMNS,
        (
            [
                p.employee["emp_no"],
                p.role,
                grades[p.employee["title"]],
                p.employee["department"],
                "en",
                p.employee["dept_manager_emp_no"],
                1,
                p.slots,
            ]
            for p in ready
        ),
    )
    write_skills(ready, folder / "SKILLS.csv")
    return Sources(folder / "PEOPLE.csv", folder / "SKILLS.csv")


def run(participants: list[Participant], folder: Path, *, seed: int) -> dict[str, Any]:
    """Run the command ``upmatch solve`` on the participants and return what it wrote, in short."""
    sources = write_files(participants, folder)
    command = ["upmatch", "solve", str(sources.people), str(sources.skills)]
    command += ["--seed", str(seed), "--out", str(folder / "plan")]
    report = _answer(command)
    problem = read_plan_problem(folder / "plan")
    plan = np.full(len(problem.mentees), UNMATCHED, dtype=np.intp)
    for pair in _read(folder / "plan" / "pairs.csv"):
        plan[problem.row_of[pair["mentee"]]] = problem.column_of[pair["mentor"]]
    return {
        "command": " ".join(command),
        "not_ready": len(participants) - len(problem.people),
        **{name: report[name] for name in REPORTED},
        "left_over": _left_over(folder / "plan" / "left_over.csv"),
        "compared": [_case(problem, USUAL, report, plan), _taught(problem)],
    }


def spread(draws: Iterable[list[Participant]], folder: Path) -> dict[str, dict[str, list[float]]]:
    """Return least, middle and greatest mean share of several draws, by case and way.

    Solved by the library, without reasons; each draw overwrites the files of the one before.
    """
    found: dict[str, dict[str, list[float]]] = {USUAL: {}, TEACHING: {}}
    for participants in draws:
        problem, _notes = read_problem(write_files(participants, folder))
        plan = upmatch.solve(problem)
        usual = _case(problem, USUAL, plan.report(), plan.mentor_of)
        for case in (usual, _taught(problem)):
            means = {name: way["mean"] for name, way in case["ways"].items()}
            means["best - greedy"] = round(means["best plan"] - means["greedy"], 3)
            for name, mean in means.items():
                found[case["case"]].setdefault(name, []).append(mean)
    return {
        case: {name: [min(all_), median(all_), max(all_)] for name, all_ in ways.items()}
        for case, ways in found.items()
    }


def _taught(problem: Problem) -> dict[str, Any]:
    """Return the comparison where nothing but teaching counts, as in the orientation."""
    rules = settled({"skill": problem.rules["skill"]})
    alone = replace(problem, rules=rules, weights=weighed({"teach": 1}))
    plan = upmatch.solve(alone)
    return _case(alone, TEACHING, plan.report(), plan.mentor_of)


def _case(problem: Problem, name: str, report: dict[str, Any], plan: Plan) -> dict[str, Any]:
    return {
        "case": name,
        "n_mentees": len(problem.mentees),
        "n_mentors": len(problem.mentors),
        "gap": report["gap"],
        "certified": report["certified"],
        "ways": compared(problem, plan),
    }


def _answer(command: list[str]) -> dict[str, Any]:
    program = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run(
        [program, *command[1:], "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} was refused:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _left_over(file: Path) -> dict[str, dict[str, Any]]:
    """Count the left over by role and reason, each with the first one by id and the remedy."""
    found: dict[str, dict[str, Any]] = {"mentee": {}, "mentor": {}}
    for line in _read(file):
        one = found[line["role"]].setdefault(
            line["reason"], {"n": 0, "example": line["id"], "remedy": line["remedy"]}
        )
        one["n"] += 1
    return found


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines_of_file:
        return list(csv.DictReader(lines_of_file))


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield what was found for each draw, and for several of one size, for people to read."""
    for draw in told["draws"]:
        yield from _about(draw)
    yield f"mean of mentees over {told['n_draws']} draws of the first size: least, middle, greatest"
    for case, ways in told["spread"].items():
        yield f"  {case}"
        for name, shares in ways.items():
            yield f"    {name:<13}  {'  '.join(f'{share:.3f}' for share in shares)}"
    yield MEANING


def _about(draw: dict[str, Any]) -> Iterator[str]:
    yield draw["command"]
    yield (
        f"  {draw['n_mentees']} mentees, {draw['n_mentors']} mentors, {draw['n_pairs']} pairs;"
        f" {draw['not_ready']} more mentees want nothing new and are not ready"
    )
    yield (
        f"  total fit {draw['total_fit']}; bound {draw['bound_pairs']} pairs and fit"
        f" {draw['bound_fit']}, {_proof(draw)}, over {draw['scope']}"
    )
    for role, reasons in draw["left_over"].items():
        yield f"  {role}s left over: {sum(one['n'] for one in reasons.values())}"
        for reason, one in reasons.items():
            yield f"    {reason} {one['n']}, such as {one['example']}: {one['remedy']}"
    yield "  share of unmet wants covered"
    for case in draw["compared"]:
        yield f"    {case['case']}: {_proof(case)}"
        yield f"      {'':<10} pairs  total fit  {'  '.join(SHARES.values())}"
        for name, way in case["ways"].items():
            shares = "  ".join(f"{way[key]:>{len(title)}.3f}" for key, title in SHARES.items())
            yield f"      {name:<10} {way['pairs']:>5} {way['total_fit']:>10}  {shares}"


def _proof(told: dict[str, Any]) -> str:
    return f"gap {told['gap']}, {'certified' if told['certified'] else 'not certified'}"
