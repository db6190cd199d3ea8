"""The training before a first session: noted by the coordinator, taken back where it was wrong."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries.training import places_to_train

__all__ = ["CannotTrain", "record_training", "take_training_back"]


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
    if trained_on > timezone.localtime(at).date():
        raise CannotTrain(
            _("%(day)s is still to come. Note a training once it took place.")
            % {"day": date_format(trained_on)}
        )
    keys = _checked(cohort, places)
    new = Enrolment.objects.select_for_update().filter(pk__in=keys, trained_on=None)
    changed = list(new.order_by("pk").values_list("pk", flat=True))
    Enrolment.objects.filter(pk__in=changed).update(trained_on=trained_on)
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
    Enrolment.objects.filter(pk__in=changed).update(trained_on=None)
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
