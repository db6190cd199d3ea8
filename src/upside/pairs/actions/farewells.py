"""Looking back at the end of a pair, and letting go of what was said then."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.pairs.actions.rows import locked_pair
from upside.pairs.farewell_models import Farewell, LevelThen, LookBack
from upside.pairs.models import Pair
from upside.pairs.queries.farewells import learned_by, levels_before
from upside.pairs.refusals import NotOneOfThePair, PairClosed
from upside.people.models import Person
from upside.programmes.actions.forgetting import say_forgotten
from upside.programmes.models import Cohort, Programme
from upside.programmes.retention import answers_go_on, past_notes_days
from upside.skills.models import HIGHEST_LEVEL

__all__ = [
    "NotTheEnd",
    "OffTheScale",
    "ask_again",
    "forget_look_backs",
    "look_back",
    "open_farewell",
    "say_done",
    "unsay_done",
]

LONGEST = 2_000
SCALE = range(HIGHEST_LEVEL + 1)
Levels = Mapping[int, tuple[int, int]]
State = Pair.State


class NotTheEnd(Refused):
    """The two are not asked to look back yet."""


class OffTheScale(Refused):
    """A level is not one of 0 to 8, or of a skill that was not theirs to learn."""


@transaction.atomic
def open_farewell(pair: Pair, *, cause: str, at: datetime) -> bool:
    """Ask the two of ``pair`` to look back; say whether they were not asked before.

    Nobody is told: ``finishing`` of the sessions does that. A pair that has ended or has not begun
    stays as it is.
    """
    pair = locked_pair(pair)
    if pair.state not in {State.ACTIVE, State.PAUSED}:
        return False
    farewell, _is_new = Farewell.objects.get_or_create(pair=pair)
    if farewell.opened_at is not None:
        return False
    farewell.cause, farewell.opened_at = Farewell.Cause(cause), at
    farewell.save(update_fields=["cause", "opened_at"])
    audit.record(
        verb="farewell.opened",
        subject=pair,
        actor=None,
        at=at,
        details={"cause": str(farewell.cause)},
        programme=pair.cohort.programme,
    )
    return True


@transaction.atomic
def say_done(pair: Pair, *, by: Person, at: datetime) -> Farewell:
    """Keep that ``by`` is done with ``pair``; said by both, the two are asked to look back.

    Said twice it counts once. Refused: anybody else, a pair that has ended or has not begun.
    """
    pair = locked_pair(pair)
    _refuse_stranger(pair, by)
    if pair.state == State.ACCEPTED:
        raise NotTheEnd(_("This comes once both of you have signed the charter."))
    farewell, _is_new = Farewell.objects.get_or_create(pair=pair)
    if farewell.opened_at is None and farewell.said_by_id is None:
        farewell.said_by = by
        farewell.save(update_fields=["said_by"])
        _record(verb="farewell.done_said", pair=pair, by=by, at=at)
    elif farewell.opened_at is None and farewell.said_by_id != by.pk:
        open_farewell(pair, cause=Farewell.Cause.AGREED, at=at)
        farewell.refresh_from_db()
    return farewell


@transaction.atomic
def unsay_done(pair: Pair, *, by: Person, at: datetime) -> Person | None:
    """Let ``pair`` go on where one of the two said that they are done; return who had said so.

    Whoever said so takes it back, the other says that they would rather go on. None where nobody
    had. Refused: anybody else, a pair that has ended, and one whose two are asked to look back.
    """
    pair = locked_pair(pair)
    _refuse_stranger(pair, by)
    farewell = Farewell.objects.filter(pair=pair).select_related("said_by").first()
    if farewell is None or (farewell.opened_at is None and farewell.said_by is None):
        return None
    if farewell.opened_at is not None:
        raise NotTheEnd(
            _("You are both asked to look back already. To go on for a while, book another date.")
        )
    said_by = farewell.said_by
    farewell.delete()
    _record(verb="farewell.done_unsaid", pair=pair, by=by, at=at)
    return said_by


@transaction.atomic
def look_back(  # noqa: PLR0913 - all that is asked at the end
    pair: Pair,
    *,
    levels: Levels,
    goals: str = "",
    thanks: str = "",
    asks_again: bool = False,
    by: Person,
    at: datetime,
) -> LookBack:
    """Keep what ``by`` says at the end of ``pair``; said again, it is put right until it ends.

    ``levels`` has for skills by number what the level was then and is now; what is left out is no
    answer. The profile stays as it is. Refused: anybody else, a pair that has ended or is not asked
    yet, a level off the scale. The log says that somebody looked back, never what they said.
    """
    pair = locked_pair(pair)
    _refuse_stranger(pair, by)
    if not Farewell.objects.filter(pair=pair, opened_at__isnull=False).exists():
        raise NotTheEnd(_("Looking back comes at the end of your sessions, or of your cohort."))
    _keep_levels(pair, levels, by=by, at=at)
    said = {
        "goals": goals.strip()[:LONGEST] or None,
        "thanks": thanks.strip()[:LONGEST] or None,
        "asks_again": asks_again,
        "answered_at": at,
    }
    kept, _is_new = LookBack.objects.update_or_create(pair=pair, person=by, defaults=said)
    _record(verb="farewell.answered", pair=pair, by=by, at=at)
    return kept


@transaction.atomic
def ask_again(pair: Pair, *, wanted: bool, by: Person, at: datetime) -> LookBack:
    """Keep whether ``by`` may be asked for the next cohort, once the pair has ended.

    To be changed at any time; the one thing that is asked of a pair that ended early. Refused:
    anybody else, a pair that goes on.
    """
    pair = locked_pair(pair)
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair are asked."))
    if pair.state != State.CLOSED:
        raise NotTheEnd(_("Looking back comes at the end of your sessions, or of your cohort."))
    kept, _is_new = LookBack.objects.update_or_create(
        pair=pair,
        person=by,
        defaults={"asks_again": wanted, "next_time_at": at},
        create_defaults={"asks_again": wanted, "next_time_at": at, "answered_at": at},
    )
    _record(verb="farewell.next_time_said", pair=pair, by=by, at=at)
    return kept


@transaction.atomic
def forget_look_backs(*, at: datetime) -> int:
    """Delete what people said at the end: words with their notes, the rest with their answers.

    The log says how many went, in each programme. Returns how many.
    """
    gone: Counter[Programme] = Counter()
    known = LookBack.objects.values("pair__cohort")
    levels = LevelThen.objects.values("pair__cohort")
    cohorts = Cohort.objects.filter(pk__in=known) | Cohort.objects.filter(pk__in=levels)
    for cohort in cohorts.select_related("programme").distinct():
        gone[cohort.programme] += _forget_of(cohort, at=at)
    return say_forgotten(gone, verb="programme.look_backs_forgotten", of="n_look_backs", at=at)


def _forget_of(cohort: Cohort, *, at: datetime) -> int:
    said = LookBack.objects.filter(pair__cohort=cohort)
    if answers_go_on(cohort) <= at.date():
        levels = LevelThen.objects.filter(pair__cohort=cohort).delete()[0]
        return said.delete()[0] + levels
    old = past_notes_days(said, cohort, at=at, pair="pair", written="answered_at")
    return old.exclude(goals=None, thanks=None).update(goals=None, thanks=None)


def _keep_levels(pair: Pair, levels: Levels, *, by: Person, at: datetime) -> None:
    skills = {skill.pk: skill for skill in learned_by(pair, by)}
    if any(key not in skills or not {*two} <= {*SCALE} for key, two in levels.items()):
        raise OffTheScale(_("Choose levels from 0 to 8, both for the start and for today."))
    before = levels_before(pair, by, skills.values())
    LevelThen.objects.filter(pair=pair, person=by).exclude(skill__in=levels).delete()
    for key, (then, now) in levels.items():
        LevelThen.objects.update_or_create(
            pair=pair,
            person=by,
            skill=skills[key],
            defaults={"then": then, "now": now, "before": before.get(key), "said_at": at},
        )


def _record(*, verb: str, pair: Pair, by: Person, at: datetime) -> None:
    audit.record(verb=verb, subject=pair, actor=by, at=at, programme=pair.cohort.programme)


def _refuse_stranger(pair: Pair, by: Person) -> None:
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair are asked."))
    if pair.state == State.CLOSED:
        raise PairClosed(_("This pair has ended already."))
