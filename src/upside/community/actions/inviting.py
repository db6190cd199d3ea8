"""Keeping invitations to the dates of circles as the circles are: who joins, who leaves."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F

from upside.calendars.actions import write_soon
from upside.community.calendar import calendar_of, path_of
from upside.community.models import CircleDate, CircleInvitation
from upside.community.queries import dates_to_come, members_of, uninvited
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person

__all__ = ["follow_circles", "keep_invited", "take_out", "tell_again"]

log = logging.getLogger("upside.community")
ROWS_AT_ONCE = 500


def follow_circles(*, at: datetime) -> int:
    """Invite who has joined a circle since its dates were planned, take out who no longer belongs.

    One date that fails stops no other. Return how many mails were written.
    """
    n = 0
    for date in dates_to_come(at):
        try:
            n += keep_invited(date, at=at)
        except DatabaseError:  # all of it, not this date: tried again in a minute
            raise
        except Exception:
            log.exception("date %s of a circle could not be followed; going on", date.pk)
    return n


@transaction.atomic
def keep_invited(date: CircleDate, *, at: datetime) -> int:
    """Invite those of the circle who are not invited to ``date``, and take out the others.

    Return how many people were told. Again changes nothing.
    """
    joined = [place.person for place in uninvited(date)]
    if joined:
        known = {one.person_id: one for one in date.invitations.filter(person__in=joined)}
        CircleInvitation.objects.bulk_create(
            [CircleInvitation(date=date, person=one) for one in joined if one.pk not in known],
            batch_size=ROWS_AT_ONCE,
        )
        back = date.invitations.filter(pk__in=[one.pk for one in known.values()])
        back.update(is_off=False, comes=None, answered_at=None, sequence=F("sequence") + 1)
        _tell("circle_planned", date, joined, at=at, method="REQUEST")
    members = members_of(date.circle).order_by().values("person")
    gone = list(date.invitations.filter(is_off=False).exclude(person__in=members))
    return len(joined) + take_out(date, [one.person_id for one in gone], at=at)


def take_out(date: CircleDate, people: Iterable[int], *, at: datetime) -> int:
    """Take ``date`` out of the calendars of ``people``, who no longer belong to the circle."""
    gone = date.invitations.filter(is_off=False, person__in=list(people))
    keys = list(gone.values_list("person", flat=True))
    if keys:
        gone.update(is_off=True, comes=None, sequence=F("sequence") + 1)
        told = Person.objects.filter(pk__in=keys)
        _tell("circle_left", date, told, at=at, method="CANCEL")
    return len(keys)


def tell_again(template: str, date: CircleDate, *, at: datetime, method: str) -> None:
    """Tell everybody who is invited to ``date`` that it has changed, with a file to their calendar.

    ``method`` is that of the file: ``REQUEST`` or ``CANCEL``. Who left is told of a cancel alone.
    """
    standing = date.invitations.filter(is_off=False)
    if method == "REQUEST":
        standing = standing.filter(person__in=members_of(date.circle).order_by().values("person"))
    standing.update(sequence=F("sequence") + 1)
    people = Person.objects.filter(pk__in=standing.values("person"))
    _tell(template, date, people, at=at, method=method)


def _tell(
    template: str, date: CircleDate, people: Iterable[Person], *, at: datetime, method: str
) -> None:
    told = list(people)
    write_soon(told, at=at)
    rows = date.invitations.filter(person__in=told).select_related("person")
    letters = []
    for invitation in rows.order_by("pk"):
        invitation.date = date
        letters.append(_letter(template, invitation, method))
    queue_notices(template, letters, at=at)


def _letter(template: str, invitation: CircleInvitation, method: str) -> Letter:
    date = invitation.date
    context: dict[str, Any] = {
        "programme": date.circle.cohort.programme.names,
        "is_of_mentors": date.circle.role == "mentor",
        "topic": date.topic,
        "place": date.place,
        "path": path_of(date.circle),
        "calendar": calendar_of(invitation, method),
        "method": method,
    }
    key = f"{template}:{invitation.pk}:{invitation.sequence}"
    return Letter(invitation.person, key, context)
