"""CSV as it comes out of HR systems and spreadsheets: any delimiter, any usual encoding."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from upside.people.imports.refusals import Unreadable, unreadable
from upside.people.imports.table import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row

__all__ = ["encoding_of", "guess_delimiter", "records"]

DELIMITERS = ",;\t|"
SAMPLE = 60
CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file; refuse what is no text.

    A byte order mark decides; else a file that is UTF-8 from end to end is UTF-8; else it is
    Windows-1252, which is what French spreadsheets write.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return _utf16_without_mark(head)
    return "utf-8" if _is_utf8(path) else "cp1252"


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even == 0:
        return "utf-16-le"
    if even > len(head) // 4 and odd == 0:
        return "utf-16-be"
    raise unreadable("binary")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if b"\0" in chunk:
                    raise unreadable("binary")
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def guess_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that cuts most of the first records into the same number of cells."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline().strip().lower()
    if first.startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4:5] or "\t"
    best, most = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(path, encoding, delimiter)
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        score = (times / len(widths), width) if width > 1 else (0.0, 0)
        # much wider beats slightly steadier: a comma inside addresses is steady too
        if score[0] * score[1] > most[0] * most[1]:
            best, most = delimiter, score
    return best


def _widths(path: Path, encoding: str, delimiter: str) -> list[int]:
    """Return how many cells the first records have; none where this cannot be the delimiter."""
    try:
        return [len(row.cells) for row in islice(records(path, encoding, delimiter), SAMPLE)]
    except Unreadable:  # hundreds of commas in a text say nothing against semicolons
        return []


class _Lines:
    """The lines of a file, of which the last one read can be looked at again."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.last = file, ""

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.last = line
            yield line


def records(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """Read the records of the file one after the other, each with the line it starts on."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        start = 0
        for number in range(MOST_ROWS + 1):
            row = _next_record(reader, start)
            if row and row.trouble == "cell_long":
                row = Row(row.line, _cut(row.cells or _apart(lines.last, delimiter)), row.trouble)
            if row is None:
                return
            if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
                raise unreadable("wide", line=row.line)
            if number == MOST_ROWS:
                raise unreadable("long", most=MOST_ROWS)
            start = reader.line_num
            if not _is_hint(row):
                yield row


def _next_record(reader: Any, before: int) -> Row | None:
    """Return the record after line ``before``; one that cannot be read is trouble on its line."""
    line = before + 1
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        # the limit of a field ends also what an open quotation mark has swallowed
        is_long = "field limit" in str(error) and reader.line_num == line
        return Row(line, [], trouble="cell_long" if is_long else "quotes")
    except UnicodeError as error:
        raise Unreadable(str(unreadable("binary"))) from error
    is_long = any(len(cell) > LONGEST_CELL for cell in cells)
    return Row(line, cells, trouble="cell_long" if is_long else "")


def _apart(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line that the reader gave up on, so that the long one can be named."""
    cells, cell = [], ""
    for place, part in enumerate(line.rstrip("\r\n").split('"')):
        if place % 2:  # between quotation marks
            cell += part
            continue
        first, *rest = part.split(delimiter)
        cell += first
        for begun in rest:
            cells.append(cell)
            cell = begun
    return [*cells, cell]


def _cut(cells: list[str]) -> list[str]:
    """Shorten what is too long to just that: it stays known for too long, and fills no memory."""
    return [cell[: LONGEST_CELL + 1] for cell in cells]


def _is_hint(row: Row) -> bool:
    """Tell whether this is Excel's first line ``sep=;``, which is no heading."""
    said = "".join(row.cells).strip().lower()
    return row.line == 1 and said.startswith("sep=") and len(said) <= len("sep=,")
