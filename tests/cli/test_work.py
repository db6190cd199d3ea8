"""The worker: does its duties, goes on after errors, stops when asked."""

import json
import os
import signal
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError
from django.utils import timezone

from tests.factories import MONDAY_NINE, PersonFactory
from upside.cli import work
from upside.cli.main import upside
from upside.notices.actions import queue_notice
from upside.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def handlers():
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)


def test_once_does_what_is_due_and_tells_it():
    queue_notice("place_ready", to=PersonFactory(), key="k", at=MONDAY_NINE)

    result = CliRunner().invoke(upside, ["work", "--once", "--json"])

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"sent": 1, "expired": 0, "purged": 0}
    assert Notice.objects.get().state == Notice.State.SENT


def test_duty_that_fails_does_not_keep_the_others_from_theirs(monkeypatch, caplog):
    def locked(*, at):
        raise OperationalError("database is locked")

    monkeypatch.setitem(work.DUTIES, "sent", locked)
    monkeypatch.setitem(work.DUTIES, "purged", lambda **_: 4)

    done = work.beat(timezone.now())

    assert (done["sent"], done["purged"]) == (0, 4)
    assert "locked failed; going on" in caplog.text


def test_broken_connection_is_let_go_of(monkeypatch):
    closed = []
    broken = SimpleNamespace(in_atomic_block=False, close=lambda: closed.append(True))
    monkeypatch.setattr(work, "connection", broken)

    work._let_go_of_connection()

    assert closed == [True]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_works_until_it_is_told_to_stop(monkeypatch, handlers, number):
    beats = []

    def beat(at):
        beats.append(at)
        if len(beats) == 2:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(work, "beat", beat)
    monkeypatch.setattr(work, "BEAT_SECONDS", 0)

    result = CliRunner().invoke(upside, ["work"])

    assert result.exit_code == 0
    assert len(beats) >= 2
