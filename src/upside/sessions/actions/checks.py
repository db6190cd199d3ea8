"""What every change of a session looks at first: who asks, whether the date is possible."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from upside.kernel.dates import day
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_assisted_by
from upside.people.models import Person
from upside.sessions.actions.refusals import (
    DateNotFree,
    DateNotPossible,
    NotTheirs,
    NotYet,
    PairNotActive,
    TrainingFirst,
)
from upside.sessions.first_calls import clashing_calls
from upside.sessions.models import Session
from upside.sessions.queries import clashing_sessions, cohort_span, training_first
from upside.sessions.states import WHY_NO_DATES

__all__ = [
    "end_of",
    "locked",
    "locked_pairs",
    "refuse_before_the_start",
    "refuse_clash",
    "refuse_overlap",
    "refuse_stranger",
    "refuse_unless_active",
    "refuse_untrained",
]

SHORTEST, LONGEST = 15, 240


def end_of(pair: Pair, starts_at: datetime, minutes: int, *, at: datetime) -> datetime:
    if not SHORTEST <= minutes <= LONGEST:
        raise DateNotPossible(
            _("A session lasts between %(shortest)s and %(longest)s minutes.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if starts_at <= at:
        raise DateNotPossible(_("That date has passed. Choose one that is still to come."))
    opens, closes = cohort_span(pair.cohort, ZoneInfo(pair.mentee.time_zone))
    # asked before anything is added, so that the year 9999 is refused and not an error
    if not opens <= starts_at < closes:
        raise DateNotPossible(
            _("This cohort runs from %(first)s to %(last)s. Choose a date in between.")
            % {
                "first": day(pair.cohort.starts_on, "year"),
                "last": day(pair.cohort.ends_on, "year"),
            }
        )
    return starts_at + timedelta(minutes=minutes)


def locked(pair: Pair) -> Pair:
    return locked_pairs([pair])[0]


def locked_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    # their people's rows too: the same person may be booked in two pairs at once
    people = {key for pair in pairs for key in (pair.mentor_id, pair.mentee_id)}
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    rows = Pair.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in pairs])
    return list(rows.select_related("cohort__programme", "mentor", "mentee").order_by("pk"))


def refuse_stranger(pair: Pair, by: Person, *, may_assist: bool = False) -> None:
    if by in pair.people or (may_assist and pairs_assisted_by(by).filter(pk=pair.pk).exists()):
        return
    raise NotTheirs(_("Only the two people of this pair can do this."))


def refuse_before_the_start(session: Session, at: datetime) -> None:
    if at < session.starts_at:
        raise NotYet(_("This session has not begun. Come back to this page after it."))


def refuse_untrained(pair: Pair) -> None:
    names = [person.name for person in training_first(pair)]
    if names:
        raise TrainingFirst(
            _(
                "The training comes before the first session: %(names)s. Once it is done, dates"
                " can be booked."
            )
            % {"names": ", ".join(names)}
        )


def refuse_unless_active(pair: Pair) -> None:
    """Refuse where not both have signed yet, or the pair rests or has ended."""
    if pair.state != Pair.State.ACTIVE:
        raise PairNotActive(str(WHY_NO_DATES[Pair.State(pair.state)]))


def refuse_clash(
    people: Iterable[Person],
    *,
    starts_at: datetime,
    ends_at: datetime,
    but: Session | None = None,
) -> None:
    """Refuse where one of ``people`` has another planned session then.

    ``but`` is left out, and where it is of a group, the whole date.
    """
    people = list(people)
    others = clashing_sessions(people, starts_at=starts_at, ends_at=ends_at)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if but is not None and but.gathering_id is not None:
        others = others.exclude(gathering=but.gathering_id)
    if others.exists():
        raise DateNotFree(_("One of you has another session at that time. Choose another date."))
    if clashing_calls(people, starts_at=starts_at, ends_at=ends_at).exists():
        raise DateNotFree(_("One of you has a first call at that time. Choose another date."))


def refuse_overlap(starts: Sequence[datetime], minutes: int, by: Person) -> None:
    """Refuse where two of ``starts``, soonest first, are nearer than a session is long."""
    for one, next_one in pairwise(starts):
        if next_one - one < timedelta(minutes=minutes):
            raise DateNotFree(
                _(
                    "Two of the dates you chose on %(day)s overlap: a session lasts %(minutes)s"
                    " minutes. Keep one of them."
                )
                % {
                    "day": day(one.astimezone(ZoneInfo(by.time_zone)), "year"),
                    "minutes": minutes,
                }
            )
