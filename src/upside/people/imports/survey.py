"""What a pass over a file tells about each column: how full it is, and with what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from upside.people.imports.dates import day_first, day_of
from upside.people.imports.headings import joined
from upside.people.imports.table import Row
from upside.people.imports.values import country_of, grade_of, is_mail, tidy, yes_or_no

__all__ = ["HALF", "MOSTLY", "Column", "counted", "looks_like"]

MOST_DISTINCT = 1_500
EXAMPLES = 3
LONGEST_COUNTED = 1_000
SAMPLE = 300
MOSTLY = 0.9
HALF = 0.5


@dataclass(slots=True)
class Column:
    """One column: its heading, how many lines fill it, its values and how often each comes.

    ``is_unique`` is about all lines up to the first repetition; ``values`` stops growing at
    ``MOST_DISTINCT`` different ones, what was seen then goes on being counted.
    """

    heading: str
    n_filled: int = 0
    values: dict[str, int] = field(default_factory=dict)

    @property
    def examples(self) -> list[str]:
        return list(self.values)[:EXAMPLES]

    @property
    def is_unique(self) -> bool:
        return bool(self.values) and max(self.values.values()) == 1

    def as_json(self) -> dict[str, Any]:
        return {"heading": self.heading, "n_filled": self.n_filled, "values": self.values}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Column":
        return cls(said["heading"], said["n_filled"], said["values"])

    def count(self, cell: str) -> None:
        if text := tidy(cell[:LONGEST_COUNTED], keep_words=True):
            self.n_filled += 1
            if text in self.values or len(self.values) < MOST_DISTINCT:
                self.values[text] = self.values.get(text, 0) + 1


def counted(rows: Iterable[Row], columns: list[Column]) -> Iterator[Row]:
    """Hand the rows on as they are, and count their cells in ``columns`` on the way."""
    for row in rows:
        for column, cell in zip(columns, row.cells, strict=False):
            column.count(cell)
        yield row


def looks_like(field_name: str, column: Column, ids: Column | None, share: float = MOSTLY) -> bool:
    """Tell whether ``share`` of the values are such as this field has; unsure means yes.

    Where the heading says what the column is, half will do: the others are faults to be listed,
    not a reason to doubt the heading.
    """
    values = list(column.values)
    if not values:
        return True

    def mostly(values: list[str], holds: Callable[[str], object]) -> bool:
        sample = values[:SAMPLE]
        return sum(1 for value in sample if holds(value)) >= share * len(sample)

    first = day_first(values)
    judges = {
        "id": lambda: column.is_unique or share < MOSTLY,
        "mail": lambda: share < MOSTLY or mostly(values, is_mail),
        "grade": lambda: mostly(values, lambda v: grade_of(v) is not None),
        "active": lambda: mostly(values, lambda v: yes_or_no(v) is not None),
        "left": lambda: mostly(values, lambda v: yes_or_no(v) is not None),
        "country": lambda: mostly(values, lambda v: bool(country_of(v))),
        "leaving_date": lambda: mostly(values, lambda v: day_of(v, day_first=first) is not None),
        "manager": lambda: share < MOSTLY or mostly(values, _pointer_at_people(ids)),
        "first_name": lambda: not mostly(values, str.isdigit),
        "last_name": lambda: not mostly(values, str.isdigit),
        "full_name": lambda: mostly(values, lambda v: " " in v or "," in v),
        "title": lambda: not mostly(values, str.isdigit),
    }
    return bool(judges[field_name]()) if field_name in judges else True


def _pointer_at_people(ids: Column | None) -> Callable[[str], bool]:
    """A manager is named by an id like those of the file, by mail, or by first and last name."""
    shapes = {_shape(value) for value in list(ids.values)[:SAMPLE]} if ids else set()
    return lambda value: "@" in value or " " in value or _shape(value) in shapes


def _shape(text: str) -> str:
    letters = "".join("9" if c.isdigit() else "a" for c in joined(text))
    return letters.replace("99", "9").replace("99", "9").replace("99", "9")
