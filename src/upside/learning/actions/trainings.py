"""A training: a part is done once its check is right; all parts done, it is finished."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.learning.models import Training
from upside.learning.paths import Part, TrainingPath
from upside.people.models import Person

__all__ = ["NotDone", "begin_again", "finish_part"]


class NotDone(Refused):
    """A question has no answer or another one than it should, or a commitment is not taken."""


@transaction.atomic
def finish_part(
    path: TrainingPath,
    part: Part,
    *,
    answers: Sequence[int | None],
    commitments: int = 0,
    by: Person,
    at: datetime,
) -> Training:
    """Keep that ``by`` did a part, and that all are done where it was the last one.

    ``answers`` are the places of the ticked options, ``commitments`` how many were ticked: both
    are looked at and not kept. Refused until each answer is right and each commitment taken. A
    part that is done stays so; a second time changes nothing.
    """
    if list(answers) != [question.right for question in part.questions]:
        raise NotDone(
            _("Not yet: read what stands under your answers, and try again. Nobody counts.")
        )
    if commitments < len(part.commitments):
        raise NotDone(_("Tick each commitment that you take. Without them the part stays open."))
    Training.objects.get_or_create(person=by, path=path.code, defaults={"started_at": at})
    training = Training.objects.select_for_update().get(person=by, path=path.code)
    if part.code in training.done:
        return training
    training.done = [*training.done, part.code]
    if all(one.code in training.done for one in path.parts):
        training.completed_on = timezone.localtime(at).date()
        training.version = path.version
        training.covered = [{"title": one.title, "minutes": one.minutes} for one in path.parts]
        details = {"path": path.code, "version": path.version}
        audit.record(verb="training.finished", subject=training, actor=by, at=at, details=details)
    training.save()
    return training


@transaction.atomic
def begin_again(training: Training, *, at: datetime) -> Training:
    """Open all parts of a finished training again; the day of the last time stays.

    One that is not finished stays as it is.
    """
    training = Training.objects.select_for_update().get(pk=training.pk)
    if training.completed_on is not None:
        training.done, training.started_at = [], at
        training.save(update_fields=["done", "started_at"])
    return training
