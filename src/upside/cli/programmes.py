"""``upside templates`` and ``upside enrol``: a programme and its cohort without a browser."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.cli.cohorts import cohort_named
from upside.cli.enrol_lines import BadEnrolFile, read_ids
from upside.cli.main import REFUSED, say
from upside.kernel.texts import in_language
from upside.people.queries import person_named
from upside.programmes.actions import EnrolLine, UnknownPeople, create_programme, enrol_people
from upside.programmes.models import Enrolment
from upside.programmes.queries import funnel_of
from upside.programmes.templates import hours_asked, load_template, template_names

__all__ = ["enrol", "templates"]

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def templates(context: click.Context, *, as_json: bool) -> None:
    """List the templates of programmes, or start a programme from one."""
    if context.invoked_subcommand:
        return
    found = [_about(name) for name in template_names()]
    told = "\n".join(f"{one['template']}: {one['name']}. {one['purpose']}" for one in found)
    say({"templates": found}, as_json=as_json, sentence=told)


def _about(name: str) -> dict[str, Any]:
    template = load_template(name)
    return {
        "template": name,
        "name": in_language(template["name"]),
        "purpose": in_language(template["purpose"]),
        "hours": hours_asked(template),
    }


@templates.command()
@click.argument("template")
@click.option("--coordinator", required=True, help="Id or mail of the person who will run it.")
@click.option("--name", required=True, help="Name of the programme.")
@click.option("--cohort-name", required=True, help="Name of its first cohort.")
@click.option("--from", "starts", required=True, type=DAY, help="First day.")
@click.option("--until", "ends", required=True, type=DAY, help="Last day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def start(template: str, *, coordinator: str, as_json: bool, **options: Any) -> None:
    """Make a programme and its first cohort from TEMPLATE.

    \b
    upside templates start need_profile_hr --coordinator hr@company.example \\
        --name "Turning the tables" --cohort-name "Spring 2027" \\
        --from 2027-03-01 --until 2027-09-30
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    person = person_named(coordinator)
    if person is None:
        raise UnknownPeople(
            _("Nobody who works here has the id or mail %(who)s. Import the HR file first.")
            % {"who": coordinator[:80]}
        )
    starts, ends = options["starts"], options["ends"]
    cohort = create_programme(
        template,
        names=dict.fromkeys(("en", "fr"), options["name"]),
        cohort_names=dict.fromkeys(("en", "fr"), options["cohort_name"]),
        starts_on=starts.date(),
        ends_on=ends.date(),
        by=person,
        at=timezone.now(),
    )
    answer = {
        "programme": cohort.programme_id,
        "slug": cohort.programme.slug,
        "cohort": cohort.pk,
        "coordinator": person.external_id,
    }
    sentence = _("Cohort %(cohort)s of %(slug)s is made; %(coordinator)s runs it.") % answer
    say(answer, as_json=as_json, sentence=sentence)


@click.command()
@click.argument("cohort")
@click.argument("ids", nargs=-1)
@click.option("--role", required=True, type=click.Choice(Enrolment.Role.values))
@click.option(
    "--ids",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ids, one a line, or a CSV file or workbook: id, and if known seats, languages, slots"
    " (Mon 09:00-12:00; mar. 14h00-16h30), role.",
)
@click.option(
    "--answer",
    type=click.Choice(["yes"]),
    help="They said yes elsewhere: take it over. The audit log says so.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def enrol(cohort: str, ids: tuple[str, ...], *, as_json: bool, **options: Any) -> None:
    """Invite people into COHORT, by their ids in the HR file.

    COHORT is the number of a cohort, or the short name of a programme, which stands for its
    newest cohort. Everybody gets one mail and answers in person. People without a mail are
    counted, not invited. An id that nobody has stops everything.

    With --answer yes the answers count as given: use it only for a yes that each of them gave
    outside the product. Seats, languages and slots of the file are then kept too. Where all places
    of the cohort are taken, the others go on its waiting list, in the order of the file.
    """
    lines = [EnrolLine(one) for one in ids]
    lines += _lines(options["file"], options["role"], as_json=as_json)
    if not lines:
        raise click.UsageError(_("Give ids, or a file with --ids."))
    found = cohort_named(cohort)
    outcome = enrol_people(
        found,
        lines,
        options["role"],
        said_yes=bool(options["answer"]),
        by=None,
        at=timezone.now(),
    )
    answer = {"cohort": found.pk, "role": options["role"], **asdict(outcome)}
    answer["ready"] = funnel_of(found)[Enrolment.State.READY]
    sentence = (
        _(
            "%(invited)s invited, %(already)s had a place already, %(without_mail)s have no mail,"
            " %(left)s have left, %(not_meant)s are not meant by the programme. %(answered)s"
            " answers taken over; %(ready)s of the cohort are ready."
        )
        % answer
    )
    if outcome.waiting:
        sentence += " " + _waiting(outcome.waiting)
    say(answer, as_json=as_json, sentence=sentence)


def _waiting(n: int) -> str:
    return ngettext(
        "All places are taken: %(n)s of these people is on the waiting list.",
        "All places are taken: %(n)s of these people are on the waiting list.",
        n,
    ) % {"n": n}


def _lines(file: Path | None, role: str, *, as_json: bool) -> list[EnrolLine]:
    """Return the lines of the file, if there is one; list its faults to a script, too."""
    try:
        return read_ids(file, role) if file else []
    except BadEnrolFile as refusal:
        if not as_json:
            raise
        answer = {"refused": str(refusal), "faults": refusal.faults}
        say(answer, as_json=True, sentence=str(refusal))
        click.get_current_context().exit(REFUSED)
