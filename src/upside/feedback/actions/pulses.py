"""Answering the two questions after a session, and letting go of the answers."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from upside.feedback.models import Confidence, PassedOn, Pulse, Review
from upside.feedback.queries import HOW_SURE, SCALE, skills_received
from upside.kernel import audit
from upside.kernel.days import newest_day
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.measures import asks_pulse
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import answers_go_on
from upside.sessions.models import Session

__all__ = ["NotAsked", "OffTheScale", "answer_pulse", "forget_answers", "say_confidence"]


class NotAsked(Refused):
    """The person was not in the session, or it did not take place."""


class OffTheScale(Refused):
    """An answer is not one of 1 to 5."""


@transaction.atomic
def answer_pulse(session: Session, *, useful: int, at_ease: int, by: Person, at: datetime) -> Pulse:
    """Keep how useful the session was and how much at ease ``by`` felt, 1 to 5 each.

    Answering again corrects the answer. Refused: anybody but the two, a session not held, an
    answer off the scale. The log says that somebody answered, never what.
    """
    if by not in session.pair.people:
        raise NotAsked(_("Only the two people of this session are asked."))
    if not asks_pulse(session.pair.cohort):
        raise NotAsked(_("This programme asks no questions after a session."))
    if Session.objects.select_for_update().get(pk=session.pk).state != Session.State.HELD:
        raise NotAsked(_("The two questions come after the session. Say first that you met."))
    if useful not in SCALE or at_ease not in SCALE:
        raise OffTheScale(_("Choose one of the five answers to both questions."))
    pulse, _is_new = Pulse.objects.update_or_create(
        session=session,
        person=by,
        defaults={
            "useful": useful,
            "at_ease": at_ease,
            "answered_at": at,
            "told_of_coach": True,  # the form says so
        },
    )
    audit.record(
        verb="pulse.answered",
        subject=session,
        actor=by,
        at=at,
        programme=session.pair.cohort.programme,
    )
    return pulse


@transaction.atomic
def say_confidence(session: Session, sure: Mapping[int, int], *, by: Person, at: datetime) -> int:
    """Keep how sure ``by`` feels, 0 to 10, of skills that came to them; return how many.

    ``sure`` goes by exchange; what was taken back meanwhile, or came to the other one, is left
    out. Answering again corrects the answer. Refused: anybody but the two, a session not held, an
    answer off the scale. The log says that somebody answered, never what.
    """
    if by not in session.pair.people:
        raise NotAsked(_("Only the two people of this session are asked."))
    if Session.objects.select_for_update().get(pk=session.pk).state != Session.State.HELD:
        raise NotAsked(_("This question comes after the session. Say first that you met."))
    if any(answer not in HOW_SURE for answer in sure.values()):
        raise OffTheScale(_("Choose a number from 0 to 10."))
    received = skills_received(session, session.exchanges.filter(pk__in=sure), by)
    for exchange in received:
        said = {"person": by, "sure": sure[exchange.pk], "answered_at": at}
        Confidence.objects.update_or_create(exchange=exchange, defaults=said)
    if received:
        audit.record(
            verb="confidence.said",
            subject=session,
            actor=by,
            at=at,
            programme=session.pair.cohort.programme,
        )
    return len(received)


@transaction.atomic
def forget_answers(*, at: datetime) -> int:
    """Delete the answers of cohorts that ended ``retention.answers_months`` ago; return how many.

    The log says how many went, in each programme.
    """
    ended = Pulse.objects.filter(session__pair__cohort__ends_on__lt=newest_day(at))
    sure = Confidence.objects.filter(exchange__session__pair__cohort__ends_on__lt=newest_day(at))
    reviews = Review.objects.filter(pair__cohort__ends_on__lt=newest_day(at))
    shown = PassedOn.objects.filter(session__pair__cohort__ends_on__lt=newest_day(at))
    cohorts = Cohort.objects.filter(
        Q(pk__in=ended.values("session__pair__cohort"))
        | Q(pk__in=shown.values("session__pair__cohort"))
        | Q(pk__in=sure.values("exchange__session__pair__cohort"))
        | Q(pk__in=reviews.values("pair__cohort"))
    )
    gone: Counter[Programme] = Counter()
    for cohort in cohorts.select_related("programme"):
        if answers_go_on(cohort) <= at.date():
            gone[cohort.programme] += ended.filter(session__pair__cohort=cohort).delete()[0]
            of_cohort = sure.filter(exchange__session__pair__cohort=cohort)
            gone[cohort.programme] += of_cohort.delete()[0]
            gone[cohort.programme] += shown.filter(session__pair__cohort=cohort).delete()[0]
            gone[cohort.programme] += reviews.filter(pair__cohort=cohort).delete()[0]
    return say_forgotten(gone, verb="programme.answers_forgotten", of="n_answers", at=at)
