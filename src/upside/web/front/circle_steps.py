"""What a circle asks of somebody who belongs to it: whether they come to its next date."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.community.models import CircleDate, CircleInvitation
from upside.community.queries import invitations_of
from upside.people.models import Person
from upside.web.front.step import Step, Urgency
from upside.web.templatetags.writing import when

__all__ = ["of_circles"]


def of_circles(person: Person, at: datetime) -> Iterator[Step]:
    """Yield the next date of each circle of ``person``, but those to which they cannot come."""
    coming = invitations_of(person).filter(
        date__state=CircleDate.State.PLANNED, date__ends_at__gt=at
    )
    told: set[int] = set()
    for invitation in coming:
        circle = invitation.date.circle_id
        if circle not in told and invitation.comes is not False:
            told.add(circle)
            yield _step(invitation)


def _step(invitation: CircleInvitation) -> Step:
    circle = invitation.date.circle
    is_asked = invitation.comes is None
    said = {"when": when(timezone.localtime(invitation.date.starts_at))}
    is_of_mentors = circle.role == "mentor"
    return Step(
        urgency=Urgency.PULSE if is_asked else Urgency.MEET,
        folio=circle.cohort.programme.name,
        title=(
            _("Circle of mentors: %(when)s.")
            if is_of_mentors
            else _("Circle of mentees: %(when)s.")
        )
        % said,
        text=_("Say whether you come. Nobody has to, and no reason is asked.")
        if is_asked
        else _("You come. The page says who else does, and where."),
        action=_("Say whether you come") if is_asked else _("See your circle"),
        address=reverse("circles:circle", args=[circle.cohort_id, f"{circle.role}s"]),
    )
