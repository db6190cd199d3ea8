"""How the installation does, for the administrator: counts and faults, no contents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from upside.notices.models import Notice
from upside.notices.queries import faulty_notices, late_notices, notice_counts
from upside.people.queries import account_counts

__all__ = ["Health", "health"]

WEEK = timedelta(days=7)
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
    return Health(
        **account_counts(since=at - WEEK),
        **notice_counts(),
        late=late_notices(at).count(),
        faults=list(faulty_notices()[:SHOWN]),
        bytes_of_database=_size(),
        version=version("upside"),
        mail_is_set=settings.MAIL_IS_SET,
    )


def _size() -> int:
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    return sum(
        part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists()
    )
