"""Work in the background: rows that a worker takes on lease, behind the interface of django-tasks.

A job is queued in the transaction of the change that asks for it: both are kept, or neither. A
worker takes the oldest one for the length of a lease and renews it while it is at work. One that
is killed renews nothing, so another does the job again: what a job does has to come to the same
when it is done twice. A job that was stopped, or taken over by another worker, hears of it where
it tells how far it is.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from upside.kernel.models import Job

__all__ = [
    "MOST_ATTEMPTS",
    "JobStopped",
    "LeaseBackend",
    "do_next_job",
    "give_back",
    "moment",
    "n_waiting",
    "stop_job",
    "tell",
]

log = logging.getLogger("upside.jobs")

MOST_ATTEMPTS: Final = 3
LEASE: Final = timedelta(seconds=30)
RENEWED_EVERY: Final = 5.0
TOLD_EVERY: Final = timedelta(seconds=0.5)
WAIT: Final = timedelta(seconds=10)


class JobStopped(BaseException):
    """The job is to end where it is: it was stopped, or its worker is ending.

    Not an ``Exception``, so that nothing which a job catches holds it up.
    """


class LeaseBackend(BaseTaskBackend):
    """Puts tasks into the table ``Job``."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the row of a job, due at ``run_after``; its id is the result's.

        Raises
        ------
        ValueError
            Without ``run_after``: this room reads no clock.
        """
        self.validate_task(task)
        if task.run_after is None:
            raise ValueError("say when: task.using(run_after=at).enqueue(…)")
        job = Job.objects.create(
            task=task.module_path,
            args=list(args),
            kwargs=kwargs,
            due_at=task.run_after,
            rank=task.priority,
        )
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=task.run_after,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=job.args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


@dataclass(slots=True)
class _Hold:
    """A worker's hold on the job that it does."""

    job: Job
    clock: Callable[[], datetime]
    ending: threading.Event
    told: tuple[str, datetime] | None = None
    let_go: threading.Event = field(default_factory=threading.Event)

    def update(self, **values: Any) -> bool:
        """Write to the row as long as it is this worker's; tell whether it is."""
        own = Job.objects.filter(
            pk=self.job.pk,
            state=Job.State.RUNNING,
            worker=self.job.worker,
            attempts=self.job.attempts,
        )
        return own.update(**values) == 1

    def renew(self) -> None:
        """Renew the lease until the job is let go of; runs in a thread of its own."""
        while not self.let_go.wait(RENEWED_EVERY):
            try:
                if not self.update(lease_until=self.clock() + LEASE):
                    break
            except Exception:
                log.exception("the lease of job %s was not renewed; trying again", self.job.pk)
                connection.close()
        connection.close()


_held: ContextVar[_Hold | None] = ContextVar("held", default=None)


def moment(otherwise: datetime) -> datetime:
    """Return what time it is for the job at work; outside the worker ``otherwise``."""
    hold = _held.get()
    return otherwise if hold is None else hold.clock()


def tell(step: str, share: float) -> None:
    """Say how far the job at work is: the step, and the share of the way from 0 to 1.

    Outside the worker it does nothing. Where it cannot be written down, the job goes on. What is
    done, at 1, is not given up because the worker ends.

    Raises
    ------
    JobStopped
        If the job is to end here.
    """
    hold = _held.get()
    if hold is None:
        return
    if hold.ending.is_set() and share < 1:
        raise JobStopped
    at = hold.clock()
    if hold.told and hold.told[0] == step and at < hold.told[1] + TOLD_EVERY:
        return
    hold.told = step, at
    try:
        is_ours = hold.update(step=step, percent=round(100 * share))
    except DatabaseError:
        log.exception("how far job %s is was not written down; going on", hold.job.pk)
        return
    if not is_ours:
        raise JobStopped


def n_waiting(task: Task[Any, Any]) -> int:
    """Return how many jobs of ``task`` wait for a worker."""
    return Job.objects.filter(task=task.module_path, state=Job.State.READY).count()


def stop_job(job_id: int) -> None:
    """Take a job out of the queue; one at work ends where it next tells how far it is."""
    Job.objects.filter(pk=job_id).delete()


def give_back(worker: str) -> None:
    """Put the job of a worker that ends back into the queue; what it still does is not kept."""
    Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(
        state=Job.State.READY, lease_until=None, attempts=F("attempts") - 1, step="", percent=0
    )


def do_next_job(
    clock: Callable[[], datetime], *, worker: str, ending: threading.Event | None = None
) -> bool:
    """Do the oldest job that is due; return whether there was one.

    Once ``ending`` is set, the job goes back into the queue where it next tells how far it is. One
    that raises is tried again later, ``MOST_ATTEMPTS`` times in all; then it has failed, and its
    row stays for whoever waits for it.
    """
    job = _claim(clock(), worker)
    if job is None:
        return False
    hold = _Hold(job, clock, ending or threading.Event())
    if job.attempts > MOST_ATTEMPTS:  # its workers were killed each time
        hold.update(state=Job.State.FAILED, lease_until=None, last_error="WorkerKilled")
        log.error("job %s failed: its worker ended %s times", job, MOST_ATTEMPTS)
        return True
    try:
        with _renewed(hold):
            import_string(job.task).call(*job.args, **job.kwargs)
    except JobStopped:
        give_back(worker)
    except Exception as error:
        log.exception("job %s failed in attempt %s", job, job.attempts)
        _failed(hold, error)
    else:
        Job.objects.filter(pk=job.pk, worker=worker, attempts=job.attempts).delete()
    return True


def _failed(hold: _Hold, error: Exception) -> None:
    is_last = hold.job.attempts >= MOST_ATTEMPTS
    hold.update(
        state=Job.State.FAILED if is_last else Job.State.READY,
        lease_until=None,
        due_at=hold.clock() + WAIT * hold.job.attempts,
        step="",
        percent=0,
        last_error=type(error).__name__,  # what it says may tell of people, and stays in the log
    )


@contextmanager
def _renewed(hold: _Hold) -> Iterator[None]:
    thread = threading.Thread(target=hold.renew, daemon=True)
    mark = _held.set(hold)
    thread.start()
    try:
        yield
    finally:
        hold.let_go.set()
        thread.join()
        _held.reset(mark)


def _claim(at: datetime, worker: str) -> Job | None:
    """Take a due job for the length of a lease, the oldest of the highest rank, if there is one."""
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=at)
    due = Job.objects.filter(state=Job.State.READY, due_at__lte=at)
    if not (lost.exists() or due.exists()):  # asked every second: no write lock for nothing
        return None
    with transaction.atomic():
        lost.update(state=Job.State.READY, lease_until=None, step="", percent=0)
        skip = connection.features.has_select_for_update_skip_locked
        due = due.order_by("-rank", "due_at", "pk")
        job = due.select_for_update(skip_locked=skip).first()
        if job is None:
            return None
        job.state, job.worker, job.lease_until = Job.State.RUNNING, worker, at + LEASE
        job.attempts, job.step, job.percent = job.attempts + 1, "", 0
        job.save()
    return job
