"""``upside apply``, ``upside export`` and ``upside launch``: a programme as a file, by command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.cohorts import cohort_named
from upside.cli.main import REFUSED, say
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.people.queries import person_named
from upside.programmes.actions import (
    UnknownPeople,
    change_programme,
    checked,
    launch_cohort,
    programme_from_file,
    record_gate,
    slug_of,
    text_of_programme,
)
from upside.programmes.files import (
    SCHEMA_FILE,
    BadProgrammeFile,
    Change,
    changes_between,
    check_file,
)
from upside.programmes.models import LaunchRecord, Programme, ProgrammeVersion

__all__ = ["apply", "export", "launch"]

DAY = click.DateTime(["%Y-%m-%d"])


class NoSuchProgramme(Refused):
    """The command names no programme that there is."""


class NotAgreed(Refused):
    """Nobody said yes to the changes."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--why", default="", help="Why, in a sentence that is kept with the version.")
@click.option("--coordinator", help="For a new programme: who will run it (id or mail).")
@click.option("--cohort-name", help="For a new programme: name of its first cohort.")
@click.option("--from", "starts", type=DAY, help="For a new programme: first day.")
@click.option("--until", "ends", type=DAY, help="For a new programme: last day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def apply(file: Path, *, dry_run: bool, as_json: bool, **options: Any) -> None:
    """Make a programme what FILE says: shows what changes, and asks before it changes anything.

    The key `programme` of the file is the programme's short name; without it the name makes one.
    A short name that no programme has makes a new programme with its first cohort. Cohorts that
    were launched keep the version they have.

    Unknown keys, bad values and contradictions are refused with line and remedy; `upside export
    --schema` prints the JSON Schema for editors.
    """
    text = _text_of(file)
    slug, programme, changes = _compared(file, text, as_json=as_json)
    answer = {
        "programme": slug,
        "is_new": programme is None,
        "changes": [{"key": one.key, "before": one.before, "after": one.after} for one in changes],
        "applied": False,
        "version": None,
    }
    for change in () if as_json else changes:
        click.echo("  " + str(change))
    is_same = programme is not None and text == text_of_programme(programme)
    if dry_run or is_same:
        sentence = _("Nothing differs.") if is_same else _("Nothing was changed.")
        say(answer, as_json=as_json, sentence=sentence)
        return
    if programme is None:
        made = _start(slug, text, options)
    else:
        _ask(is_agreed=options["yes"])
        why = options["why"]
        at = timezone.now()
        made = change_programme(programme, text, by=None, at=at, why=why, name=file.name)
    answer |= {"applied": True, "version": made.number}
    sentence = _("%(programme)s stands at version %(version)s.") % answer
    say(answer, as_json=as_json, sentence=sentence)


def _start(slug: str, text: str, options: Mapping[str, Any]) -> ProgrammeVersion:
    """Ask, then make a new programme with its first cohort."""
    wanted = ("coordinator", "cohort_name", "starts", "ends")
    if not all(options[one] for one in wanted):
        raise NoSuchProgramme(
            _(
                "No programme has the short name “%(slug)s”. For a new one give --coordinator,"
                " --cohort-name, --from and --until too."
            )
            % {"slug": slug}
        )
    by = _coordinator(options["coordinator"])
    _ask(is_agreed=options["yes"])
    cohort = programme_from_file(
        text,
        slug=slug,
        cohort_names=dict.fromkeys(("en", "fr"), options["cohort_name"]),
        dates=(options["starts"].date(), options["ends"].date()),
        by=by,
        at=timezone.now(),
    )
    return cohort.programme.versions.get()


def _text_of(file: Path) -> str:
    """Return the text with its line ends as they are: a file comes back byte for byte."""
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as fault:
        raise NotAgreed(
            _("%(file)s is not UTF-8 text (byte %(place)s). Save it as UTF-8.")
            % {"file": file.name, "place": fault.start + 1}
        ) from fault


def _compared(
    file: Path, text: str, *, as_json: bool
) -> tuple[str, Programme | None, list[Change]]:
    """Return the short name, the programme that has it, and what would change."""
    try:
        content = check_file(text, file.name).content
        slug = content.get("programme") or slug_of(content["name"])
        programme = Programme.objects.filter(slug=slug).first()
        if programme is not None:
            checked(programme, text, name=file.name)
    except BadProgrammeFile as refusal:
        if as_json:
            _say_faults(refusal)
        raise
    before = programme.settings if programme is not None else {}
    return slug, programme, changes_between(before, content)


def _say_faults(refusal: BadProgrammeFile) -> NoReturn:
    faults = [
        {"line": one.line, "column": one.column, "key": one.place, "said": one.said}
        for one in refusal.faults
    ]
    say({"refused": str(refusal), "faults": faults}, as_json=True, sentence=str(refusal))
    click.get_current_context().exit(REFUSED)


def _ask(*, is_agreed: bool) -> None:
    """Ask on standard error; no answer, as in a script, is a no."""
    try:
        agreed = is_agreed or click.confirm(_("Change it?"), default=False, err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise NotAgreed(_("Nothing was changed. Scripts say --yes."))


def _coordinator(named: str) -> Person:
    person = person_named(named)
    if person is None:
        raise UnknownPeople(
            _("Nobody who works here has the id or mail %(who)s. Import the HR file first.")
            % {"who": named[:80]}
        )
    return person


@click.command()
@click.argument("programme", required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--version", "number", type=click.IntRange(1), help="An earlier version.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of programme files instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with the text in it.")
def export(
    programme: str | None, *, out: Path | None, number: int | None, schema: bool, as_json: bool
) -> None:
    """Print the file of PROGRAMME (its short name), byte for byte as it came in."""
    text = SCHEMA_FILE.read_text("utf-8") if schema else _file_of(programme, number)
    if out:
        out.write_bytes(text.encode())
        answer = {"file": str(out), "bytes": len(text.encode())}
        say(answer, as_json=as_json, sentence=_("%(file)s is written.") % answer)
    elif as_json:
        say({"programme": programme, "text": text}, as_json=True, sentence=str(programme))
    else:
        click.echo(text.encode(), nl=False)


def _file_of(slug: str | None, number: int | None) -> str:
    found = Programme.objects.filter(slug=slug or "").first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise NoSuchProgramme(
            _("No programme has the short name “%(slug)s”. There are: %(known)s.")
            % {"slug": (slug or "")[:80], "known": known or _("none yet")}
        )
    if number is None:
        return text_of_programme(found)
    version = found.versions.filter(number=number).first()
    if version is None:
        raise NoSuchProgramme(_("This programme has no version %(n)s.") % {"n": number})
    return version.text


@click.command()
@click.argument("cohort")
@click.option("--time-budget", help="Who agreed to the hours: a name, a number, an address.")
@click.option("--privacy-notice", help="Where the privacy notice is.")
@click.option("--dpia", help="Reference of the data protection impact assessment.")
@click.option("--works-council", help="Reference of the works council's information.")
@click.option("--on", "day", type=DAY, help="The day on which these were settled.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def launch(cohort: str, *, day: Any, as_json: bool, **references: str | None) -> None:
    """Launch COHORT: from then on people can be invited. Its gates must be met.

    References that are given are recorded first. What is still missing is named.
    """
    found, at = cohort_named(cohort), timezone.now()
    for gate in LaunchRecord.Gate.values:
        if references.get(gate):
            settled_on = day.date() if day else None
            reference = str(references[gate])
            record_gate(found, gate, settled_on=settled_on, reference=reference, by=None, at=at)
    launched = launch_cohort(found, by=None, at=at)
    number = launched.version.number if launched.version else None
    answer = {"cohort": launched.pk, "version": number, "launched_at": str(launched.launched_at)}
    sentence = _("Cohort %(cohort)s is launched with version %(version)s.") % answer
    say(answer, as_json=as_json, sentence=sentence)
