"""Whether a programme offers a short call before the yes, and until when a proposal waits for it.

Only for proposals of rounds. An invitation from a short list has a few words of its own, a clinic
has no yes to wait for, and at a speed meeting people have met already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from upside.kernel.days import company_day
from upside.matching.deadline import end_of
from upside.matching.models import Proposal
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.modes import mode_of
from upside.sessions.first_calls import call_dates

__all__ = ["A_MOMENT", "WITH_FIRST_CALL", "FirstCallOffer", "dates_for", "latest_close", "offer_of"]

WITH_FIRST_CALL = frozenset({"optimise", "hybrid", "manual"})
MINUTES, DAYS = 20, 7
ONE_DAY, A_MOMENT = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FirstCallOffer:
    """How long the call is, and how many days a proposal waits for it at most."""

    minutes: int
    days: int


def offer_of(cohort: Cohort) -> FirstCallOffer | None:
    """Return what the programme of ``cohort`` offers; None where it has no call before the yes."""
    said = cohort.settings.get("first_call")
    if said is None or mode_of(cohort) not in WITH_FIRST_CALL:
        return None
    return FirstCallOffer(int(said.get("minutes", MINUTES)), int(said.get("days", DAYS)))


def latest_close(proposal: Proposal, offer: FirstCallOffer) -> datetime | None:
    """Return when ``proposal`` ends at the latest, however late its call; None for a draft.

    It is counted from the day that stood before any call.
    """
    closes_at = proposal.closed_before_call_at or proposal.expires_at
    if closes_at is None:
        return None
    return end_of(company_day(closes_at - A_MOMENT) + offer.days * ONE_DAY)


def dates_for(
    proposal: Proposal, offer: FirstCallOffer, reader: Person, *, at: datetime
) -> list[datetime]:
    """Return the dates to choose from: a whole day stays to answer after each of them.

    On the half hours of ``reader``.
    """
    closes_at = latest_close(proposal, offer)
    if closes_at is None:
        return []
    other = proposal.mentee if reader.pk == proposal.mentor_id else proposal.mentor
    until = closes_at - ONE_DAY
    return call_dates(
        proposal.cohort, (reader, other), minutes=offer.minutes, after=at, until=until
    )
