"""The main job on real people, by the command line alone: from an HR file to pairs with reasons.

``make realdata`` imports the 10,000-person export beside the project, draws a cohort from it and
from the survey, runs a round and writes pairs, reasons and a summary to ``var/realdata``. Then it
gives the same draw to the engine alone, and compares its plan with greedy and random.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from scripts.realdata import engine
from scripts.realdata.draw import DRAWN, Participant, draw, write_people, write_places, write_skills

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
NEEDED = (Path("employees_db/hr_export_10k.csv"), Path("so2019_dev_8000.csv"))


def main() -> int:
    """Run the whole job and print the summary; 0 also where there is no data to run it on."""
    options = _options()
    if missing := [str(file) for file in NEEDED if not (DATA / file).is_file()]:
        print(f"Skipped: no {' and no '.join(missing)} in ../shared/data beside the project.")
        return 0
    out: Path = options.out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    summary = _run(options, out)
    found = _engine(options, out / "engine")
    (out / "summary.json").write_text(
        json.dumps(summary | {"engine": found}, indent=2, ensure_ascii=False)
    )
    _print(summary)
    print(*engine.lines(found), sep="\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentees", type=int, default=300)
    parser.add_argument("--mentors", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--also", nargs="*", default=["600x300", "1000x1000"], metavar="SIZE")
    parser.add_argument("--draws", type=int, default=11, help="draws whose spread is told")
    parser.add_argument("--out", type=Path, default=Path("var/realdata"))
    return parser.parse_args()


def _run(options: argparse.Namespace, out: Path) -> dict[str, Any]:
    participants = draw(
        DATA, n_mentees=options.mentees, n_mentors=options.mentors, seed=options.seed
    )
    write_people(participants, out / "mails.csv")
    write_skills(participants, out / "skills.csv")
    for role in ("mentee", "mentor"):
        write_places([p for p in participants if p.role == role], out / f"{role}s.csv")
    upside = _Upside(out)
    export = upside("import", "people", str(DATA / NEEDED[0]), "--map", str(HERE / "map.yaml"))
    again = upside("import", "people", str(DATA / NEEDED[0]), "--map", str(HERE / "map.yaml"))
    mails = upside("import", "people", str(out / "mails.csv"), "--leavers", "keep")
    coordinator = participants[-1].employee["emp_no"]
    start = datetime.now(UTC).date() + timedelta(days=7)
    cohort = upside(
        "templates", "start", "need_profile_hr", "--coordinator", coordinator,
        "--name", "Real data", "--cohort-name", "One", "--from", str(start),
        "--until", str(start + timedelta(days=183)),
    )  # fmt: skip
    number = str(cohort["cohort"])
    places = {
        role: upside(
            "enrol", number, "--role", role, "--ids", f"{out}/{role}s.csv", "--answer", "yes"
        )
        for role in ("mentee", "mentor")
    }
    skills = upside("import", "skills", str(out / "skills.csv"), "--new-topics")
    matched = upside("match", number, "--seed", str(options.seed), "--out", str(out / "round"))
    report = upside("report", number, "--out", str(out / "report"))
    return {
        "seed": options.seed,
        "drawn": DRAWN,
        "export": _short(export),
        "same_export_again": _short(again),
        "mails": _short(mails),
        "places": {role: _short(answer) for role, answer in places.items()},
        "skills": _short(skills),
        "not_ready": _not_ready(participants, matched),
        "round": _short(matched) | {"left_over.csv": _left_over(out)},
        "unmet_wants_covered": _covered(out),
        "report": _short(report),
        "seconds": upside.seconds,
    }


def _engine(options: argparse.Namespace, out: Path) -> dict[str, Any]:
    """Return what the engine alone makes of draws of each size, and how far draws differ."""
    size = f"{options.mentees}x{options.mentors}"
    seeds = range(options.seed, options.seed + options.draws)
    return {
        "draws": [
            engine.run(_drawn(one, options.seed), out / one, seed=options.seed)
            for one in (size, *options.also)
        ],
        "n_draws": len(seeds),
        "spread": engine.spread((_drawn(size, seed) for seed in seeds), out / "spread"),
    }


def _drawn(size: str, seed: int) -> list[Participant]:
    n_mentees, n_mentors = (int(n) for n in size.split("x"))
    return draw(DATA, n_mentees=n_mentees, n_mentors=n_mentors, seed=seed)


class _Upside:
    """Runs ``upside`` commands on a database of their own and keeps how long each took."""

    def __init__(self, out: Path) -> None:
        self.environment = os.environ | {"UPSIDE_DATA_DIR": str(out / "data"), "UPSIDE_DEMO": "no"}
        self.seconds: dict[str, float] = {}
        migrate = [sys.executable, "-m", "upside.config.manage", "migrate", "-v0"]
        subprocess.run(migrate, env=self.environment, check=True)

    def __call__(self, *words: str) -> dict[str, Any]:
        command = [str(Path(sys.executable).with_name("upside")), *words, "--json"]
        began = perf_counter()
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        name = " ".join(word for word in words[:2] if word.isalpha())
        self.seconds[name] = round(self.seconds.get(name, 0) + perf_counter() - began, 2)
        if done.returncode:
            raise SystemExit(f"upside {' '.join(words)} was refused:\n{done.stderr[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _short(answer: dict[str, Any]) -> dict[str, Any]:
    """Keep figures, short words and tables of figures; other lists are told by their length."""
    return {
        key: value if _is_short(value) else f"{len(value)} entries" for key, value in answer.items()
    }


def _is_short(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(figure, int | float) for figure in value.values())
    return not isinstance(value, list)


def _not_ready(participants: list[Participant], matched: dict[str, Any]) -> dict[str, Any]:
    """Tell why people who said yes are in no round: a place needs a wish to learn."""
    no_wish = [p for p in participants if p.role == "mentee" and not p.wants]
    return {
        "mentees": sum(p.role == "mentee" for p in participants) - matched["n_mentees"],
        "mentors": sum(p.role == "mentor" for p in participants) - matched["n_mentors"],
        "no wish to learn": f"{len(no_wish)} mentees: the survey answer names nothing to learn next"
        " that is not known already",
    }


def _left_over(out: Path) -> dict[str, int]:
    """Count whom the round left without a partner, as its file names them."""
    with (out / "round" / "left_over.csv").open(encoding="utf-8") as file:
        roles = Counter(line["role"] for line in csv.DictReader(file))
    return {"mentees": roles["mentee"], "mentors": roles["mentor"]}


def _covered(out: Path) -> float | None:
    """Return the mean share of a paired mentee's unmet wants that the mentor has."""
    has: dict[str, set[str]] = {}
    wants: dict[str, set[str]] = {}
    with (out / "skills.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            side = wants if line["want"] else has
            side.setdefault(line["id"], set()).add(line["skill"])
    with (out / "round" / "pairs.csv").open(encoding="utf-8") as file:
        pairs = [(line["mentee"], line["mentor"]) for line in csv.DictReader(file)]
    shares = [
        len(wants[mentee] & has.get(mentor, set())) / len(wants[mentee])
        for mentee, mentor in pairs
        if wants.get(mentee)
    ]
    return round(sum(shares) / len(shares), 3) if shares else None


def _in_line(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{name} {figure}" for name, figure in value.items())
    return value


def _print(summary: dict[str, Any]) -> None:
    for part, told in summary.items():
        if isinstance(told, dict):
            print(f"{part}")
            for key, value in told.items():
                print(f"  {key:<22} {_in_line(value)}")
        else:
            print(f"{part:<24} {told}")


if __name__ == "__main__":
    sys.exit(main())
