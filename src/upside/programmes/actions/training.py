"""The training before a first session: taken here, or noted by the coordinator and taken back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.dates import day
from upside.kernel.errors import Refused
from upside.learning.actions import finish_part
from upside.learning.models import Training
from upside.learning.paths import Part, TrainingPath
from upside.learning.queries import valid_until
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.queries.training import places_to_train, uses_our_training

__all__ = [
    "CannotTrain",
    "carry_training",
    "record_training",
    "take_part",
    "take_training_back",
]


class CannotTrain(Refused):
    """Nobody was named, the day is still to come, or somebody is not among those trained here."""


@transaction.atomic
def record_training(
    cohort: Cohort, places: Iterable[Enrolment], *, trained_on: date, by: Person, at: datetime
) -> int:
    """Note that people were trained on a day; return of how many that was new.

    Whoever has a day keeps it. Refused for nobody, for a day to come, and for places that the
    programme does not train or that are over.
    """
    if trained_on > _day(at):
        raise CannotTrain(
            _("%(day)s is still to come. Note a training once it took place.")
            % {"day": day(trained_on, "year")}
        )
    keys = _checked(cohort, places)
    new = Enrolment.objects.select_for_update().filter(pk__in=keys, trained_on=None)
    changed = list(new.order_by("pk").values_list("pk", flat=True))
    Enrolment.objects.filter(pk__in=changed).update(trained_on=trained_on, trained_by=by)
    if changed:
        audit.record(
            verb="people.trained",
            subject=cohort,
            actor=by,
            at=at,
            details={"enrolments": changed, "trained_on": trained_on.isoformat()},
            programme=cohort.programme,
        )
    return len(changed)


@transaction.atomic
def take_training_back(
    cohort: Cohort, places: Iterable[Enrolment], *, by: Person, at: datetime
) -> int:
    """Take back that people were trained; return of how many. Sessions booked by then stay."""
    keys = _checked(cohort, places)
    noted = Enrolment.objects.select_for_update().filter(pk__in=keys, trained_on__isnull=False)
    changed = list(noted.order_by("pk").values_list("pk", flat=True))
    Enrolment.objects.filter(pk__in=changed).update(trained_on=None, trained_by=None)
    if changed:
        audit.record(
            verb="people.training_taken_back",
            subject=cohort,
            actor=by,
            at=at,
            details={"enrolments": changed},
            programme=cohort.programme,
        )
    return len(changed)


@transaction.atomic
def take_part(
    path: TrainingPath,
    part: Part,
    *,
    answers: Sequence[int | None],
    commitments: int = 0,
    by: Person,
    at: datetime,
) -> Training:
    """Keep that ``by`` did a part; with the last one their places in the role count as trained.

    Refused as ``finish_part`` says. A day that stands already stays, and so does the note of a
    programme that has its own training.
    """
    before = Training.objects.filter(person=by, path=path.code).first()
    training = finish_part(path, part, answers=answers, commitments=commitments, by=by, at=at)
    is_new = before is None or part.code not in before.done
    if is_new and all(one.code in training.done for one in path.parts):
        places = Enrolment.objects.select_for_update(of=("self",)).filter(
            person=by, role=path.code, state__in=SAID_YES, trained_on=None
        )
        for place in places.select_related("cohort__programme").order_by("pk"):
            _note(place, training, at=at)
    return training


def carry_training(place: Enrolment, *, at: datetime) -> None:
    """Count a finished training for a place to which somebody has just said yes.

    It counts for 24 months, whichever programme it was for.
    """
    training = Training.objects.filter(person=place.person_id, path=place.role).first()
    until = valid_until(training) if training else None
    if training and until and until >= _day(at) and place.trained_on is None:
        _note(place, training, at=at)


def _note(place: Enrolment, training: Training, *, at: datetime) -> None:
    if not uses_our_training(place.cohort):
        return
    place.trained_on, place.trained_by = training.completed_on, place.person
    place.save(update_fields=["trained_on", "trained_by"])
    audit.record(
        verb="place.trained",
        subject=place,
        actor=place.person,
        at=at,
        details={"version": training.version},
        programme=place.cohort.programme,
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _checked(cohort: Cohort, places: Iterable[Enrolment]) -> set[int]:
    keys = {place.pk for place in places}
    if not keys:
        raise CannotTrain(_("Tick at least one person."))
    known = set(places_to_train(cohort).filter(pk__in=keys).values_list("pk", flat=True))
    if keys - known:
        raise CannotTrain(
            _("Somebody you ticked takes no longer part, or is not trained in this programme.")
        )
    return keys
