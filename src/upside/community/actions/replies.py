"""What somebody's calendar answers to a date of their circle."""

import re
from datetime import datetime

from upside.community.actions.belonging import say_whether
from upside.community.models import CircleInvitation
from upside.kernel.errors import Refused
from upside.kernel.host import host
from upside.sessions.models import SessionReply
from upside.sessions.replies import CalendarAnswer

__all__ = ["take_answer_to_circle"]

UID = re.compile(r"circle-(\d{1,18})-(\d{1,18})@(.+)")
Answer = SessionReply.Answer


def take_answer_to_circle(said: CalendarAnswer, /, *, at: datetime) -> bool:
    """Take in what one calendar says; tell whether it counted.

    It counts where the event is ours, the sender is whom it was sent to, and the date is the one
    that stands. “Perhaps” and another time say neither yes nor no, and change nothing.
    """
    found = UID.fullmatch(said.uid)
    if found is None or found[3] != host() or said.answer not in {Answer.ACCEPTED, Answer.DECLINED}:
        return False
    rows = CircleInvitation.objects.filter(date=int(found[1]), person=int(found[2]))
    invitation = rows.select_related("person").first()
    if invitation is None or said.sequence != invitation.sequence:
        return False
    person = invitation.person
    if not person.is_active or (person.email or "").lower() != said.mail:
        return False
    if invitation.answered_at and invitation.answered_at >= said.said_at:
        return False
    try:
        say_whether(invitation, comes=said.answer == Answer.ACCEPTED, at=at)
    except Refused:
        return False
    return True
