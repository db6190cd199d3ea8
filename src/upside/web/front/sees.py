"""What “who sees what” is made of: a column for each role, a row for each kind of data."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, Promise] = {
    "you": _("You"),
    "partner": _("Your partner"),
    "coach": _("Coach"),
    "coordinator": _("Coordinator"),
    "sponsor": _("Sponsor"),
    "manager": _("Line manager"),
    "assistant": _("Assistant"),
    "evaluator": _("Evaluator"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}
NO = _("no")
YES = _("yes")
SUMS = _("sums, from 8 people on")
COUNTS = _("counts")
MEANS = _("means, from 8 pairs on")
COVERED = _("how many wants a partner covers, from 8 people on")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data: what it is, and what each column sees of it; a missing column sees no.

    By its ``key`` a form says in place who sees what is entered there (``who_sees``).
    """

    label: Promise
    seen: dict[str, Promise] = field(default_factory=dict)
    note: Promise | str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role sees of one kind of data."""

    column: Promise
    said: Promise
    is_no: bool


def table(rows: tuple[Row, ...]) -> list[tuple[Row, list[Cell]]]:
    """Return each row with one cell for every column, left to right."""
    return [
        (
            row,
            [
                Cell(name, row.seen.get(key, NO), key not in row.seen)
                for key, name in COLUMNS.items()
            ],
        )
        for row in rows
    ]
