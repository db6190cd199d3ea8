"""Whether the two come to a session: said on the page, by a button in a mail, from a calendar."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.actions.checks import refuse_stranger
from upside.sessions.actions.refusals import MovedBefore, SettledBefore
from upside.sessions.actions.telling import tell, was_told
from upside.sessions.actions.together import locked_together
from upside.sessions.another_date import way_to_another_date
from upside.sessions.models import Session, SessionReply
from upside.sessions.states import REASONS

__all__ = ["Said", "answer_session", "say_coming"]

Answer, Via = SessionReply.Answer, SessionReply.Via


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

    A no cancels nothing: the partner is told by mail, once for each date, and both can move the
    session, or in a clinic take another time. From a calendar or a mail the one who answered gets
    the way there, too. A yes after a no is told as well, once; only a no after that is told again.
    The mentor of a group answers for its whole date.

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
        if said.answer == Answer.DECLINED:
            _tell_of_the_no(session, by, at=at, via=said.via)
        elif said.answer == Answer.ACCEPTED and before and before.answer == Answer.DECLINED:
            tell(
                "session_accepted",
                session,
                [session.pair.partner_of(by)],
                at=at,
                key=f"{session.sequence}",
                starts_at=session.starts_at,
            )
    return reply


def _tell_of_the_no(session: Session, by: Person, *, at: datetime, via: str) -> None:
    partner = session.pair.partner_of(by)
    # whoever was told that the other comes after all has to know that they do not
    is_again = was_told("session_accepted", to=partner, key=f"{session.pk}:{session.sequence}")

    def write(template: str, to: Person) -> None:
        tell(
            template,
            session,
            [to],
            at=at,
            key=f"{session.sequence}:again" if is_again else f"{session.sequence}",
            starts_at=session.starts_at,
            path=way_to_another_date(session, to),
            is_clinic=is_clinic(session.pair.cohort),
        )

    write("session_declined", partner)
    if via != Via.PAGE:
        write("session_yours_to_move", by)
