"""From one cohort to the next: what was learned, and the same programme once more."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.texts import in_language
from upside.people.models import Person
from upside.programmes.actions.setup import check_dates
from upside.programmes.lesson_models import Lesson
from upside.programmes.models import Cohort, Programme

__all__ = ["NoLesson", "NoNextCohort", "drop_lesson", "next_cohort", "save_lesson"]

LONGEST = 1000


class NoNextCohort(Refused):
    """A next cohort lacks a name."""


class NoLesson(Refused):
    """A lesson says nothing, or its phase is none."""


@transaction.atomic
def next_cohort(
    programme: Programme,
    *,
    names: Mapping[str, str],
    dates: tuple[date, date],
    by: Person,
    at: datetime,
) -> Cohort:
    """Make one more cohort of ``programme``: same rules, charter and team, a launch of its own.

    The numbers of places are those of the newest cohort; nobody of its waiting list comes along.
    What was recorded for the launch of another cohort is not carried over: works council and
    impact assessment look at each. A double click makes one. Refused without a name, and for the
    dates that ``check_dates`` refuses.
    """
    if not in_language(names):
        raise NoNextCohort(_("Give the cohort a name, in one language at least."))
    check_dates(dates)
    Programme.objects.select_for_update().get(pk=programme.pk)
    newest = programme.cohorts.order_by("-starts_on", "-pk").first()
    made, is_new = Cohort.objects.get_or_create(
        programme=programme,
        names=dict(names),
        starts_on=dates[0],
        ends_on=dates[1],
        launched_at=None,
        defaults={
            "places_mentors": newest.places_mentors if newest else None,
            "places_mentees": newest.places_mentees if newest else None,
        },
    )
    if is_new:
        audit.record(
            verb="programme.cohort_added",
            subject=programme,
            actor=by,
            at=at,
            details={"cohort": made.pk},
            programme=programme,
        )
    return made


@transaction.atomic
def save_lesson(  # noqa: PLR0913 - what a lesson is made of
    programme: Programme,
    *,
    phase: str,
    learned: str,
    change: str = "",
    lesson: Lesson | None = None,
    by: Person,
    at: datetime,
) -> Lesson:
    """Write down what was learned, or put an earlier lesson right; the log keeps no contents.

    The same lesson twice within a minute is one. Refused where it says nothing, and for one that
    was taken out meanwhile.
    """
    learned, change = learned.strip()[:LONGEST], change.strip()[:LONGEST]
    if phase not in Lesson.Phase.values or not learned:
        raise NoLesson(_("Choose a phase, and say in a sentence what you learned."))
    said = {"phase": phase, "learned": learned, "change": change}
    Programme.objects.select_for_update().get(pk=programme.pk)
    if lesson is None:
        just_now = at - timedelta(minutes=1)
        same = Lesson.objects.filter(programme=programme, written_at__gte=just_now, **said)
        kept = same.first() or Lesson(programme=programme)
    elif found := Lesson.objects.filter(programme=programme, pk=lesson.pk).first():
        kept = found
    else:
        raise NoLesson(_("Somebody took this lesson out meanwhile. Write it as a new one."))
    for name, value in said.items():
        setattr(kept, name, value)
    kept.written_by, kept.written_at = by, at
    kept.save()
    audit.record(verb="lesson.saved", subject=programme, actor=by, at=at, programme=programme)
    return kept


@transaction.atomic
def drop_lesson(lesson: Lesson, *, by: Person, at: datetime) -> None:
    """Take a lesson out; nothing happens where it is gone already."""
    programme = lesson.programme
    if Lesson.objects.filter(pk=lesson.pk).delete()[0]:
        audit.record(verb="lesson.dropped", subject=programme, actor=by, at=at, programme=programme)
