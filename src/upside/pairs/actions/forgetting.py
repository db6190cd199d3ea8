"""Letting go of what the two wrote for themselves, so many days after the end."""

from collections import Counter
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from upside.kernel.days import newest_day
from upside.pairs.models import Pair
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import past_notes_days

__all__ = ["forget_what_was_written"]

Row = TypeVar("Row", bound=Model)


@transaction.atomic
def forget_what_was_written(
    rows: QuerySet[Row], *, pair: str, written: str, verb: str, of: str, at: datetime
) -> int:
    """Delete ``rows`` of what ended ``retention.notes_days`` ago, and return how many.

    The days count from the end of the pair or of its cohort, whichever came first; for what was
    written after that, from its writing. ``pair`` leads from a row to its pair, ``written`` names
    when it was written. The log says how many went, in each programme, as ``of``.
    """
    ended = Q(**{f"{pair}__state": Pair.State.CLOSED})
    ended |= Q(**{f"{pair}__cohort__ends_on__lt": newest_day(at)})
    gone: Counter[Programme] = Counter()
    cohorts = Cohort.objects.filter(pk__in=rows.filter(ended).values(f"{pair}__cohort"))
    for cohort in cohorts.select_related("programme"):
        due = past_notes_days(rows, cohort, at=at, pair=pair, written=written)
        gone[cohort.programme] += due.delete()[0]
    return say_forgotten(gone, verb=verb, of=of, at=at)
