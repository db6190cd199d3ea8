"""Reads of the outbox: the mailbox of the demo, and how the sending goes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from upside.notices.models import Notice

__all__ = ["faulty_notices", "kept_mails", "late_notices", "not_told", "notice_counts"]

LATE = timedelta(minutes=15)


def kept_mails() -> QuerySet[Notice]:
    """Return the mails of the demo company, newest first; nothing where real people work."""
    mails = Notice.objects.filter(state=Notice.State.SENT).select_related("person")
    return mails.order_by("-sent_at", "-pk") if settings.DEMO else mails.none()


def notice_counts() -> dict[str, int]:
    """Return how many notices wait, were sent and have failed: figures, no contents."""
    rows = Notice.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(Notice.State.values, 0) | dict(rows)


def late_notices(at: datetime) -> QuerySet[Notice]:
    """Return what should have been sent a quarter of an hour ago and still waits."""
    return Notice.objects.filter(state=Notice.State.QUEUED, due_at__lt=at - LATE)


def faulty_notices() -> QuerySet[Notice]:
    """Return the mails that could not be sent, newest first, without what they say."""
    faulty = Notice.objects.exclude(last_error="").exclude(state=Notice.State.SENT)
    return faulty.select_related("person").defer("body", "html", "context").order_by("-pk")


def not_told(template: str, *fields: str) -> Q:
    """Return the condition that a row has no notice of ``template`` for these fields of it.

    Keys are written as ``template:field:field``; the notices are not read, their index is asked.
    """
    parts: list[Any] = [Value(template)]
    for name in fields:
        parts += [Value(":"), Cast(OuterRef(name), CharField())]
    return ~Q(Exists(Notice.objects.filter(key=Concat(*parts))))
