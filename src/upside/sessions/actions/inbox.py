"""Reading what people's calendars answer: the worker's duty, once a minute."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, transaction

from upside.kernel.errors import Refused
from upside.notices.imap import Mailbox, MailboxError, opened, place_of
from upside.notices.models import MailboxMark, Notice
from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.actions.answering import Said, answer_session
from upside.sessions.actions.telling import tell
from upside.sessions.another_date import way_to_another_date
from upside.sessions.models import Session, SessionReply
from upside.sessions.queries import cohort_span
from upside.sessions.replies import CalendarAnswer, answers_in

__all__ = ["Taker", "read_replies", "take_answer", "take_mail"]

log = logging.getLogger("upside.sessions")

EVERY = timedelta(seconds=55)
LONGEST_WAIT = timedelta(minutes=15)
MOST_PROPOSALS = 3  # of one person for one date


class Taker(Protocol):
    """Takes in what one calendar says, and tells whether it counted."""

    def __call__(self, said: CalendarAnswer, /, *, at: datetime) -> bool: ...


def read_replies(*, at: datetime, others: Sequence[Taker] = ()) -> int:
    """Read new mails of the mailbox for calendar replies; return how many answers counted.

    ``others`` take in answers to events of other rooms, such as the dates of circles.

    The mailbox stays as it is, and nothing of a mail is kept but how far was read. A mail that
    cannot be read is left out and said in the log by its number; a mailbox that cannot be reached
    is tried again a quarter of an hour later. Without ``UPSIDE_IMAP_URL`` nothing happens.
    """
    address = settings.IMAP_URL
    mark = _claimed(address, at) if address else None
    if mark is None:
        return 0
    place = place_of(address)
    try:
        with opened(place) as mailbox:
            return _read(mailbox, mark, at, others)
    except MailboxError as error:
        log.warning("the mailbox of calendar replies cannot be read: %s", error)
        MailboxMark.objects.filter(pk=mark.pk).update(next_at=at + LONGEST_WAIT)
        return 0


def take_mail(mail: bytes, *, at: datetime, others: Sequence[Taker] = ()) -> int:
    """Take in what one mail says about sessions and ``others``; return how many answers counted."""
    takers = (take_answer, *others)
    return sum(any(take(said, at=at) for take in takers) for said in answers_in(mail, at=at))


@transaction.atomic
def take_answer(said: CalendarAnswer, *, at: datetime) -> bool:
    """Take in what one calendar says; tell whether it counted.

    It counts where the event is ours, the sender is one of its two people, and the date is the
    one that stands: answers to an older date, to a settled or begun session, and older ones than
    the newest answer are left out. Another time that a calendar proposes moves nothing: both get
    a mail that leads there in one tap, for three times of one person and date at most.
    """
    session = _session_of(said)
    by = _person_of(session, said.mail) if session else None
    if session is None or by is None:
        return False
    if not said.answer:
        return _tell_of_the_proposal(session, said, by, at=at)
    before = session.replies.filter(person=by).first()
    if before and before.answered_at >= said.said_at:
        return False
    words = Said(said.answer, SessionReply.Via.CALENDAR, _sequence_of(session, said), said.said_at)
    try:
        answer_session(session, words, by=by, at=at)
    except Refused:
        return False
    return True


def _read(mailbox: Mailbox, mark: MailboxMark, at: datetime, others: Sequence[Taker]) -> int:
    last = mark.last_uid if mark.validity == mailbox.validity else 0
    marks = MailboxMark.objects.filter(pk=mark.pk)
    n = 0
    for number, mail in mailbox.new_mails(after=last, at=at):
        # first: a mail that ends the worker, whichever way, is not read again by the next one
        marks.update(validity=mailbox.validity, last_uid=number)
        try:
            n += take_mail(mail, at=at, others=others) if mail else 0
        except OperationalError:  # the database, not the mail: tried again in a minute
            marks.update(last_uid=last)
            raise
        except Exception:  # noqa: BLE001 - anybody may write anything to a mailbox
            log.warning("mail %s of the mailbox cannot be read; going on", number)
        last = number
    return n


def _claimed(address: str, at: datetime) -> MailboxMark | None:
    """Return how far the mailbox was read, if it is time and no other worker reads it."""
    place = place_of(address)
    name = hashlib.sha256(f"{place.host}:{place.user}:{place.folder}".encode()).hexdigest()
    mark, _is_new = MailboxMark.objects.get_or_create(mailbox=name, defaults={"next_at": at})
    mine = MailboxMark.objects.filter(pk=mark.pk, next_at__lte=at).update(next_at=at + EVERY)
    return mark if mine else None


def _session_of(said: CalendarAnswer) -> Session | None:
    """Return the session that an event is; of a group's event, the one of whoever answers."""
    told = Session.objects.select_related(
        "pair__mentor", "pair__mentee", "pair__cohort__programme", "gathering__group"
    )
    alone = told.filter(uid=said.uid, gathering=None).first()
    of_group = told.filter(gathering__uid=said.uid).order_by("pk") if alone is None else ()
    found = [one for one in of_group if _person_of(one, said.mail)]
    planned = (one for one in found if one.state == Session.State.PLANNED)
    return alone or next(planned, found[0] if found else None)


def _sequence_of(session: Session, said: CalendarAnswer) -> int:
    """Return which date of ``session`` was answered: the event of a group's mentor changes more.

    With whoever stays away it gets a higher sequence, and the date stays.
    """
    gathering = session.gathering
    if gathering and session.sequence <= said.sequence <= gathering.sequence:
        return session.sequence
    return said.sequence


def _person_of(session: Session, mail: str) -> Person | None:
    people = [one for one in session.pair.people if one.is_active and one.email]
    return next((one for one in people if str(one.email).lower() == mail), None)


def _tell_of_the_proposal(
    session: Session, said: CalendarAnswer, by: Person, *, at: datetime
) -> bool:
    is_open = session.state == Session.State.PLANNED and session.starts_at > at
    if not is_open or _sequence_of(session, said) != session.sequence:
        return False
    start = _within_the_cohort(session, said.proposed_at)
    about = f"{session.sequence}:{by.pk}:"
    key = f"{about}{start:%Y%m%dT%H%M}" if start else about
    told = Notice.objects.filter(
        person=session.pair.partner_of(by),
        key__startswith=f"session_counter:{session.pk}:{about}",
    )
    if told.count() >= MOST_PROPOSALS:
        return False
    in_clinic = is_clinic(session.pair.cohort)
    for person in session.pair.people:
        path = way_to_another_date(session, person)
        tell(
            "session_counter",
            session,
            [person],
            at=at,
            key=key,
            starts_at=session.starts_at,
            proposed_at=start or "",
            is_own=person == by,
            is_clinic=in_clinic,
            path=f"{path}?start={start:%Y-%m-%dT%H:%M}Z" if start and "/move/" in path else path,
        )
    return True


def _within_the_cohort(session: Session, start: datetime | None) -> datetime | None:
    """Return the proposed time where a session may be then; calendars may write any year."""
    opens, closes = cohort_span(session.pair.cohort, ZoneInfo(session.pair.mentee.time_zone))
    return start if start and opens <= start < closes else None
