"""What waits for who takes part in an expert clinic: times to offer, a time to book."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.kernel.days import company_day
from upside.matching.queries import n_free_of
from upside.programmes.models import Enrolment
from upside.programmes.modes import is_clinic
from upside.web.front.step import Step, Urgency

__all__ = ["in_clinics", "of_clinics"]

Role = Enrolment.Role


def in_clinics(places: list[Enrolment]) -> list[Enrolment]:
    """Return those of ``places`` that are ready in a cohort whose clinic is open."""
    ready = [one for one in places if one.state == Enrolment.State.READY]
    return [one for one in ready if one.cohort.launched_at and is_clinic(one.cohort)]


def of_clinics(places: list[Enrolment], taken: set[int], at: datetime) -> Iterator[Step]:
    """Yield what comes next in each clinic; ``taken`` are the cohorts with a pair."""
    running = [one for one in places if one.cohort.ends_on >= company_day(at)]
    free = n_free_of([one for one in running if one.role == Role.MENTOR], at=at) if running else {}
    for place in running:
        if place.role == Role.MENTOR:
            yield _offer(place, free[place.pk])
        elif place.cohort_id not in taken:
            yield _book(place)


def _offer(place: Enrolment, n_free: int) -> Step:
    open_ = ngettext("%(n)s of your times is free.", "%(n)s of your times are free.", n_free)
    return Step(
        urgency=Urgency.REST if n_free else Urgency.BOOK,
        folio=place.cohort.programme.name,
        title=open_ % {"n": n_free}
        if n_free
        else _("A new time of yours would help: at the moment nobody can book one."),
        text=_("A mail tells you when somebody books.")
        if n_free
        else _("A few half hours a week go a long way. You offer a series in one step."),
        action=_("See your times") if n_free else _("Offer times"),
        address=reverse("clinics:mine", args=[place.cohort_id]),
    )


def _book(place: Enrolment) -> Step:
    return Step(
        urgency=Urgency.BOOK,
        folio=place.cohort.programme.name,
        title=_("Your profile is ready: book a time with an expert."),
        text=_("You see who can show you what you want to learn, and when; one tap books."),
        action=_("See the free times"),
        address=reverse("clinics:clinic", args=[place.cohort_id]),
    )
