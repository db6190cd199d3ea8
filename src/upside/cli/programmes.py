"""``upside templates`` and ``upside enrol``: a programme and its cohort without a browser."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.cohorts import cohort_named
from upside.cli.enrol_lines import Line, read_ids
from upside.cli.main import say
from upside.kernel.errors import Refused
from upside.kernel.texts import in_language
from upside.people.models import Person
from upside.programmes.actions import (
    create_programme,
    invite_many,
    record_yes,
    save_place,
)
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import funnel_of
from upside.programmes.templates import hours_asked, load_template, template_names

__all__ = ["enrol", "templates"]

SHOWN = 5
State = Enrolment.State
DAY = click.DateTime(["%Y-%m-%d"])


class UnknownPeople(Refused):
    """Ids that nobody has."""


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
    named = Q(external_id=coordinator) | Q(email__iexact=coordinator)
    person = Person.objects.filter(named, is_active=True).first()
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
    help="Ids, one a line, or a CSV file: id, and if known seats, languages, slots.",
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
    outside the product. Seats, languages and slots of the file are then kept too.
    """
    lines = [Line(one) for one in ids] + (read_ids(options["file"]) if options["file"] else [])
    if not lines:
        raise click.UsageError(_("Give ids, or a file with --ids."))
    found, now = cohort_named(cohort), timezone.now()
    people = _people(lines)
    with transaction.atomic():
        outcome = invite_many(found, people.values(), options["role"], by=None, at=now)
        answered = _take_over(found, lines, people, options, now) if options["answer"] else 0
    ready = funnel_of(found)[State.READY]
    answer = {"cohort": found.pk, "role": options["role"], **asdict(outcome)}
    answer |= {"answered": answered, "ready": ready}
    sentence = (
        _(
            "%(invited)s invited, %(already)s had a place already, %(without_mail)s have no mail,"
            " %(left)s have left. %(answered)s answers taken over; %(ready)s of the cohort are"
            " ready."
        )
        % answer
    )
    say(answer, as_json=as_json, sentence=sentence)


def _people(lines: list[Line]) -> dict[str, Person]:
    wanted = {line.id for line in lines}
    # what an invitation reads of a person, so that nobody is asked for one by one
    everybody = Person.objects.only(
        "pk", "external_id", "email", "is_active", "ui_language", "languages", "country"
    )
    found = {person.external_id: person for person in everybody if person.external_id in wanted}
    unknown = [line.id[:60] for line in lines if line.id not in found]
    if unknown:
        raise UnknownPeople(
            _("Nobody has these ids: %(ids)s (%(n)s in all). Nobody was invited.")
            % {"ids": ", ".join(unknown[:SHOWN]), "n": len(unknown)}
        )
    return found


def _take_over(
    cohort: Cohort,
    lines: list[Line],
    people: dict[str, Person],
    options: dict[str, Any],
    at: datetime,
) -> int:
    """Take over the yes of those who were only invited so far, and what the file knows of them."""
    asked = Enrolment.objects.filter(cohort=cohort, role=options["role"], state=State.INVITED)
    places = {place.person_id: place for place in asked}
    taken = 0
    for line in lines:
        place = places.pop(people[line.id].pk, None)
        if place is None:
            continue
        record_yes(place, by=None, at=at)
        if line.seats is not None or line.languages or line.slots:
            seats = line.seats if place.role == Enrolment.Role.MENTOR else None
            save_place(
                place, seats=seats, languages=line.languages, slots=line.slots, by=None, at=at
            )
        taken += 1
    return taken
