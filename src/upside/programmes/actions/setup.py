from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.texts import LANGUAGES, in_language
from upside.people.models import Person
from upside.programmes.actions.versions import first_version
from upside.programmes.files import text_with
from upside.programmes.models import Cohort, Programme, RoleGrant
from upside.programmes.queries import GUEST_ROLES, cohorts_run_by, guests
from upside.programmes.templates import load_template, template_text
from upside.skills.actions import load_catalogue

__all__ = [
    "CannotGrant",
    "CannotStart",
    "check_dates",
    "create_programme",
    "grant_role",
    "programme_from_file",
    "revoke_role",
    "slug_of",
]

Role = RoleGrant.Role
LONGEST_SLUG = 70
LAST_YEAR = 2199
FROM_FILE = "file"
DOUBLE_CLICK = timedelta(minutes=1)


class CannotStart(Refused):
    """A programme lacks a name, or its dates are none that a cohort can have."""


class CannotGrant(Refused):
    """A role cannot be given or taken away."""


@transaction.atomic
def create_programme(  # noqa: PLR0913 - the door that other rooms call
    template: str,
    *,
    names: Mapping[str, str],
    cohort_names: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    by: Person,
    at: datetime,
) -> Cohort:
    """Make a programme with its own copy of the template, and its first cohort.

    ``by`` becomes its coordinator. The catalogue of skills is brought in where it is not yet.
    A second call by the same person within a minute, with the same template, names and dates,
    returns the cohort that is there: a double click makes one programme.
    Refused for an unknown template, a missing name, or an end that is not after the start.
    """
    text = template_text(template)
    if not in_language(names):
        raise CannotStart(_("Give the programme and the cohort a name, in one language at least."))
    check_cohort(cohort_names, (starts_on, ends_on))
    Person.objects.select_for_update().get(pk=by.pk)
    wanted = (template, dict(names), dict(cohort_names), starts_on, ends_on)
    made = next((one for one in _just_made(by, at) if _said_of(one) == wanted), None)
    if made is not None:
        return made
    slug = _free_slug(in_language(names, LANGUAGES[0]))
    named = {"programme": slug} | load_template(template) | {"name": dict(names)}
    programme = Programme(slug=slug, template=template, created_at=at)
    return _start(programme, text_with(text, named), cohort_names, (starts_on, ends_on), by, at)


@transaction.atomic
def programme_from_file(
    text: str,
    *,
    slug: str,
    cohort_names: Mapping[str, str],
    dates: tuple[date, date],
    by: Person,
    at: datetime,
) -> Cohort:
    """Make a programme of what ``text`` says, kept word for word, and its first cohort.

    ``by`` becomes its coordinator. Refused for a faulty file, a short name that is taken, a
    missing name, or an end that is not after the start.
    """
    check_cohort(cohort_names, dates)
    if Programme.objects.filter(slug=slug).exists():
        raise CannotStart(
            _("A programme with the short name “%(slug)s” is there already.") % {"slug": slug}
        )
    programme = Programme(slug=slug, template=FROM_FILE, created_at=at)
    return _start(programme, text, cohort_names, dates, by, at)


def slug_of(names: Mapping[str, str]) -> str:
    """Return the short name that a programme of these names has unless its file says another."""
    return slugify(in_language(names, LANGUAGES[0]))[:LONGEST_SLUG] or "programme"


def check_cohort(names: Mapping[str, str], dates: tuple[date, date]) -> None:
    if not in_language(names):
        raise CannotStart(_("Give the programme and the cohort a name, in one language at least."))
    check_dates(dates)


def check_dates(dates: tuple[date, date]) -> None:
    """Refuse a last day that is not after the first, or so late that no calendar goes there."""
    if dates[1] <= dates[0]:
        raise CannotStart(_("The last day must come after the first day. Change one of them."))
    if dates[1].year > LAST_YEAR:
        raise CannotStart(
            _("The last day is after the year %(year)s. Look at the year that you typed.")
            % {"year": LAST_YEAR}
        )


def _start(
    programme: Programme,
    text: str,
    cohort_names: Mapping[str, str],
    dates: tuple[date, date],
    by: Person,
    at: datetime,
) -> Cohort:
    load_catalogue(at=at)
    programme.save()
    first_version(programme, text, by=by, at=at)
    cohort = Cohort.objects.create(
        programme=programme, names=dict(cohort_names), starts_on=dates[0], ends_on=dates[1]
    )
    audit.record(
        verb="programme.created",
        subject=programme,
        actor=by,
        at=at,
        details={"template": programme.template, "cohort": cohort.pk},
        programme=programme,
    )
    grant_role(by, Role.COORDINATOR, programme=programme, by=by, at=at)
    return cohort


def _just_made(by: Person, at: datetime) -> QuerySet[Cohort]:
    """Return the cohorts of programmes that ``by`` runs and that were made a moment ago."""
    moment = (at - DOUBLE_CLICK, at + DOUBLE_CLICK)
    return cohorts_run_by(by).filter(programme__created_at__range=moment).order_by("pk")


def _said_of(cohort: Cohort) -> tuple[object, ...]:
    programme = cohort.programme
    return programme.template, programme.names, cohort.names, cohort.starts_on, cohort.ends_on


def _free_slug(name: str) -> str:
    base = slug_of({LANGUAGES[0]: name})
    taken = set(Programme.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


@transaction.atomic
def grant_role(
    person: Person, role: str, *, programme: Programme, by: Person | None, at: datetime
) -> RoleGrant:
    """Give ``person`` a role in ``programme``; a second call finds it given and changes nothing.

    Refused for the administrator's role, which belongs to no programme, for leavers, and where
    one person would run a programme and audit it or be its coach; nobody makes themselves its
    auditor. Guests of a partner company may be coach or sponsor of their own programme, and nothing
    else.
    """
    if role not in Role.values or role == Role.ADMINISTRATOR:
        raise CannotGrant(_("Choose a role of a programme: coordinator, coach, sponsor and so on."))
    if not person.is_active:
        raise CannotGrant(
            _("%(name)s has left the company. Name somebody who works here.")
            % {"name": person.name}
        )
    _refuse_guest(person, role, programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_to_audit_oneself(person, role, programme=programme, by=by)
    _refuse_to_coach_whom_one_runs(person, role, programme)
    grant, is_new = RoleGrant.objects.get_or_create(person=person, role=role, programme=programme)
    if is_new:
        details = {"person": person.pk, "role": role}
        audit.record(
            verb="role.granted",
            subject=programme,
            actor=by,
            at=at,
            details=details,
            programme=programme,
        )
    return grant


def _refuse_guest(person: Person, role: str, programme: Programme) -> None:
    known = guests()
    is_theirs = known.may_take_part(person, programme.settings)
    if known.firm_of(person) and not (is_theirs and role in GUEST_ROLES):
        raise CannotGrant(
            _(
                "%(name)s is a guest of a partner company. Guests may be coach or sponsor of the"
                " programme of their company, and nothing else."
            )
            % {"name": person.name}
        )


def _refuse_to_audit_oneself(
    person: Person, role: str, *, programme: Programme, by: Person | None
) -> None:
    excluded = {Role.AUDITOR.value: Role.COORDINATOR, Role.COORDINATOR.value: Role.AUDITOR}
    held = RoleGrant.objects.filter(person=person, programme=programme, role=excluded.get(role))
    if (role == Role.AUDITOR and by == person) or held.exists():
        raise CannotGrant(_("Whoever coordinates a programme cannot audit it. Name somebody else."))


def _refuse_to_coach_whom_one_runs(person: Person, role: str, programme: Programme) -> None:
    excluded = {Role.COACH.value: Role.COORDINATOR, Role.COORDINATOR.value: Role.COACH}
    held = RoleGrant.objects.filter(person=person, programme=programme, role=excluded.get(role))
    if held.exists():
        raise CannotGrant(
            _(
                "Whoever coordinates a programme cannot be its coach: people tell the coach what no"
                " coordinator is to read. Name somebody else."
            )
        )


@transaction.atomic
def revoke_role(grant: RoleGrant, *, by: Person, at: datetime) -> None:
    """Take a role back; nothing happens where it was taken back before.

    Refused for the last coordinator: a programme always has somebody who runs it.
    """
    programme = grant.programme
    if programme is None:
        raise CannotGrant(_("Administrators are named when the product is installed, not here."))
    Programme.objects.select_for_update().get(pk=programme.pk)
    coordinators = RoleGrant.objects.filter(programme=programme, role=Role.COORDINATOR)
    if grant.role == Role.COORDINATOR and coordinators.exclude(pk=grant.pk).count() == 0:
        raise CannotGrant(_("This is the last coordinator. Name another one first."))
    if RoleGrant.objects.filter(pk=grant.pk).delete()[0]:
        details = {"person": grant.person_id, "role": grant.role}
        audit.record(
            verb="role.revoked",
            subject=programme,
            actor=by,
            at=at,
            details=details,
            programme=programme,
        )
