"""An import that the worker is at: how far it is, and stopping it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from upside.kernel.models import Job
from upside.people.actions import read_progress
from upside.people.models import PeopleImport

__all__ = ["under_way_page"]

LONG = timedelta(seconds=30)
# where each step begins and ends on the way, in hundredths
STEPS = {
    "check": (0, 40, _("Lines are checked")),
    "write": (40, 95, _("People are written")),
    "settle": (95, 99, _("It is settled who is ready")),
}


def under_way_page(import_: PeopleImport, *, at: datetime) -> dict[str, Any]:
    """Return how far an import is that the worker is to do, or that it gave up."""
    job = import_.job
    since = None if job is None or import_.is_lost else _waits_since(job, at)
    said = read_progress(import_)
    begins, ends, words = STEPS.get(said.get("step", ""), (0, 0, STEPS["check"][2]))
    n_all = max(import_.outcome.get("read", 0), 1)
    done = min(said.get("n_lines", 0), n_all)
    is_written = said.get("step") in ("write", "settle")
    return {
        "import": import_,
        "n_all": n_all,
        "is_lost": import_.is_lost,
        "is_waiting": since is not None,
        "is_late": since is not None and at > since + LONG,
        "step": words,
        "percent": begins + (ends - begins) * done // n_all,
        "n_checked": n_all if is_written else done,
        "n_written": done if is_written else 0,
    }


def _waits_since(job: Job, at: datetime) -> datetime | None:
    """Return since when no worker is at a job: it is due, or the lease of a dead one is over."""
    if job.state == Job.State.READY:
        return job.due_at
    return job.lease_until if job.lease_until and job.lease_until < at else None
