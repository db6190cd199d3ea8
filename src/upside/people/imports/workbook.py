"""Excel workbooks: read row by row, cells as the text that a person sees."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from upside.people.imports.refusals import unreadable
from upside.people.imports.table import MOST_COLUMNS, MOST_ROWS, Row

__all__ = ["guard", "records"]

MOST_UNPACKED = 600_000_000
MOST_STRINGS = 150_000_000
MOST_PARTS = 5_000
MOST_EMPTY = 20_000
ZEROS = re.compile(r"0+")
BROKEN = (
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    ParseError,
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
)


def guard(path: Path) -> None:
    """Refuse a workbook that is no workbook, or that would unpack to more than memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unreadable("workbook") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise unreadable("binary")
    strings = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or strings > MOST_STRINGS or len(parts) > MOST_PARTS:
        raise unreadable("bomb", most=MOST_UNPACKED // 1_000_000)


def records(path: Path, sheet: str = "") -> Iterator[Row]:
    """Read the rows of one sheet: the one called ``sheet``, else the first that holds anything."""
    # opened by us: given a path, openpyxl refuses uploads, whose names have no .xlsx
    with path.open("rb") as file:
        yield from _records(file, sheet)


def _records(file: BinaryIO, sheet: str) -> Iterator[Row]:
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except BROKEN as error:
        raise unreadable("workbook") from error
    try:
        if sheet and sheet not in book.sheetnames:
            raise unreadable("sheet", sheet=sheet, sheets=", ".join(book.sheetnames))
        for name in [sheet] if sheet else book.sheetnames:
            found = False
            for row in _rows_of(book[name]):
                found = True
                yield row
            if found:
                return
    finally:
        book.close()


def _rows_of(page: Any) -> Iterator[Row]:
    if not hasattr(page, "reset_dimensions"):  # a sheet that is a chart
        return
    # a workbook may claim a million columns; without its claim rows are as wide as their cells
    page.reset_dimensions()
    empty = 0
    rows = page.iter_rows()
    for line in range(1, MOST_ROWS + 2):
        cells = _next_cells(rows)
        if cells is None or empty > MOST_EMPTY:
            return
        if line > MOST_ROWS:
            raise unreadable("long", most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS and any(c.value is not None for c in cells[MOST_COLUMNS:]):
            raise unreadable("wide", line=line)
        texts = [_as_text(cell) for cell in cells[:MOST_COLUMNS]]
        empty = 0 if any(texts) else empty + 1
        if not empty:
            yield Row(line, texts)


def _next_cells(rows: Iterator[Any]) -> Any:
    try:
        return next(rows)
    except StopIteration:
        return None
    except BROKEN as error:
        raise unreadable("workbook") from error


def _as_text(cell: Any) -> str:
    """Return what a person sees in the cell, free of Excel's types.

    A number that is shown with leading zeros (format 00000) keeps them; a day is written
    2026-11-30; yes and no stay words.
    """
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return str(value)


def _number(value: float, shown_as: str | None) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return ""
    if value != int(value):
        return repr(value)
    digits = str(int(value))
    return digits.zfill(len(shown_as)) if shown_as and ZEROS.fullmatch(shown_as) else digits
