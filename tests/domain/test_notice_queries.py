"""Reads of the outbox: kept mails in the demo only, counts without contents."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, PersonFactory
from upside.notices.actions import queue_notice, send_due_notices
from upside.notices.models import Notice
from upside.notices.queries import kept_mails, notice_counts

pytestmark = pytest.mark.django_db


def two_sent():
    notices = []
    for n in range(2):
        at = MONDAY_NINE + timedelta(hours=n)
        to = PersonFactory()
        notices.append(queue_notice("place_ready", to=to, key=f"k{n}", at=at))
        send_due_notices(at=at)
    return notices


def test_kept_mails_are_the_sent_ones_newest_first(settings):
    settings.DEMO = True
    first, second = two_sent()
    queue_notice("place_ready", to=PersonFactory(), key="waits", at=MONDAY_NINE)

    assert list(kept_mails()) == [second, first]


def test_no_mail_can_be_read_where_real_people_work():
    two_sent()

    assert list(kept_mails()) == []


def test_counts_tell_each_state():
    two_sent()
    queue_notice("place_ready", to=PersonFactory(), key="waits", at=MONDAY_NINE)

    assert notice_counts() == {"queued": 1, "sent": 2, "failed": 0}
    Notice.objects.all().delete()
    assert notice_counts() == {"queued": 0, "sent": 0, "failed": 0}
