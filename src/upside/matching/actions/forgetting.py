"""Letting go of calls before a yes once nobody needs them: the worker's duty."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from upside.matching.queries import OPEN
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import notes_days
from upside.sessions.first_call_models import FirstCall

__all__ = ["forget_calls"]

State = FirstCall.State


@transaction.atomic
def forget_calls(*, at: datetime) -> int:
    """Delete calls before a yes, ``retention.notes_days`` after they ended; return how many.

    The days count from the moment at which one was refused or called off; for all others from the
    end of the cohort. None goes while its proposal is open. The log says how many went.
    """
    over = FirstCall.objects.exclude(proposal__state__in=OPEN)
    off = Q(state__in=(State.REFUSED, State.CANCELLED))
    gone: Counter[Programme] = Counter()
    cohorts = Cohort.objects.filter(pk__in=over.values("cohort"))
    for cohort in cohorts.select_related("programme"):
        limit = at - timedelta(days=notes_days(cohort))
        due = Q() if cohort.ends_on < limit.date() else off & Q(ended_at__lte=limit)
        rows = FirstCall.objects.filter(pk__in=over.filter(due, cohort=cohort).values("pk"))
        gone[cohort.programme] += rows.delete()[0]
    return say_forgotten(gone, verb="programme.calls_forgotten", of="n_calls", at=at)
