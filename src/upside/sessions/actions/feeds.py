"""The private address under which somebody's calendar reads their sessions."""

import secrets
from datetime import datetime

from django.db import transaction

from upside.kernel import audit
from upside.people.models import Person
from upside.sessions.feed import hash_of
from upside.sessions.models import CalendarFeed

__all__ = ["drop_feed", "make_feed"]

BYTES = 32


@transaction.atomic
def make_feed(person: Person, *, at: datetime) -> CalendarFeed:
    """Give ``person`` a new address for their sessions; the one before, if any, ends at once."""
    secret = secrets.token_urlsafe(BYTES)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        person=person,
        defaults={"secret": secret, "secret_hash": hash_of(secret), "made_at": at},
    )
    audit.record(verb="calendar.feed_made", subject=person, actor=person, at=at)
    return feed


@transaction.atomic
def drop_feed(person: Person, *, at: datetime) -> None:
    """Switch the address of ``person`` off; again changes nothing."""
    if CalendarFeed.objects.filter(person=person).delete()[0]:
        audit.record(verb="calendar.feed_ended", subject=person, actor=person, at=at)
