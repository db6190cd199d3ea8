"""HR files of many lines: imported by the worker, with everybody's readiness, all or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django_tasks import task

from upside.kernel import jobs
from upside.kernel.errors import Refused
from upside.notices.actions import language_for
from upside.people import actions as people
from upside.people.imports.outcome import Choices
from upside.people.imports.progress import listening
from upside.people.models import PeopleImport, Person
from upside.programmes.actions.files import take_in_import
from upside.programmes.actions.places import refresh_all

__all__ = ["start_import", "take_in_large_file"]

TOLD_EVERY = timedelta(seconds=0.4)
CHECKED_SHARE = 0.4
"""The part of the way after which lines are written; before it they are checked."""


def start_import(
    import_: PeopleImport, choices: Choices, *, revision: int, by: Person, at: datetime
) -> PeopleImport:
    """Import an uploaded file at once, or hand it to the worker where it has very many lines.

    Refused: as an import is; what only the worker finds out is kept as the import's refusal.
    """
    if import_.outcome.get("read", 0) <= people.LARGE:
        return take_in_import(import_, choices, revision=revision, by=by, at=at)

    def queue(key: int) -> int:
        return int(take_in_large_file.using(run_after=at).enqueue(key, at.isoformat()).id)

    return people.begin_import(import_, choices, revision=revision, queue=queue, by=by, at=at)


@task()
def take_in_large_file(import_id: int, begun: str) -> None:
    """Import a file that was handed over, then settle who is ready by it.

    Lines are checked outside the transaction, written in one: a worker that is killed leaves
    nothing half done, and the next one begins anew. Done twice it comes to the same.
    """
    imports = PeopleImport.objects.select_related("uploaded_by")
    import_ = imports.filter(pk=import_id, state=PeopleImport.State.RUNNING).first()
    if import_ is None:
        return
    at = jobs.moment(datetime.fromisoformat(begun))
    language = translation.override(language_for(import_.uploaded_by))
    with language, listening(_told(import_, at)):
        try:
            prepared = people.prepare_import(import_, at=at)
            _taken_in(import_, prepared, at=at)
        except Refused as refusal:
            people.give_up_import(import_, str(refusal), at=at)


@transaction.atomic
def _taken_in(import_: PeopleImport, prepared: people.Prepared, *, at: datetime) -> None:
    done = people.finish_import(import_, prepared, at=at)
    if done.state == PeopleImport.State.APPLIED:
        people.write_progress(import_, "settle", done.outcome["read"])
        refresh_all(at=at)


def _told(import_: PeopleImport, begun: datetime) -> Callable[[str, int], None]:
    """Return what hears how far the import is, and writes it down twice a second."""
    n_all = max(import_.outcome.get("read", 0), 1)
    last = {"step": "", "at": begun}

    def told(step: str, n_lines: int) -> None:
        at = jobs.moment(begun)
        if step == last["step"] and at < last["at"] + TOLD_EVERY:  # type: ignore[operator]
            return
        last.update(step=step, at=at)
        people.write_progress(import_, step, n_lines)
        if step == "check":  # within the transaction nobody would see it, and the lease would wait
            jobs.tell(step, CHECKED_SHARE * min(n_lines / n_all, 1))

    return told
