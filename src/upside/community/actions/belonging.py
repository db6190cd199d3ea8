"""What a member does: say whether they come, leave the circle, come back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.calendars.actions import write_soon
from upside.community.actions.inviting import keep_invited
from upside.community.actions.refusals import DateOver, NotInCircle
from upside.community.models import Circle, CircleDate, CircleInvitation, CircleLeave
from upside.community.queries import belonging_of, dates_to_come
from upside.kernel import audit
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["come_back", "leave_circle", "say_whether"]


@transaction.atomic
def say_whether(invitation: CircleInvitation, *, comes: bool, at: datetime) -> CircleInvitation:
    """Keep whether somebody comes to a date; they may say otherwise until it ends.

    Refused: a date that is over or called off, and somebody who left the circle.
    """
    invitation = CircleInvitation.objects.select_for_update().get(pk=invitation.pk)
    date = invitation.date
    if invitation.is_off:
        raise NotInCircle(_("You have left this circle. Come back first."))
    if date.state == CircleDate.State.CALLED_OFF:
        raise DateOver(_("This date is called off. You need do nothing."))
    if date.ends_at <= at:
        raise DateOver(_("This date is over."))
    if invitation.comes is comes:
        return invitation
    invitation.comes, invitation.answered_at = comes, at
    invitation.save(update_fields=["comes", "answered_at"])
    write_soon([invitation.person], at=at)
    audit.record(
        verb="circle.answered",
        subject=date,
        actor=invitation.person,
        at=at,
        programme=date.circle.cohort.programme,
    )
    return invitation


@transaction.atomic
def leave_circle(cohort: Cohort, role: str, *, by: Person, at: datetime) -> None:
    """Let somebody leave a circle while they stay in the programme; again changes nothing.

    Its dates to come leave their calendar, and nobody is told. A host is host no more. Refused:
    somebody who does not take part in that role.
    """
    circle = _own_circle(cohort, role, by)
    _leave, is_new = CircleLeave.objects.get_or_create(
        circle=circle, person=by, defaults={"left_at": at}
    )
    if not is_new:
        return
    if circle.host_id == by.pk:
        circle.host = None
        circle.save(update_fields=["host"])
    _follow(circle, at=at)
    audit.record(verb="circle.left", subject=circle, actor=by, at=at, programme=cohort.programme)


@transaction.atomic
def come_back(cohort: Cohort, role: str, *, by: Person, at: datetime) -> None:
    """Let somebody back into a circle that they left, and invite them to its dates to come.

    Again changes nothing. Refused: somebody who does not take part in that role.
    """
    circle = _own_circle(cohort, role, by)
    if not CircleLeave.objects.filter(circle=circle, person=by).delete()[0]:
        return
    _follow(circle, at=at)
    audit.record(verb="circle.joined", subject=circle, actor=by, at=at, programme=cohort.programme)


def _own_circle(cohort: Cohort, role: str, person: Person) -> Circle:
    own = belonging_of(person, cohort.pk, role)
    if own is None or not (own.is_member or own.has_left):
        raise NotInCircle(_("You do not belong to this circle."))
    return Circle.objects.get_or_create(cohort=cohort, role=role)[0]


def _follow(circle: Circle, *, at: datetime) -> None:
    for date in dates_to_come(at).filter(circle=circle):
        keep_invited(date, at=at)
