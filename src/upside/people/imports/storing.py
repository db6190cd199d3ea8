"""The copy of an upload that is kept until it is imported or dropped: what may be read, no more.

Protected columns are left behind on the way in. The copy is CSV in UTF-8: line in the file,
trouble, cells.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path

from upside.people.imports.mapping import Proposal, propose
from upside.people.imports.problems import Problem
from upside.people.imports.protected import protected_by_heading, protected_by_values
from upside.people.imports.reading import read_table
from upside.people.imports.refusals import unreadable
from upside.people.imports.survey import Column, counted
from upside.people.imports.table import LONGEST_CELL, Row, Table

__all__ = ["Stored", "forget", "open_stored", "store", "store_table"]

ENOUGH_TO_JUDGE = 500
Judge = Callable[[list[str], list[Row]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Stored:
    """An upload as it is kept: its columns with what was found in them, and the way to its rows.

    ``kinds`` names the columns that were left behind, with the kind of protected data; ``notes``
    are what was odd about the file.
    """

    path: Path
    file_kind: str
    encoding: str
    delimiter: str
    columns: list[Column]
    kinds: dict[str, str]
    n_rows: int
    notes: list[Problem] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns if column.heading not in self.kinds]

    def rows(self) -> Iterator[Row]:
        with self.path.open(encoding="utf-8", newline="") as file:
            for line, trouble, *cells in csv.reader(file):
                yield Row(int(line), cells, trouble)

    def proposals(self, before: dict[str, str] | None = None) -> list[Proposal]:
        return propose(self.columns, self.kinds, before)


def store(source: Path, kept: Path, sheet: str = "") -> Stored:
    """Copy what may be read of ``source`` to ``kept``, in one pass, and tell what is in it.

    Raises
    ------
    Unreadable
        As ``read_table`` does, or if there is no line under the headings; nothing is left behind.
    """
    return store_table(read_table(source, sheet), kept)


def store_table(table: Table, kept: Path, judge: Judge | None = None) -> Stored:
    """Copy what may be read of a table as ``store`` does; ``judge`` names its protected columns."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        stored = _copy(table, kept, judge or _protected)
    except BaseException:
        forget(kept)
        raise
    facts = {
        "file_kind": stored.file_kind,
        "encoding": stored.encoding,
        "delimiter": stored.delimiter,
        "columns": [column.as_json() for column in stored.columns],
        "kinds": stored.kinds,
        "n_rows": stored.n_rows,
        "notes": [note.as_json() for note in stored.notes],
    }
    _facts_of(kept).write_text(json.dumps(facts), encoding="utf-8")
    return stored


def open_stored(kept: Path) -> Stored:
    """Return a copy that was stored before; refuse where it is gone."""
    try:
        said = json.loads(_facts_of(kept).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise unreadable("gone") from error
    columns = [Column.from_json(column) for column in said.pop("columns")]
    notes = [Problem.from_json(note) for note in said.pop("notes", [])]
    return Stored(path=kept, columns=columns, notes=notes, **said)


def forget(kept: Path) -> None:
    """Delete a stored copy and what was noted of it; nothing happens where there is none."""
    kept.unlink(missing_ok=True)
    kept.with_suffix(".progress").unlink(missing_ok=True)
    _facts_of(kept).unlink(missing_ok=True)


def _facts_of(kept: Path) -> Path:
    return kept.with_suffix(".json")


def _copy(table: Table, kept: Path, judge: Judge) -> Stored:
    rows = table.rows()
    first = list(islice(rows, ENOUGH_TO_JUDGE))
    kinds = judge(table.headings, first)
    places = [i for i, heading in enumerate(table.headings) if heading not in kinds]
    columns = [Column(heading) for heading in table.headings]
    read = [columns[place] for place in places]
    narrow = partial(_narrow, places=places, width=len(columns), is_text=table.kind == "csv")
    narrowed = map(narrow, chain(first, rows))
    n_rows = 0
    with kept.open("w", encoding="utf-8", errors="replace", newline="") as file:
        kept.chmod(0o600)
        writer = csv.writer(file)
        for row in counted(narrowed, read):
            writer.writerow([row.line, row.trouble, *row.cells])
            n_rows += 1
    if not n_rows:
        raise unreadable("no_lines")
    told = (table.kind, table.encoding, table.delimiter)
    return Stored(kept, *told, columns, kinds, n_rows, table.notes)


def _protected(headings: list[str], rows: list[Row]) -> dict[str, str]:
    kinds = {}
    for place, heading in enumerate(headings):
        values = [row.cells[place] for row in rows if place < len(row.cells)]
        if kind := protected_by_heading(heading) or protected_by_values(values):
            kinds[heading] = kind
    return kinds


def _narrow(row: Row, places: list[int], width: int, *, is_text: bool) -> Row:
    """Return the row with its readable cells only; more cells than headings is trouble.

    So are fewer of them in a text file, where a line may have been cut off; a workbook ends a row
    where its cells end.
    """
    cells = [row.cells[place] if place < len(row.cells) else "" for place in places]
    if row.trouble:
        # what is too long may stand in a column that is left behind
        is_read = row.trouble != "cell_long" or any(len(cell) > LONGEST_CELL for cell in cells)
        return Row(row.line, cells, row.trouble if is_read else "")
    if len(row.cells) > width and any(map(str.strip, row.cells[width:])):
        return Row(row.line, cells, "too_many_cells")
    is_short = is_text and len(row.cells) < width
    return Row(row.line, cells, "too_few_cells" if is_short else "")
