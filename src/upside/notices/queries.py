"""Reads of the outbox: the mailbox of the demo, and how the sending goes."""

from django.conf import settings
from django.db.models import Count, QuerySet

from upside.notices.models import Notice

__all__ = ["kept_mails", "notice_counts"]


def kept_mails() -> QuerySet[Notice]:
    """Return the mails of the demo company, newest first; nothing where real people work."""
    mails = Notice.objects.filter(state=Notice.State.SENT).select_related("person")
    return mails.order_by("-sent_at", "-pk") if settings.DEMO else mails.none()


def notice_counts() -> dict[str, int]:
    """Return how many notices wait, were sent and have failed: figures, no contents."""
    rows = Notice.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(Notice.State.values, 0) | dict(rows)
