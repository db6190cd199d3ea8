"""Excel workbooks: the sheet that holds the table, row by row, cells as a person sees them."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from upside.people.imports.bounds import Formulas, cell_too_long, check_parts
from upside.people.imports.columns import is_known_heading
from upside.people.imports.problems import Problem
from upside.people.imports.refusals import unreadable
from upside.people.imports.table import HEADER_WITHIN, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row

__all__ = ["Sheet", "find_sheet"]

MOST_EMPTY = 20_000
ENOUGH_HEADINGS = 2
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
    zlib.error,
    EOFError,
    NotImplementedError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that is read: its rows, the other sheets there are, what is odd about it."""

    name: str
    others: list[str]
    notes: list[Problem]
    rows: Callable[[], Iterator[Row]]


def find_sheet(path: Path, wanted: str = "") -> Sheet:
    """Return the sheet called ``wanted``, else the first visible one that holds a table.

    A cover sheet is passed over where a later sheet has headings that we know. A hidden sheet is
    read only by name.

    Raises
    ------
    Unreadable
        If the file is no workbook, is damaged, would fill the memory, or has no such sheet.
    """
    formulas = _guarded(path)
    with _opened(path) as book:
        pages = [page for page in book.worksheets if hasattr(page, "reset_dimensions")]
        if not {_part_of(page) for page in pages} <= formulas.keys():
            raise unreadable("workbook")
        page = _named(pages, wanted) if wanted else _first_table(pages)
        others = [other.title for other in pages if other is not page]
        seen = formulas[_part_of(page)]
    notes = []
    if others and not wanted:
        details = {"sheet": page.title, "others": ", ".join(others)}
        notes.append(Problem(0, "", "", "sheet_chosen", details))
    if seen.n:
        details = {"n": str(seen.n), "cell": seen.first}
        notes.append(Problem(0, "", "", "formula_empty", details))
    return Sheet(page.title, others, notes, partial(_records, path, page.title))


def _part_of(page: Any) -> str:
    return str(page._worksheet_path)  # noqa: SLF001 - named nowhere else


def _guarded(path: Path) -> dict[str, Formulas]:
    """Refuse a workbook that is no workbook, or that would unpack to more than memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {part.filename for part in archive.infolist()}
            if "xl/workbook.xml" not in names:
                raise unreadable("binary")
            return check_parts(archive)
    except BROKEN as error:
        raise unreadable("workbook") from error


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a workbook; given a path, openpyxl refuses uploads, whose names have no .xlsx."""
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except BROKEN as error:
            raise unreadable("workbook") from error
        try:
            yield book
        finally:
            book.close()


def _named(pages: list[Any], wanted: str) -> Any:
    """Return the sheet of that name, whatever its capitals and the blanks around it."""
    for spell in (str, lambda name: name.strip().casefold()):
        for page in pages:
            if spell(page.title) == spell(wanted):
                return page
    sheets = ", ".join(page.title for page in pages)
    raise unreadable("sheet", sheet=wanted[:80], sheets=sheets)


def _first_table(pages: list[Any]) -> Any:
    visible = [page for page in pages if page.sheet_state == "visible"]
    n_headings = {}
    for page in visible:
        first = list(islice(_rows_of(page), HEADER_WITHIN))
        if first:
            n_headings[page] = max(sum(map(is_known_heading, row.cells)) for row in first)
            if n_headings[page] >= ENOUGH_HEADINGS:
                return page
    if n_headings:
        return max(n_headings, key=lambda page: n_headings[page])  # the first of the best
    hidden = [page for page in pages if page not in visible and any(_rows_of(page))]
    if hidden:
        raise unreadable("hidden", sheets=", ".join(page.title for page in hidden))
    raise unreadable("empty")


def _records(path: Path, name: str) -> Iterator[Row]:
    with _opened(path) as book:
        yield from _rows_of(book[name])


def _rows_of(page: Any) -> Iterator[Row]:
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
        if max(map(len, texts), default=0) > LONGEST_CELL:
            raise _too_long(line, texts)
        empty = 0 if any(texts) else empty + 1
        if not empty:
            yield Row(line, texts)


def _too_long(line: int, texts: list[str]) -> Exception:
    place = next(i for i, text in enumerate(texts, start=1) if len(text) > LONGEST_CELL)
    return cell_too_long(f"{get_column_letter(place)}{line}")


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
