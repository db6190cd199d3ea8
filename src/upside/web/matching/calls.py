"""The call before the yes, on the page of a proposal."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.matching import queries
from upside.matching.actions import first_calls as actions
from upside.matching.first_calls import (
    A_MOMENT,
    FirstCallOffer,
    dates_for,
    latest_close,
    offer_of,
)
from upside.matching.models import Proposal
from upside.people.models import Person
from upside.sessions.first_call_models import FirstCall
from upside.sessions.first_calls import call_text
from upside.web.matching.call_forms import ASK, DATE, NO, CallForm
from upside.web.requests import MemberRequest
from upside.web.templatetags.writing import day

__all__ = ["CallOnPage", "call", "call_on_page", "ics"]

State = FirstCall.State


@dataclass(frozen=True, slots=True)
class CallOnPage:
    """Where the call of a proposal stands for the reader.

    ``step``: ``offer`` (one may ask), ``asked`` (one has asked), ``choose`` (the other has),
    ``refused``, ``planned`` or ``over``. ``last_day`` is until when the proposal waits at most.
    """

    step: str
    offer: FirstCallOffer | None
    call: FirstCall | None
    dates: list[tuple[str, datetime]]
    last_day: str

    @property
    def mark(self) -> str:
        """By which an old page is known."""
        return actions.mark_of_call(self.call) if self.call else ""


def call_on_page(proposal: Proposal, reader: Person, *, at: datetime) -> CallOnPage | None:
    """Return the call of a proposal as its page shows it; None where there is nothing to show.

    A call that is still to come shows also where both have said yes meanwhile, or the programme has
    dropped such calls: it stands in two calendars.
    """
    offer, call = offer_of(proposal.cohort), proposal.first_call
    is_late = proposal.expires_at is None or proposal.expires_at <= at
    is_open = proposal.state in queries.OPEN and not is_late
    if call is not None and call.is_ahead(at):
        return _shown("planned", proposal, offer)
    if offer is None or proposal.asked_by_id:
        return None
    return _open(proposal, offer, reader, at=at) if is_open else None


def _open(
    proposal: Proposal, offer: FirstCallOffer, reader: Person, *, at: datetime
) -> CallOnPage | None:
    call = proposal.first_call
    if call is None or call.state == State.CANCELLED:
        dates = dates_for(proposal, offer, reader, at=at)
        return _shown("offer", proposal, offer, dates) if dates else None
    if call.state != State.ASKED:
        return _shown("refused" if call.state == State.REFUSED else "over", proposal, offer)
    if call.asked_by_id == reader.pk:
        return _shown("asked", proposal, offer)
    return _shown("choose", proposal, offer, dates_for(proposal, offer, reader, at=at))


def _shown(
    step: str,
    proposal: Proposal,
    offer: FirstCallOffer | None,
    dates: list[datetime] | None = None,
) -> CallOnPage:
    closes_at = latest_close(proposal, offer) if offer else None
    last_day = day(company_day(closes_at - A_MOMENT)) if closes_at else ""
    choices = [(one.astimezone(UTC).isoformat(), one) for one in dates or ()]
    return CallOnPage(step, offer, proposal.first_call, choices, last_day)


@require_POST
@login_required
def call(request: MemberRequest, proposal_id: int) -> HttpResponse:
    found = get_object_or_404(queries.proposals_of(request.user), pk=proposal_id)
    form = CallForm(request.POST)
    if not form.is_valid():
        said = next(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, said)
        return redirect("matching:proposal", found.pk)
    try:
        messages.success(request, _said(found, form, request.user, at=timezone.now()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:proposal", found.pk)


def _said(found: Proposal, form: CallForm, by: Person, *, at: datetime) -> str:
    """Do what was pressed, and return the sentence that says so."""
    said = form.cleaned_data
    if said["answer"] == ASK:
        actions.ask_for_call(found, by=by, at=at)
        return _("Asked. A mail tells you as soon as a date is chosen.")
    if said["answer"] == DATE:
        actions.choose_call_date(found, starts_at=said["starts"], by=by, at=at)
        return _("The call is planned. Both of you get it by mail, for the calendar.")
    if said["answer"] == NO:
        actions.no_call(found, by=by, at=at)
        return _("There will be no call. Say yes or no as you like.")
    actions.call_off_call(found, by=by, at=at, seen=said["seen"])
    return _("It is off.")


@require_GET
@login_required
def ics(request: MemberRequest, proposal_id: int) -> HttpResponse:
    found = get_object_or_404(queries.proposals_of(request.user), pk=proposal_id)
    if found.first_call is None or found.first_call.state != State.PLANNED:
        raise Http404
    answer = HttpResponse(
        call_text(found.first_call, reader=request.user),
        content_type="text/calendar; charset=utf-8; method=REQUEST",
    )
    answer["Content-Disposition"] = f'attachment; filename="call-{found.pk}.ics"'
    return answer
