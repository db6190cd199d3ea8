"""``upside work``: what has to happen without anybody pressing a button."""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from types import FrameType

import click
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.calendars.actions import forget_past_spans, queue_due_calendars, queue_due_writings
from upside.cli.main import say
from upside.community.actions import follow_circles, take_answer_to_circle
from upside.community.actions.learnings import forget_drafts
from upside.feedback.actions import (
    ask_reviews,
    forget_answers,
    forget_concerns,
    forget_suggestions,
    tell_of_gone_coaches,
)
from upside.kernel.jobs import do_next_job, give_back
from upside.matching.actions import (
    expire_proposals,
    follow_meetings,
    keep_bookings,
    leave_clinics,
    look_again,
    refresh_lists,
    take_back_releases,
)
from upside.matching.actions.first_calls import take_answer_to_call
from upside.matching.actions.forgetting import forget_calls
from upside.matching.actions.reminding import remind_of_proposals
from upside.notices.actions import send_due_notices
from upside.notices.sign_in import purge_sign_in_requests
from upside.pairs.actions import (
    ask_to_sign_anew,
    forget_goals,
    forget_look_backs,
    forget_reasons,
)
from upside.people.actions import forget_old_files
from upside.programmes.actions import take_in_waiting
from upside.programmes.actions.assistants import drop_assistants_who_left
from upside.programmes.actions.evidence import expire
from upside.programmes.actions.reminding import remind_of_training, remind_places
from upside.sessions.actions import finish_farewells, forget_notes, open_farewells, resume_due
from upside.sessions.actions import part_from_leavers as end_pairs_of_leavers
from upside.sessions.actions.asking import ask_whether_they_met
from upside.sessions.actions.first_calls import remind_of_first_calls
from upside.sessions.actions.inbox import read_replies
from upside.sessions.actions.nudging import nudge_pairs
from upside.sessions.actions.reminding import remind_of_dates, remind_of_sessions
from upside.skills.actions import forget_old_surveys

log = logging.getLogger("upside.work")

BEAT_SECONDS = 1.0
BEATS_PER_ROUND = 60
ROUNDS_PER_HOUR = 60
MAILS_PER_BEAT = 20
PATIENCE_SECONDS = 5.0


REMINDERS = (
    remind_places,
    remind_of_training,
    remind_of_proposals,
    remind_of_sessions,
    remind_of_dates,
    remind_of_first_calls,
    ask_whether_they_met,
    follow_meetings,
    follow_circles,
    ask_to_sign_anew,
    open_farewells,
    ask_reviews,
    tell_of_gone_coaches,
)


def send_some(*, at: datetime) -> int:
    return send_due_notices(at=at, limit=MAILS_PER_BEAT)


def remind(*, at: datetime) -> int:
    return sum(safely(each, at) for each in REMINDERS)


def part_from_leavers(*, at: datetime) -> int:
    safely(drop_assistants_who_left, at)
    return end_pairs_of_leavers(at=at)


def forget_words(*, at: datetime) -> int:
    """Delete what people wrote for themselves or to each other, once it is due."""
    words = (forget_notes, forget_reasons, forget_look_backs, forget_drafts, forget_calls)
    return sum(safely(each, at) for each in words)


def forget_what_was_said(*, at: datetime) -> int:
    return forget_answers(at=at) + forget_suggestions(at=at)


def forget_files(*, at: datetime) -> int:
    return safely(forget_old_files, at) + safely(forget_old_surveys, at)


def queue_calendars(*, at: datetime) -> int:
    return safely(queue_due_writings, at) + safely(queue_due_calendars, at)


def read_all_replies(*, at: datetime) -> int:
    return read_replies(at=at, others=[take_answer_to_circle, take_answer_to_call])


DUTIES: dict[str, Callable[..., int]] = {
    "sent": send_some,
    "expired": expire_proposals,
    "purged": purge_sign_in_requests,
    "over": expire,
    "notes": forget_words,
    "goals": forget_goals,
    "answers": forget_what_was_said,
    "concerns": forget_concerns,
    "files": forget_files,
    "taken_in": take_in_waiting,
    "reminded": remind,
    "nudged": nudge_pairs,
    "taken_back": take_back_releases,
    "listed": refresh_lists,
    "second": look_again,
    "bookings": keep_bookings,
    "left_clinics": leave_clinics,
    "parted": part_from_leavers,
    "resumed": resume_due,
    "completed": finish_farewells,
    "calendars": queue_calendars,
    "spans": forget_past_spans,
    "replies": read_all_replies,
}
# the others look at many rows, and go by days
AT_EACH_BEAT = ("sent", "expired", "taken_back", "purged", "bookings")
ONCE_AN_HOUR = ("nudged",)
"""What looks at every pair that is late."""


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--json", "as_json", is_flag=True, help="With --once: print one JSON object.")
def work(*, once: bool, as_json: bool) -> None:
    """Send mails, remind, let proposals expire, forget old notes, compute large rounds.

    `upside serve` starts a worker of its own; further ones do no harm: each mail and each round is
    taken by one of them. It goes on after errors and says them in the log. SIGTERM or Ctrl-C ends
    it after what it is doing; a round goes back into the queue, for the next worker.
    """
    if once:
        done = beat(timezone.now()) | {"computed": do_jobs(threading.Event(), worker_name())}
        sentence = _(
            "%(sent)s mails sent, %(reminded)s reminders and %(nudged)s nudges written, %(expired)s"
            " proposals expired, %(purged)s sign-in requests forgotten, %(over)s pieces of evidence"
            " expired, %(notes)s private notes and reasons, %(goals)s goals, %(answers)s pulse"
            " answers, %(concerns)s words with a coach and %(files)s uploads left behind deleted,"
            " %(taken_in)s people let in from waiting lists, %(taken_back)s releases that failed"
            " taken back, %(listed)s candidates added to short lists, %(second)s second rounds"
            " asked for, %(bookings)s bookings of clinics settled,"
            " %(left_clinics)s ended by a leave, %(parted)s pairs ended for people who left,"
            " %(resumed)s pauses over, %(completed)s pairs completed,"
            " %(calendars)s calendars to be read or written, %(spans)s busy spans"
            " deleted, %(replies)s calendar replies read, %(computed)s jobs done."
        )
        say(done, as_json=as_json, sentence=sentence % done)
        return
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    log.info("the worker is at work")
    name = worker_name()
    jobs = threading.Thread(target=keep_doing_jobs, args=(stop, name), daemon=True)
    jobs.start()  # beside the mails, which must not wait for a large round
    for n in count():
        if stop.is_set():
            break
        beat(timezone.now(), duties_at(n))
        stop.wait(BEAT_SECONDS)
    jobs.join(PATIENCE_SECONDS)
    give_back(name)  # of what takes longer nothing is kept; the next worker begins it anew


def duties_at(n: int) -> Iterable[str]:
    """Return what is done at beat ``n``: all of it at the first, the rest by its rhythm."""
    rounds, within = divmod(n, BEATS_PER_ROUND)
    if within:
        return AT_EACH_BEAT
    return [name for name in DUTIES if name not in ONCE_AN_HOUR or rounds % ROUNDS_PER_HOUR == 0]


def worker_name() -> str:
    """Return a name that no other worker has, not even one in a container like this one."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(4)}"


def keep_doing_jobs(stop: threading.Event, worker: str) -> None:
    """Do jobs until told to stop; an error, such as a locked database, is tried next time."""
    while not stop.is_set():
        try:
            do_jobs(stop, worker)
        except Exception:
            log.exception("the jobs failed; going on")
            connection.close()
        close_old_connections()
        stop.wait(BEAT_SECONDS)
    connection.close()


def do_jobs(stop: threading.Event, worker: str) -> int:
    """Do every job that is due, and return how many there were."""
    n = 0
    while not stop.is_set() and do_next_job(timezone.now, worker=worker, ending=stop):
        n += 1
    return n


def beat(at: datetime, names: Iterable[str] = DUTIES) -> dict[str, int]:
    """Do duties once; one that fails, such as on a locked database, is tried next time."""
    done = {name: safely(DUTIES[name], at) for name in names}
    if not connection.in_atomic_block:
        close_old_connections()
    return done


def safely(duty: Callable[..., int], at: datetime) -> int:
    """Do one duty; one that fails stops none of those behind it."""
    try:
        return duty(at=at)
    except Exception:
        log.exception("%s failed; going on", duty.__name__)
        _let_go_of_connection()
        return 0


def _let_go_of_connection() -> None:
    """Close a connection that may be broken; inside a test's transaction it is kept."""
    if not connection.in_atomic_block:
        connection.close()
