"""Survey exports as tables: one heading per column, though the file gives two or three lines.

Qualtrics puts the texts of the questions under their codes, and a line of its own ids under that;
SurveyMonkey names a question once and its options on the line below; Google Forms and LimeSurvey
write ``Question [Option]``. Each column gets one heading; where it stands for one option of a
question, that option is in square brackets.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from upside.people.imports.headings import plain
from upside.people.imports.protected import protected_by_heading, protected_by_values
from upside.people.imports.reading import Records, Source, open_records
from upside.people.imports.refusals import unreadable
from upside.people.imports.storing import Stored, store_table
from upside.people.imports.table import HEADER_WITHIN, Row, Table, distinct_headings
from upside.people.imports.values import is_mail
from upside.skills.surveys.cells import LINE_BREAK
from upside.skills.surveys.headings import option_of, stem_of

__all__ = ["read_survey", "store_survey"]

SAMPLE = 60
IMPORT_ID = "importid"
ANSWER = re.compile(
    r"(open-ended |open ended )?(response|réponse)( libre| ouverte)?", re.IGNORECASE
)
CODE = re.compile(r"\S{1,40}")
FIGURE = re.compile(r"[\d.,:/\- T+Z]*\d[\d.,:/\- T+Z]*")
# parts of questions that hold a forbidden word and mean something else; the rest is looked at
HARMLESS = re.compile(
    r"\b((this|next|coming|past) years?|next \w+ years|cette annee|(l )?annee (prochaine|a venir)"
    r"|prochaines? annees?|at home|self (assessment|evaluation|rating)|auto evaluation\w*"
    r"|skills? (assessment|evaluation|rating)s?|evaluation (de vos|des) competences)\b"
)
FEW_TITLES = 0.25
MOSTLY = 0.7
SELDOM = 0.25
FEWEST = 2


def store_survey(source: Path, kept: Path, sheet: str = "") -> Stored:
    """Copy what may be read of a survey to ``kept``; protected questions are left behind.

    Raises
    ------
    Unreadable
        If the file is no table, or there is no answer under its headings.
    """
    return store_table(read_survey(source, sheet), kept, _protected)


def read_survey(path: Path, sheet: str = "") -> Table:
    """Return the answers of a survey as a table with one heading per column.

    Raises
    ------
    Unreadable
        If the file is no table; the sentence says what would help.
    """
    source = open_records(path, sheet)
    first = [row for row in islice(source.records(), SAMPLE) if any(map(str.strip, row.cells))]
    if not first:
        raise unreadable("empty")
    place = _header_place(first)
    header = first[place]
    if any(is_mail(cell.strip()) for cell in header.cells):
        raise unreadable("no_headings", line=header.line)
    if sum(1 for cell in header.cells if cell.strip()) < FEWEST:
        raise unreadable("headings")
    headings, n_more = _headings(header.cells, first[place + 1 :])
    above = {row.line for row in first[: place + 1 + n_more]}
    return _table(source, headings, header.line, above)


def _table(source: Source, headings: list[str], line: int, above: set[int]) -> Table:
    rows = partial(_below, source.records, above)
    table = Table(source.kind, distinct_headings(headings), line, rows)
    return replace(table, encoding=source.encoding, delimiter=source.delimiter, notes=source.notes)


def _below(records: Records, above: set[int]) -> Iterator[Row]:
    last = max(above)
    for row in records():
        if row.line > last and (row.trouble or any(map(str.strip, row.cells))):
            yield Row(row.line, [_in_one_line(cell) for cell in row.cells], row.trouble)


def _in_one_line(cell: str) -> str:
    """Return a cell with its lines, or the answers of a JSON list, parted by one sign."""
    if cell.startswith('["') and cell.endswith('"]'):
        with suppress(ValueError, RecursionError):
            return LINE_BREAK.join(str(answer) for answer in json.loads(cell))
    return LINE_BREAK.join(cell.strip().splitlines()) if "\n" in cell or "\r" in cell else cell


def _header_place(rows: list[Row]) -> int:
    """Return which line names the columns: the first that fills more of them than a title does."""
    first = rows[:HEADER_WITHIN]
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in first]
    enough = max(FEWEST, FEW_TITLES * max(filled))
    return next((place for place, n in enumerate(filled) if n >= enough), 0)


def _headings(cells: list[str], below: list[Row]) -> tuple[list[str], int]:
    """Return the headings, and how many lines under the first belong to them."""
    cells = [" ".join(cell.split()) for cell in cells]
    while cells and not cells[-1] and not _is_headed_below(len(cells) - 1, below):
        cells.pop()
    n_more = 0
    if below and _names_options(cells, below):
        cells, n_more = _joined(cells, below[0].cells), 1
    elif below and _asks_questions(cells, below):
        asked = _padded(below[0].cells, len(cells))
        cells, n_more = [text or code for text, code in zip(asked, cells, strict=True)], 1
    if len(below) > n_more and any(IMPORT_ID in c.lower() for c in below[n_more].cells):
        n_more += 1
    return cells, n_more


def _is_headed_below(place: int, below: list[Row]) -> bool:
    return any(place < len(row.cells) and row.cells[place].strip() for row in below)


def _padded(cells: list[str], width: int) -> list[str]:
    cells = [" ".join(cell.split()) for cell in cells[:width]]
    return cells + [""] * (width - len(cells))


def _names_options(cells: list[str], below: list[Row]) -> bool:
    """Tell whether the next line names the options of questions that are named only once."""
    unnamed = [place for place, cell in enumerate(cells) if not cell]
    if not unnamed or not cells[0]:
        return False
    options = _padded(below[0].cells, len(cells))
    if any(is_mail(option) for option in options) or not all(options[p] for p in unnamed):
        return False
    return any(map(ANSWER.fullmatch, options)) or not any(map(FIGURE.fullmatch, options))


def _joined(cells: list[str], below: list[str]) -> list[str]:
    question, headings = "", []
    for cell, option in zip(cells, _padded(below, len(cells)), strict=True):
        question = cell or question
        is_answer = not option or ANSWER.fullmatch(option)
        headings.append(question if is_answer else f"{question} [{option}]")
    return headings


def _asks_questions(cells: list[str], below: list[Row]) -> bool:
    """Tell whether the next line holds the texts of the questions whose codes stand above."""
    named = [place for place, cell in enumerate(cells) if cell]
    if sum(1 for p in named if CODE.fullmatch(cells[p])) < MOSTLY * len(named):
        return False
    asked = _padded(below[0].cells, len(cells))
    texts = [asked[place] for place in named]
    is_spoken = any(" " in text for text in texts) and len({*texts} - {""}) > 1
    if not is_spoken or any(FIGURE.fullmatch(t) or is_mail(t) for t in texts):
        return False
    if sum(1 for text in texts if text) < MOSTLY * len(named):
        return False
    again = sum(1 for p in named if asked[p] and asked[p] in _values(p, below[1:]))
    return again <= SELDOM * len(named)


def _values(place: int, rows: list[Row]) -> set[str]:
    return {" ".join(row.cells[place].split()) for row in rows if place < len(row.cells)}


def _protected(headings: list[str], rows: list[Row]) -> dict[str, str]:
    """Name the columns that are never read; an option does not make its question one of them.

    Ticks under ``Man`` and ``Woman`` are such a question though none of their columns says so.
    """
    kinds = {}
    options: dict[str, list[str]] = defaultdict(list)
    for heading in headings:
        options[stem_of(heading)].append(option_of(heading))
    for place, heading in enumerate(headings):
        values = [row.cells[place] for row in rows if place < len(row.cells)]
        asked = HARMLESS.sub(" ", plain(stem_of(heading)))
        said = protected_by_values(values) or protected_by_values(options[stem_of(heading)])
        if kind := protected_by_heading(asked) or said:
            kinds[heading] = kind
    return kinds
