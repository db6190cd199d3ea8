"""A pair rests for a while, and goes on."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.dates import day
from upside.kernel.errors import Refused
from upside.pairs.actions.rows import locked_pair
from upside.pairs.models import Pair, Pause
from upside.pairs.queries import day_of
from upside.pairs.refusals import NotOneOfThePair, PairClosed
from upside.people.models import Person

__all__ = ["CannotPause", "resume_pair", "set_pause"]

State = Pair.State


class CannotPause(Refused):
    """The pair has not begun, or the day lies outside the cohort's dates."""


@transaction.atomic
def set_pause(pair: Pair, *, until: date | None, by: Person, at: datetime) -> Pause:
    """Let ``pair`` rest until the end of the day ``until``, or until one of the two resumes.

    On pause already, the day is changed. Nobody is told, and no session is touched: ``pause_pair``
    of the sessions does that. Refused: anybody but the two, a pair that has not begun or has ended,
    a day that has passed, by the mentee's clock, or comes after the cohort's last.
    """
    pair = locked_pair(pair)
    _refuse_stranger(pair, by)
    if pair.state == State.ACCEPTED:
        raise CannotPause(_("A pair can rest once both of you have signed the charter."))
    last, today = pair.cohort.ends_on, day_of(pair, at)
    if last < today or (until is not None and not today <= until <= last):
        raise CannotPause(
            _("Choose a day from today to %(last)s, the last day of your cohort.")
            % {"last": day(last, "year")}
        )
    pause, is_new = Pause.objects.get_or_create(
        pair=pair, ended_at=None, defaults={"started_at": at, "until_on": until}
    )
    if not is_new and pause.until_on == until:
        return pause
    pause.until_on = until
    pause.save(update_fields=["until_on"])
    pair.state = State.PAUSED
    pair.save(update_fields=["state"])
    audit.record(
        verb="pair.paused",
        subject=pair,
        actor=by,
        at=at,
        details={"until": until.isoformat() if until else ""},
        programme=pair.cohort.programme,
    )
    return pause


@transaction.atomic
def resume_pair(pair: Pair, *, by: Person | None, at: datetime) -> bool:
    """End the pause of ``pair``; say whether there was one. By itself where ``by`` is None.

    Refused: anybody but the two, and a pair that has ended.
    """
    pair = locked_pair(pair)
    if by is not None:
        _refuse_stranger(pair, by)
    if pair.state != State.PAUSED:
        return False
    Pause.objects.filter(pair=pair, ended_at=None).update(ended_at=at)
    pair.state = State.ACTIVE
    pair.save(update_fields=["state"])
    audit.record(
        verb="pair.resumed", subject=pair, actor=by, at=at, programme=pair.cohort.programme
    )
    return True


def _refuse_stranger(pair: Pair, by: Person) -> None:
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair can let it rest or go on."))
    if pair.state == State.CLOSED:
        raise PairClosed(_("This pair has ended already."))
