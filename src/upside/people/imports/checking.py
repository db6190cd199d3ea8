"""Every line checked: each by itself, then against the others and against who is known."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from upside.people.imports import progress
from upside.people.imports.known import Known
from upside.people.imports.lines import CUT_OFF, Line, LineReader
from upside.people.imports.mapping import TREE, Mapping
from upside.people.imports.problems import Problem
from upside.people.imports.reporting import manager_problems, settle_managers
from upside.people.imports.storing import Stored
from upside.people.imports.tree import grades_from_tree
from upside.people.imports.values import tidy

__all__ = ["Checked", "check_lines"]


# faults of lines that do not say whose they are, or may not say it in the right cell
TOLD_EVERY = 500
UNREAD = frozenset({"id_missing", "id_shortened", "quotes", "too_many_cells"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The good lines, the findings, and which ids stand in the file at all, good or faulty.

    ``n_read`` counts the people's lines: good ones and refused ones.
    """

    lines: list[Line]
    faults: list[Problem]
    warnings: list[Problem]
    ids: frozenset[str]
    n_read: int
    id_column: str = ""

    @property
    def n_refused(self) -> int:
        return self.n_read - len(self.lines)

    @property
    def names_everybody(self) -> bool:
        """Whether each line says whose it is; else nobody can say who is missing."""
        too_long = ("cell_long", self.id_column)
        return not any(f.code in UNREAD or (f.code, f.column) == too_long for f in self.faults)


def check_lines(
    stored: Stored, mapping: Mapping, known: Known, *, on: date, strict: bool = False
) -> Checked:
    """Read and check all lines; ``strict`` turns what is odd about managers into faults.

    Raises
    ------
    BadMapping
        If the mapping does not fit the file.
    """
    mapping.check(stored.headings)
    reader = LineReader(stored, mapping, on)
    reader.warnings += stored.notes
    n_read, places, lines = 0, [], []
    place = reader.place_of["id"]
    for row in stored.rows():
        n_totals = len(reader.warnings)
        line = reader.read(row)
        if line is None and _was_totals(reader.warnings[n_totals:]):
            continue
        n_read += 1
        if n_read % TOLD_EVERY == 0:
            progress.tell("check", n_read)
        if row.trouble in ("", CUT_OFF, "cell_long"):
            places.append((line.id if line else tidy(row.cells[place]), row.line))
        if line:
            lines.append(line)
    reader.faults += _twice(places, reader.heading_of["id"], "id_again")
    ids = frozenset(identity for identity, _line in places)
    return _against_each_other(reader, lines, known, ids, (n_read, strict))


def _was_totals(warnings: list[Problem]) -> bool:
    return any(warning.code == "totals" for warning in warnings)


def _against_each_other(
    reader: LineReader,
    lines: list[Line],
    known: Known,
    ids: frozenset[str],
    told: tuple[int, bool],
) -> Checked:
    n_read, strict = told
    faults, warnings = reader.faults, reader.warnings
    heading = reader.heading_of.get
    if "mail" in reader.heading_of:
        mails = [(line.said["email"] or "", line.number) for line in lines]
        faults += _twice(mails, heading("mail", ""), "mail_again")
    faults += _across_companies(lines, known, (heading("id", ""), heading("unit", "")))
    lines = _without_faulty(lines, faults)
    if "manager" in reader.heading_of:
        namesakes = settle_managers(lines, known, ids)
        odd = manager_problems(lines, known, ids, heading("manager", ""), namesakes)
        if strict:
            faults += [replace(one, details=one.details | {"strict": True}) for one in odd]
            lines = _without_faulty(lines, odd)
        else:
            warnings += odd
    if reader.mapping.grades_of == TREE:
        grades = grades_from_tree({line.id: line.said["manager_ref"] for line in lines})
        for line in lines:
            line.said["grade"] = grades.get(line.id)
    if "mail" in reader.heading_of:
        while taken := _taken(lines, known, heading("mail", "")):
            faults += taken
            lines = _without_faulty(lines, taken)
    faults.sort(key=lambda f: f.line)
    warnings.sort(key=lambda w: w.line)
    return Checked(lines, faults, warnings, ids, n_read, heading("id", ""))


def _without_faulty(lines: list[Line], faults: list[Problem]) -> list[Line]:
    faulty = {fault.line for fault in faults}
    return [line for line in lines if line.number not in faulty]


def _twice(values: list[tuple[str, int]], column: str, code: str) -> list[Problem]:
    """Return a fault for each line whose value another line has too."""
    first: dict[str, int] = {}
    shared: dict[str, list[int]] = defaultdict(list)
    for value, line in values:
        if value and first.setdefault(value, line) != line:
            shared[value].append(line)
    faults = []
    for value, others in shared.items():
        faults.append(Problem(first[value], column, value, code, {"other": others[0]}))
        faults += [Problem(n, column, value, code, {"other": first[value]}) for n in others]
    return faults


def _taken(lines: list[Line], known: Known, column: str) -> list[Problem]:
    """Return a fault for each mail that somebody else has and does not give up in this file."""
    owner_of = {mail: identity for identity, mail in known.mail.items()}
    gives_up = {line.id for line in lines if known.mail.get(line.id) != line.said["email"]}
    faults = []
    for line in lines:
        mail = line.said["email"]
        owner = owner_of.get(mail) if mail else None
        if owner and owner != line.id and owner not in gives_up:
            faults.append(Problem(line.number, column, mail, "mail_taken", {"other": owner}))
    return faults


def _across_companies(
    lines: list[Line], known: Known, columns: tuple[str, str]
) -> Iterator[Problem]:
    """Yield a fault for each id that another company has, and each unit missing beside guests.

    Two companies may number their people alike: only the same mail tells that it is one person.
    """
    if not known.partners:
        return
    firms = [known.firm_said(line.id, line.said.get("unit")) for line in lines]
    for line, firm in zip(lines, firms, strict=True):
        if any(firms) and line.said.get("unit") == "":
            yield Problem(line.number, columns[1], "", "unit_missing")
        elif line.id in known.is_active and firm != known.firm.get(line.id, ""):
            mail = known.mail.get(line.id)
            if not mail or mail != line.said.get("email"):
                yield Problem(line.number, columns[0], line.id, "other_company")
