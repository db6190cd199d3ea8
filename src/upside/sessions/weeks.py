"""When people have time in a cohort, as they said it themselves."""

from zoneinfo import ZoneInfo

from upside.people.models import Person
from upside.programmes.models import Slot
from upside.sessions.common_time import Week

__all__ = ["weeks_of"]


def weeks_of(cohort_id: int, *people: Person) -> list[Week]:
    """Return the hours of each of ``people`` in a cohort. One query."""
    slots = Slot.objects.filter(enrolment__cohort=cohort_id, enrolment__person__in=people)
    hours = list(slots.values_list("enrolment__person", "weekday", "starts", "ends"))
    return [
        Week(
            ZoneInfo(person.time_zone),
            tuple((day, starts, ends) for key, day, starts, ends in hours if key == person.pk),
            person.country,
        )
        for person in people
    ]
