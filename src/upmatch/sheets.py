"""Read one CSV file into rows that know where they stand."""

import csv
import io
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from upmatch.errors import FileError
from upmatch.protected import is_protected

__all__ = ["Row", "Sheet", "read_sheet"]

DELIMITERS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: stripped cells by column name; a column that is absent is empty."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, problem: str, remedy: str) -> FileError:
        """Return the error that points at this cell."""
        return FileError(self.path, problem, remedy, line=self.line, column=column)

    def filled(self, column: str) -> str:
        """Return the cell, which must not be empty."""
        if not self[column]:
            raise self.fault(column, "The cell is empty", "Fill it in")
        return self[column]

    def number(self, column: str, low: int, high: int, *, empty: int | None = None) -> int:
        """Return the cell as a whole number in range; ``empty`` where nothing is written."""
        text = self[column]
        if not text and empty is not None:
            return empty
        remedy = f"Write a whole number from {low} to {high}"
        try:
            value = int(text)
        except ValueError:
            raise self.fault(column, f"{text!r} is not a whole number", remedy) from None
        if not low <= value <= high:
            raise self.fault(column, f"{text!r} is out of range", remedy)
        return value


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns, its rows in file order, and the columns that nobody reads."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]

    def unread(self) -> list[str]:
        """Return a note per column that nobody reads."""
        return [f"{self.path.name}: column {column} is not read" for column in self.ignored]

    def strangers(self, columns: Sequence[str], known: Container[str]) -> list[str]:
        """Return a note if these columns name people whom the people file does not know."""
        named = {row[column] for row in self.rows for column in columns}
        unknown = sorted(name for name in named if name and name not in known)
        if not unknown:
            return []
        said = f"{len(unknown)} ids are not in the people file, {unknown[0]!r} first"
        return [f"{self.path.name}: {said}"]


def read_sheet(path: Path, *, needed: Sequence[str], known: Sequence[str]) -> Sheet:
    """Read a CSV file with a header: UTF-8 with or without BOM, comma, semicolon or tab.

    Parameters
    ----------
    path : Path
        The file.
    needed, known : sequences of str
        Columns without which the file is refused, and all columns that are read.

    Raises
    ------
    FileError
        If the file cannot be read, a needed column is missing, a column comes twice or is
        protected, or a line has more cells than the header.
    """
    lines = _lines(path, _text(path))
    header = _header(path, next(lines, (1, []))[1])
    for column in needed:
        if column not in header:
            have = ", ".join(filter(None, header)) or f"nothing; it needs {', '.join(needed)}"
            remedy = f"Add it to the first line, which has: {have}"
            raise FileError(path, f"The column {column} is missing", remedy, line=1, column=column)
    rows = tuple(_row(path, line, header, cells) for line, cells in lines if any(cells))
    ignored = tuple(column for column in header if column and column not in known)
    return Sheet(path, tuple(header), rows, ignored)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        remedy = "Check the name and the rights of the file"
        raise FileError(path, f"The file cannot be opened ({error.strerror})", remedy) from error
    try:
        text = raw.decode("utf-8-sig")
        nul = raw.find(b"\0")
    except UnicodeDecodeError as error:
        nul = error.start
    if nul < 0:
        return text
    line = raw.count(b"\n", 0, nul) + 1
    raise FileError(path, "The text is not UTF-8", "Save it again as CSV UTF-8", line=line)


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, stripped cells); a quoted cell over many lines counts as its last."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        problem, line = f"The line cannot be read ({error})", reader.line_num
        remedy = "Close every quotation mark, or save it again from the spreadsheet"
        if "field limit" in str(error):
            problem = f"A cell holds more than {csv.field_size_limit():,} signs"
            remedy = "Shorten it, or close the quotation mark that it starts with"
        raise FileError(path, problem, remedy, line=line) from error


def _header(path: Path, cells: Sequence[str]) -> list[str]:
    header = [cell.casefold() for cell in cells]
    for column, cell in zip(header, cells, strict=True):
        if is_protected(cell):
            problem = "Matching never sees age, birth, tenure, sex, photo or nationality"
            remedy = "Take the column out of the file; grade and skills decide"
            raise FileError(path, problem, remedy, line=1, column=cell)
        if column and header.count(column) > 1:
            remedy = "Keep one of them"
            raise FileError(path, "The column comes twice", remedy, line=1, column=cell)
    return header


def _row(path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if any(cells[len(header) :]):
        problem = f"{len(cells)} cells are more than the {len(header)} columns of the first line"
        remedy = "Put cells that hold the delimiter in quotation marks"
        raise FileError(path, problem, remedy, line=line)
    return Row(path, line, dict(zip(header, cells, strict=False)))
