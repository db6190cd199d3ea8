"""What a cohort is called and how long it runs, changed after it was made."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from upside.kernel import audit
from upside.people.models import Person
from upside.programmes.actions.setup import check_cohort
from upside.programmes.models import Cohort

__all__ = ["amend_cohort"]


@transaction.atomic
def amend_cohort(
    cohort: Cohort,
    *,
    names: Mapping[str, str],
    starts_on: date,
    ends_on: date,
    by: Person,
    at: datetime,
) -> Cohort:
    """Keep new names and dates; the same again changes nothing. Booked sessions stay.

    Refused as ``create_programme`` is for a missing name and for dates in the wrong order.
    """
    said = {code: name.strip() for code, name in names.items() if name.strip()}
    check_cohort(said, (starts_on, ends_on))
    found = Cohort.objects.select_for_update(of=("self",)).select_related("programme")
    cohort = found.get(pk=cohort.pk)
    new = {"names": said, "starts_on": starts_on, "ends_on": ends_on}
    changed = {key: value for key, value in new.items() if getattr(cohort, key) != value}
    if changed:
        for key, value in changed.items():
            setattr(cohort, key, value)
        cohort.save(update_fields=list(changed))
        audit.record(
            verb="programme.cohort_amended",
            subject=cohort,
            actor=by,
            at=at,
            details={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
            programme=cohort.programme,
        )
    return cohort
