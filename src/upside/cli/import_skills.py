"""``upside import skills``: what people can and want to learn, from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.import_words import always_an_object
from upside.cli.main import REFUSED, say
from upside.kernel.errors import Refused
from upside.people.imports.columns import AGAIN
from upside.people.imports.reading import read_table
from upside.people.imports.refusals import unreadable
from upside.people.imports.table import Table
from upside.programmes.actions import take_in_skills
from upside.skills.actions import SkillsFileRefused
from upside.skills.file_lines import COLUMNS
from upside.skills.wording import folded

__all__ = ["skills"]

SHOWN = 10
NEEDED = ("id", "skill")
ALSO_CALLED = {"competence": "skill", "niveau": "level", "souhait": "want", "matricule": "id"}


NOTHING: dict[str, Any] = {
    "read": 0,
    "created": 0,
    "updated": 0,
    "unchanged": 0,
    "people": 0,
    "refused": 0,
    "topics_added": [],
    "changed_places": 0,
    "faults": [],
    "warned": [],
    "applied": False,
}


class ColumnTwice(Refused):
    """Several columns claim to be the same thing."""


class ColumnsMissing(Refused):
    """The file has no column for the person or for the skill."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option("--new-topics", is_flag=True, help="Add topics that the catalogue lacks to it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def skills(file: Path, *, dry_run: bool, new_topics: bool, as_json: bool) -> None:
    """Import levels and wants from FILE, a CSV file or an Excel workbook.

    \b
    id          the person's id in the HR file
    skill       a code (J1), a label or an alias of the catalogue, in either language
    level       0 to 8, or empty
    want        the level to reach, 1 to 8, or empty
    importance  1 to 3; empty means 2

    All lines are imported or none. Importing the same file again changes nothing. Whoever took
    part already becomes ready if nothing else is missing.

    A topic that the catalogue does not know is a fault, with the line and a remedy. With
    --new-topics it becomes a topic of the company's own, under the name it has in the file.
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    with always_an_object(NOTHING, as_json=as_json):
        table = read_table(file)
        columns = _columns(table, file.name)
        try:
            answer: dict[str, Any] = take_in_skills(
                lambda: _lines(table, columns),
                new_topics=new_topics,
                dry_run=dry_run,
                by=None,
                at=timezone.now(),
            )
        except SkillsFileRefused as refusal:
            say(_refused(refusal), as_json=as_json, sentence=_faulty(refusal))
            click.get_current_context().exit(REFUSED)
    answer["warned"] = [*(note.in_words() for note in table.notes), *answer["warned"]]
    answer |= {"refused": 0, "faults": [], "applied": not dry_run}
    say(answer, as_json=as_json, sentence=_done(answer, dry_run=dry_run))


def _columns(table: Table, name: str) -> list[str]:
    said = [folded(AGAIN.sub("", heading)) for heading in table.headings]
    columns = [ALSO_CALLED.get(heading, heading) for heading in said]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ColumnsMissing(
            _("%(file)s has no column %(names)s. Its columns should be: %(all)s.")
            % {"file": name, "names": ", ".join(missing), "all": ", ".join(COLUMNS)}
        )
    for field in COLUMNS:
        rivals = [h for h, column in zip(table.headings, columns, strict=True) if column == field]
        if len(rivals) > 1:
            raise ColumnTwice(
                _("%(file)s has several columns for %(field)s: %(names)s. Keep one of them.")
                % {"file": name, "field": field, "names": ", ".join(rivals)}
            )
    return columns


def _lines(table: Table, columns: list[str]) -> Iterator[dict[str, str]]:
    n = 0
    for n, row in enumerate(table.rows(), start=1):  # noqa: B007 - the number is asked below
        cells = dict(zip(columns, row.cells, strict=False))
        spilt = any(map(str.strip, row.cells[len(columns) :]))
        trouble = row.trouble or ("too_many_cells" if spilt else "")
        yield cells | {"line": str(row.line), "trouble": trouble}
    if not n:
        raise unreadable("no_lines")


def _refused(refusal: SkillsFileRefused) -> dict[str, Any]:
    """Return the answer where lines are faulty: the others stay as they are."""
    n = len({fault["line"] for fault in refusal.faults})
    counts = {"read": refusal.n_read, "unchanged": refusal.n_read - n, "refused": n}
    return NOTHING | counts | {"faults": refusal.faults, "refusal": str(refusal)}


def _done(answer: dict[str, Any], *, dry_run: bool) -> str:
    sentence = (
        _(
            "%(read)s lines read, of %(people)s people: %(created)s new, %(updated)s changed,"
            " %(unchanged)s unchanged."
        )
        % answer
    )
    if dry_run:
        sentence = _("A dry run: nothing was changed.") + " " + sentence
    warned = [_("Warnings") + ":", *_told(answer["warned"])] if answer["warned"] else []
    return "\n".join([sentence, *warned])


def _faulty(refusal: SkillsFileRefused) -> str:
    return "\n".join([*_told(refusal.faults), str(refusal)])


def _told(findings: list[dict[str, Any]]) -> list[str]:
    lines = []
    for found in findings[:SHOWN]:
        where = _("line %(line)s") % found if found["line"] else ""
        place = ", ".join(filter(None, [where, found["column"], found["value"][:60]]))
        lines.append(f"  {place}: {found['problem']} {found['remedy']}")
    if (rest := len(findings) - SHOWN) > 0:
        lines.append("  " + _("… and %(n)s more; --json lists all of them.") % {"n": rest})
    return lines
