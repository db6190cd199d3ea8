"""What any reader of a file hands on: headings, then rows with the line they stand on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from upside.people.imports.problems import Problem

__all__ = [
    "HEADER_WITHIN",
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Row",
    "Table",
    "distinct_headings",
    "find_header",
]

MOST_COLUMNS = 400
MOST_ROWS = 1_000_000
LONGEST_CELL = 100_000  # characters; Excel itself ends at 32,767
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, its cells as text, and what kept it from being read."""

    line: int
    cells: list[str]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file seen as a table; ``rows`` reads it afresh each time, from after the headings.

    ``notes`` are what is odd about the file, such as a sheet that was chosen among several.
    """

    kind: str
    headings: list[str]
    header_line: int
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""
    delimiter: str = ""
    notes: list[Problem] = field(default_factory=list)


def distinct_headings(cells: list[str]) -> list[str]:
    """Return the headings, empty ones named by place and repeated ones numbered."""
    seen: dict[str, int] = {}
    headings = []
    for place, cell in enumerate(cells, start=1):
        heading = " ".join(cell.split()) or f"({place})"
        seen[heading] = seen.get(heading, 0) + 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return headings


def find_header(rows: list[Row], known: Callable[[str], bool]) -> int:
    """Return which of the first rows holds the headings; titles may stand above it.

    The row with most cells that we know as headings wins; where none is known, the first row
    that is as wide as most.
    """
    first = rows[:HEADER_WITHIN]
    known_cells = [sum(map(known, row.cells)) for row in first]
    if max(known_cells, default=0) > 0:
        return known_cells.index(max(known_cells))
    widths = [sum(1 for cell in row.cells if cell.strip()) for row in first]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return next((i for i, width in enumerate(widths) if width >= min(usual, 2)), 0)
