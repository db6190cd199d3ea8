"""The door through which every file comes: CSV or workbook, recognised by what is in it."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from upside.people.imports import delimited
from upside.people.imports.columns import is_known_heading
from upside.people.imports.refusals import unreadable
from upside.people.imports.table import HEADER_WITHIN, Row, Table, distinct_headings, find_header

__all__ = ["MOST_BYTES", "read_table"]

MOST_BYTES = 100_000_000
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"\x7fELF")


def read_table(path: Path, sheet: str = "") -> Table:
    """Return the table that the file holds, its headings found; rows are read as they are asked.

    Raises
    ------
    Unreadable
        If the file is empty, too large, no table, a damaged or oversized workbook, or has no
        headings; the sentence says what would help.
    """
    head = _head_of(path)
    if head.startswith(ZIP):
        # loaded when needed: openpyxl takes a second that every start would pay
        from upside.people.imports import workbook  # noqa: PLC0415

        workbook.guard(path)
        return _table("xlsx", partial(workbook.records, path, sheet))
    encoding = delimited.encoding_of(path)
    delimiter = delimited.guess_delimiter(path, encoding)
    found = _table("csv", partial(delimited.records, path, encoding, delimiter))
    return Table(found.kind, found.headings, found.header_line, found.rows, encoding, delimiter)


def _head_of(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise unreadable("empty")
    if size > MOST_BYTES:
        raise unreadable("big", most=MOST_BYTES // 1_000_000)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(OLD_EXCEL):
        raise unreadable("old_excel")
    if head.startswith(OTHER_KINDS):
        raise unreadable("binary")
    return head


def _table(kind: str, records: "partial[Iterator[Row]]") -> Table:
    first = [row for row in islice(records(), HEADER_WITHIN * 2) if any(map(str.strip, row.cells))]
    if not first:
        raise unreadable("empty")
    header = first[find_header(first, is_known_heading)]
    cells = list(header.cells)
    while cells and not cells[-1].strip():
        cells.pop()
    if not any(any(c.isalpha() for c in cell) for cell in cells):
        raise unreadable("headings")

    def rows() -> Iterator[Row]:
        for row in records():
            if row.line > header.line and row.cells != header.cells and _holds_something(row):
                yield row

    return Table(kind, distinct_headings(cells), header.line, rows)


def _holds_something(row: Row) -> bool:
    return bool(row.trouble) or any(map(str.strip, row.cells))
