"""Whether the two come to a session: said on the page, by a button in a mail, from a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.notices.models import Notice
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.actions.checks import refuse_stranger
from upside.sessions.actions.refusals import MovedBefore, SettledBefore
from upside.sessions.actions.telling import tell
from upside.sessions.actions.together import locked_together
from upside.sessions.another_date import way_to_another_date
from upside.sessions.models import Session, SessionReply
from upside.sessions.states import REASONS

__all__ = ["Said", "answer_session", "say_coming"]

Answer, Via = SessionReply.Answer, SessionReply.Via
NO, YES = "session_declined", "session_accepted"
AT_ONCE = 3
"""So many changes of one date are told without delay."""
LATER = timedelta(minutes=15)


def say_coming(session: Session, by: Person, *, at: datetime) -> None:
    """Note that whoever of the two chose the date comes to it; their assistant says nothing."""
    if by in session.pair.people:
        SessionReply.objects.create(
            session=session, person=by, answer=Answer.ACCEPTED, answered_at=at
        )


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it came: by which way, to which date where it may be an old one, and when."""

    answer: str
    via: str = Via.PAGE
    sequence: int | None = None
    said_at: datetime | None = None


@transaction.atomic
def answer_session(session: Session, said: Said, *, by: Person, at: datetime) -> SessionReply:
    """Note whether ``by`` comes to a planned session; what was said last counts.

    A no cancels nothing: the partner is told by mail, and both can move the session, or in a clinic
    take another time. From a calendar or a mail the one who answered gets the way there, too. A yes
    after a no is told as well, and a no after that. Whoever goes on changing their mind is told of
    a while after the last change, if it is not what the partner read last. The mentor of a group
    answers for its whole date.

    Refused: anybody but the two, a session that is settled or has begun, an answer to a date that
    was moved meanwhile.
    """
    session, *others = locked_together(session, by)
    refuse_stranger(session.pair, by)
    if session.state != Session.State.PLANNED:
        raise SettledBefore(str(REASONS[Session.State(session.state)]))
    if said.sequence not in {None, session.sequence}:
        raise MovedBefore(_("This session was moved meanwhile. Look at its new date first."))
    if session.starts_at <= at:
        raise SettledBefore(_("This session has begun. Say on its page whether you met."))
    said_at = said.said_at or at
    before = SessionReply.objects.filter(session=session, person=by).first()
    if before and before.answered_at > said_at:
        return before

    reply = _keep(session, said, before, by=by, at=at)
    for one in others:
        earlier = SessionReply.objects.filter(session=one, person=by).first()
        _keep(one, said, earlier, by=by, at=at)
    return reply


def _keep(
    session: Session, said: Said, before: SessionReply | None, *, by: Person, at: datetime
) -> SessionReply:
    reply, _is_new = SessionReply.objects.update_or_create(
        session=session,
        person=by,
        defaults={"answer": said.answer, "answered_at": said.said_at or at, "via": said.via},
    )
    if before is None or before.answer != said.answer:
        audit.record(
            verb="session.answered",
            subject=session,
            actor=by,
            at=at,
            programme=session.pair.cohort.programme,
        )
        _tell_partner(session, said, by=by, at=at)
    return reply


def _tell_partner(session: Session, said: Said, *, by: Person, at: datetime) -> None:
    """Tell the partner what is not what they read last: nobody shall go and wait alone."""
    partner = session.pair.partner_of(by)
    told = _told_of_answers(session, partner)
    told.filter(state=Notice.State.QUEUED, attempts=0, due_at__gt=at).delete()
    known = list(told.order_by("pk").values_list("template", flat=True))
    n, last = len(known), known[-1] if known else ""
    key = f"{session.sequence}:{n}" if n else f"{session.sequence}"
    due = at if n < AT_ONCE or at + LATER >= session.starts_at else at + LATER
    more: dict[str, Any] = {"key": key, "starts_at": session.starts_at}
    if said.answer == Answer.ACCEPTED and last == NO:
        tell(YES, session, [partner], at=due, **more)
    if said.answer != Answer.DECLINED:
        return
    more["is_clinic"] = is_clinic(session.pair.cohort)
    if last != NO:
        path = way_to_another_date(session, partner)
        tell(NO, session, [partner], at=due, path=path, **more)
    if said.via != Via.PAGE:
        path = way_to_another_date(session, by)
        tell("session_yours_to_move", session, [by], at=at, path=path, **more)


def _told_of_answers(session: Session, partner: Person) -> QuerySet[Notice]:
    about = f"{session.pk}:{session.sequence}:"
    ours = Q(key__startswith=f"{NO}:{about}") | Q(key__startswith=f"{YES}:{about}")
    return Notice.objects.filter(ours, person=partner)
