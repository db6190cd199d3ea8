"""Fills an empty database with the invented company and one cohort of it."""

import csv
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from upside.cli.demo.company import COLUMNS, Employee, employees, guests
from upside.cli.demo.life import live
from upside.kernel.errors import Refused
from upside.learning.actions import load_kits
from upside.notices.actions import send_due_notices
from upside.pairs.models import Pair
from upside.people.actions import import_people
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.imports.storing import store
from upside.people.models import Person
from upside.programmes.actions.administrators import name_administrator
from upside.programmes.models import RoleGrant
from upside.programmes.queries import partners_of
from upside.programmes.templates import load_template
from upside.sessions.models import Session
from upside.skills.actions import load_catalogue

__all__ = ["DemoSummary", "build_demo", "write_hr_file"]

N_PEOPLE = 400
ALL_AT_ONCE = 100_000


class NotEmpty(Refused):
    """The database holds people already; inventing more among them would mix them up."""


class WouldWrite(Refused):
    """A mail server is set, which would be handed the mails of people who do not exist."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was built: the ids to look for (no round in some modes), and how much of everything."""

    programme: str
    cohort: int
    round: int | None
    people: int
    pairs: int
    sessions: int
    mails: int

    def as_json(self) -> dict[str, str | int | None]:
        return asdict(self)


def write_hr_file(file: Path, *, n_people: int = N_PEOPLE, seed: int = 1) -> None:
    """Write the HR file of the invented company, as a French export: semicolons, UTF-8."""
    _write(file, employees(n_people, seed))


def _write(file: Path, people: list[Employee]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows(employee.line() for employee in people)


@transaction.atomic
def build_demo(
    *, at: datetime, template: str = "need_profile_hr", n_people: int = N_PEOPLE, seed: int = 1
) -> DemoSummary:
    """Invent a company and let one cohort live in it up to ``at``: all of it, or nothing.

    Refused where the database holds people already, and where their mails would leave the house.
    """
    if settings.MAIL_IS_SET and not settings.DEMO:
        raise WouldWrite(
            _(
                "A mail server is set, and the demo company writes hundreds of mails. Set"
                " UPSIDE_DEMO=yes, which keeps them in the product, or unset UPSIDE_SMTP_URL."
            )
        )
    if Person.objects.exists():
        raise NotEmpty(
            _(
                "This database holds people already. The demo company goes into an empty one:"
                " name another folder in UPSIDE_DATA_DIR."
            )
        )
    _bring_in_people(n_people, seed, at)
    load_catalogue(at=at)
    load_kits(at=at)
    staff = _staff(at)
    if partners := partners_of(load_template(template)):
        _bring_in_guests(partners[0], seed, at)
    stage = live(staff, template=template, now=at, seed=seed)
    n_mails = send_due_notices(at=at, limit=ALL_AT_ONCE)
    cohort = stage.cohort
    return DemoSummary(
        programme=cohort.programme.slug,
        cohort=cohort.pk,
        round=cohort.rounds.order_by("pk").values_list("pk", flat=True).first(),
        people=Person.objects.count(),
        pairs=Pair.objects.filter(cohort=cohort).count(),
        sessions=Session.objects.filter(pair__cohort=cohort).count(),
        mails=n_mails,
    )


def _bring_in_people(n_people: int, seed: int, at: datetime) -> None:
    with tempfile.TemporaryDirectory(prefix="upside-demo-") as folder:
        file = Path(folder) / "company.csv"
        write_hr_file(file, n_people=n_people, seed=seed)
        _import(file, folder, at)


def _bring_in_guests(unit: str, seed: int, at: datetime) -> None:
    """Bring in the people of a partner company, by a file of their own."""
    with tempfile.TemporaryDirectory(prefix="upside-demo-") as folder:
        file = Path(folder) / "partner.csv"
        _write(file, guests(unit, seed=seed))
        _import(file, folder, at)


def _import(file: Path, folder: str, at: datetime) -> None:
    stored = store(file, Path(folder) / "stored.csv")
    columns = {proposal.heading: proposal.field for proposal in stored.proposals()}
    import_people(stored, Mapping(columns), Choices(), name=file.name, by=None, at=at)


def _staff(at: datetime) -> dict[str, Person]:
    """Choose who runs the programme: its coordinator from HR, the others from elsewhere."""
    people = Person.objects.filter(is_active=True).order_by("external_id")
    from_hr = people.filter(unit__path__startswith="Administration/Talents", grade__gte=4)
    others = people.filter(grade__in=(4, 5)).exclude(unit__path__startswith="Administration")
    free = iter(others)
    roles = RoleGrant.Role
    staff = {
        roles.COORDINATOR: from_hr[0],
        roles.SPONSOR: people.get(manager_ref=""),
        roles.COACH: next(free),
        roles.EVALUATOR: next(free),
        roles.AUDITOR: next(free),
        roles.ADMINISTRATOR: next(free),
    }
    name_administrator(staff[roles.ADMINISTRATOR], by=None, at=at)
    return {str(role): person for role, person in staff.items()}
