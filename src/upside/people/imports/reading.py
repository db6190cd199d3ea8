"""The door through which every file comes: CSV or workbook, recognised by what is in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from upside.people.imports import delimited
from upside.people.imports.columns import is_known_heading
from upside.people.imports.problems import Problem
from upside.people.imports.refusals import Unreadable, unreadable
from upside.people.imports.table import HEADER_WITHIN, Row, Table, distinct_headings, find_header
from upside.people.imports.values import is_mail

__all__ = ["MOST_BYTES", "Source", "open_records", "read_table"]

MOST_BYTES = 100_000_000
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"\x7fELF")
# how text begins that is no table, and how people call it
TEXT_KINDS = {
    "JSON": re.compile(rb'\{\s*["}]|\[\s*[\[{"\]]'),
    "iCalendar": re.compile(rb"BEGIN:VCALENDAR", re.IGNORECASE),
    "vCard": re.compile(rb"BEGIN:VCARD", re.IGNORECASE),
    "XML": re.compile(rb"<\?xml", re.IGNORECASE),
    "HTML": re.compile(rb"<(!doctype )?html", re.IGNORECASE),
}
BLANKS = b"\xef\xbb\xbf \t\r\n"
Records = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as records, before anything is known of its headings; each call reads it afresh.

    ``name`` and ``others`` are of a workbook: the sheet that is read, and those that are not.
    """

    kind: str
    records: Records
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    others: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def read_table(path: Path, sheet: str = "") -> Table:
    """Return the table that the file holds, its headings found; rows are read as they are asked.

    Raises
    ------
    Unreadable
        If the file is empty, too large, no table, a damaged or oversized workbook, or has no
        headings; the sentence says what would help.
    """
    source = open_records(path, sheet)
    try:
        table = _table(source.kind, source.records)
    except Unreadable as refusal:
        if not source.others or sheet:
            raise
        sheets = ", ".join(source.others)
        raise unreadable("cover", sheet=source.name, sheets=sheets) from refusal
    return replace(table, encoding=source.encoding, delimiter=source.delimiter, notes=source.notes)


def open_records(path: Path, sheet: str = "") -> Source:
    """Return the file as records, whatever their headings; refused as by ``read_table``."""
    head = _head_of(path)
    if head.startswith(ZIP):
        # loaded when needed: openpyxl takes a second that every start would pay
        from upside.people.imports import workbook  # noqa: PLC0415

        found = workbook.find_sheet(path, sheet)
        return Source("xlsx", found.rows, name=found.name, others=found.others, notes=found.notes)
    encoding = delimited.encoding_of(path)
    delimiter = delimited.guess_delimiter(path, encoding)
    records = partial(delimited.records, path, encoding, delimiter)
    notes = [Problem(0, "", sheet, "sheet_ignored")] if sheet else []
    return Source("csv", records, encoding, delimiter, notes=notes)


def _head_of(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise unreadable("empty")
    if size > MOST_BYTES:
        raise unreadable("big", most=MOST_BYTES // 1_000_000)
    with path.open("rb") as file:
        head = file.read(200)
    if head.startswith(OLD_EXCEL):
        raise unreadable("old_excel")
    if head.startswith(OTHER_KINDS):
        raise unreadable("binary")
    text = head.lstrip(BLANKS)
    if kind := next((kind for kind, begins in TEXT_KINDS.items() if begins.match(text)), ""):
        raise unreadable("other_kind", kind=kind)
    return head


def _table(kind: str, records: Records) -> Table:
    begun = list(islice(records(), HEADER_WITHIN * 2))
    first = [row for row in begun if any(map(str.strip, row.cells))]
    if not first:
        trouble = next((row for row in begun if row.trouble), None)
        raise unreadable("quotes", line=trouble.line) if trouble else unreadable("empty")
    place = find_header(first, is_known_heading)
    header = first[place]
    cells = list(header.cells)
    while cells and not cells[-1].strip():
        cells.pop()
    _check_headings(cells, first[place:])

    def rows() -> Iterator[Row]:
        for row in records():
            if row.line > header.line and row.cells != header.cells and _holds_something(row):
                yield row

    return Table(kind, distinct_headings(cells), header.line, rows)


def _check_headings(cells: list[str], rows: list[Row]) -> None:
    """Refuse a line of headings that is none: numbers, prose, or the first entry of the table."""
    if not any(any(c.isalpha() for c in cell) for cell in cells):
        raise unreadable("headings")
    if any(is_mail(cell.strip()) for cell in cells):
        raise unreadable("no_headings", line=rows[0].line)
    if any(map(is_known_heading, cells)):
        return
    below = rows[1].cells if len(rows) > 1 else []
    pairs = zip(cells, below, strict=False)
    if any(any(c.isdigit() for c in a) and _masked(a) == _masked(b) for a, b in pairs):
        raise unreadable("no_headings", line=rows[0].line)
    if len(cells) == 1 and any(" " in row.cells[0].strip() for row in rows):
        raise unreadable("binary")


def _masked(cell: str) -> str:
    return re.sub(r"\d+", "9", cell.strip())


def _holds_something(row: Row) -> bool:
    return bool(row.trouble) or any(map(str.strip, row.cells))
