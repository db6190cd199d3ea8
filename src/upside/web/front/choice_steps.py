"""Steps of whoever chooses from a short list, or was invited from one."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.matching.choosing import list_plan
from upside.matching.deadline import last_day_of, last_day_to_choose
from upside.matching.models import Choice, Proposal
from upside.matching.queries import may_answer
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.web.front.step import Step, Urgency
from upside.web.templatetags.writing import day

__all__ = ["of_choice", "of_invitation"]

OpenChoice = tuple[Choice, bool, bool]


def of_invitation(proposal: Proposal, person: Person, at: datetime) -> Step:
    """Return the step of an open invitation, for who invited or for who answers."""
    is_mentor = proposal.mentor_id == person.pk
    partner = proposal.mentee if is_mentor else proposal.mentor
    said = {"partner": partner.name, "day": day(last_day_of(proposal))}
    waits = may_answer(proposal, person, at=at)
    if waits:
        title = (
            _("%(partner)s would like to learn from you.")
            if is_mentor
            else _("%(partner)s would like to be your mentor.")
        )
        text = _("Read why, then say yes or no. A no needs no reason.")
        text = f"{text} {_('Your answer counts until %(day)s.')}"
    else:
        title = _("You invited %(partner)s. There is no answer yet.")
        text = _("You need do nothing; a mail tells you as soon as there is an answer.")
    return Step(
        urgency=Urgency.PROPOSAL if waits else Urgency.REST,
        folio=_("An invitation for you") if waits else _("Your invitation"),
        title=title % said,
        text=text % said,
        action=_("Read the invitation") if waits else _("Look at your invitation"),
        address=reverse("matching:proposal", args=[proposal.pk]),
        partner=partner,
        proposal=proposal,
    )


def of_choice(place: Enrolment, found: OpenChoice | None) -> Step | None:
    """Return the step of somebody who is ready where pairs form from short lists, if it is one.

    None says that the usual step of a place holds.
    """
    plan = list_plan(place.cohort)
    if plan is None or place.state != Enrolment.State.READY:
        return None
    address = reverse("choosing:list", args=[place.pk])
    folio = place.cohort.programme.name
    if found is None:
        return None if plan.is_ranked else _not_open(place, folio)
    choice, has_list, has_ranked = found
    if place.role not in plan.sides:
        return _asked_later(place, folio)
    if not has_list:
        return Step(
            Urgency.REST,
            folio,
            _("Nobody is on your short list at the moment."),
            _("You need do nothing. A mail tells you when there is somebody."),
            _("Look at your short list"),
            address,
        )
    if not plan.is_ranked:
        title = (
            _("Choose whom you would like to mentor.")
            if place.role == Enrolment.Role.MENTOR
            else _("Choose from whom you would like to learn.")
        )
        text = _("A few people who could suit you, with the reasons. Invite one of them.")
        return Step(Urgency.PROPOSAL, folio, title, text, _("Look at your short list"), address)
    by = {"day": day(last_day_to_choose(choice))}
    if has_ranked:
        title, urgency = _("You said whom you would like to be paired with."), Urgency.REST
        text = _("You can change it through %(day)s. A mail tells you when there is a proposal.")
    else:
        title, urgency = _("Say whom you would like to be paired with."), Urgency.PROPOSAL
        text = _("A few people who could suit you, with the reasons. Rank them through %(day)s.")
    return Step(urgency, folio, title, text % by, _("Look at your short list"), address)


def _not_open(place: Enrolment, folio: str) -> Step:
    return Step(
        Urgency.REST,
        folio,
        _("Your profile is ready. The next step is ours."),
        _("The coordinator opens the short lists. A mail tells you."),
        _("Change your profile"),
        reverse("places:place", args=[place.pk]),
    )


def _asked_later(place: Enrolment, folio: str) -> Step:
    return Step(
        Urgency.REST,
        folio,
        _("Your profile is ready. Others can invite you now."),
        _("A mail tells you when somebody does. You say yes or no; a no needs no reason."),
        _("Change your profile"),
        reverse("places:place", args=[place.pk]),
    )
