"""``upside import skills``: what people can and want to learn, from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.main import say
from upside.kernel.errors import Refused
from upside.people.imports.reading import read_table
from upside.programmes.actions import take_in_skills
from upside.skills.actions import SkillsFileRefused
from upside.skills.file_lines import COLUMNS
from upside.skills.wording import folded

__all__ = ["skills"]

SHOWN = 10
NEEDED = ("id", "skill")
ALSO_CALLED = {"competence": "skill", "niveau": "level", "souhait": "want", "matricule": "id"}


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
    try:
        answer: dict[str, Any] = take_in_skills(
            lambda: _lines(file),
            new_topics=new_topics,
            dry_run=dry_run,
            by=None,
            at=timezone.now(),
        )
    except SkillsFileRefused as refusal:
        n_lines = len({fault["line"] for fault in refusal.faults})
        answer = {"refused": n_lines, "faults": refusal.faults, "applied": False}
        say(answer, as_json=as_json, sentence=_faulty(refusal))
        click.get_current_context().exit(1)
    answer |= {"refused": 0, "faults": [], "applied": not dry_run}
    say(answer, as_json=as_json, sentence=_done(answer, dry_run=dry_run))


def _lines(file: Path) -> Iterator[dict[str, str]]:
    table = read_table(file)
    said = [folded(heading) for heading in table.headings]
    columns = [ALSO_CALLED.get(heading, heading) for heading in said]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ColumnsMissing(
            _("%(file)s has no column %(names)s. Its columns should be: %(all)s.")
            % {"file": file.name, "names": ", ".join(missing), "all": ", ".join(COLUMNS)}
        )
    for row in table.rows():
        cells = dict(zip(columns, row.cells, strict=False))
        yield cells | {"line": str(row.line), "trouble": row.trouble}


def _done(answer: dict[str, Any], *, dry_run: bool) -> str:
    sentence = (
        _(
            "%(read)s lines read, of %(people)s people: %(created)s new, %(updated)s changed,"
            " %(unchanged)s unchanged."
        )
        % answer
    )
    if dry_run:
        return _("A dry run: nothing was changed.") + " " + sentence
    return sentence


def _faulty(refusal: SkillsFileRefused) -> str:
    lines = [
        _("  line %(line)s, %(column)s, %(value)s: %(problem)s %(remedy)s") % fault
        for fault in refusal.faults[:SHOWN]
    ]
    rest = len(refusal.faults) - SHOWN
    if rest > 0:
        lines.append("  " + _("… and %(n)s more; --json lists all of them.") % {"n": rest})
    return "\n".join([*lines, str(refusal)])
