"""``upside import``: files of the HR department brought in from the command line."""

import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.import_catalogue import catalogue
from upside.cli.import_skills import skills
from upside.cli.import_survey import survey
from upside.cli.import_words import (
    always_an_object,
    answer_of,
    faulty_when_tried,
    in_words,
    many_leave,
)
from upside.cli.main import REFUSED, say
from upside.cli.progress import told_on_stderr
from upside.pairs.queries import in_open_pairs
from upside.people import actions
from upside.people.imports.mapfile import keep_map, read_map
from upside.people.imports.mapping import LEAVE_OUT, NEVER, Mapping, Proposal, propose_grades
from upside.people.imports.outcome import LEAVERS, Choices, Outcome, are_few
from upside.people.imports.problems import Problem
from upside.people.imports.refusals import BadMapping
from upside.people.imports.storing import Stored, store
from upside.programmes import queries as programmes
from upside.programmes.actions import take_in_people

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group(name="import")
def import_() -> None:
    """Bring in files: people, skills, surveys, and the catalogue's official lists."""


import_.add_command(catalogue)
import_.add_command(skills)
import_.add_command(survey)


@import_.command()
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help="What the columns mean: a MAP.yaml.")
@click.option("--sheet", default="", help="Sheet of a workbook. Default: the first with headings.")
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option("--good-lines", is_flag=True, help="Import the good lines and leave faulty ones out.")
@click.option("--strict", is_flag=True, help="Unknown, inactive, circular managers are faults.")
@click.option(
    "--leavers",
    type=click.Choice(LEAVERS),
    default="auto",
    help="Active people whom the file does not name: deactivate them, keep them, or auto:"
    " deactivate up to one in five (or five people), else keep and say so.",
)
@click.option(
    "--yes", is_flag=True, help="At a terminal: do not ask before more than that are deactivated."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def people(file: Path, map_file: Path | None, **options: Any) -> None:
    """Import people from FILE, a CSV file or an Excel workbook.

    Delimiter, encoding, dates and headings are detected, in French and in English. Without --map
    the columns whose meaning is sure are read, the others left out, and FILE.map.yaml to edit is
    written beside FILE. Only an id is needed. Birth dates, sex, hire dates and the like are never
    read.

    All lines are imported or none; --good-lines leaves the faulty ones out. Importing the same
    file again changes nothing. Nobody is deleted: leavers are deactivated, and a file that names
    them makes them active again. Before more than one in five are deactivated, a person at a
    terminal is asked; --yes or --json goes on unasked, and so does a script. Whoever takes part
    becomes ready by a mail or a grade that comes, and is ready no longer without one.

    \b
    upside import people staff.csv --dry-run
    upside import people staff.csv --map staff.map.yaml --good-lines --json
    """  # noqa: D301 - click wants the sign itself
    nothing = answer_of(Outcome(), file, Mapping(), None)
    with always_an_object(nothing, as_json=options["as_json"]):
        refusal = _bring_in(file, map_file, options)
    if refusal:
        click.get_current_context().exit(REFUSED)


def _bring_in(file: Path, map_file: Path | None, options: dict[str, Any]) -> str:
    """Read, check, import and tell; return why nothing was imported, or nothing."""
    mapping = read_map(map_file) if map_file else None
    with tempfile.TemporaryDirectory(prefix="upside-import-") as folder:
        sheet = options["sheet"] or (mapping.sheet if mapping else "")
        stored = store(file, Path(folder) / "people.csv", sheet)
        proposals = stored.proposals()
        written = None if mapping else _write_proposal(file, stored, proposals)
        chosen = mapping or Mapping({p.heading: p.field for p in proposals if p.is_sure})
        if not mapping:
            _need_an_id(chosen, written)
        left_out = _left_out(proposals, chosen, by_hand=mapping is not None)
        with told_on_stderr(stored.n_rows):
            outcome, refusal = _import(stored, chosen, file.name, options)
    outcome.warned[:0] = left_out
    outcome.warnings = len(outcome.warned)
    applied = not refusal and not options["dry_run"]
    answer = answer_of(outcome, file, chosen, written) | {"applied": applied, "refusal": refusal}
    sentence = in_words(outcome, answer, refusal, dry_run=options["dry_run"])
    say(answer, as_json=options["as_json"], sentence=sentence)
    return refusal


def _write_proposal(file: Path, stored: Stored, proposals: list[Proposal]) -> Path | None:
    """Write the mapping to edit beside the file, else where the command runs, else nowhere."""
    fields = {p.heading: p.field for p in proposals if p.field not in (LEAVE_OUT, NEVER)}
    grades = propose_grades(stored.columns, fields)
    for folder in (file.parent, Path.cwd()):
        with suppress(OSError):
            return keep_map(folder, file.name, proposals, grades)
    return None


def _need_an_id(mapping: Mapping, written: Path | None) -> None:
    if "id" not in mapping.read().values():
        raise BadMapping(
            _(
                "No column is surely the id of a person. Say which one it is in %(map)s, then run"
                " again with --map."
            )
            % {"map": written or "MAP.yaml"}
        )


def _left_out(proposals: list[Proposal], mapping: Mapping, *, by_hand: bool) -> list[Problem]:
    """Return a warning for each column that is not read and that nobody chose to leave out."""
    left_out = []
    for proposal in proposals:
        if proposal.reason == "protected":
            details = {"kind": proposal.kind_in_words}
            left_out.append(Problem(0, proposal.heading, "", "column_protected", details))
        elif by_hand and proposal.heading not in mapping.columns:
            left_out.append(Problem(0, proposal.heading, "", "column_unread"))
        elif not by_hand and proposal.holds_labels:
            left_out.append(Problem(0, proposal.heading, "", "column_labels"))
        elif not by_hand and not proposal.is_sure and proposal.reason != "empty":
            left_out.append(Problem(0, proposal.heading, "", "column_unsure"))
    return left_out


def _agreed(stored: Stored, mapping: Mapping, choices: Choices, options: dict[str, Any]) -> Choices:
    """Ask whoever sits at a terminal before many are deactivated; return what they agreed to."""
    is_asked = sys.stdin.isatty() and not (options["yes"] or options["as_json"])
    if not is_asked or choices.leavers != "deactivate":
        return choices
    outcome = actions.preview_people(stored, mapping, choices, by=None, at=timezone.now())
    if are_few(outcome.deactivated, known=outcome.known):
        return choices
    click.echo(many_leave(outcome, in_pairs=len(in_open_pairs(outcome.deactivated_ids))), err=True)
    click.confirm(_("Import and deactivate them?"), abort=True, err=True)
    return replace(choices, at_most=outcome.deactivated)


def _import(
    stored: Stored, mapping: Mapping, name: str, options: dict[str, Any]
) -> tuple[Outcome, str]:
    choices = Choices(
        only_good=options["good_lines"],
        leavers=options["leavers"],
        is_strict=options["strict"],
        keep=programmes.people_with_a_role(),
        partners=programmes.partner_units(),
    )
    now = timezone.now()
    try:
        if not options["dry_run"]:
            choices = _agreed(stored, mapping, choices, options)
            done = take_in_people(stored, mapping, choices, name=name, by=None, at=now)
            return done, ""
    except actions.FaultyLines as refusal:
        return refusal.outcome, str(refusal)
    outcome = actions.preview_people(stored, mapping, choices, by=None, at=now)
    if outcome.faults and not choices.only_good:
        return outcome, faulty_when_tried(outcome)
    return outcome, ""
