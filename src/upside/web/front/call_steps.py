"""The step of a proposal whose two are to talk first, or might."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from upside.matching.first_calls import offer_of
from upside.matching.models import Proposal
from upside.people.models import Person
from upside.sessions.first_call_models import FirstCall
from upside.web.front.step import Step, Urgency, short
from upside.web.templatetags.writing import clock, day, local

__all__ = ["with_call"]

State = FirstCall.State


def with_call(step: Step, proposal: Proposal, person: Person, at: datetime) -> Step:
    """Return ``step`` as the call of its proposal has it: a date to choose, or one to keep."""
    call, partner = proposal.first_call, step.partner
    if call is None or partner is None:
        return step
    said = {"partner": short(partner), "minutes": call.minutes}
    if call.state == State.ASKED and call.asked_by_id != person.pk and offer_of(proposal.cohort):
        return replace(
            step,
            urgency=Urgency.PROPOSAL,
            folio=_("A call before your answer"),
            title=_("%(partner)s would like to talk to you for %(minutes)s minutes first.") % said,
            text=_("Choose a date that suits you both, or answer without a call."),
            action=_("Choose a date"),
        )
    if not call.is_ahead(at) or call.starts_at is None:
        return step
    start = local(call.starts_at)
    if proposal.state == Proposal.State.ACCEPTED:
        text = _("%(minutes)s minutes to get to know each other.")
    else:
        text = _("%(minutes)s minutes to get to know each other. Afterwards each of you answers.")
    return replace(
        step,
        urgency=Urgency.MEET,
        folio=_("Your first call"),
        title=_("On %(day)s at %(time)s you talk to %(partner)s.")
        % {**said, "day": day(start), "time": clock(start)},
        text=text % said,
        action=_("See the call and the proposal"),
    )
