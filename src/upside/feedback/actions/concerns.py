"""“I feel uneasy”: said to the coach alone, answered there, and forgotten some time after.

Nothing of it is written to the log, not even that it happened: an entry a moment after somebody
came in would name them, and a count of two in a small programme says who it was
(docs/decisions/0028).
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from upside.feedback.models import Concern, ConcernMessage
from upside.feedback.queries.concerns import (
    concerns_without_reader,
    contacts_for,
    places_to_speak,
    reads_as_coach,
)
from upside.kernel.days import newest_day
from upside.kernel.errors import Refused
from upside.notices.actions import Letter, queue_notice, queue_notices
from upside.notices.queries import not_told
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.retention import notes_days

__all__ = [
    "ConcernClosed",
    "NoWay",
    "NotInTheConcern",
    "NotTakingPart",
    "NothingWritten",
    "WrittenMeanwhile",
    "answer_concern",
    "close_concern",
    "forget_concerns",
    "note_read",
    "speak_up",
    "tell_of_gone_coaches",
]

log = logging.getLogger("upside.feedback")

TWICE = timedelta(minutes=10)
"""The same words within it are a second press of the button."""
AT_ONCE = 500


class NotTakingPart(Refused):
    """The person has no place in the cohort, or the pair is not theirs."""


class NoWay(Refused):
    """There is no coach to whom the words could go."""


class NotInTheConcern(Refused):
    """Only the author and the coaches it was written to may do this."""


class ConcernClosed(Refused):
    """The coach has closed it."""


class NothingWritten(Refused):
    """There are no words."""


class WrittenMeanwhile(Refused):
    """A message has come that the page did not show."""


@transaction.atomic
def speak_up(  # noqa: PLR0913 - who, where, and how they want to be answered
    cohort: Cohort,
    *,
    by: Person,
    at: datetime,
    text: str = "",
    answer: str = Concern.Answer.HERE,
    reach: str = "",
    pair: Pair | None = None,
) -> Concern:
    """Tell the coaches of the programme that ``by`` feels uneasy, in words or without any.

    The coaches of this moment are its only readers, now and later; a mail tells them that somebody
    wrote, and nothing else. The same words pressed twice are one, answered as the second press
    says. ``reach`` is kept only of who wants to be reached in another way. Refused: somebody who
    does not take part, somebody else's pair, a programme without a coach who could read it.
    """
    if not places_to_speak(by).filter(pk=cohort.pk).exists():
        raise NotTakingPart(_("You take part in no cohort of this programme."))
    if pair is not None and (pair.cohort_id != cohort.pk or by not in pair.people):
        raise NotTakingPart(_("This is not a pair of yours."))
    coaches = contacts_for(by, [cohort])[cohort.pk].coaches
    if not coaches:
        raise NoWay(_("This programme has no coach who could read it. Nothing was kept."))
    kept = reach.strip() if answer == Concern.Answer.OUTSIDE else None
    if there := _pressed_twice(cohort, by, text, at):
        there.answer, there.reach = answer, kept
        there.save(update_fields=["answer", "reach"])
        return there
    concern = Concern.objects.create(
        cohort=cohort, pair=pair, author=by, answer=answer, reach=kept, written_at=at, last_at=at
    )
    concern.readers.set(coaches)
    if text.strip():
        ConcernMessage.objects.create(concern=concern, author=by, text=text, written_at=at)
    _tell_coaches(concern, "new", at)
    return concern


@transaction.atomic
def answer_concern(concern: Concern, *, text: str, by: Person, at: datetime) -> ConcernMessage:
    """Write one more message; the other side gets a mail that says only that there is one.

    An author who asked for no mail gets none, and opens again what was closed. Refused: anybody but
    the author and the coaches it was written to, a coach once it is closed, a message without
    words.
    """
    concern = _open(concern, by)
    if not text.strip():
        raise NothingWritten(_("Write a few words first."))
    last = concern.messages.order_by("-pk").first()
    if last and (last.author_id, last.text) == (by.pk, text) and at - last.written_at < TWICE:
        return last
    message = ConcernMessage.objects.create(concern=concern, author=by, text=text, written_at=at)
    concern.last_at, concern.closed_at = at, None
    concern.save(update_fields=["last_at", "closed_at"])
    if by.pk == concern.author_id:
        _tell_coaches(concern, f"{message.pk}", at)
    elif concern.answer == Concern.Answer.HERE:
        queue_notice(
            "answer_waits",
            to=concern.author,
            key=f"answer_waits:{message.pk}",
            at=at,
            context={"path": f"/word/{concern.pk}/"},
        )
    return message


def note_read(concern: Concern, *, by: Person, at: datetime) -> None:
    """Note that its author has looked at ``concern``; of anybody else nothing is noted."""
    Concern.objects.filter(pk=concern.pk, author=by).update(read_at=at)


@transaction.atomic
def close_concern(
    concern: Concern, *, by: Person, at: datetime, seen: int | None = None
) -> Concern:
    """Note that nothing more waits here; it is deleted ``retention.notes_days`` later.

    Closing twice changes nothing. ``seen`` is how many messages ``by`` has read. Refused: anybody
    but a coach it was written to, and where another message has come since.
    """
    if not reads_as_coach(concern, by):
        raise NotInTheConcern(_("The coach it was written to closes it."))
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if concern.closed_at is None:
        if seen is not None and seen != concern.messages.count():
            raise WrittenMeanwhile(
                _("Something was written meanwhile. Read it first, then close this if you like.")
            )
        concern.closed_at = at
        concern.save(update_fields=["closed_at"])
    return concern


def tell_of_gone_coaches(*, at: datetime) -> int:
    """Tell authors, once, that nobody reads an open concern of theirs any more; return how many.

    Its coaches have left the company or are coaches no longer. Only who wants to be answered by a
    mail gets one; the others read it on the page.
    """
    gone = concerns_without_reader().filter(
        not_told("coach_gone", "pk"),
        answer=Concern.Answer.HERE,
        author__is_active=True,
        author__email__isnull=False,
    )
    letters = [
        Letter(one.author, f"coach_gone:{one.pk}", {"path": f"/word/{one.pk}/"})
        for one in gone.order_by("pk")[:AT_ONCE]
    ]
    queue_notices("coach_gone", letters, at=at)
    return len(letters)


def forget_concerns(*, at: datetime) -> int:
    """Delete concerns closed, or whose cohort ended, ``retention.notes_days`` ago; return how many.

    One that is written to after the end of its cohort stays as long from the last message. A cohort
    that fails is said in the server's log, and stops no other.
    """
    ended = Q(closed_at__isnull=False) | Q(cohort__ends_on__lt=newest_day(at))
    cohorts = Cohort.objects.filter(pk__in=Concern.objects.filter(ended).values("cohort"))
    n = 0
    for cohort in cohorts.select_related("programme").order_by("pk")[:AT_ONCE]:
        try:
            n += _forget_of(cohort, before=at - timedelta(days=notes_days(cohort)))
        except Exception:
            log.exception("concerns of cohort %s were not deleted; going on", cohort.pk)
    return n


def _forget_of(cohort: Cohort, *, before: datetime) -> int:
    gone = Q(closed_at__lte=before)
    if cohort.ends_on < before.date():
        gone |= Q(last_at__lte=before)
    with transaction.atomic():
        found = list(cohort.concerns.filter(gone).values_list("pk", flat=True))
        Concern.objects.filter(pk__in=found).delete()
    return len(found)


def _pressed_twice(cohort: Cohort, by: Person, text: str, at: datetime) -> Concern | None:
    recent = cohort.concerns.filter(author=by, closed_at=None, written_at__gt=at - TWICE)
    for concern in recent.prefetch_related("messages"):
        if [message.text for message in concern.messages.all()] == [text] * bool(text.strip()):
            return concern
    return None


def _open(concern: Concern, by: Person) -> Concern:
    if concern.author_id != by.pk and not reads_as_coach(concern, by):
        raise NotInTheConcern(_("Only who wrote it and the coach can write here."))
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if concern.closed_at is not None and concern.author_id != by.pk:
        raise ConcernClosed(_("This was closed. Its author can open it again by writing."))
    return concern


def _tell_coaches(concern: Concern, number: str, at: datetime) -> None:
    for coach in concern.readers.all():
        queue_notice(
            "concern_written",
            to=coach,
            key=f"concern_written:{concern.pk}:{number}:{coach.pk}",
            at=at,
            context={
                "programme": concern.cohort.programme.names,
                "path": f"/word/{concern.pk}/",
            },
        )
