"""Whom ``upside enrol`` is about: ids, one a line, or a table with what else is known."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.people.imports import delimited
from upside.people.imports.columns import AGAIN, recognise
from upside.people.imports.headings import joined
from upside.people.imports.problems import Problem
from upside.people.imports.reading import MOST_BYTES, read_table
from upside.people.imports.table import Row, Table
from upside.people.imports.values import language_of, tidy
from upside.programmes.actions import EnrolLine
from upside.programmes.languages import LANGUAGES
from upside.programmes.models import END_OF_DAY, Enrolment
from upside.programmes.slots import Stretch, slot_of

__all__ = ["BadEnrolFile", "read_ids"]

SHOWN = 10
CALLED = {
    "seats": "seats",
    "places": "seats",
    "nombredeplaces": "seats",
    "slots": "slots",
    "creneaux": "slots",
    "disponibilites": "slots",
    "languages": "languages",
    "langues": "languages",
    "role": "role",
}
ROLES = {
    "mentor": Enrolment.Role.MENTOR,
    "mentore": Enrolment.Role.MENTEE,
    "mentoree": Enrolment.Role.MENTEE,
    "mentee": Enrolment.Role.MENTEE,
}
SEATS = re.compile(r"[0-5]")
APART = re.compile(r"[;,/|+&]")


class BadEnrolFile(Refused):
    """The file cannot be read as it stands; ``faults`` lists line, column, value and remedy."""

    def __init__(self, sentence: str, faults: list[dict[str, Any]] | None = None) -> None:
        self.faults = faults or []
        told = [
            _("  line %(line)s, %(column)s, %(value)s: %(problem)s %(remedy)s") % fault
            for fault in self.faults[:SHOWN]
        ]
        if (rest := len(self.faults) - SHOWN) > 0:
            told.append("  " + _("… and %(n)s more; --json lists all of them.") % {"n": rest})
        super().__init__("\n".join([*told, sentence]))


def read_ids(file: Path, role: str) -> list[EnrolLine]:
    """Return the people of a file: ids, one a line, or a table with a column for the id.

    A table is read as a file of people is. It may have ``seats``, ``languages`` (fr; en) and
    ``slots`` (Mon 09:00-12:00; …), as PEOPLE.csv of the engine has them, and a ``role``, which has
    to be ``role`` on every line; other columns are left alone.

    Raises
    ------
    BadEnrolFile
        If a line is faulty, says another role, or an id stands there twice.
    """
    plain = _plain_list(file)
    return plain if plain is not None else _Reader(read_table(file), role).lines()


def _plain_list(file: Path) -> list[EnrolLine] | None:
    """Return the ids of a text without any separator; None where there is one, or no text."""
    head = file.read_bytes()[:4] if file.stat().st_size <= MOST_BYTES else b"PK"
    if head.startswith(b"PK"):
        return None
    text = file.read_text(encoding=delimited.encoding_of(file), errors="replace")
    if any(sign in text for sign in (*delimited.DELIMITERS, '"')):
        return None
    ids = [tidy(line) for line in text.lstrip("\ufeff").splitlines()]
    guess = recognise(ids[0]) if ids else None
    if guess and guess.field == "id":
        ids = ids[1:]
    return [EnrolLine(one) for one in dict.fromkeys(ids) if one]


class _Reader:
    """Reads the lines of a table; faults pile up."""

    def __init__(self, table: Table, role: str) -> None:
        self.table, self.role = table, role
        self.faults: list[dict[str, Any]] = []
        self.line_of: dict[str, int] = {}
        self.places = self._places()

    def lines(self) -> list[EnrolLine]:
        read = [line for row in self.table.rows() if (line := self._line(row))]
        if self.faults:
            raise BadEnrolFile(
                _("Nobody was invited. Mend the file and try again."),
                self.faults,
            )
        return read

    def _places(self) -> dict[str, int]:
        """Return where each thing stands; refuse a table without ids, or with two for one thing."""
        places: dict[str, int] = {}
        for place, heading in enumerate(self.table.headings):
            bare = AGAIN.sub("", heading)
            guess = recognise(bare)
            sure = guess.field if guess and guess.sure and guess.field == "id" else ""
            name = CALLED.get(joined(bare), sure)
            if name and name in places:
                raise BadEnrolFile(
                    _("Two columns say the same: %(one)s, %(other)s. Keep one of them.")
                    % {"one": self.table.headings[places[name]], "other": heading}
                )
            if name:
                places[name] = place
        if "id" not in places:
            raise BadEnrolFile(
                _("No column holds the ids. Call it id; the file has: %(all)s.")
                % {"all": ", ".join(self.table.headings)[:200]}
            )
        return places

    def _line(self, row: Row) -> EnrolLine | None:
        spilt = any(map(str.strip, row.cells[len(self.table.headings) :]))
        if trouble := row.trouble or ("too_many_cells" if spilt else ""):
            found = Problem(row.line, "", "".join(row.cells[:1]), trouble)
            self.faults.append(found.in_words())
            return None
        cells = {
            name: tidy(row.cells[place]) if place < len(row.cells) else ""
            for name, place in self.places.items()
        }
        self._check_id(row.line, cells["id"])
        self._check_role(row.line, cells.get("role", ""))
        return EnrolLine(
            id=cells["id"],
            seats=self._seats(row.line, cells.get("seats", "")),
            languages=self._each(row.line, "languages", APART.split(cells.get("languages", ""))),
            slots=self._each(row.line, "slots", cells.get("slots", "").split(";")),
        )

    def _fault(self, line: int, name: str, value: str, problem: str, remedy: str) -> None:
        column = self.table.headings[self.places[name]]
        said = {"line": line, "column": column, "value": value[:40]}
        self.faults.append(said | {"problem": problem, "remedy": remedy})

    def _check_id(self, line: int, value: str) -> None:
        first = self.line_of.setdefault(value, line)
        if not value:
            self._fault(line, "id", "", _("This line has no id."), _("Write it, or take it out."))
        elif first != line:
            problem = _("The same id stands on line %(other)s.") % {"other": first}
            self._fault(line, "id", value, problem, _("Keep one of the two lines."))

    def _check_role(self, line: int, value: str) -> None:
        if value and ROLES.get(joined(value)) != self.role:
            problem = _("The command says --role %(role)s.") % {"role": self.role}
            remedy = _("Enrol mentors and mentees with a file and a command each.")
            self._fault(line, "role", value, problem, remedy)

    def _seats(self, line: int, value: str) -> int | None:
        if value and not SEATS.fullmatch(value):
            remedy = _("Write a whole number from 0 to 5, or leave it empty.")
            self._fault(line, "seats", value, _("Nobody can have so many seats."), remedy)
            return None
        return int(value) if value else None

    def _each(self, line: int, name: str, parts: list[str]) -> list[Any] | None:
        """Return the parts of a cell as what they mean; each that means nothing is a fault."""
        find, problem, remedy = KINDS[name]
        said = [part.strip() for part in parts if part.strip()]
        meant = [find(part) for part in said]
        for part in (part for part, found in zip(said, meant, strict=True) if found is None):
            self._fault(line, name, part, problem(), remedy())
        return meant or None


def _language(text: str) -> str | None:
    code = language_of(text)
    return code if code in LANGUAGES else None


def _slot(text: str) -> Stretch | None:
    found = slot_of(text)
    return found if found and found[1] < found[2] <= END_OF_DAY else None


KINDS: dict[str, tuple[Callable[[str], Any], Callable[[], str], Callable[[], str]]] = {
    "languages": (
        _language,
        lambda: _("This is no language that can be chosen."),
        lambda: _("Write codes such as fr; en, or names in English or French."),
    ),
    "slots": (
        _slot,
        lambda: _("This is no time of the week that ends after it starts."),
        lambda: _("Write it like this: Mon 09:00-12:00; Tue 14:00-16:00."),
    ),
}
