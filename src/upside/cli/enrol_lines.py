"""Whom ``upside enrol`` is about: ids, one a line, or a table with what else is known."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused

__all__ = ["BadEnrolFile", "Line", "read_ids"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOT = re.compile(r"(\w{3})\w*\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)
Stretch = tuple[int, int, int]


class BadEnrolFile(Refused):
    """A line of the file cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person to enrol; None where the file does not say."""

    id: str
    seats: int | None = None
    languages: list[str] | None = None
    slots: list[Stretch] | None = None


def read_ids(file: Path) -> list[Line]:
    """Return the people of a file: ids, one a line, or a CSV file with a column ``id``.

    A table may also have ``seats``, ``languages`` (fr; en) and ``slots`` (Mon 09:00-12:00; …), as
    PEOPLE.csv of the engine has them; other columns are left alone.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadEnrolFile(
            _("%(file)s is not UTF-8. Save it as CSV UTF-8 and try again.") % {"file": file.name}
        ) from None
    heading = lines[0] if lines else ""
    delimiter = next((sign for sign in ",\t;" if sign in heading), ",")
    columns = [column.strip().lower() for column in heading.split(delimiter)]
    if "id" not in columns:
        return [Line(line.strip()) for line in lines if line.strip()]
    try:
        table = list(csv.reader(lines[1:], delimiter=delimiter))
    except csv.Error:
        raise BadEnrolFile(
            _("%(file)s cannot be read as a table. Check its quotes and try again.")
            % {"file": file.name}
        ) from None
    rows = [dict(zip(columns, cells, strict=False)) for cells in table]
    return [_line(number, row) for number, row in enumerate(rows, 2) if row.get("id", "").strip()]


def _line(number: int, row: dict[str, str]) -> Line:
    return Line(
        id=row["id"].strip(),
        seats=_seats(number, row.get("seats", "").strip()),
        languages=_parts(row.get("languages", "")),
        slots=_slots(number, _parts(row.get("slots", ""))),
    )


def _parts(text: str) -> list[str] | None:
    return [part.strip() for part in text.split(";") if part.strip()] or None


def _seats(number: int, text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) == 1):
        raise BadEnrolFile(
            _("Line %(line)s, seats: %(value)s is not a number from 0 to 5.")
            % {"line": number, "value": text[:40]}
        )
    return int(text) if text else None


def _slots(number: int, parts: Iterable[str] | None) -> list[Stretch] | None:
    return [_slot(number, part) for part in parts] if parts else None


def _slot(number: int, text: str) -> Stretch:
    found = SLOT.fullmatch(text)
    if found is None or found[1].lower() not in DAYS:
        raise BadEnrolFile(
            _("Line %(line)s, slots: write %(value)s like this: Mon 09:00-12:00; Tue 14:00-16:00.")
            % {"line": number, "value": text[:40]}
        )
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups()[1:])
    day = DAYS.index(found[1].lower())
    return day, from_hour * 60 + from_minute, to_hour * 60 + to_minute
