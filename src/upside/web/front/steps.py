"""The one next step of somebody who takes part, from everything that waits for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from upside.community.queries import with_circles
from upside.feedback.queries import with_held, with_new_answers
from upside.grids.models import Evaluation
from upside.grids.queries import evaluations_of
from upside.matching.choosing import list_plan
from upside.matching.deadline import last_day_of
from upside.matching.models import Proposal
from upside.matching.queries import (
    OPEN,
    may_answer,
    open_choices_of,
    proposals_of,
    with_meetings,
)
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of, with_pauses, with_signatures
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.programmes.needs import FOR_THE_PERSON
from upside.programmes.queries import (
    enrolments_of,
    missing_for_ready,
    number_of,
    with_needs,
    with_training,
)
from upside.sessions.gatherings import once_for
from upside.sessions.models import Session
from upside.sessions.queries import sessions_visible_to
from upside.web.front.call_steps import with_call
from upside.web.front.choice_steps import of_choice, of_invitation
from upside.web.front.circle_steps import of_circles
from upside.web.front.clinic_steps import in_clinics, of_clinics
from upside.web.front.end_steps import free_again, has_ended, of_completed, of_learnings
from upside.web.front.meeting_steps import of_meetings
from upside.web.front.pair_steps import of_held, of_pairs, of_reviews, of_sessions
from upside.web.front.step import Step, Urgency
from upside.web.front.training_steps import of_training
from upside.web.front.word_steps import of_answers
from upside.web.templatetags.writing import day

__all__ = ["Step", "Urgency", "steps_of"]

OPEN_PLACES = (
    Enrolment.State.INVITED,
    Enrolment.State.WAITING,
    Enrolment.State.ACCEPTED,
    Enrolment.State.COMPLETE,
    Enrolment.State.READY,
)


LETTER_IS_NEW = timedelta(days=30)


def steps_of(person: Person, *, at: datetime) -> list[Step]:
    """Return everything that waits for ``person`` or for which they wait, the next step first."""
    talking = Q(state=Proposal.State.ACCEPTED, first_call__state="planned")
    shown = Q(state__in=OPEN) | (talking & Q(first_call__ends_at__gt=at))
    proposals = list(proposals_of(person).filter(shown))
    known = list(with_held(with_signatures(with_pauses(pairs_of(person)))))
    pairs = [pair for pair in known if pair.state != Pair.State.CLOSED]
    ended = [pair for pair in known if pair.ending == Pair.Ending.ENDED and pair.closed_at]
    ended.sort(key=lambda pair: pair.closed_at or at)
    parted = {pair.cohort_id: pair for pair in ended}  # the last one of each cohort
    sessions = list(sessions_visible_to(person).filter(state=Session.State.PLANNED))
    dates = once_for(person, sessions)
    own = with_needs(enrolments_of(person).filter(state__in=OPEN_PLACES))
    places = list(with_new_answers(with_circles(with_meetings(with_training(own)), at)))
    taken = {p.cohort_id for p in proposals} | {pair.cohort_id for pair in pairs}
    clinics = in_clinics(places)
    others = [
        place
        for place in places
        if place.cohort_id not in taken and place not in clinics and not has_ended(place, known)
    ]
    of_places = list(_of_places(others, person, at, parted))
    is_news = [step for step in of_places if step.urgency == Urgency.PULSE]
    found = [
        *of_sessions(dates, person, at),
        *_of_proposals(proposals, person, at),
        *of_pairs(pairs, {s.pair_id for s in sessions}, person),
        *(of_answers(person) if not places or any(map(_has_answer, places)) else ()),
        *of_completed(known, person, at),
        *is_news,
        *of_held(person),
        *of_reviews(pairs, person),
        *of_learnings(known, person),
        *(of_meetings(person, at) if any(getattr(p, "has_meeting", 0) for p in places) else ()),
        *(of_circles(person, at) if any(getattr(p, "has_circle", 0) for p in places) else ()),
        *_of_evaluations(person, at),
        *of_clinics(clinics, taken, at),
        *(step for step in of_places if step not in is_news),
        *of_training(places, {pair.cohort_id for pair in pairs}),
    ]
    return sorted(found, key=lambda step: step.urgency)


def _has_answer(place: Enrolment) -> bool:
    return bool(getattr(place, "has_answer", False))


def _of_proposals(proposals: list[Proposal], person: Person, at: datetime) -> Iterator[Step]:
    for proposal in proposals:
        is_mentor = proposal.mentor_id == person.pk
        partner = proposal.mentee if is_mentor else proposal.mentor
        waits = may_answer(proposal, person, at=at)
        expires = proposal.expires_at
        if not waits and expires is not None and expires <= at:
            continue
        if proposal.asked_by_id:
            yield of_invitation(proposal, person, at)
            continue
        if proposal.state == Proposal.State.ACCEPTED:
            yield with_call(_accepted(proposal, partner), proposal, person, at)
            continue
        said = {"partner": partner.name, "day": day(last_day_of(proposal))}
        by = _("Your answer counts until %(day)s.") % said if expires else ""
        offer = (
            _("%(partner)s could be your mentee.")
            if is_mentor
            else _("%(partner)s could be your mentor.")
        )
        step = Step(
            urgency=Urgency.PROPOSAL if waits else Urgency.REST,
            folio=_("A proposal for you") if waits else _("Your proposal"),
            title=(offer if waits else _("You said yes. %(partner)s has not answered yet.")) % said,
            text=(
                _("Read why, then say yes or no. A no needs no reason.") + " " + by
                if waits
                else _("You need do nothing; a mail tells you as soon as there is an answer.")
            ),
            action=_("Read the proposal"),
            address=reverse("matching:proposal", args=[proposal.pk]),
            partner=partner,
            proposal=proposal,
        )
        yield with_call(step, proposal, person, at)


def _accepted(proposal: Proposal, partner: Person) -> Step:
    """Return what a proposal of two who both said yes is, apart from the call still to come."""
    return Step(
        urgency=Urgency.REST,
        folio=_("Your proposal"),
        title=_("You and %(partner)s are a pair.") % {"partner": partner.name},
        text="",
        action=_("Read the proposal"),
        address=reverse("matching:proposal", args=[proposal.pk]),
        partner=partner,
        proposal=proposal,
    )


def _of_evaluations(person: Person, at: datetime) -> Iterator[Step]:
    """Yield the notice to read, or the letter for some weeks after it came."""
    found = evaluations_of(person).filter(enrolment__state__in=OPEN_PLACES).first()
    if found is None:
        return
    is_new = found.decided_at is not None and found.decided_at > at - LETTER_IS_NEW
    if found.state == Evaluation.State.ANNOUNCED or is_new:
        yield Step(
            urgency=Urgency.REST if is_new else Urgency.EVALUATION,
            folio=found.enrolment.cohort.programme.name,
            title=_("Your evaluation letter is there.")
            if is_new
            else _("Before anybody evaluates you, read how."),
            text=_(
                "What was seen, and what would come next. You alone and your evaluators read it."
            )
            if is_new
            else _("Method, criteria, who evaluates, who sees the result, and how to contest it."),
            action=_("Read your letter") if is_new else _("Read the notice"),
            address=reverse("grids:evaluation", args=[found.pk]),
        )


def _of_places(
    places: list[Enrolment], person: Person, at: datetime, parted: dict[int, Pair]
) -> Iterator[Step]:
    has_lists = any(list_plan(place.cohort) for place in places)
    choices = open_choices_of(person, at=at) if has_lists else {}
    for place in places:
        if chosen := of_choice(place, choices.get(place.cohort_id)):
            yield chosen
            continue
        if place.cohort_id in parted and place.state == Enrolment.State.READY:
            yield free_again(place, parted[place.cohort_id], person, at)
            continue
        urgency, title, text, action = _words_of(place)
        number = number_of(place) if place.state == Enrolment.State.WAITING else 0
        lacks: tuple[str, ...] = ()
        if urgency == Urgency.PROFILE:
            lacks = tuple(str(FOR_THE_PERSON[code]) for code in missing_for_ready(place))
        yield Step(
            urgency=urgency,
            folio=place.cohort.programme.name,
            title=title % {"programme": place.cohort.programme.name, "number": number},
            text=text,
            action=action,
            address=reverse("places:place", args=[place.pk]),
            lacks=lacks,
        )


def _words_of(place: Enrolment) -> tuple[Urgency, str, str, str]:
    is_mentor = place.role == Enrolment.Role.MENTOR
    if place.state == Enrolment.State.INVITED:
        return (
            Urgency.INVITATION,
            _("You are invited to “%(programme)s” as a mentor.")
            if is_mentor
            else _("You are invited to “%(programme)s” as a mentee."),
            _("Nobody takes part without saying yes. A no needs no reason."),
            _("Read the invitation"),
        )
    if place.state == Enrolment.State.WAITING:
        return (
            Urgency.REST,
            _("You are number %(number)s on the waiting list of “%(programme)s”."),
            _("You need do nothing. A mail tells you when it is your turn."),
            _("Look at your place"),
        )
    if place.state == Enrolment.State.READY:
        return (
            Urgency.REST,
            _("Your profile is ready. The next step is ours."),
            _(
                "The coordinator runs a matching round and looks at every proposal before it goes"
                " out. A mail tells you when there is one for you."
            ),
            _("Change your profile"),
        )
    return (
        Urgency.PROFILE,
        _("Three minutes, and your profile is complete."),
        _("What you can share, what you want to learn, when you have time."),
        _("Complete your profile"),
    )
