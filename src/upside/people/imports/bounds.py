"""What a workbook would unpack to, looked at piece by piece before any of it is in memory.

A small file may unpack to a cell of 300 million characters, or to a row that never ends. The XML
is read in chunks; a cell, a row or a part that is longer than any spreadsheet writes ends it.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase, digits

from upside.people.imports.refusals import Unreadable, unreadable
from upside.people.imports.table import LONGEST_CELL

__all__ = ["Formulas", "cell_too_long", "check_parts"]

CHUNK = 1 << 18
MOST_UNPACKED = 600_000_000
MOST_STRINGS = 150_000_000
MOST_PARTS = 5_000
MOST_OF_OTHERS = 30_000_000
MOST_OF_A_CELL = 1 << 20
MOST_OF_A_ROW = 1 << 23
MOST_AROUND = 1 << 26
STRINGS, MEDIA = "sharedStrings", "xl/media/"
# what openpyxl reads at one go
OTHERS = re.compile(
    r"xl/(workbook|styles)\.xml|xl/theme/.*|docProps/.*|\[Content_Types\].*|.*\.rels"
)
STARTS = (b"<c ", b"<c>", b"<c/", b"<si>", b"<si ")
PREFIXED = re.compile(rb"<\w+:(?:c|si)[ />]")
TABLE_ENDS = re.compile(rb"</(?:\w+:)?(?:sheetData|sst)>")
OPAQUE = b"<!"
REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
NO_VALUE = re.compile(rb"(?:</f>|<f [^<>]*/>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>")
OVERLAP = 400
BLANKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(slots=True)
class Formulas:
    """Formulas of a sheet whose result no program has stored: how many, and the first cell."""

    n: int = 0
    first: str = ""

    def count(self, cells: bytes) -> None:
        for found in NO_VALUE.finditer(cells):
            self.n += 1
            self.first = self.first or _reference(cells[cells.rfind(b"<c ", 0, found.start()) :])


@dataclass(slots=True)
class _Part:
    """A part of the archive as far as it has been read.

    ``rest`` begins where the last cell or shared text begins, of which ``n`` came so far; outside
    the table it holds but a few bytes. ``in_row`` and ``around`` count the bytes since the last
    row began, and those outside the table.
    """

    rest: bytes = b""
    is_in_cell: bool = False
    n: int = 0
    in_row: int = 0
    around: int = 0
    formulas: Formulas = field(default_factory=Formulas)

    def take(self, chunk: bytes) -> None:
        data = self.rest + chunk
        self.n += sum(map(data.count, STARTS)) - self.is_in_cell
        last, row = _last_start(data), data.rfind(b"<row")
        self.in_row = len(data) - row if row >= 0 else self.in_row + len(chunk)
        self.is_in_cell = last >= 0 and not TABLE_ENDS.search(data, last)
        self.formulas.count(data[:last] if self.is_in_cell else data)
        self.rest = data[last:] if self.is_in_cell else data[-3:]
        if not self.is_in_cell:
            self.in_row, self.around = 0, self.around + len(chunk)

    @property
    def is_too_long(self) -> bool:
        return len(self.rest) > MOST_OF_A_CELL

    @property
    def is_a_bomb(self) -> bool:
        return self.in_row > MOST_OF_A_ROW or self.around > MOST_AROUND


def check_parts(archive: zipfile.ZipFile) -> dict[str, Formulas]:
    """Refuse a workbook that would fill the memory; return what was seen of each sheet's formulas.

    Raises
    ------
    Unreadable
        If all of it, a part, a row or a cell is too long; a cell is named with its place.
    """
    parts = archive.infolist()
    strings = [part for part in parts if STRINGS in part.filename]
    others = [part for part in parts if OTHERS.fullmatch(part.filename)]
    # a sheet may lie under any name
    sheets = [
        part
        for part in parts
        if part not in (*strings, *others) and not part.filename.startswith(MEDIA)
    ]
    if (
        _unpacked(parts) > MOST_UNPACKED
        or _unpacked(strings) > MOST_STRINGS
        or _unpacked(others) > MOST_OF_OTHERS
        or len(parts) > MOST_PARTS
    ):
        raise _bomb()
    for part in strings:
        if (read := _walk(archive, part)).is_too_long:
            raise cell_too_long(_where_used(archive, sheets, read.n - 1))
    formulas = {}
    for part in sheets:
        if (read := _walk(archive, part)).is_too_long:
            raise cell_too_long(_reference(read.rest))
        formulas[part.filename] = read.formulas
    return formulas


def cell_too_long(reference: str) -> Unreadable:
    """Return the refusal of a cell such as ``B17``; without a reference nobody knows where."""
    line, column = reference.lstrip(ascii_uppercase), reference.rstrip(digits)
    why = "cell" if reference else "text"
    return unreadable(why, line=line, column=column, most=LONGEST_CELL)


def _bomb() -> Unreadable:
    return unreadable("bomb", most=MOST_UNPACKED // 1_000_000)


def _unpacked(parts: list[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Part:
    """Read a part up to its end, or into a cell that is too long."""
    read = _Part()
    for chunk in _chunks(archive, part):
        if not read.around and not read.is_in_cell and not _is_xml(chunk, part):
            break
        read.take(chunk)
        # what is no tag may look like a cell, and stands in no large table, only above it
        if read.n and part.file_size > MOST_OF_A_CELL and OPAQUE in chunk[_first_start(chunk) :]:
            raise _bomb()
        if read.is_too_long:
            return read
        if read.is_a_bomb or (b"<" not in chunk and not read.is_in_cell):
            raise _bomb()
    read.formulas.count(read.rest)
    return read


def _is_xml(head: bytes, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part that begins so is XML; in UTF-16 only a short one can be trusted."""
    if b"\0" in head[:OVERLAP] and b"<" in head[:OVERLAP] and part.file_size > MOST_OF_A_CELL:
        raise _bomb()
    return head.lstrip(BLANKS).startswith(b"<")


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _last_start(data: bytes) -> int:
    last = max(map(data.rfind, STARTS))
    if last < 0:
        last = max((found.start() for found in PREFIXED.finditer(data)), default=-1)
    return last


def _first_start(data: bytes) -> int:
    return min((place for start in STARTS if (place := data.find(start)) >= 0), default=0)


def _reference(cell: bytes) -> str:
    found = REFERENCE.search(cell, 0, OVERLAP)
    return found[1].decode() if found else ""


def _where_used(archive: zipfile.ZipFile, sheets: list[zipfile.ZipInfo], index: int) -> str:
    """Return the first cell that shows a shared text."""
    shown = re.compile(rb'<c [^<>]*\bt="s"[^<>]*>\s*<v>%d</v>' % index)
    for part in sheets:
        before = b""
        for chunk in _chunks(archive, part):
            data = before + chunk
            if found := shown.search(data):
                return _reference(found[0])
            before = data[-OVERLAP:]
    return ""
