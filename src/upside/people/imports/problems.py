"""What is wrong with a line, or odd about it: where, what stands there, what would help.

Kept as a code with its details, and put into words only when shown, so that the same finding
reads in French and in English.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from upside.kernel.cells import without_formula
from upside.people.imports.sentences import REMEDIES, SENTENCES, STRICT_REMEDIES

__all__ = ["SHOWN", "Problem", "problems_csv"]

SHOWN = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding on one line; ``line`` counts as in the file, the heading included."""

    line: int
    column: str
    value: str
    code: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.details

    @property
    def remedy(self) -> str:
        strict = STRICT_REMEDIES if self.details.get("strict") else {}
        return str(strict.get(self.code, REMEDIES[self.code])) % self.details

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Problem":
        return cls(said["line"], said["column"], said["value"], said["code"], said["details"])

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value[:SHOWN],
            "code": self.code,
            "details": self.details,
        }

    def in_words(self) -> dict[str, Any]:
        """Return the finding as a script or a table shows it, in the active language."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value[:SHOWN],
            "problem": self.sentence,
            "remedy": self.remedy,
            "code": self.code,
        }


def problems_csv(problems: Iterable[tuple[str, Problem]], *, n_cut_off: int = 0) -> str:
    """Return findings as CSV that a spreadsheet opens without running a formula from it.

    Each finding comes with a word for how grave it is; the file starts with a byte order mark,
    without which Excel misreads accents. A last line tells how many findings were not kept.
    """
    text = io.StringIO()
    # Excel goes by the language of its machine: in French it parts cells at semicolons only
    writer = csv.writer(text, delimiter=";" if (get_language() or "").startswith("fr") else ",")
    writer.writerow(
        [
            _("Line"),
            _("Severity"),
            _("Column"),
            _("Value"),
            _("What is wrong"),
            _("What would help"),
        ]
    )
    for weight, problem in problems:
        cells = (weight, problem.column, problem.value, problem.sentence, problem.remedy)
        writer.writerow([problem.line, *map(without_formula, cells)])
    if n_cut_off:
        more = ngettext(
            "%(n)s more was found and is not listed. Correct these, then bring the file in again.",
            "%(n)s more were found and are not listed. Correct these, then bring the file in"
            " again.",
            n_cut_off,
        )
        writer.writerow(["", "", "", "", more % {"n": n_cut_off}, ""])
    return "\ufeff" + text.getvalue()
