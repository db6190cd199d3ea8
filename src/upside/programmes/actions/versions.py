"""Changes of a programme: each one a version, with who, when and why."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.firms import is_within
from upside.people.models import Person
from upside.programmes.clauses import next_version, words_of
from upside.programmes.files import (
    BadProgrammeFile,
    Fault,
    ProgrammeFile,
    changes_between,
    check_file,
    text_of,
    text_with,
)
from upside.programmes.files.faults import Path
from upside.programmes.models import Cohort, Programme, ProgrammeVersion, RoleGrant
from upside.programmes.queries import GUEST_ROLES, partners_of

__all__ = [
    "NotThisProgramme",
    "change_programme",
    "checked",
    "first_version",
    "move_cohort",
    "next_charter_version",
    "text_changed",
    "text_of_programme",
]

NAMED = 30


class NotThisProgramme(Refused):
    """A file or a version belongs to another programme, or to one that has moved on."""


def text_of_programme(programme: Programme) -> str:
    """Return the programme's file as it stands, byte for byte as it came in."""
    newest = programme.versions.order_by("-number").first()
    return newest.text if newest else text_of(programme.settings)


def checked(programme: Programme, text: str, *, name: str = "") -> dict[str, Any]:
    """Return what ``text`` says, checked as the next file of ``programme``.

    Raises
    ------
    BadProgrammeFile
        If the file has faults, if a partner unit is one of the own company, or if the clauses of
        the charter change and its version does not: people would have signed something else under
        the same name.
    """
    name = name or f"{programme.slug}.yaml"
    file = check_file(text, name)
    before, after = programme.settings.get("charter", {}), file.content["charter"]
    is_same = before.get("version") == after["version"]
    _refuse_staff(file, name)
    if before and is_same and words_of(programme.settings) != words_of(file.content):
        path = ("charter", "version")
        said = _(
            "the clauses have changed, so the charter needs another version: people have signed"
            " this one."
        )
        raise BadProgrammeFile(name, [Fault(*file.mark(path), path, said)])
    return file.content


def next_charter_version(programme: Programme, *, on: date) -> str:
    """Return the name for the next version of the charter: none of its versions has it."""
    named = programme.versions.values_list("settings__charter__version", flat=True)
    now = programme.settings.get("charter", {}).get("version")
    return next_version({str(name) for name in (*named, now)}, on)


def _refuse_staff(file: ProgrammeFile, name: str) -> None:
    """Refuse a partner unit in which somebody runs a programme: guests see nobody's directory."""
    partners = partners_of(file.content)
    if not partners:
        return
    grants = RoleGrant.objects.exclude(role__in=GUEST_ROLES).filter(person__unit__isnull=False)
    units = set(grants.values_list("person__unit__path", flat=True))
    said = _("somebody of it runs or audits a programme here: this is your own company.")
    paths: list[Path] = [
        ("partners", place)
        for place, partner in enumerate(partners)
        if any(is_within(unit, partner) for unit in units)
    ]
    if paths:
        raise BadProgrammeFile(name, [Fault(*file.mark(path), path, said) for path in paths])


def text_changed(programme: Programme, settings: dict[str, Any]) -> str:
    """Return the programme's file with ``settings`` in it, checked; nothing is kept.

    Refused as ``checked`` is.
    """
    text = text_with(text_of_programme(programme), settings)
    checked(programme, text)
    return text


def first_version(
    programme: Programme, text: str, *, by: Person | None, at: datetime
) -> ProgrammeVersion:
    """Keep the file that a programme starts with; its settings are read from it."""
    name = f"{programme.slug}.yaml"
    file = check_file(text, name)
    _refuse_staff(file, name)
    content = file.content
    programme.settings, programme.names = content, content["name"]
    programme.save(update_fields=["settings", "names"])
    return _keep(programme, 1, text, by=by, at=at, why="")


@transaction.atomic
def change_programme(  # noqa: PLR0913 - what a change is made of
    programme: Programme,
    text: str,
    *,
    by: Person | None,
    at: datetime,
    why: str = "",
    after: int | None = None,
    name: str = "",
) -> ProgrammeVersion:
    """Make ``text`` the programme's file; the same text changes nothing.

    Cohorts that were launched keep the version that they have. ``after`` is the number of the
    version that the change was made on: where somebody else has changed the programme since, it
    is refused, so that nobody overwrites what they have not seen.

    Raises
    ------
    BadProgrammeFile
        If the file has faults; each is named with line and remedy.
    NotThisProgramme
        If it is the file of another programme, or ``after`` is no longer the newest version.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    content = checked(programme, text, name=name)
    newest = programme.versions.order_by("-number").first()
    number = newest.number if newest else 0
    if after is not None and after != number:
        raise NotThisProgramme(
            _(
                "Somebody has changed this programme meanwhile: it stands at version %(newest)s,"
                " your change was made on version %(after)s. Look at theirs, then make yours again."
            )
            % {"newest": number, "after": after}
        )
    if content.get("programme", programme.slug) != programme.slug:
        raise NotThisProgramme(
            _("This is the file of “%(other)s”, not of “%(slug)s”. Correct the key “programme”.")
            % {"other": content["programme"], "slug": programme.slug}
        )
    if newest is not None and newest.text == text:
        return newest
    changes = changes_between(programme.settings, content)
    programme.settings, programme.names = content, content["name"]
    programme.save(update_fields=["settings", "names"])
    made = _keep(programme, number + 1, text, by=by, at=at, why=why)
    audit.record(
        verb="programme.changed",
        subject=programme,
        actor=by,
        at=at,
        details={
            "version": made.number,
            "why": made.why,
            "keys": [change.key for change in changes[:NAMED]],
        },
        programme=programme,
    )
    return made


@transaction.atomic
def move_cohort(
    cohort: Cohort, version: ProgrammeVersion, *, by: Person | None, at: datetime
) -> Cohort:
    """Let a launched cohort go by another version of its programme, on purpose.

    Whoever signed a charter of another version is asked to sign anew. The version that the
    cohort has changes nothing. Refused for another programme's version and before the launch,
    when a cohort goes by the newest version anyway.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if version.programme_id != cohort.programme_id:
        raise NotThisProgramme(_("This version belongs to another programme."))
    if cohort.launched_at is None:
        raise NotThisProgramme(
            _("This cohort is not launched: it goes by the newest version anyway.")
        )
    if cohort.version_id == version.pk:
        return cohort
    before = cohort.version.number if cohort.version else 0
    cohort.version, cohort.kept = version, version.settings
    cohort.save(update_fields=["version", "kept"])
    audit.record(
        verb="programme.cohort_moved",
        subject=cohort,
        actor=by,
        at=at,
        details={"version": version.number, "instead_of_version": before},
        programme=cohort.programme,
    )
    return cohort


def _keep(
    programme: Programme, number: int, text: str, *, by: Person | None, at: datetime, why: str
) -> ProgrammeVersion:
    return ProgrammeVersion.objects.create(
        programme=programme,
        number=number,
        text=text,
        settings=programme.settings,
        made_by=by,
        made_at=at,
        why=why.strip()[:500],
    )
