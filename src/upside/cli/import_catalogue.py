"""``upside import catalogue``: skills of ESCO, ROME and DigComp, from their official files."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.cli.import_words import always_an_object
from upside.cli.main import REFUSED, say
from upside.skills.actions import import_concepts
from upside.skills.official.concepts import OfficialFile, OfficialFilesRefused
from upside.skills.official.reading import read_official_files, read_uris

__all__ = ["catalogue"]

SHOWN = 10
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NOTHING: dict[str, Any] = {
    "read": 0,
    "created": 0,
    "updated": 0,
    "unchanged": 0,
    "refused": 0,
    "left_out": 0,
    "not_chosen": 0,
    "near": [],
    "files": [],
    "faults": [],
    "applied": False,
}


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--only", type=FILE, help="Take only skills whose URI stands in this file.")
@click.option("--all", "every", is_flag=True, help="Add more than 2,000 topics at once.")
@click.option("--language", type=click.Choice(["en", "fr"]), help="Where labels do not show it.")
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def catalogue(
    files: tuple[Path, ...],
    *,
    only: Path | None,
    every: bool,
    language: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the skills of official FILES to the catalogue: ESCO, ROME, DigComp.

    \b
    ESCO     skills_en.csv, skills_fr.csv, or a file of one of its collections
    ROME     the CSV file of competences
    DigComp  the data supplement as JSON-LD

    What a file is shows in what it holds. Files in English and in French are joined by URI.
    Importing again changes nothing. Topics of the catalogue stay as they are: a skill that is
    called like one of them is added beside it, and told.

    \b
    upside import catalogue digitalSkillsCollection_en.csv --dry-run
    upside import catalogue skills_en.csv skills_fr.csv --only digitalSkillsCollection_en.csv
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    with always_an_object(NOTHING, as_json=as_json):
        chosen = read_uris(only) if only else None
        try:
            found = read_official_files(files, language or "")
        except OfficialFilesRefused as refusal:
            say(_refused(refusal), as_json=as_json, sentence=_faulty(refusal))
            click.get_current_context().exit(REFUSED)
        concepts = [concept for file in found for concept in file.concepts]
        wanted = [c for c in concepts if chosen is None or c.uri in chosen]
        answer = import_concepts(
            wanted, any_number=every, dry_run=dry_run, by=None, at=timezone.now()
        )
    answer |= {
        "read": len(concepts),
        "left_out": sum(file.left_out for file in found),
        "not_chosen": len(concepts) - len(wanted),
        "files": [_told_of(file) for file in found],
        "applied": not dry_run,
    }
    answer = NOTHING | answer
    say(answer, as_json=as_json, sentence=_done(answer, dry_run=dry_run))


def _told_of(file: OfficialFile) -> dict[str, Any]:
    counts = {"read": len(file.concepts), "left_out": file.left_out}
    return {"file": file.name, "kind": file.kind, "languages": file.languages} | counts


def _done(answer: dict[str, Any], *, dry_run: bool) -> str:
    lines = [
        "{file}: {kind}, {languages}, {read}".format(**file | {"languages": _joined(file)})
        for file in answer["files"]
    ]
    lines.append(
        _(
            "%(read)s entries read: %(created)s topics new, %(updated)s changed, %(unchanged)s"
            " unchanged; %(not_chosen)s entries not chosen, %(left_out)s left out as no skill or"
            " no longer in use."
        )
        % answer
    )
    if dry_run:
        lines[:0] = [_("A dry run: nothing was changed. This is what an import would do.")]
    if near := answer["near"]:
        sentence = ngettext(
            "%(n)s new topic is called like one of the catalogue; both stay:",
            "%(n)s new topics are called like one of the catalogue; both stay:",
            len(near),
        )
        lines.append(sentence % {"n": len(near)})
        lines += [f"  {each['label']}: {each['ours']}" for each in near[:SHOWN]]
        lines += _rest(len(near))
    return "\n".join(lines)


def _joined(file: dict[str, Any]) -> str:
    return " + ".join(file["languages"])


def _refused(refusal: OfficialFilesRefused) -> dict[str, Any]:
    n = len(refusal.faults)
    counts = {"read": refusal.n_read, "unchanged": refusal.n_read - n, "refused": n}
    faults = [asdict(fault) for fault in refusal.faults]
    return NOTHING | counts | {"faults": faults, "refusal": str(refusal)}


def _faulty(refusal: OfficialFilesRefused) -> str:
    lines = []
    for fault in refusal.faults[:SHOWN]:
        where = _("line %(line)s") % {"line": fault.line} if fault.line else ""
        place = ", ".join(filter(None, [fault.file, where, fault.column, fault.value[:60]]))
        lines.append(f"  {place}: {fault.problem} {fault.remedy}")
    return "\n".join([*lines, *_rest(len(refusal.faults)), str(refusal)])


def _rest(n: int) -> list[str]:
    if n <= SHOWN:
        return []
    return ["  " + _("… and %(n)s more; --json lists all of them.") % {"n": n - SHOWN}]
