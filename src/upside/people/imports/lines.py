"""One line of an HR file turned into what it says of a person, with everything wrong named."""

import re
from datetime import date
from sys import intern
from typing import Any, NamedTuple

from upside.people.imports.columns import LEVELS
from upside.people.imports.dates import day_first, day_of
from upside.people.imports.headings import plain
from upside.people.imports.mapping import Mapping
from upside.people.imports.names import is_last_first, names_of
from upside.people.imports.problems import SHOWN, Problem
from upside.people.imports.storing import Stored
from upside.people.imports.table import LONGEST_CELL, Row
from upside.people.imports.values import (
    country_of,
    grade_of,
    is_mail,
    language_of,
    tidy,
    time_zone_of,
    yes_or_no,
)
from upside.people.models import Language, Person, Unit

__all__ = ["CUT_OFF", "Line", "LineReader"]

SHORTENED = re.compile(r"\d[.,]\d+[eE]\+?\d+")
TOTALS = re.compile(
    r"(grand |sub ?|sous )?tota(l|ux)\b"
    r"|(nombre|effectif|number|count|somme|sum|end|fin) (de|of|total)"
)
FEW = 3
CUT_OFF = "too_few_cells"  # odd only: some exports leave empty cells out at the end of a line
LANGUAGES_APART = re.compile(r"[;,/|+&]| et | and ")
LEVELS_APART = re.compile(r"\s*(?:/|>|\\|»)\s*")
LIMITS = {
    "id": Person._meta.get_field("external_id").max_length,  # noqa: SLF001 - public in all but name
    "manager": 100,
    "first_name": 150,
    "last_name": 150,
    "full_name": 150,
    "title": 200,
    "site": 200,
    "unit": Unit._meta.get_field("path").max_length,  # noqa: SLF001
}
NAMES = frozenset({"first_name", "last_name", "full_name"})


class Line(NamedTuple):
    """What one line says: where it stands, whose it is, and the fields of the person.

    ``None`` in ``time_zone``, ``languages`` and ``ui_language`` means that the cell is empty and
    what is known stays: people tell these themselves.
    """

    number: int
    id: str
    said: dict[str, Any]


class LineReader:
    """Reads rows under one mapping; faults and warnings pile up in the order of the lines."""

    def __init__(self, stored: Stored, mapping: Mapping, on: date) -> None:
        places = {heading: place for place, heading in enumerate(stored.headings)}
        self.heading_of = {field: heading for heading, field in mapping.read().items()}
        self.place_of = {f: places[h] for f, h in self.heading_of.items()}
        self.headings = stored.headings
        self.mapping = mapping
        self.on = on
        self.is_last_first = is_last_first(self.heading_of.get("full_name", ""))
        self.faults: list[Problem] = []
        self.warnings: list[Problem] = []
        values = {column.heading: column.values for column in stored.columns}
        self.is_day_first = day_first(values.get(self.heading_of.get("leaving_date", ""), {}))

    def read(self, row: Row) -> Line | None:
        """Return what the row says, or None where it is faulty or no person at all."""
        known = len(self.faults)
        if row.trouble and row.trouble != CUT_OFF:
            self._fault(row.line, *self._where(row), row.trouble)
            return None
        cells = {
            field: tidy(row.cells[place], keep_words=field in NAMES)
            for field, place in self.place_of.items()
        }
        identity = cells["id"]
        if _is_totals(identity, row):
            self._warn(row.line, "id", " ".join(row.cells).strip(), "totals")
            return None
        self._check_id(row.line, identity)
        self._check_lengths(row.line, cells)
        said = self._said(row.line, cells)
        if row.trouble:
            self._warn(row.line, "", identity, row.trouble)
        return Line(row.line, identity, said) if len(self.faults) == known else None

    def _where(self, row: Row) -> tuple[str, str]:
        """Return the column and the value that keep a line from being read, else how it begins."""
        for heading, cell in zip(self.headings, row.cells, strict=False):
            if row.trouble == "cell_long" and len(cell) > LONGEST_CELL:
                return heading, cell[:SHOWN]
        return "", "".join(row.cells[:1])

    def _said(self, line: int, cells: dict[str, str]) -> dict[str, Any]:
        """Return the person's fields; only those that the file has columns for."""
        said: dict[str, Any] = {"is_active": self._is_active(line, cells)}
        said |= {f: intern(cells[c]) for f, c in PLAIN.items() if c in cells}
        if "full_name" in cells:
            first, last = names_of(cells["full_name"], last_first=self.is_last_first)
            said.setdefault("first_name", first)
            said.setdefault("last_name", last)
        if "mail" in cells:
            said["email"] = self._mail(line, cells["mail"])
        if path := [f for f in (*LEVELS, "unit") if f in cells]:
            said["unit"] = intern(self._unit(line, [(f, cells[f]) for f in path]))
        if "country" in cells:
            said["country"] = self._known(line, "country", cells["country"], country_of)
        if "time_zone" in cells:
            said["time_zone"] = self._known(line, "time_zone", cells["time_zone"], time_zone_of)
        self._add_grade(said, line, cells)
        self._add_languages(said, line, cells)
        return said

    def _fault(self, line: int, field: str, value: str, code: str, **details: Any) -> None:
        column = self.heading_of.get(field, field)
        self.faults.append(Problem(line, column, value, code, details))

    def _warn(self, line: int, field: str, value: str, code: str, **details: Any) -> None:
        column = self.heading_of.get(field, field)
        self.warnings.append(Problem(line, column, value, code, details))

    def _check_id(self, line: int, identity: str) -> None:
        if not identity:
            self._fault(line, "id", "", "id_missing")
        elif SHORTENED.fullmatch(identity):
            self._fault(line, "id", identity, "id_shortened")

    def _check_lengths(self, line: int, cells: dict[str, str]) -> None:
        for field, cell in cells.items():
            most = LIMITS.get(field)
            if most and len(cell) > most:
                self._fault(line, field, cell, "too_long", most=most)

    def _mail(self, line: int, text: str) -> str | None:
        # addresses sign people in: one spelling of each, so that nobody has two
        mail = text.removeprefix("mailto:").strip("<>").lower()
        if mail and not is_mail(mail):
            self._fault(line, "mail", text, "mail_bad")
        return mail or None

    def _unit(self, line: int, parts: list[tuple[str, str]]) -> str:
        """Join the levels to a path; a slash inside the name of one level is no level."""
        path: list[str] = []
        for field, text in parts:
            named = LEVELS_APART.split(text) if field == "unit" else [text.replace("/", "-")]
            path += [n for n in named if n and (not path or path[-1].casefold() != n.casefold())]
        whole = "/".join(path)
        if len(whole) > int(LIMITS["unit"] or 0):
            self._fault(line, parts[-1][0], whole, "too_long", most=LIMITS["unit"])
        if any(len(name) > int(LIMITS["site"] or 0) for name in path):
            self._fault(line, parts[-1][0], whole, "too_long", most=LIMITS["site"])
        return whole

    def _known(self, line: int, field: str, text: str, find: Any) -> str | None:
        found = find(text) if text else ""
        if text and not found:
            self._warn(line, field, text, f"{field}_unknown")
        return found or (None if field == "time_zone" else "")

    def _is_active(self, line: int, cells: dict[str, str]) -> bool:
        says_gone = [self._has_left(line, cells.get("leaving_date", ""))]
        for field, meaning_gone in (("active", False), ("left", True)):
            text = cells.get(field, "")
            answer = yes_or_no(text) if text else None
            if text and answer is None:
                self._fault(line, field, text, "active_bad")
            says_gone.append(answer is meaning_gone)
        return not any(says_gone)

    def _has_left(self, line: int, text: str) -> bool:
        if not text:
            return False
        day = day_of(text, day_first=self.is_day_first)
        if day is None:
            self._fault(line, "leaving_date", text, "date_bad")
        return day is not None and day < self.on

    def _add_grade(self, said: dict[str, Any], line: int, cells: dict[str, str]) -> None:
        of = self.mapping.grades_of
        if of not in cells and "grade" not in cells:
            return
        text = cells.get("grade", "")
        label = cells.get(of, "")
        grade = self.mapping.grades.get(label) if label else None
        if grade is None and text:
            grade = grade_of(text)
        said["grade"] = grade
        if grade is not None:
            return
        if text and of != "grade":
            self._fault(line, "grade", text, "grade_bad")
        elif label and label not in self.mapping.grades:
            self._warn(line, of, label, "grade_unmapped", label=label)

    def _add_languages(self, said: dict[str, Any], line: int, cells: dict[str, str]) -> None:
        if "languages" in cells:
            words = [w.strip() for w in LANGUAGES_APART.split(cells["languages"]) if w.strip()]
            codes = {word: language_of(word) for word in words}
            for word in (word for word, code in codes.items() if not code):
                self._warn(line, "languages", cells["languages"], "language_unknown", word=word)
            said["languages"] = list(dict.fromkeys(filter(None, codes.values()))) or None
        if "ui_language" in cells:
            text = cells["ui_language"]
            code = language_of(text)
            if text and code not in Language.values:
                odd = "ui_language_other" if code else "language_unknown"
                self._warn(line, "ui_language", text, odd, word=text)
            said["ui_language"] = code if code in Language.values else None


PLAIN = {
    "first_name": "first_name",
    "last_name": "last_name",
    "job_title": "title",
    "site": "site",
    "manager_ref": "manager",
}


def _is_totals(identity: str, row: Row) -> bool:
    """Tell whether the line sums the file up: few cells, the first of which says so."""
    filled = [cell for cell in map(str.strip, row.cells) if cell]
    if not filled or len(filled) > FEW or identity not in ("", tidy(filled[0])):
        return False
    return bool(TOTALS.match(plain(filled[0])))
