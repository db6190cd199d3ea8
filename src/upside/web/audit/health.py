"""How the installation does, for the administrator: counts and faults, no contents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from upside.notices.models import Notice
from upside.notices.queries import notice_counts
from upside.people.models import Person

__all__ = ["Health", "health"]

WEEK = timedelta(days=7)
LATE = timedelta(minutes=15)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Health:
    """The figures of the page of the system."""

    people: int
    with_mail: int
    left: int
    signed_in: int
    queued: int
    late: int
    sent: int
    failed: int
    faults: list[Notice]
    bytes_of_database: int
    version: str
    mail_is_set: bool


def health(*, at: datetime) -> Health:
    """Return how many people, mails and bytes there are, and which mails met a fault."""
    active = Q(is_active=True)
    people = Person.objects.aggregate(
        people=Count("pk", filter=active),
        with_mail=Count("pk", filter=active & Q(email__isnull=False)),
        left=Count("pk", filter=~active),
        signed_in=Count("pk", filter=Q(last_login__gt=at - WEEK)),
    )
    waiting = Notice.objects.filter(state=Notice.State.QUEUED, due_at__lt=at - LATE)
    return Health(
        **people,
        **notice_counts(),
        late=waiting.count(),
        faults=list(_faults()[:SHOWN]),
        bytes_of_database=_size(),
        version=version("upside"),
        mail_is_set=settings.MAIL_IS_SET,
    )


def _faults() -> QuerySet[Notice]:
    """Return the mails that could not be sent, newest first, without what they say."""
    faulty = Notice.objects.exclude(last_error="").exclude(state=Notice.State.SENT)
    return faulty.select_related("person").defer("body", "html", "context").order_by("-pk")


def _size() -> int:
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    return sum(
        part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists()
    )
