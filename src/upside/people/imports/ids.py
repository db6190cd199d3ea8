"""A list of people in a file: ids or mails, one a line, or a column of a table."""

import re
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _

from upside.people.imports.columns import is_known_heading, recognise
from upside.people.imports.problems import Problem
from upside.people.imports.reading import open_records
from upside.people.imports.refusals import ImportRefused
from upside.people.imports.table import HEADER_WITHIN, Row
from upside.people.imports.values import is_mail, tidy

__all__ = ["BadList", "Named", "read_names"]

MOST_NAMES = 10_000
ENOUGH_HEADINGS = 2
SAYING = ("id", "mail")
APART = re.compile(r"[\s,;]+")


class BadList(ImportRefused):
    """A file in which people are not to be found."""


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a file names them, by id or mail, and the line where."""

    text: str
    line: int


def read_names(path: Path, *, is_plain: bool = False) -> list[Named]:
    """Return whom the file names: the column headed id, else mail, else the first column.

    A table may have any delimiter, encoding and further columns, or be a workbook. Where nothing
    is headed, every cell of the only line counts, and of each line in a ``is_plain`` text: a list
    that somebody typed loses nobody.

    Raises
    ------
    Unreadable
        If the file is empty, no table, or a damaged workbook.
    BadList
        If headings name neither id nor mail, a line cannot be read or names nobody, or there are
        too many.
    """
    records = open_records(path).records()
    first = list(islice(records, HEADER_WITHIN))
    header = _header(first)
    columns = _columns(header) if header else []
    is_list = header is None and (is_plain or len(first) == 1)
    found = []
    for row in chain(first, records):
        if header is None or row.line > header.line:
            _check(row)
            found += _names(row, columns, is_list=is_list)
        if len(found) > MOST_NAMES:
            raise BadList(_("The file names more than 10,000 people. Part it in two."))
    if not found:
        raise BadList(_("The file names nobody. Write an id or a mail on each line."))
    return found


def _header(rows: list[Row]) -> Row | None:
    """Return the line of headings: the first in which a cell says id, mail or two known things."""
    for row in rows:
        known = sum(map(is_known_heading, row.cells))
        if any(map(_says, row.cells)) or known >= ENOUGH_HEADINGS:
            return row
    return None


def _says(cell: str) -> str:
    """Return whether a heading says id or mail; a mail itself is no heading."""
    guess = None if is_mail(cell.strip()) else recognise(cell)
    return guess.field if guess and guess.sure and guess.field in SAYING else ""


def _columns(header: Row) -> list[int]:
    """Return where ids stand, and mails: what the first does not say, the next does."""
    said = [_says(cell) for cell in header.cells]
    found = [said.index(name) for name in SAYING if name in said]
    if not found:
        headings = ", ".join(filter(None, map(str.strip, header.cells)))
        raise BadList(
            _("No column holds ids or mails. Call it id or mail; the file has: %(all)s.")
            % {"all": headings[:200]}
        )
    return found


def _check(row: Row) -> None:
    if row.trouble:
        told = Problem(row.line, "", "".join(row.cells[:1]), row.trouble).in_words()
        raise BadList(_("Line %(line)s: %(problem)s %(remedy)s") % told)


def _names(row: Row, columns: list[int], *, is_list: bool) -> list[Named]:
    cells = [tidy(cell) for cell in row.cells]
    if is_list:
        texts = [part for cell in cells for part in APART.split(cell) if part]
    else:
        said = [cells[place] for place in columns or [0] if place < len(cells)]
        texts = list(filter(None, said))[:1]
        if not texts and any(cells):
            raise BadList(
                _("Line %(line)s has no id and no mail. Write one, or take the line out.")
                % {"line": row.line}
            )
    return [Named(text, row.line) for text in texts]
