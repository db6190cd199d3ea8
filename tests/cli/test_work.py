"""The worker: does its duties, goes on after errors, stops when asked."""

import json
import os
import signal
import threading
from collections import Counter
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError
from django.utils import timezone

from tests.factories import MONDAY_NINE, PersonFactory, ready_mentee, ready_mentor
from upside.cli import work
from upside.cli.main import upside
from upside.matching.actions import running
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
    done = json.loads(result.stdout)
    assert done.keys() == {*work.DUTIES, "computed"}
    assert {name for name, n in done.items() if n} == {"sent"}
    assert Notice.objects.get().state == Notice.State.SENT


def test_once_tells_the_count_of_every_duty(monkeypatch):
    for n, name in enumerate(work.DUTIES, start=2):
        monkeypatch.setitem(work.DUTIES, name, lambda n=n, **_: n)

    said = CliRunner().invoke(upside, ["work", "--once"]).stdout

    assert said.strip() == (
        "2 mails sent, 12 reminders and 13 nudges written, 3 proposals expired, 4 sign-in requests"
        " forgotten, 5 pieces of evidence expired, 6 private notes and reasons, 7 goals, 8 pulse"
        " answers, 9 words with a coach and 10 uploads left behind deleted, 11 people let in from"
        " waiting lists, 14 releases that failed taken back, 15 candidates added to short lists,"
        " 16 second rounds asked for, 17 bookings of clinics settled, 18 ended by a leave, 19 pairs"
        " ended for people who left, 20 pauses over, 21 pairs completed, 22 calendars to be"
        " read or written, 23 busy spans deleted, 24 calendar replies read, 0 jobs done."
    )


def test_duty_that_fails_does_not_keep_the_others_from_theirs(monkeypatch, caplog):
    def locked(*, at):
        raise OperationalError("database is locked")

    monkeypatch.setitem(work.DUTIES, "sent", locked)
    monkeypatch.setitem(work.DUTIES, "purged", lambda **_: 4)

    done = work.beat(timezone.now())

    assert (done["sent"], done["purged"]) == (0, 4)
    assert "locked failed; going on" in caplog.text


def test_one_reminder_that_fails_stops_none_of_those_behind_it(monkeypatch, caplog):
    def broken(*, at):
        raise OSError

    monkeypatch.setattr(work, "REMINDERS", (broken, lambda **_: 3))
    monkeypatch.setattr(work, "drop_assistants_who_left", broken)
    monkeypatch.setattr(work, "end_pairs_of_leavers", lambda **_: 2)

    assert work.remind(at=MONDAY_NINE) == 3
    assert work.part_from_leavers(at=MONDAY_NINE) == 2
    assert "broken failed; going on" in caplog.text


def test_broken_connection_is_let_go_of(monkeypatch):
    closed = []
    broken = SimpleNamespace(in_atomic_block=False, close=lambda: closed.append(True))
    monkeypatch.setattr(work, "connection", broken)

    work._let_go_of_connection()

    assert closed == [True]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_works_until_it_is_told_to_stop(monkeypatch, handlers, number):
    beats = []

    def beat(at, _names):
        beats.append(at)
        if len(beats) == 2:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(work, "beat", beat)
    monkeypatch.setattr(work, "BEAT_SECONDS", 0)
    monkeypatch.setattr(work, "keep_doing_jobs", lambda stop, _: ended.append(stop.wait(5)))
    ended = []

    result = CliRunner().invoke(upside, ["work"])

    assert result.exit_code == 0
    assert len(beats) >= 2
    assert ended == [True], "the jobs are told to end, and waited for"


def test_mails_go_at_each_beat_and_what_goes_by_days_once_a_round(monkeypatch, handlers):
    done = Counter()
    for name in work.DUTIES:
        monkeypatch.setitem(work.DUTIES, name, lambda name=name, **_: done.update([name]) or 0)

    def keep_time(stop, _name):
        while done["sent"] < 2 * work.BEATS_PER_ROUND and not stop.is_set():
            stop.wait(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(work, "BEAT_SECONDS", 0.001)
    monkeypatch.setattr(work, "BEATS_PER_ROUND", 5)
    monkeypatch.setattr(work, "keep_doing_jobs", keep_time)

    CliRunner().invoke(upside, ["work"])

    rounds = -(-done["sent"] // 5)
    seldom = {*work.AT_EACH_BEAT, *work.ONCE_AN_HOUR}
    assert {name: n for name, n in done.items() if name not in seldom} == dict.fromkeys(
        work.DUTIES.keys() - seldom, rounds
    )
    assert done["nudged"] == 1


def test_pairs_that_are_late_are_looked_at_once_an_hour():
    hours = [n for n in range(3 * 3600) if "nudged" in work.duties_at(n)]

    assert hours == [0, 3600, 7200]


def test_worker_goes_on_with_jobs_after_an_error(monkeypatch, caplog):
    stop, answers = threading.Event(), iter([OperationalError("database is locked"), False])

    def do_next_job(*_args, **_how):
        answer = next(answers, None)
        if isinstance(answer, Exception):
            raise answer
        stop.set()
        return False

    monkeypatch.setattr(work, "do_next_job", do_next_job)
    monkeypatch.setattr(work, "BEAT_SECONDS", 0)
    monkeypatch.setattr(work, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    work.keep_doing_jobs(stop, "one")

    assert "the jobs failed; going on" in caplog.text


def test_once_computes_a_large_round(cohort, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", -1)
    ready_mentee(cohort)
    ready_mentor(cohort)
    made = running.start_round(cohort, by=None, at=MONDAY_NINE)

    result = CliRunner().invoke(upside, ["work", "--once"])

    assert "1 jobs done" in result.stdout
    assert made.proposals.count() == 1
