"""What ``upside import people`` answers: one object for scripts, sentences for people."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from upside.cli.main import REFUSED, say
from upside.kernel.errors import Refused
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Outcome
from upside.people.imports.problems import Problem
from upside.people.imports.refusals import Unreadable

__all__ = ["always_an_object", "answer_of", "faulty_when_tried", "in_words", "many_leave"]

SHOWN = 10
# what helps on a page, said as the command line has it
REMEDIES = {
    "leavers_many": gettext_lazy(
        "If the file is the whole staff, say so (--leavers deactivate); if it is a part, say keep."
    ),
    "sheet_chosen": gettext_lazy("If another one is meant, name it with --sheet."),
}
WITH_SHEETS = ("hidden", "cover")


@contextmanager
def always_an_object(nothing: dict[str, Any], *, as_json: bool) -> Iterator[None]:
    """Answer a refusal of the whole file with the object ``nothing``, its sentence beside it."""
    try:
        yield
    except Refused as refusal:
        if isinstance(refusal, Unreadable) and refusal.why in WITH_SHEETS:
            hint = _("Or name the sheet to read with --sheet.")
            refusal.args = (f"{refusal} {hint}",)
        if not as_json:
            raise
        answer = nothing | {"applied": False, "refusal": str(refusal)}
        say(answer, as_json=True, sentence=str(refusal))
        click.get_current_context().exit(REFUSED)


def faulty_when_tried(outcome: Outcome) -> str:
    """Say what the faults of a dry run would mean for an import."""
    sentence = ngettext(
        "%(n)s line is faulty, so nothing would be imported. Correct it, or choose to import the"
        " good lines only.",
        "%(n)s lines are faulty, so nothing would be imported. Correct them, or choose to import"
        " the good lines only.",
        outcome.refused,
    )
    return sentence % {"n": outcome.refused}


def many_leave(outcome: Outcome, *, in_pairs: int) -> str:
    """Say before it is done how many people an import would deactivate."""
    sentence = ngettext(
        "%(n)s of the %(known)s people known here would be deactivated; in a pair: %(in_pairs)s.",
        "%(n)s of the %(known)s people known here would be deactivated; in a pair: %(in_pairs)s.",
        outcome.deactivated,
    )
    return sentence % {"n": outcome.deactivated, "known": outcome.known, "in_pairs": in_pairs}


def answer_of(
    outcome: Outcome, file: Path, mapping: Mapping, written: Path | None
) -> dict[str, Any]:
    return outcome.figures() | {
        "file": str(file),
        "columns": mapping.read(),
        "map_written": str(written) if written else None,
        "protected": [w.column for w in outcome.warned if w.code == "column_protected"],
        "deactivated_ids": outcome.deactivated_ids,
        "faults": [_told_of(fault) for fault in outcome.faults],
        "warned": [_told_of(warning) for warning in outcome.warned],
    }


def _told_of(problem: Problem) -> dict[str, Any]:
    return problem.in_words() | {"remedy": _remedy_of(problem)}


def _remedy_of(problem: Problem) -> str:
    return str(REMEDIES.get(problem.code, problem.remedy))


def in_words(outcome: Outcome, answer: dict[str, Any], refusal: str, *, dry_run: bool) -> str:
    lines = [
        _(
            "%(read)s lines read: %(created)s people created, %(updated)s changed, %(unchanged)s"
            " unchanged, %(deactivated)s deactivated, %(refused)s refused, %(warnings)s warnings."
        )
        % answer
    ]
    if dry_run and refusal:
        lines[:0] = [
            _("A dry run: nothing was changed. This is what the good lines alone would do.")
        ]
    elif dry_run:
        lines[:0] = [_("A dry run: nothing was changed. This is what an import would do.")]
    if dry_run or not refusal:
        lines.append(
            _("%(without)s of them have no mail: they are known, but cannot be invited.")
            % {"without": outcome.without_mail}
        )
    if outcome.read == outcome.unchanged and not outcome.deactivated:
        lines.append(_("Nothing has changed since the last import."))
    lines += _told(_("Faulty lines"), outcome.faults) + _told(_("Warnings"), outcome.warned)
    if answer["map_written"]:
        lines.append(_("A mapping to edit was written: %(map)s") % {"map": answer["map_written"]})
    return "\n".join([*lines, *([refusal] if refusal else [])])


def _told(title: str, problems: list[Problem]) -> list[str]:
    """Write findings for people to read: each kind with its number and first examples."""
    lines = [f"{title}:"] if problems else []
    told: Counter[str] = Counter()
    numbers = Counter(problem.code for problem in problems)
    for problem in sorted(problems, key=lambda p: numbers[p.code]):
        # each column is another matter, however many there are
        told[problem.code] += not problem.code.startswith("column_")
        if told[problem.code] == SHOWN + 1:
            lines.append(
                "  "
                + _("… and %(n)s more of the kind: %(sentence)s")
                % {"n": numbers[problem.code] - SHOWN, "sentence": problem.sentence}
            )
        if told[problem.code] <= SHOWN:
            where = _("line %(line)s") % {"line": problem.line} if problem.line else ""
            place = ", ".join(filter(None, [where, problem.column, problem.value[:60]]))
            lines.append(f"  {place}: {problem.sentence} {_remedy_of(problem)}")
    return lines
