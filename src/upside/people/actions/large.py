"""HR files that take a while: handed to a worker, followed, stopped, all in or nothing."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit, jobs
from upside.people.actions.files import ImportIsOver, apply_locked, must_be_as_shown, stored_file
from upside.people.actions.importing import Prepared, prepare_people
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.models import PeopleImport, Person

__all__ = [
    "LARGE",
    "begin_import",
    "finish_import",
    "give_up_import",
    "prepare_import",
    "read_progress",
    "stop_import",
    "write_progress",
]

State = PeopleImport.State
LARGE = 5_000
"""Lines from which nobody waits for an import: fewer take a second."""


@transaction.atomic
def begin_import(
    import_: PeopleImport,
    choices: Choices,
    *,
    revision: int,
    queue: Callable[[int], int],
    by: Person,
    at: datetime,
) -> PeopleImport:
    """Hand an import to the worker; ``queue`` puts the job into its queue and returns its key.

    Asked twice, by two clicks or in two windows, the import is one. Refused: as ``apply_import``.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if import_.state == State.APPLIED or (import_.state == State.RUNNING and not import_.is_lost):
        return import_
    if import_.state == State.RUNNING:
        import_.state = State.CHECKED
    must_be_as_shown(import_, revision)
    import_.state, import_.job_id = State.RUNNING, queue(import_.pk)
    asked = {
        "only_good": choices.only_good, "leavers": choices.leavers, "is_strict": choices.is_strict,
        "keep": sorted(choices.keep), "at_most": choices.at_most,
        "partners": list(choices.partners),
    }  # fmt: skip
    import_.outcome = import_.outcome | {"asked": asked, "refusal": ""}
    import_.save(update_fields=["state", "job", "outcome"])
    _progress_of(import_).unlink(missing_ok=True)
    audit.record(verb="people.begun", subject=import_, actor=by, at=at)
    return import_


def prepare_import(import_: PeopleImport, *, at: datetime) -> Prepared:
    """Check every line of an import that is under way, outside of any transaction."""
    mapping, choices = Mapping.from_json(import_.mapping), _asked(import_)
    return prepare_people(stored_file(import_), mapping, choices, at=at)


@transaction.atomic
def finish_import(import_: PeopleImport, prepared: Prepared, *, at: datetime) -> PeopleImport:
    """Write an import that is under way: everything or nothing. Done twice it is done once.

    One that was stopped meanwhile stays as it is. Refused: as ``import_people``.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if import_.state != State.RUNNING:
        return import_
    import_.job = None
    return apply_locked(import_, _asked(import_), by=import_.uploaded_by, at=at, prepared=prepared)


@transaction.atomic
def give_up_import(import_: PeopleImport, sentence: str, *, at: datetime) -> None:
    """Put an import that was refused back to its check, with the sentence that says why."""
    waiting = PeopleImport.objects.select_for_update().filter(pk=import_.pk, state=State.RUNNING)
    for refused in waiting:
        refused.state, refused.job = State.CHECKED, None
        refused.outcome = refused.outcome | {"refusal": sentence}
        refused.save(update_fields=["state", "job", "outcome"])
        audit.record(verb="people.stopped", subject=refused, actor=refused.uploaded_by, at=at)


@transaction.atomic
def stop_import(import_: PeopleImport, *, by: Person, at: datetime) -> PeopleImport:
    """Take an import out of the worker's hands, before it writes or once the worker gave up.

    Nothing of it is written then, and it stands where it was checked. Stopping twice is stopping
    once.

    Raises
    ------
    ImportIsOver
        If everything was written meanwhile.
    """
    import_ = PeopleImport.objects.select_for_update().get(pk=import_.pk)
    if import_.state == State.APPLIED:
        raise ImportIsOver(_("This file was imported meanwhile. Here is what was done."))
    if import_.state != State.RUNNING:
        return import_
    if import_.job_id:
        jobs.stop_job(import_.job_id)
    import_.state, import_.job = State.CHECKED, None
    import_.save(update_fields=["state", "job"])
    audit.record(verb="people.stopped", subject=import_, actor=by, at=at)
    return import_


def write_progress(import_: PeopleImport, step: str, n_lines: int) -> None:
    """Note beside the stored copy how far an import is.

    Not in the database: what is written in the transaction of the import is seen only at its end.
    """
    path = _progress_of(import_)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"step": step, "n_lines": n_lines}), encoding="utf-8")
    fresh.replace(path)


def read_progress(import_: PeopleImport) -> dict[str, Any]:
    """Return the step an import is at and how many lines of it are done; empty before it begins."""
    try:
        said: dict[str, Any] = json.loads(_progress_of(import_).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return said


def _asked(import_: PeopleImport) -> Choices:
    said = import_.outcome["asked"]
    partners = tuple(said.get("partners", ()))
    return Choices(**(said | {"keep": frozenset(said["keep"]), "partners": partners}))


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _progress_of(import_: PeopleImport) -> Path:
    return (_folder() / import_.stored_as).with_suffix(".progress")
