"""Read LOCKS.csv and PAIRS.csv: pairs that must be, must not be, or have been."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from upmatch.errors import FileError
from upmatch.sheets import Row, Sheet, read_sheet
from upmatch.table import Link

__all__ = ["read_locks", "read_previous"]

PAIR: Final = ("mentee", "mentor")
KIND: Final = ("kind", "lock", "lock|forbid", "lock|forbid|override")
"""Names of the third column; the first is the one that we write."""


def read_locks(
    path: Path | None, people: Mapping[str, Row]
) -> tuple[dict[str, list[Link]], list[str]]:
    """Return the pairs under ``lock``, ``forbid`` and ``override``, and notes.

    An override is a lock that overrules rules: it stands under ``lock`` too.

    Parameters
    ----------
    path : Path, optional
        LOCKS.csv with the columns mentee, mentor, and kind (lock, forbid or override).
    people : mapping from id to the person's line in the people file

    Raises
    ------
    FileError
        If somebody is not in the round in that role, a kind is unknown, or a pair comes twice.
    """
    found: dict[str, list[Link]] = {"lock": [], "forbid": [], "override": []}
    if path is None:
        return found, []
    sheet = read_sheet(path, needed=PAIR, known=(*PAIR, *KIND))
    kind = _kind_column(sheet)
    seen: dict[tuple[str, str, str], int] = {}
    for row in sheet.rows:
        said = row.filled(kind).casefold()
        if said not in found:
            raise row.fault(kind, f"{row[kind]!r} is not known", "Write lock, forbid or override")
        link = _in_round(row, "mentee", people), _in_round(row, "mentor", people)
        if (*link, said) in seen:
            problem = f"the same {said} stands in line {seen[(*link, said)]} too"
            raise row.fault(kind, problem, "Keep one line per pair")
        seen[(*link, said)] = row.line
        found[said].append(link)
        if said == "override":
            found["lock"].append(link)
    return found, sheet.unread()


def read_previous(path: Path | None, people: Mapping[str, Row]) -> tuple[list[Link], list[str]]:
    """Return the pairs of earlier rounds, and a note on people who are not here any more.

    The file has the columns mentee and mentor, such as a pairs.csv of ``upmatch solve``; any
    others are not read. A pair may come twice: people met again.

    Raises
    ------
    FileError
        If the file cannot be read or a cell is empty.
    """
    if path is None:
        return [], []
    sheet = read_sheet(path, needed=PAIR, known=PAIR)
    pairs = [(row.filled("mentee"), row.filled("mentor")) for row in sheet.rows]
    return pairs, sheet.strangers(PAIR, people)


def _kind_column(sheet: Sheet) -> str:
    named = [column for column in KIND if column in sheet.columns]
    if not named:
        remedy = "Name the third column kind; it says lock, forbid or override"
        raise FileError(sheet.path, "The column kind is missing", remedy, line=1, column="kind")
    return named[0]


def _in_round(row: Row, role: str, people: Mapping[str, Row]) -> str:
    name = row.filled(role)
    if name not in people or people[name]["role"].casefold() not in (role, "both"):
        problem = f"{name!r} is not a {role} of the people file"
        raise row.fault(role, problem, "Correct the id or take the line out")
    return name
