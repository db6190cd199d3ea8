"""What the processes of ``tests.drill`` do; each has a connection of its own to the same file."""

import os
import signal
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.factories import CohortFactory, ready_mentee, ready_mentor
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.jobs import do_next_job
from upside.kernel.models import AuditEntry, Job
from upside.matching import actions
from upside.matching.actions import large_release, running
from upside.matching.models import Proposal, Round
from upside.notices.models import Notice
from upside.programmes.models import Cohort

START = timezone.now()
LEASE_OVER = timedelta(minutes=1)
WHICH = {"everything": None, "first_eight": slice(None, 8), "last_eight": slice(-8, None)}


def build(n):
    call_command("migrate", verbosity=0)
    cohort = CohortFactory(ends_on=START.date() + timedelta(days=90), starts_on=START.date())
    for _n in range(n):
        ready_mentee(cohort)
        ready_mentor(cohort)
    connection.close()  # nothing of it may go on in a child


def ask_for_round(*, tell):
    running.AT_ONCE = -1
    actions.start_round(Cohort.objects.get(), by=None, at=START)
    connection.close()


def make_draft(*, tell):
    actions.run_round(Cohort.objects.get(), by=None, at=START)
    connection.close()


def ask_for_release(*, tell):
    large_release.LARGE = 0
    made = actions.run_round(Cohort.objects.get(), by=None, at=START)
    actions.start_release(made, by=None, at=START)
    connection.close()


def count_statements(*, tell):
    seen = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        do_next_job(lambda: START, worker="counts")
    connection.close()
    return len(seen)


def work_until(place, turn=0, *, tell):
    """Do the job, and die right before its statement number ``place``."""
    seen = []

    def die(execute, sql, params, many, context):
        seen.append(sql)
        if len(seen) == place:
            tell(f"{place}: {sql[:60]}")
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    at = START + turn * LEASE_OVER
    with connection.execute_wrapper(die):
        do_next_job(lambda: at, worker=f"dies {turn}")


def work_later(turns, *, tell):
    """Be the next worker, which comes after the lease of the dead one is over."""
    at = START + turns * LEASE_OVER
    while do_next_job(lambda: at, worker="lives"):
        pass
    connection.close()


def take_back(*, tell):
    actions.take_back_releases(at=START + 4 * LEASE_OVER)
    connection.close()


def release_when_open(gate, opened, which, *, tell):
    os.close(opened)
    os.read(gate, 1)
    made = Round.objects.get()
    keys = list(made.proposals.order_by("pk").values_list("pk", flat=True))
    only = None if WHICH[which] is None else keys[WHICH[which]]
    try:
        actions.release_round(made, only=only, by=None, at=START)
    except Refused as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "released"


def standing(*, tell):
    """Return what stands in the database."""
    made = Round.objects.get()
    mails = Notice.objects.filter(template="proposal_released")
    found = {
        "round": made.state,
        "failed": made.asked.get("failed", "") or made.has_failed,
        "pairs": Proposal.objects.count(),
        "released": Proposal.objects.filter(state="released").count(),
        "mails": mails.count(),
        "readers": mails.values("person").distinct().count(),
        "runs": AuditEntry.objects.filter(verb="round.run").count(),
        "releases": AuditEntry.objects.filter(verb="round.released").count(),
        "is_chain_whole": audit.broken_link() is None,
        "jobs": Job.objects.count(),
    }
    connection.close()
    return found
