"""People imported from a file, or only looked at: what an import would do."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from upside.kernel import audit
from upside.people.imports.applying import bring_in
from upside.people.imports.checking import Checked, check_lines
from upside.people.imports.known import Known, everybody_known
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices, Outcome
from upside.people.imports.refusals import ImportRefused
from upside.people.imports.storing import Stored
from upside.people.models import PeopleImport, Person

__all__ = [
    "FaultyLines",
    "MoreWouldLeave",
    "Prepared",
    "import_people",
    "prepare_people",
    "preview_people",
]

MOST_LOGGED = 1_000


class MoreWouldLeave(ImportRefused):
    """More people would be deactivated than whoever imports has agreed to."""

    def __init__(self, n: int) -> None:
        sentence = ngettext(
            "%(n)s person would be deactivated, and you did not agree to that number. Nothing was"
            " imported: look at the number, then confirm it.",
            "%(n)s people would be deactivated, and you did not agree to that number. Nothing was"
            " imported: look at the number, then confirm it.",
            n,
        )
        super().__init__(sentence % {"n": n})


class FaultyLines(ImportRefused):
    """Some lines are faulty and nobody said to go on without them; ``outcome`` names them."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        sentence = ngettext(
            "%(n)s line is faulty, so nothing was imported. Correct it, or choose to import the"
            " good lines only.",
            "%(n)s lines are faulty, so nothing was imported. Correct them, or choose to import"
            " the good lines only.",
            outcome.refused,
        )
        super().__init__(sentence % {"n": outcome.refused})


def preview_people(
    stored: Stored, mapping: Mapping, choices: Choices, *, by: Person | None, at: datetime
) -> Outcome:
    """Tell what importing the good lines would do, and change nothing."""
    known = everybody_known(choices.partners)
    checked = check_lines(stored, mapping, known, on=at.date(), strict=choices.is_strict)
    return bring_in(checked, known, choices, by=by, write=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Lines checked before the transaction that writes them, and against whom."""

    known: Known
    checked: Checked


def prepare_people(stored: Stored, mapping: Mapping, choices: Choices, *, at: datetime) -> Prepared:
    """Check every line of a file and write nothing: the longer half of an import."""
    known = everybody_known(choices.partners)
    checked = check_lines(stored, mapping, known, on=at.date(), strict=choices.is_strict)
    return Prepared(known, checked)


@transaction.atomic
def import_people(  # noqa: PLR0913 - an import is described by many things
    stored: Stored,
    mapping: Mapping,
    choices: Choices,
    *,
    name: str,
    by: Person | None,
    at: datetime,
    subject: PeopleImport | str = "people",
    prepared: Prepared | None = None,
) -> Outcome:
    """Import people, all lines or nothing; with ``only_good`` the good lines.

    ``prepared`` saves a second check where nobody has changed since the first. Importing the same
    file again changes nothing. Nobody is ever deleted: who is missing from a
    file is deactivated as ``choices.leavers`` says, and keeps their data.

    Raises
    ------
    BadMapping
        If the mapping does not fit the file.
    FaultyLines
        If there are faulty lines and ``only_good`` was not chosen.
    MoreWouldLeave
        If more people would be deactivated than ``choices.at_most``.
    """
    known = everybody_known(choices.partners)
    if prepared is None or prepared.known != known:
        prepared = prepare_people(stored, mapping, choices, at=at)
    checked = prepared.checked
    if checked.faults and not choices.only_good:
        raise FaultyLines(_nothing_done(checked))
    outcome = bring_in(checked, known, choices, by=by, write=True)
    if choices.at_most is not None and outcome.deactivated > choices.at_most:
        raise MoreWouldLeave(outcome.deactivated)
    details = outcome.figures() | {
        "file": name,
        "columns": mapping.read(),
        "leavers": choices.leavers,
        "only_good": choices.only_good,
        "deactivated_ids": outcome.deactivated_ids[:MOST_LOGGED],
    }
    audit.record(verb="people.imported", subject=subject, actor=by, at=at, details=details)
    return outcome


def _nothing_done(checked: Checked) -> Outcome:
    return Outcome(
        read=checked.n_read,
        unchanged=checked.n_read - checked.n_refused,
        refused=checked.n_refused,
        warnings=len(checked.warnings),
        faults=checked.faults,
        warned=checked.warnings,
    )
