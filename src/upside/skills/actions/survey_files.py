"""Uploaded surveys on their way in: received, explained, decided, checked, applied or dropped."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.imports.storing import Stored, forget, open_stored
from upside.people.models import Person
from upside.skills.actions.catalogue import load_catalogue
from upside.skills.actions.surveys import import_survey, preview_survey, remember_survey
from upside.skills.models import SurveyFile
from upside.skills.surveys.plan import SurveyMap
from upside.skills.surveys.reading import store_survey
from upside.skills.surveys.texts import texts_of, with_topics

__all__ = [
    "SurveyIsOver",
    "SurveyMovedOn",
    "apply_survey",
    "check_survey",
    "decide_texts",
    "drop_survey",
    "explain_questions",
    "forget_old_surveys",
    "receive_survey",
    "stored_survey",
]

State = SurveyFile.State
KEPT_FOR = timedelta(days=7)


class SurveyIsOver(Refused):
    """The survey was imported or dropped before."""


class SurveyMovedOn(Refused):
    """What was looked at is no longer what would be imported."""


def receive_survey(source: Path, *, name: str, by: Person, at: datetime) -> SurveyFile:
    """Keep what may be read of a survey until it is imported or dropped, seven days at most.

    Protected questions are not copied. Nothing is written about people yet.

    Raises
    ------
    Unreadable
        If the file is no table; the sentence says what would help.
    """
    stored = store_survey(source, _folder() / f"{uuid4().hex}.csv")
    try:
        return _received(stored, name=name, by=by, at=at)
    except BaseException:
        forget(stored.path)
        raise


@transaction.atomic
def _received(stored: Stored, *, name: str, by: Person, at: datetime) -> SurveyFile:
    load_catalogue(at=at)
    received = SurveyFile.objects.create(
        file_name=name[:255] or stored.path.name,
        stored_as=stored.path.name,
        uploaded_by=by,
        uploaded_at=at,
    )
    details = {"protected_columns": sorted(stored.kinds.values()), "lines": stored.n_rows}
    audit.record(verb="survey.received", subject=received, actor=by, at=at, details=details)
    return received


def explain_questions(file: SurveyFile, plan: SurveyMap) -> SurveyFile:
    """Keep what each question means, and collect the texts of its answers with topics near them.

    What was decided about texts before stays. Nothing is written about people.

    Raises
    ------
    SurveyIsOver
        If the file was imported or dropped.
    BadMapping
        If the mapping does not fit the file.
    """
    _refuse_over(SurveyFile.objects.get(pk=file.pk))
    stored = stored_survey(file)
    plan.check(stored)
    texts = [text.as_json() for text in with_topics(texts_of(stored, plan))]
    with transaction.atomic():
        file = _locked(file)
        file.mapping, file.texts, file.state = plan.as_json(), texts, State.UPLOADED
        file.save(update_fields=["mapping", "texts", "state"])
    return file


def decide_texts(file: SurveyFile, topics: dict[str, str], rest: str) -> SurveyFile:
    """Keep which topic each text is, then check every line; people stay as they are.

    Raises
    ------
    SurveyIsOver, BadMapping
        As ``explain_questions`` does, or where the catalogue has no such topic.
    """
    _refuse_over(SurveyFile.objects.get(pk=file.pk))
    plan = SurveyMap.from_json(file.mapping)
    plan.topics, plan.rest = plan.topics | topics, rest
    return check_survey(file, plan)


def check_survey(file: SurveyFile, plan: SurveyMap) -> SurveyFile:
    """Check every line under ``plan`` and keep what importing the good ones would do.

    Raises
    ------
    BadMapping
        If the mapping does not fit the file, or the catalogue lacks a topic.
    """
    outcome = preview_survey(stored_survey(file), plan)
    with transaction.atomic():
        file = _locked(file)
        revision = file.outcome.get("revision", 0) + 1
        file.mapping, file.state = plan.as_json(), State.CHECKED
        file.outcome = outcome.for_a_row() | {"revision": revision}
        file.save(update_fields=["mapping", "outcome", "state"])
    return file


@transaction.atomic
def apply_survey(
    file: SurveyFile, *, only_good: bool, revision: int, by: Person, at: datetime
) -> SurveyFile:
    """Import a survey as it was last checked, and remember what it means for its next export.

    The row is locked and a second press of the button changes nothing. The copy is deleted.

    Raises
    ------
    SurveyIsOver
        If the file was dropped.
    SurveyMovedOn
        If it was never checked, or checked anew since ``revision`` was shown.
    UndecidedTexts, FaultyAnswers
        As ``import_survey`` does.
    """
    file = SurveyFile.objects.select_for_update().get(pk=file.pk)
    if file.state == State.APPLIED:
        return file
    _refuse_over(file)
    if file.state != State.CHECKED or file.outcome.get("revision") != revision:
        raise SurveyMovedOn(
            _("The answers were decided anew in another window. Look at the result once more.")
        )
    stored, plan = stored_survey(file), SurveyMap.from_json(file.mapping)
    outcome = import_survey(stored, plan, only_good=only_good, by=by, at=at, subject=file)
    remember_survey(plan, at=at)
    file.state, file.applied_at, file.texts = State.APPLIED, at, []
    file.outcome = outcome.for_a_row() | {"revision": revision, "faults": [], "warned": []}
    file.save(update_fields=["state", "applied_at", "outcome", "texts"])
    transaction.on_commit(lambda: forget(stored.path))
    return file


@transaction.atomic
def drop_survey(file: SurveyFile, *, by: Person, at: datetime) -> SurveyFile:
    """Forget an upload and delete its copy; dropping twice is dropping once.

    Raises
    ------
    SurveyIsOver
        If the survey was imported.
    """
    file = SurveyFile.objects.select_for_update().get(pk=file.pk)
    if file.state == State.DROPPED:
        return file
    _refuse_over(file)
    _drop(file)
    audit.record(verb="survey.dropped", subject=file, actor=by, at=at)
    return file


@transaction.atomic
def forget_old_surveys(*, at: datetime) -> int:
    """Drop uploads that nobody came back to for seven days, and return how many."""
    waiting = SurveyFile.objects.filter(state__in=(State.UPLOADED, State.CHECKED))
    old = list(waiting.select_for_update().filter(uploaded_at__lt=at - KEPT_FOR))
    for file in old:
        _drop(file)
    return len(old)


def stored_survey(file: SurveyFile) -> Stored:
    """Return the stored copy of an upload; refuse where it was deleted."""
    return open_stored(_folder() / file.stored_as)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "surveys"


def _locked(file: SurveyFile) -> SurveyFile:
    file = SurveyFile.objects.select_for_update().get(pk=file.pk)
    _refuse_over(file)
    return file


def _refuse_over(file: SurveyFile) -> None:
    if file.state == State.APPLIED:
        raise SurveyIsOver(_("This survey has been imported. Bring in a new export for changes."))
    if file.state == State.DROPPED:
        raise SurveyIsOver(_("This survey was dropped. Bring it in again."))


def _drop(file: SurveyFile) -> None:
    file.state, file.outcome, file.texts = State.DROPPED, {}, []
    file.save(update_fields=["state", "outcome", "texts"])
    path = _folder() / file.stored_as
    transaction.on_commit(lambda: forget(path))
