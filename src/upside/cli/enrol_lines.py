"""Whom ``upside enrol`` is about: ids, one a line, or a table with what else is known."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.programmes.actions import EnrolLine
from upside.programmes.slots import Stretch, slot_of

__all__ = ["BadEnrolFile", "read_ids"]


class BadEnrolFile(Refused):
    """A line of the file cannot be read."""


def read_ids(file: Path) -> list[EnrolLine]:
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
        return [EnrolLine(line.strip()) for line in lines if line.strip()]
    try:
        table = list(csv.reader(lines[1:], delimiter=delimiter))
    except csv.Error:
        raise BadEnrolFile(
            _("%(file)s cannot be read as a table. Check its quotes and try again.")
            % {"file": file.name}
        ) from None
    rows = [dict(zip(columns, cells, strict=False)) for cells in table]
    return [_line(number, row) for number, row in enumerate(rows, 2) if row.get("id", "").strip()]


def _line(number: int, row: dict[str, str]) -> EnrolLine:
    return EnrolLine(
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
    found = slot_of(text)
    if found is None:
        raise BadEnrolFile(
            _("Line %(line)s, slots: write %(value)s like this: Mon 09:00-12:00; Tue 14:00-16:00.")
            % {"line": number, "value": text[:40]}
        )
    return found
