"""Writing what two people learned, agreeing to publish it, and taking it back for good."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.community.learning_models import LearningConsent, SharedLearning
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.pairs.farewell_models import Farewell
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import past_notes_days

__all__ = [
    "LearningChanged",
    "NotTheirLearning",
    "agree_to_learning",
    "forget_drafts",
    "withdraw_learning",
    "write_learning",
]

LONGEST = 2_000
State, Readers = SharedLearning.State, SharedLearning.Readers


class NotTheirLearning(Refused):
    """Only the two write it, at the end of their pair, and not once it was withdrawn."""


class LearningChanged(Refused):
    """The text is no longer the one that was read."""


@transaction.atomic
def write_learning(  # noqa: PLR0913 - the words, who reads them, and what they were made on
    pair: Pair,
    *,
    text: str,
    readers: str,
    is_signed: bool,
    after: int,
    by: Person,
    at: datetime,
) -> SharedLearning:
    """Keep what the two learned, as ``by`` puts it; any change takes back both consents.

    What was published is no longer, until both agree to the new words. ``after`` is the number that
    the change was made on. Refused: anybody but the two, a pair that goes on, no words, a text that
    was withdrawn, another number than the newest. The same again changes nothing.
    """
    learning = _locked(pair, by=by, at=at)
    said = text.strip()[:LONGEST]
    if not said:
        raise NotTheirLearning(_("Write a sentence or two first."))
    new = (said, Readers(readers), is_signed)
    if (learning.text, learning.readers, learning.is_signed) == new:
        return learning
    _refuse_changed(learning, after)
    learning.text, learning.readers, learning.is_signed = new
    learning.number += 1
    learning.state, learning.published_at = State.DRAFT, None
    learning.edited_by, learning.edited_at = by, at
    learning.save()
    learning.consents.all().delete()
    _record(verb="learning.written", learning=learning, by=by, at=at)
    return learning


@transaction.atomic
def agree_to_learning(pair: Pair, *, number: int, by: Person, at: datetime) -> SharedLearning:
    """Keep that ``by`` agrees to publish the words of ``number``; with both it is published.

    The first to agree lets the other know by mail. Refused: anybody but the two, other words than
    those that stand now, none at all, a text that was withdrawn.
    """
    learning = _locked(pair, by=by, at=at)
    if not learning.text:
        raise NotTheirLearning(_("Write a sentence or two first."))
    _refuse_changed(learning, number)
    _consent, is_new = LearningConsent.objects.update_or_create(
        learning=learning, person=by, defaults={"number": number}, create_defaults={
            "number": number, "given_at": at,
        },
    )  # fmt: skip
    if not is_new:
        return learning
    _record(verb="learning.agreed", learning=learning, by=by, at=at)
    if learning.consents.filter(number=number).count() < len(pair.people):
        _ask_other(learning, by=by, at=at)
    else:
        learning.state, learning.published_at = State.PUBLISHED, at
        learning.save(update_fields=["state", "published_at"])
        _record(verb="learning.published", learning=learning, by=None, at=at)
    return learning


@transaction.atomic
def withdraw_learning(pair: Pair, *, by: Person, at: datetime) -> SharedLearning:
    """Take the text of ``pair`` back for good: its words are deleted, for everybody.

    Either may, without the other and at any time. Nothing else is published for this pair. Refused:
    anybody but the two.
    """
    _refuse_stranger(pair, by)
    learning = SharedLearning.objects.select_for_update().filter(pair=pair).first()
    if learning is None:
        raise NotTheirLearning(_("There is nothing to take back."))
    if learning.state != State.WITHDRAWN:
        learning.state, learning.text, learning.published_at = State.WITHDRAWN, None, None
        learning.edited_by = None
        learning.save()
        learning.consents.all().delete()
        # not who: the other could look it up
        _record(verb="learning.withdrawn", learning=learning, by=None, at=at)
    return learning


@transaction.atomic
def forget_drafts(*, at: datetime) -> int:
    """Delete drafts that were never published, as long after the end as private notes stay.

    What is published stays until one of the two takes it back. Returns how many.
    """
    gone: Counter[Programme] = Counter()
    drafts = SharedLearning.objects.filter(state=State.DRAFT)
    cohorts = Cohort.objects.filter(pk__in=drafts.values("pair__cohort"))
    for cohort in cohorts.select_related("programme"):
        due = past_notes_days(drafts, cohort, at=at, pair="pair", written="edited_at")
        gone[cohort.programme] += due.count()
        due.delete()
    return say_forgotten(gone, verb="programme.drafts_forgotten", of="n_drafts", at=at)


def _locked(pair: Pair, *, by: Person, at: datetime) -> SharedLearning:
    """Return the text of ``pair``, held; begun where there is none and it may begin."""
    _refuse_stranger(pair, by)
    learning = SharedLearning.objects.select_for_update().filter(pair=pair).first()
    if learning is None:
        _refuse_too_soon(pair)
        learning, _is_new = SharedLearning.objects.get_or_create(
            pair=pair, defaults={"edited_at": at, "edited_by": by}
        )
    if learning.state == State.WITHDRAWN:
        raise NotTheirLearning(
            _("What you two learned was taken back for good. It is not published any more.")
        )
    return learning


def _refuse_too_soon(pair: Pair) -> None:
    ending = Pair.objects.values_list("ending", flat=True).get(pk=pair.pk)
    asked = Farewell.objects.filter(pair=pair, opened_at__isnull=False).exists()
    if ending not in {"", Pair.Ending.COMPLETED} or not asked:
        raise NotTheirLearning(_("You write this together at the end of your sessions."))


def _refuse_stranger(pair: Pair, by: Person) -> None:
    if by not in pair.people:
        raise NotTheirLearning(_("Only the two people of this pair write this."))


def _refuse_changed(learning: SharedLearning, number: int) -> None:
    if number != learning.number:
        raise LearningChanged(
            _("The text was changed meanwhile. Here it is as it stands now; look at it again.")
        )


def _ask_other(learning: SharedLearning, *, by: Person, at: datetime) -> None:
    pair = learning.pair
    other = pair.partner_of(by)
    queue_notice(
        "learning_waits",
        to=other,
        key=f"learning_waits:{learning.pk}:{learning.number}:{other.pk}",
        at=at,
        context={
            "programme": pair.cohort.programme.names,
            "partner": by.name,
            "path": f"/pairs/{pair.pk}/learned/",
        },
    )


def _record(*, verb: str, learning: SharedLearning, by: Person | None, at: datetime) -> None:
    audit.record(
        verb=verb,
        subject=learning,
        actor=by,
        at=at,
        details={"number": learning.number},
        programme=learning.pair.cohort.programme,
    )
