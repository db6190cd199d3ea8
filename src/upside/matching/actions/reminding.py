"""The reminder of a programme's message plan to who has not answered a proposal yet."""

from datetime import datetime

from django.db.models import Q, QuerySet

from upside.matching.deadline import PROPOSAL_DAYS, last_day_of
from upside.matching.models import Proposal
from upside.matching.queries import OPEN
from upside.notices.actions import Letter, queue_notices
from upside.notices.queries import not_told
from upside.programmes.actions.reminding import AT_ONCE, cohorts_that_remind
from upside.sessions.first_call_models import FirstCall

__all__ = ["remind_of_proposals"]

WAITS = "proposal_waits"


def remind_of_proposals(*, at: datetime) -> int:
    """Remind, once, each of the two who has not answered; return how many mails were written.

    Whoever has said yes is left in peace, and so are two who are to talk first. A plan that would
    remind on the day of the release, or before it, sends nothing.
    """
    due = Q(pk__in=())
    for ahead, cohorts in cohorts_that_remind("proposal_reminder_days", at=at).items():
        in_time = [
            one for one in cohorts if ahead.days < one.settings.get("proposal_days", PROPOSAL_DAYS)
        ]
        due |= Q(cohort__in=in_time, expires_at__lte=at + ahead)
    waiting = Proposal.objects.filter(
        due,
        state__in=OPEN,
        expires_at__gt=at,
        mentor__is_active=True,
        mentee__is_active=True,
    ).exclude(first_call__state=FirstCall.State.PLANNED, first_call__ends_at__gt=at)
    return sum(_remind(waiting, side, at=at) for side in ("mentor", "mentee"))


def _remind(waiting: QuerySet[Proposal], side: str, *, at: datetime) -> int:
    silent = waiting.filter(
        not_told(WAITS, "pk", side), **{f"{side}_yes_at": None, f"{side}__email__isnull": False}
    )
    rows = silent.select_related("cohort__programme", "mentor", "mentee").order_by("pk")[:AT_ONCE]
    letters = [_letter(proposal, side) for proposal in rows]
    queue_notices(WAITS, letters, at=at)
    return len(letters)


def _letter(proposal: Proposal, side: str) -> Letter:
    person, partner = proposal.mentor, proposal.mentee
    if side == "mentee":
        person, partner = partner, person
    context = {
        "programme": proposal.cohort.programme.names,
        "role": side,
        "partner": partner.name,
        "expires_on": last_day_of(proposal),
        "path": f"/proposals/{proposal.pk}/",
    }
    return Letter(person, f"{WAITS}:{proposal.pk}:{person.pk}", context)
