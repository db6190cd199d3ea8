"""Reminders of a programme's message plan to people who have not answered or not finished."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Q

from upside.kernel.days import company_day
from upside.learning.paths import paths
from upside.notices.actions import Letter, queue_notices
from upside.notices.queries import not_told
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.queries.training import trained_roles, uses_our_training
from upside.programmes.templates import hours_asked

__all__ = ["AT_ONCE", "cohorts_that_remind", "remind_of_training", "remind_places"]

AT_ONCE = 200
State = Enrolment.State
PLANS = (
    ("invitation_waits", "invitation_reminder_days", "invited_at", State.INVITED),
    ("profile_waits", "profile_reminder_days", "answered_at", State.ACCEPTED),
)


def cohorts_that_remind(key: str, *, at: datetime) -> dict[timedelta, list[Cohort]]:
    """Return the running cohorts whose message plan has ``key``, by the time that it says.

    Cohorts of one plan are asked about together: a condition each would be slow.
    """
    running = Cohort.objects.filter(launched_at__isnull=False, ends_on__gte=company_day(at))
    found: dict[timedelta, list[Cohort]] = defaultdict(list)
    for cohort in running.filter(kept__messages__isnull=False):
        days = cohort.settings["messages"].get(key)
        if days:
            found[timedelta(days=days)].append(cohort)
    return found


def remind_places(*, at: datetime) -> int:
    """Remind, once each, of invitations without an answer and of profiles without an end.

    Returns how many mails were written. A cohort whose plan says nothing of it sends none.
    """
    n = 0
    for template, key, since, state in PLANS:
        due = Q(pk__in=())
        for wait, cohorts in cohorts_that_remind(key, at=at).items():
            due |= Q(cohort__in=cohorts, **{f"{since}__lte": at - wait})
        reachable = Enrolment.objects.filter(person__is_active=True, person__email__isnull=False)
        waiting = reachable.filter(due, not_told(template, "pk"), state=state)
        places = list(
            waiting.select_related("person", "cohort__programme").order_by("pk")[:AT_ONCE]
        )
        queue_notices(template, [_letter(template, place) for place in places], at=at)
        n += len(places)
    return n


def remind_of_training(*, at: datetime) -> int:
    """Remind, once, of a training that comes before the first session; return how many mails.

    Only where the training of the product counts: of another nobody here knows the date.
    """
    due = Q(pk__in=())
    for wait, cohorts in cohorts_that_remind("training_reminder_days", at=at).items():
        for role in Enrolment.Role:
            alike = [c for c in cohorts if role in trained_roles(c) and uses_our_training(c)]
            due |= Q(cohort__in=alike, role=role, answered_at__lte=at - wait)
    waiting = Enrolment.objects.filter(
        due,
        not_told("training_waits", "pk"),
        person__is_active=True,
        person__email__isnull=False,
        state__in=SAID_YES,
        trained_on=None,
    )
    places = list(waiting.select_related("person", "cohort__programme").order_by("pk")[:AT_ONCE])
    letters = [
        Letter(
            place.person,
            f"training_waits:{place.pk}",
            {
                "programme": place.cohort.programme.names,
                "minutes": paths()[place.role].minutes,
                "path": f"/training/{place.role}/",
            },
        )
        for place in places
    ]
    queue_notices("training_waits", letters, at=at)
    return len(letters)


def _letter(template: str, place: Enrolment) -> Letter:
    context = {
        "programme": place.cohort.programme.names,
        "cohort": place.cohort.names,
        "role": place.role,
        "hours": hours_asked(place.cohort.settings),
        "path": f"/places/{place.pk}/",
    }
    return Letter(place.person, f"{template}:{place.pk}", context)
