"""Draws a cohort from the real files beside the project: who takes part, knows and wants what.

Real are: the people, their departments, titles and managers (employees_db), and what each
participant works with and wants next (Stack Overflow Developer Survey 2019). Drawn from the seed
are the fields named in ``DRAWN``. Ages serve to choose the sample and are then thrown away.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DRAWN", "Participant", "draw", "write_people", "write_places", "write_skills"]

JUNIOR_AGE, SENIOR_AGE = 27, 40
KNOWN_LEVEL, TARGET, IMPORTANCE = 6, 5, 2
N_GIVE_BACK = 3
GIVE_BACK = ("S1", "S2", "S3", "S4", "S5", "S7", "S8", "S9")
MENTOR_TITLES = {"Assistant Engineer", "Engineer", "Staff"}
MENTEE_TITLES = {"Senior Engineer", "Senior Staff", "Technique Leader"}
NO_SKILL = {"", "NA", "Other(s):"}
TOPICS = ("Language", "Database", "Platform", "WebFrame")
BLOCKS = ("09:00-12:00", "12:00-14:00", "14:00-18:00")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
DRAWN = {
    "participants": "who of the staff takes part, out of those whose title has the role",
    "roles": f"by title alone; mentors: {', '.join(sorted(MENTOR_TITLES))};"
    f" mentees: {', '.join(sorted(MENTEE_TITLES))}",
    "profile": "which employee has which survey answer: up to"
    f" {JUNIOR_AGE} years for a mentor, from {SENIOR_AGE} for a mentee",
    "mail": "made from the id, for participants only; the export has none",
    "levels": f"{KNOWN_LEVEL} for each skill that a participant works with; the survey tells none",
    "wants": f"target {TARGET}, importance {IMPORTANCE} for each skill that a mentee wants next;"
    " the survey tells neither",
    "give-back topics": f"{N_GIVE_BACK} of the S topics of the catalogue for each participant, by"
    " lot; the survey has none",
    "give-back levels": f"{KNOWN_LEVEL} for a mentee in each of these topics",
    "give-back wants": f"target {TARGET}, importance {IMPORTANCE} for a mentor in each of these"
    " topics",
    "slots": "two to four half days a week",
    "languages": "English for all, since neither file tells",
    "seats": "one for each participant",
    "answers": "everybody says yes",
    "coordinator": "the last mentor who was drawn",
}


@dataclass(frozen=True, slots=True)
class Participant:
    """One employee who takes part, with the answers of one respondent of the survey."""

    employee: dict[str, str]
    role: str
    has: tuple[str, ...]
    wants: tuple[str, ...]
    gives: dict[str, int]
    slots: str


def draw(data: Path, *, n_mentees: int, n_mentors: int, seed: int) -> list[Participant]:
    """Return the participants; the same ones for the same seed."""
    dice = random.Random(seed)
    with (data / "employees_db" / "hr_export_10k.csv").open(encoding="utf-8") as file:
        staff = [line for line in csv.DictReader(file) if line["active"] == "1"]
    with (data / "so2019_dev_8000.csv").open(encoding="utf-8") as file:
        answers = list(csv.DictReader(file))
    juniors = [a for a in answers if 0 < _age(a) <= JUNIOR_AGE]
    seniors = [a for a in answers if _age(a) >= SENIOR_AGE]
    chosen = []
    for role, titles, pool, n in (
        ("mentee", MENTEE_TITLES, seniors, n_mentees),
        ("mentor", MENTOR_TITLES, juniors, n_mentors),
    ):
        people = dice.sample([p for p in staff if p["title"] in titles], n)
        chosen += [
            _participant(person, role, answer, dice)
            for person, answer in zip(people, dice.sample(pool, n), strict=True)
        ]
    return chosen


def _age(answer: dict[str, str]) -> float:
    """Return the age of a respondent, used to choose the sample only; 0 where it is not told."""
    return float(answer["Age"]) if answer["Age"] not in {"", "NA"} else 0.0


def _participant(
    person: dict[str, str], role: str, answer: dict[str, str], dice: random.Random
) -> Participant:
    has = _skills(answer, "WorkedWith")
    wants = tuple(skill for skill in _skills(answer, "DesireNextYear") if skill not in has)
    topics = dice.sample(GIVE_BACK, N_GIVE_BACK)
    days = sorted(dice.sample(range(len(DAYS)), dice.randint(2, 4)))
    return Participant(
        employee=person,
        role=role,
        has=has,
        wants=wants,
        gives=dict.fromkeys(topics, KNOWN_LEVEL if role == "mentee" else 0),
        slots="; ".join(f"{DAYS[day]} {dice.choice(BLOCKS)}" for day in days),
    )


def _skills(answer: dict[str, str], kind: str) -> tuple[str, ...]:
    cells = (answer[f"{topic}{kind}"] for topic in TOPICS)
    named = {skill.strip() for cell in cells for skill in cell.split(";")}
    return tuple(sorted(named - NO_SKILL))


def write_people(participants: list[Participant], file: Path) -> None:
    """Write id and invented mail of the participants: the export names nobody's mail."""
    _write(
        file,
        ("id", "mail", "languages"),
        (
            (p.employee["emp_no"], f"p{p.employee['emp_no']}@employees.example", "en")
            for p in participants
        ),
    )


def write_places(participants: list[Participant], file: Path) -> None:
    """Write the places: role, seats, languages and slots by id."""
    _write(
        file,
        ("id", "role", "seats", "languages", "slots"),
        ((p.employee["emp_no"], p.role, 1, "en", p.slots) for p in participants),
    )


def write_skills(participants: list[Participant], file: Path) -> None:
    """Write what each participant has and wants, in the columns of docs/formats.md."""
    _write(file, ("id", "skill", "level", "want", "importance"), _skill_lines(participants))


def _skill_lines(participants: list[Participant]) -> Iterator[tuple[str | int, ...]]:
    for p in participants:
        number = p.employee["emp_no"]
        for skill in p.has:
            yield number, skill, KNOWN_LEVEL, "", ""
        for skill in p.wants if p.role == "mentee" else ():
            yield number, skill, "", TARGET, IMPORTANCE
        for topic, level in p.gives.items():
            if p.role == "mentee":
                yield number, topic, level, "", ""
            else:
                yield number, topic, "", TARGET, IMPORTANCE


def _write(file: Path, columns: tuple[str, ...], lines: Iterator[tuple[object, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(lines)
