"""HR files brought in, checked, applied or dropped."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.people.actions.importing import Prepared, import_people, preview_people
from upside.people.imports.keeping import forgotten, kept
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.imports.refusals import ImportRefused
from upside.people.imports.storing import Stored, forget, open_stored, store
from upside.people.models import PeopleImport, Person

__all__ = [
    "ImportIsOver",
    "ImportMovedOn",
    "ImportUnderWay",
    "apply_import",
    "apply_locked",
    "check_import",
    "drop_import",
    "forget_old_files",
    "must_be_as_shown",
    "receive_file",
    "stored_file",
]

State = PeopleImport.State
KEPT_FOR = timedelta(days=7)


class ImportIsOver(ImportRefused):
    """The file was imported or dropped before."""


class ImportUnderWay(ImportRefused):
    """The worker is at the file."""


class ImportMovedOn(ImportRefused):
    """What was looked at is no longer what would be imported."""


def receive_file(source: Path, *, name: str, by: Person, at: datetime) -> PeopleImport:
    """Keep what may be read of an HR file until it is imported or dropped.

    Protected columns are not copied. Nothing is written about people yet. The file is read outside
    the transaction, so that a large one holds up nobody; so it is by ``check_import``.

    Raises
    ------
    Unreadable
        If the file is no table; the sentence says what would help.
    """
    stored = store(source, _folder() / f"{uuid4().hex}.csv")
    try:
        return _received(stored, name=name, by=by, at=at)
    except BaseException:
        forget(stored.path)
        raise


@transaction.atomic
def _received(stored: Stored, *, name: str, by: Person, at: datetime) -> PeopleImport:
    received = PeopleImport.objects.create(
        file_name=name[:255] or stored.path.name,
        stored_as=stored.path.name,
        uploaded_by=by,
        uploaded_at=at,
    )
    details = {"protected_columns": sorted(stored.kinds.values()), "lines": stored.n_rows}
    audit.record(verb="people.received", subject=received, actor=by, at=at, details=details)
    return received


def check_import(
    import_: PeopleImport, mapping: Mapping, choices: Choices, *, by: Person, at: datetime
) -> PeopleImport:
    """Check every line under ``mapping`` and keep what importing would do; people stay as they are.

    Each check has a new ``revision``, by which ``apply_import`` knows what was looked at.

    Raises
    ------
    ImportIsOver
        If the file was imported or dropped.
    BadMapping
        If the mapping does not fit the file.
    """
    _refuse_over(PeopleImport.objects.get(pk=import_.pk))
    outcome = preview_people(stored_file(import_), mapping, choices, by=by, at=at)
    looked_at = kept(outcome) | {"strict": choices.is_strict}
    return _checked(import_, mapping, looked_at, by=by, at=at)


@transaction.atomic
def _checked(
    import_: PeopleImport, mapping: Mapping, looked_at: dict[str, Any], *, by: Person, at: datetime
) -> PeopleImport:
    import_ = _locked(import_)
    revision = import_.outcome.get("revision", 0) + 1
    import_.mapping = mapping.as_json()
    import_.outcome = looked_at | {"revision": revision}
    import_.state = State.CHECKED
    import_.save(update_fields=["mapping", "outcome", "state"])
    details = {"columns": mapping.read(), "revision": revision}
    audit.record(verb="people.checked", subject=import_, actor=by, at=at, details=details)
    return import_


@transaction.atomic
def apply_import(
    import_: PeopleImport, choices: Choices, *, revision: int, by: Person, at: datetime
) -> PeopleImport:
    """Import the file as it was last checked: all lines, or with ``only_good`` the good ones.

    The row is locked and a second press of the button changes nothing. The stored copy is deleted.

    Raises
    ------
    ImportIsOver
        If the file was dropped.
    ImportMovedOn
        If the columns were changed since ``revision`` was shown, or were never checked.
    FaultyLines, MoreWouldLeave
        As ``import_people`` does.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if import_.state == State.APPLIED:
        return import_
    must_be_as_shown(import_, revision)
    return apply_locked(import_, choices, by=by, at=at)


def must_be_as_shown(import_: PeopleImport, revision: int) -> None:
    """Refuse an import that is over, under way, or checked anew since ``revision`` was shown."""
    _refuse_over(import_)
    if import_.state != State.CHECKED or import_.outcome.get("revision") != revision:
        raise ImportMovedOn(
            _("The columns were changed in another window since. Look at the result once more.")
        )


def apply_locked(
    import_: PeopleImport,
    choices: Choices,
    *,
    by: Person,
    at: datetime,
    prepared: Prepared | None = None,
) -> PeopleImport:
    """Write an import whose row the caller holds; the stored copy is deleted with the commit."""
    stored = stored_file(import_)
    mapping = Mapping.from_json(import_.mapping)
    outcome = import_people(
        stored,
        mapping,
        choices,
        name=import_.file_name,
        by=by,
        at=at,
        subject=import_,
        prepared=prepared,
    )
    import_.state = State.APPLIED
    import_.applied_at = at
    import_.outcome = kept(outcome) | {"revision": import_.outcome.get("revision")}
    import_.save(update_fields=["state", "applied_at", "outcome", "job"])
    transaction.on_commit(lambda: forget(stored.path))
    return import_


@transaction.atomic
def drop_import(import_: PeopleImport, *, by: Person, at: datetime) -> PeopleImport:
    """Forget an upload and delete its stored copy; dropping twice is dropping once.

    Raises
    ------
    ImportIsOver
        If the file was imported: people are then corrected by a new file.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if import_.state == State.DROPPED:
        return import_
    import_ = _locked(import_)
    _drop(import_)
    audit.record(verb="people.dropped", subject=import_, actor=by, at=at)
    return import_


def stored_file(import_: PeopleImport) -> Stored:
    """Return the stored copy of an upload; refuse where it was deleted."""
    return open_stored(_folder() / import_.stored_as)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _locked(import_: PeopleImport) -> PeopleImport:
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    _refuse_over(import_)
    return import_


def _refuse_over(import_: PeopleImport) -> None:
    if import_.state == State.APPLIED:
        raise ImportIsOver(_("This file has been imported. Bring in a new one for changes."))
    if import_.state == State.DROPPED:
        raise ImportIsOver(_("This file was dropped. Bring it in again."))
    if import_.state == State.RUNNING:
        raise ImportUnderWay(_("This file is being imported. Wait for it, or stop it on its page."))


def _drop(import_: PeopleImport) -> None:
    import_.state = State.DROPPED
    import_.outcome = {}
    import_.save(update_fields=["state", "outcome"])
    path = _folder() / import_.stored_as
    transaction.on_commit(lambda: forget(path))


@transaction.atomic
def forget_old_files(*, at: datetime) -> int:
    """Drop uploads that nobody came back to for seven days, and return how many.

    The faulty lines kept of imports go after the same time.
    """
    old = PeopleImport.objects.select_for_update().filter(uploaded_at__lt=at - KEPT_FOR)
    left = list(old.filter(state__in=(State.UPLOADED, State.CHECKED)))
    for import_ in left:
        _drop(import_)
    for import_ in old.filter(state=State.APPLIED).exclude(
        outcome__faults=[], outcome__warned=[], outcome__deactivated_ids=[]
    ):
        import_.outcome = forgotten(import_.outcome)
        import_.save(update_fields=["outcome"])
    return len(left)
