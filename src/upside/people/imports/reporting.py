"""Reporting lines of a file: whom a cell means, who is unknown, who has left, who goes in circles.

Links are kept in every case; what is found is told, because the matching rules lean on it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from upside.people.imports.headings import plain
from upside.people.imports.known import Known
from upside.people.imports.lines import Line
from upside.people.imports.problems import Problem

__all__ = ["circles_among", "manager_problems", "settle_managers"]

BRACKETED = re.compile(r".*[(\[]\s*([^()\[\]]+?)\s*[)\]]")
SHOWN = 6


def settle_managers(lines: list[Line], known: Known, named: frozenset[str]) -> set[int]:
    """Write into each line the id of the manager that its cell means.

    A cell holds an id, ``Name (id)``, a mail, or a name that only one person has. What means
    nobody stays as it stands. Lines whose name fits several people are returned by number.
    """
    ids = named | known.is_active.keys()
    cells = {line.said["manager_ref"] for line in lines} - ids - {""}
    if not cells:
        return set()
    mails = {mail: identity for identity, mail in known.mail.items()}
    mails |= {mail: line.id for line in lines if (mail := line.said.get("email"))}
    shorn = _by_spelling(ids, lambda identity: identity.lstrip("0"))
    names = _by_name(lines)
    meant: dict[str, str] = {}
    namesakes: set[str] = set()
    for cell in cells:
        bare = (found[1] if (found := BRACKETED.fullmatch(cell)) else cell).removesuffix(".0")
        people = names.get(_name_key(cell), [])
        candidates = (bare if bare in ids else "", mails.get(bare.lower()), *_only(people))
        exact = next(filter(None, candidates), "")
        meant[cell] = exact or next(iter(_only(shorn.get(bare.lstrip("0"), []))), cell)
        if not exact and len(people) > 1:
            namesakes.add(cell)
    unsure = {line.number for line in lines if line.said["manager_ref"] in namesakes}
    for line in lines:
        line.said["manager_ref"] = meant.get(line.said["manager_ref"], line.said["manager_ref"])
    return unsure


def _only(people: list[str]) -> list[str]:
    return people if len(people) == 1 else []


def _by_spelling(ids: Iterable[str], spell: "type[str] | object") -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for identity in ids:
        found[spell(identity)].append(identity)  # type: ignore[operator]
    return found


def _name_key(name: str) -> str:
    return " ".join(sorted(plain(name).split()))


def _by_name(lines: list[Line]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        name = f"{line.said.get('first_name', '')} {line.said.get('last_name', '')}"
        if name.strip():
            found[_name_key(name)].append(line.id)
    return found


def manager_problems(
    lines: list[Line], known: Known, named: frozenset[str], column: str, namesakes: set[int]
) -> list[Problem]:
    """Return what is odd about the managers of active people, in the order of the lines.

    ``named`` holds all ids of the file, those of refused lines too.
    """
    is_active = known.is_active | {line.id: line.said["is_active"] for line in lines}
    manager_of = known.manager | {line.id: line.said["manager_ref"] for line in lines}
    circle_of = {who: circle for circle in circles_among(manager_of) for who in circle}
    problems = []
    for line in lines:
        manager = line.said["manager_ref"]
        if not manager or not line.said["is_active"]:
            continue
        details: dict[str, str] = {}
        if manager == line.id:
            code = "manager_self"
        elif line.number in namesakes:
            code = "manager_namesakes"
        elif manager not in is_active:
            code = "manager_refused" if manager in named else "manager_unknown"
        elif line.id in circle_of:
            code, details = "manager_circle", {"circle": _drawn(circle_of[line.id])}
        elif not is_active[manager]:
            code = "manager_inactive"
        else:
            continue
        problems.append(Problem(line.number, column, manager, code, details))
    return problems


def _drawn(circle: list[str]) -> str:
    ids = circle if len(circle) <= SHOWN else [*circle[:SHOWN], "…"]
    return " → ".join([*ids, circle[0]])


def circles_among(manager_of: dict[str, str]) -> list[list[str]]:
    """Return every circle of two people or more, each once; time and memory grow with people.

    >>> circles_among({"a": "b", "b": "c", "c": "b", "d": "d"})
    [['b', 'c']]
    """
    settled: set[str] = set()
    circles = []
    for start in manager_of:
        walk: dict[str, int] = {}
        who = start
        while who in manager_of and who not in settled and who not in walk:
            walk[who] = len(walk)
            who = manager_of[who]
        if who in walk:
            circle = list(walk)[walk[who] :]
            if len(circle) > 1:
                circles.append(circle)
        settled.update(walk)
    return circles
