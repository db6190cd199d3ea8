"""Read a problem from its CSV files and RULES.yaml (see docs/matching)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from upmatch import cells
from upmatch.errors import FileError
from upmatch.pair_files import read_locks, read_previous
from upmatch.people import LAST_RANK, MANY, TOP_IMPORTANCE, TOP_LEVEL, Person, Want, Wish
from upmatch.problem import Problem
from upmatch.rules_file import read_rules
from upmatch.sheets import Row, Sheet, read_sheet

__all__ = ["Sources", "read_problem"]

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
    "company",
]
SKILLS: Final = ("id", "skill", "level", "want", "importance")
WISHES: Final = ("id", "other", "rank")
ROLES: Final = ("mentee", "mentor", "both", "")
USUAL_IMPORTANCE: Final = 2


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one problem; only people and skills are needed."""

    people: Path
    skills: Path
    rules: Path | None = None
    wishes: Path | None = None
    locks: Path | None = None
    previous: Path | None = None


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
    locks, lock_notes = read_locks(sources.locks, rows)
    previous, previous_notes = read_previous(sources.previous, rows)
    settings = read_rules(sources.rules)
    settings |= {"objective": objective} if objective else {}
    people = [
        _person(row, levels.get(name, {}), wants.get(name, {}))
        for name, row in rows.items()
        if row["role"]
    ]
    managers = {name: row["manager"] or None for name, row in rows.items()}
    problem = Problem.build(
        people,
        managers=managers,
        wishes=wishes,
        locks=locks["lock"],
        forbids=locks["forbid"],
        overrides=locks["override"],
        previous=previous,
        seed=seed,
        **settings,
    )
    notes = [*sheet.unread(), *skills.unread(), *skills.strangers(("id",), rows)]
    return problem, [*notes, *wish_notes, *lock_notes, *previous_notes]


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
    free, before = (0, None) if role == "mentee" else cells.seats(row)
    return cells.made(
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
            languages=frozenset(cells.parts(row["languages"].casefold())),
            seats=free,
            slots=cells.slots(row),
            levels=levels,
            wants=wants,
            formats=frozenset(cells.parts(row["formats"].casefold())),
            grid=cells.grid(row),
            at_least=row.number("at_least", 0, free, empty=0) if free else 0,
            all_seats=before,
            company=row["company"],
        ),
    )


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
    return wishes, [*sheet.unread(), *sheet.strangers(("id", "other"), people)]


def _wish(row: Row) -> Wish:
    one, other, said = row.filled("id"), row.filled("other"), row["rank"].casefold()
    if said in ("veto", "conflict"):
        kind = cast("Literal['veto', 'conflict']", said)
        return cells.made(row, "other", lambda: Wish(one, other, kind))
    try:
        rank = row.number("rank", 1, LAST_RANK)
    except FileError as error:
        remedy = f"Write a rank from 1 to {LAST_RANK}, veto or conflict"
        raise row.fault("rank", error.problem, remedy) from error
    return cells.made(row, "other", lambda: Wish(one, other, "rank", rank))
