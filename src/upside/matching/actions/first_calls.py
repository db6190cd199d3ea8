"""A call before the yes of a proposal: who may ask, choose a date, say no to it, call it off.

A proposal waits for a planned call, to the end of the day after it; never longer than the
programme says. A yes and a no stay possible all the while.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.matching.deadline import end_of
from upside.matching.first_calls import FirstCallOffer, dates_for, latest_close, offer_of
from upside.matching.models import Proposal
from upside.matching.queries import OPEN
from upside.people.models import Person
from upside.sessions.actions.first_calls import (
    call_off_first_call,
    open_first_call,
    plan_first_call,
    refuse_first_call,
    taken_with,
)
from upside.sessions.first_call_models import FirstCall
from upside.sessions.first_calls import free_for_call
from upside.sessions.models import SessionReply
from upside.sessions.replies import CalendarAnswer

__all__ = [
    "NoFirstCall",
    "ask_for_call",
    "call_off_call",
    "choose_call_date",
    "drop_request",
    "end_call_with",
    "mark_of_call",
    "no_call",
    "take_answer_to_call",
]

State = FirstCall.State
ONE_DAY: Final = timedelta(days=1)
PATIENCE: Final = timedelta(hours=1)
"""How long a page with dates may stand open before its first one is too soon."""


class NoFirstCall(Refused):
    """A call cannot be asked for, dated or called off as things stand."""


def mark_of_call(call: FirstCall) -> str:
    """Return a mark of how a call stands, by which an old page is known."""
    return f"{call.pk}:{call.state}:{call.sequence}"


@transaction.atomic
def ask_for_call(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Ask the other of the two for a short call before they answer; again changes nothing.

    Refused: anybody else, a programme without such calls, an invitation, a proposal that is not
    open, one whose call the other has asked for or has had enough of, and where the two have no
    time in common in the days that are left.
    """
    proposal, offer = _locked(proposal, by, at=at)
    call = proposal.first_call
    if call and call.state == State.ASKED and call.asked_by_id == by.pk:
        return proposal
    if call and call.state == State.ASKED:
        raise NoFirstCall(
            _("%(name)s has asked for a call already. Choose a date below.")
            % {"name": call.asked_by.name}
        )
    if call and call.state != State.CANCELLED:
        raise NoFirstCall(_("A call was asked for already. Say yes or no as you like."))
    if not dates_for(proposal, offer, by, at=at):
        raise NoFirstCall(
            _("You two have no free time in common in the days that are left. Answer as it is.")
        )
    proposal.first_call = open_first_call(
        proposal.cohort,
        (proposal.mentor, proposal.mentee),
        minutes=offer.minutes,
        path=f"/proposals/{proposal.pk}/",
        by=by,
        at=at,
    )
    proposal.save(update_fields=["first_call"])
    return proposal


@transaction.atomic
def choose_call_date(
    proposal: Proposal, *, starts_at: datetime, by: Person, at: datetime
) -> Proposal:
    """Give the call its date; both get it for their calendars, and the proposal waits for it.

    The same date again changes nothing. Refused: whoever asked, a call that nobody asks for any
    more, a date that is not free for both or too late for the proposal.
    """
    proposal, offer = _locked(proposal, by, at=at)
    call = proposal.first_call
    if call and call.state == State.PLANNED and call.starts_at == starts_at:
        return proposal
    if call is None or call.state != State.ASKED:
        raise NoFirstCall(_("This call is not waiting for a date any more. Look at it again."))
    if call.asked_by_id == by.pk:
        raise NoFirstCall(_("You asked for the call: the other person chooses the date."))
    _refuse_unless_free(proposal, offer, starts_at, by, at=at)
    plan_first_call(call, starts_at=starts_at, by=by, at=at)
    wait = end_of(company_day(starts_at) + ONE_DAY)
    if proposal.expires_at is not None and wait > proposal.expires_at:
        proposal.closed_before_call_at = proposal.closed_before_call_at or proposal.expires_at
        proposal.expires_at = wait
        proposal.save(update_fields=["expires_at", "closed_before_call_at"])
    return proposal


@transaction.atomic
def no_call(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Answer without a call; whoever asked reads that, and nothing else. Again changes nothing.

    Refused: whoever asked, and a call that nobody asks for any more.
    """
    proposal, _offer = _locked(proposal, by, at=at)
    call = proposal.first_call
    if call and call.state == State.REFUSED:
        return proposal
    if call is None or call.state != State.ASKED or call.asked_by_id == by.pk:
        raise NoFirstCall(_("This call is not waiting for a date any more. Look at it again."))
    refuse_first_call(call, by=by, at=at)
    return proposal


@transaction.atomic
def call_off_call(
    proposal: Proposal, *, by: Person, at: datetime, seen: str | None = None
) -> Proposal:
    """Take back what one asked for, or call a planned date off; again changes nothing.

    A planned date leaves both calendars; either may ask anew. The proposal then ends when it would
    have ended, at the earliest at the end of the next day. ``seen`` is the mark of the call that
    ``by`` looked at. Refused: anybody but the two, a call that has begun, one that has changed
    since the page was made.
    """
    found = _of_two(proposal, by)
    call = found.first_call
    if call is None or call.state in {State.CANCELLED, State.REFUSED}:
        return found
    if seen is not None and seen != mark_of_call(call):
        raise NoFirstCall(_("This call is not waiting for a date any more. Look at it again."))
    if call.state == State.ASKED and call.asked_by_id != by.pk:
        raise NoFirstCall(_("Choose a date, or say that you would rather answer without a call."))
    if call.starts_at is not None and call.starts_at <= at:
        raise NoFirstCall(_("This call has begun: it stays as it is."))
    why = "accepted" if found.state == Proposal.State.ACCEPTED else ""
    call_off_first_call(call, by=by, at=at, why=why)
    if found.closed_before_call_at is not None and found.state in OPEN:
        tomorrow = end_of(company_day(at) + ONE_DAY)
        before = found.expires_at or tomorrow
        found.expires_at = min(before, max(found.closed_before_call_at, tomorrow))
        found.save(update_fields=["expires_at"])
    return found


def drop_request(proposal: Proposal, *, at: datetime) -> None:
    """Drop what was only asked for where both have said yes; a planned date stays a date."""
    if proposal.first_call is not None and proposal.first_call.state == State.ASKED:
        call_off_first_call(proposal.first_call, by=None, at=at)


def end_call_with(
    proposal: Proposal, *, alone: Iterable[Person], at: datetime
) -> dict[int, dict[str, str]]:
    """End what is still to come of a call whose proposal has ended.

    Returns, by person, what the mail that tells the end needs to take the date out of their
    calendar. Those of ``alone`` get no such mail, and therefore one about the date.
    """
    call = proposal.first_call
    if call is None or call.state not in {State.ASKED, State.PLANNED}:
        return {}
    was_planned = call.state == State.PLANNED
    if call.starts_at is not None and call.starts_at <= at:
        return {}
    call_off_first_call(call, by=None, at=at, tell=alone, why="ended")
    return {one.pk: taken_with(call, one) for one in call.people} if was_planned else {}


@transaction.atomic
def take_answer_to_call(said: CalendarAnswer, /, *, at: datetime) -> bool:
    """Take in what one calendar says of a call: a no calls it off, anything else changes nothing.

    It counts where the event is ours, the sender is one of the two, and the date still stands.
    """
    if said.answer != SessionReply.Answer.DECLINED:
        return False
    calls = FirstCall.objects.filter(uid=said.uid, sequence=said.sequence, state=State.PLANNED)
    call = calls.select_related("mentor", "mentee").first()
    proposal = Proposal.objects.filter(first_call=call).first() if call else None
    if call is None or proposal is None:
        return False
    people = [one for one in call.people if one.is_active and one.email]
    by = next((one for one in people if str(one.email).lower() == said.mail), None)
    if by is None:
        return False
    try:
        call_off_call(proposal, by=by, at=at)
    except Refused:
        return False
    return True


def _of_two(proposal: Proposal, by: Person) -> Proposal:
    found = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee")
        .select_related("first_call__cohort__programme", "first_call__asked_by")
        .select_related("first_call__mentor", "first_call__mentee")
        .get(pk=proposal.pk)
    )
    if by.pk not in (found.mentor_id, found.mentee_id) or found.state == Proposal.State.DRAFT:
        raise NoFirstCall(_("Only the two people of this proposal can arrange a call."))
    return found


def _locked(proposal: Proposal, by: Person, *, at: datetime) -> tuple[Proposal, FirstCallOffer]:
    """Return the proposal held by the transaction, and the offer; refuse where there is none."""
    found = _of_two(proposal, by)
    offer = offer_of(found.cohort)
    if offer is None or found.asked_by_id is not None:
        raise NoFirstCall(_("This programme has no call before the yes."))
    is_late = found.expires_at is None or found.expires_at <= at
    if found.state not in OPEN or is_late:
        raise NoFirstCall(_("This proposal is not open any more, so no call is needed."))
    return found, offer


def _refuse_unless_free(
    proposal: Proposal, offer: FirstCallOffer, starts_at: datetime, by: Person, *, at: datetime
) -> None:
    """Refuse a date that the page could not have offered, however it was sent."""
    closes_at = latest_close(proposal, offer)
    other = proposal.mentee if by.pk == proposal.mentor_id else proposal.mentor
    free = (
        free_for_call(
            proposal.cohort,
            (by, other),
            minutes=offer.minutes,
            after=at - PATIENCE,
            until=closes_at - ONE_DAY,
        )
        if closes_at
        else []
    )
    if starts_at not in free:
        raise NoFirstCall(
            _("This date is not free for both of you any more. Choose another of the list.")
        )
