"""Invitations that nobody has answered yet: taken back, or made for the other role."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.notices.actions import queue_notices
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.actions.invitations import (
    NotInvitable,
    check_invitable,
    letter_of,
    usual_seats,
)
from upside.programmes.models import Enrolment

__all__ = ["AnsweredBefore", "change_invited_role", "take_back_invitation"]


class AnsweredBefore(NotInvitable):
    """The person has answered: the place is theirs to keep or to give up."""


@transaction.atomic
def take_back_invitation(enrolment: Enrolment, *, by: Person, at: datetime) -> bool:
    """Take an unanswered invitation back, as if it had not been made; say whether its mail left.

    A mail that still waits is not sent. The person may be invited anew. Refused once they have
    answered.
    """
    place = _unanswered(enrolment)
    _unqueue(place)
    was_mailed = _mails(place).exists()
    audit.record(
        verb="invitation.taken_back",
        subject=place,
        actor=by,
        at=at,
        details={"person": place.person_id, "cohort": place.cohort_id, "role": place.role},
        programme=place.cohort.programme,
    )
    place.delete()
    return was_mailed


@transaction.atomic
def change_invited_role(enrolment: Enrolment, role: str, *, by: Person, at: datetime) -> Enrolment:
    """Make an unanswered invitation one for ``role``, and write to the person anew.

    A mail for the former role that still waits is not sent. The same role changes nothing.
    Refused once they have answered, for an unknown role, and for a cohort that is over.
    """
    place = _unanswered(enrolment)
    check_invitable(place.cohort, role, at)
    if place.role == role:
        return place
    place.role, place.seats = role, usual_seats(place.cohort, role)
    place.save(update_fields=["role", "seats"])
    entry = audit.record(
        verb="invitation.role_changed",
        subject=place,
        actor=by,
        at=at,
        details={"role": role},
        programme=place.cohort.programme,
    )
    _unqueue(place)
    queue_notices("invited", [letter_of(place, by, again=entry.pk)], at=at)
    return place


def _unanswered(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("person", "cohort__programme").filter(pk=enrolment.pk).first()
    if place is None:
        raise AnsweredBefore(_("This invitation was taken back already."))
    if place.state != Enrolment.State.INVITED:
        raise AnsweredBefore(
            _("%(name)s has answered. Whoever takes part keeps the place, or gives it up.")
            % {"name": place.person.name}
        )
    return place


def _mails(place: Enrolment) -> QuerySet[Notice]:
    key = f"invited:{place.pk}"
    return Notice.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"))


def _unqueue(place: Enrolment) -> None:
    """Drop invitations that no worker has taken yet."""
    _mails(place).filter(state=Notice.State.QUEUED, attempts=0).delete()
