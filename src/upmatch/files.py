"""Read a problem from PEOPLE.csv, SKILLS.csv, WISHES.csv and RULES.yaml (see docs/matching)."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from upmatch.errors import FileError, PersonError, WishError
from upmatch.people import LAST_RANK, MANY, TOP_IMPORTANCE, TOP_LEVEL, Person, Slot, Want, Wish
from upmatch.problem import Problem
from upmatch.rules_file import read_rules
from upmatch.sheets import Row, Sheet, read_sheet

__all__ = ["Sources", "read_problem"]

Made = TypeVar("Made")
PEOPLE: Final = [
    "id",
    "role",
    "grade",
    "unit",
    "site",
    "country",
    "timezone",
    "languages",
    "manager",
    "seats",
    "at_least",
    "slots",
    "formats",
    "grid",
]
LATER: Final = ("at_least", "formats", "grid")
SKILLS: Final = ("id", "skill", "level", "want", "importance")
WISHES: Final = ("id", "other", "rank")
ROLES: Final = ("mentee", "mentor", "both", "")
USUAL_IMPORTANCE: Final = 2
DAYS: Final = {
    name: day
    for names in ("mon tue wed thu fri sat sun", "lun mar mer jeu ven sam dim")
    for day, name in enumerate(names.split())
}
SLOT: Final = re.compile(r"(\w{3})\w*\.?\s+(\d{1,2})[:h](\d{2})\s*[-–]\s*(\d{1,2})[:h](\d{2})")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one problem; rules and wishes may be absent."""

    people: Path
    skills: Path
    rules: Path | None = None
    wishes: Path | None = None


def read_problem(
    sources: Sources, *, objective: str | None = None, seed: int = 0
) -> tuple[Problem, list[str]]:
    """Read the files into a problem, and return notes on what was left out.

    Parameters
    ----------
    sources : Sources
        Where the files are.
    objective : str, optional
        Takes the place of the objective of RULES.yaml.
    seed : int
        Decides between equally good plans.

    Raises
    ------
    FileError
        If a file is refused; names file, line, column, value and remedy.
    UpmatchError
        If the files do not make a problem.
    """
    sheet = read_sheet(sources.people, needed=("id", "role", "grade"), known=PEOPLE)
    rows = _by_id(sheet)
    skills = read_sheet(sources.skills, needed=("id", "skill"), known=SKILLS)
    levels, wants = _skills(skills)
    wishes, wish_notes = _wishes(sources.wishes, rows)
    settings = read_rules(sources.rules)
    settings |= {"objective": objective} if objective else {}
    people = [
        _person(row, levels.get(name, {}), wants.get(name, {}))
        for name, row in rows.items()
        if row["role"]
    ]
    managers = {name: row["manager"] or None for name, row in rows.items()}
    problem = Problem.build(people, managers=managers, wishes=wishes, seed=seed, **settings)
    strangers = _strangers(skills, rows)
    return problem, [*_ignored(sheet), *_ignored(skills), *strangers, *wish_notes]


def _by_id(sheet: Sheet) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for row in sheet.rows:
        name = row.filled("id")
        if name in rows:
            problem = f"{name!r} stands in line {rows[name].line} too"
            raise row.fault("id", problem, "Keep one line per person")
        if row["role"].casefold() not in ROLES:
            remedy = "Write mentee, mentor or both; leave it empty for who only manages others"
            raise row.fault("role", f"{row['role']!r} is not a role", remedy)
        rows[name] = row
    return rows


def _person(row: Row, levels: Mapping[str, int], wants: Mapping[str, Want]) -> Person:
    role = cast("Literal['mentee', 'mentor', 'both']", row["role"].casefold())
    return _made(
        row,
        "timezone",
        lambda: Person(
            id=row["id"],
            role=role,
            grade=row.number("grade", -MANY, MANY),
            unit=tuple(step.strip() for step in row["unit"].split("/") if step.strip()),
            site=row["site"],
            country=row["country"],
            timezone=row["timezone"] or "UTC",
            languages=frozenset(_parts(row["languages"].casefold())),
            seats=0 if role == "mentee" else row.number("seats", 0, MANY, empty=1),
            slots=tuple(_slot(row, text) for text in _parts(row["slots"])),
            levels=levels,
            wants=wants,
        ),
    )


def _made(row: Row, column: str, make: Callable[[], Made]) -> Made:
    """Return what ``make`` makes; what it refuses is a fault of this cell."""
    try:
        return make()
    except (PersonError, WishError) as error:
        raise row.fault(column, f"{row[column]!r}: {error}", "Correct the cell") from error


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _slot(row: Row, text: str) -> Slot:
    found = SLOT.fullmatch(text)
    day = DAYS.get(found[1].casefold()) if found else None
    if found is None or day is None:
        remedy = "Write slots as Mon 09:00-12:00; Tue 14:00-16:30"
        raise row.fault("slots", f"{text!r} is not a slot", remedy)
    start_hour, start, end_hour, end = (int(part) for part in found.groups()[1:])
    return _made(row, "slots", lambda: Slot(day, 60 * start_hour + start, 60 * end_hour + end))


def _skills(sheet: Sheet) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, Want]]]:
    levels: dict[str, dict[str, int]] = defaultdict(dict)
    wants: dict[str, dict[str, Want]] = defaultdict(dict)
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        key = row.filled("id"), row.filled("skill")
        if key in seen:
            problem = f"{key[1]!r} of {key[0]!r} stands in line {seen[key]} too"
            raise row.fault("skill", problem, "Keep one line per person and skill")
        seen[key] = row.line
        if row["level"]:
            levels[key[0]][key[1]] = row.number("level", 0, TOP_LEVEL)
        importance = row.number("importance", 1, TOP_IMPORTANCE, empty=USUAL_IMPORTANCE)
        if row["want"]:
            wants[key[0]][key[1]] = Want(row.number("want", 1, TOP_LEVEL), importance)
    return levels, wants


def _wishes(path: Path | None, people: Mapping[str, Row]) -> tuple[list[Wish], list[str]]:
    if path is None:
        return [], []
    sheet = read_sheet(path, needed=WISHES, known=WISHES)
    seen: dict[tuple[str, str, str], int] = {}
    wishes: list[Wish] = []
    for row in sheet.rows:
        wish = _wish(row)
        key = wish.id, wish.other, wish.kind
        if key in seen:
            problem = f"{wish.id!r} said it about {wish.other!r} in line {seen[key]} too"
            raise row.fault("rank", problem, "Keep one line of each kind per two people")
        seen[key] = row.line
        wishes.append(wish)
    return wishes, [*_ignored(sheet), *_strangers(sheet, people)]


def _wish(row: Row) -> Wish:
    one, other, said = row.filled("id"), row.filled("other"), row["rank"].casefold()
    if said in ("veto", "conflict"):
        kind = cast("Literal['veto', 'conflict']", said)
        return _made(row, "other", lambda: Wish(one, other, kind))
    try:
        rank = row.number("rank", 1, LAST_RANK)
    except FileError as error:
        remedy = f"Write a rank from 1 to {LAST_RANK}, veto or conflict"
        raise row.fault("rank", error.problem, remedy) from error
    return _made(row, "other", lambda: Wish(one, other, "rank", rank))


def _ignored(sheet: Sheet) -> list[str]:
    later = [column for column in LATER if any(row[column] for row in sheet.rows)]
    notes = [f"{sheet.path.name}: column {column} is not read" for column in sheet.ignored]
    return notes + [f"{sheet.path.name}: column {name} is not read yet" for name in later]


def _strangers(sheet: Sheet, people: Mapping[str, Row]) -> list[str]:
    unknown = {
        row[column]
        for row in sheet.rows
        for column in ("id", "other")
        if row[column] and row[column] not in people
    }
    if not unknown:
        return []
    first = min(unknown)
    return [f"{sheet.path.name}: {len(unknown)} ids are not in the people file, {first!r} first"]
