"""A group of the demo: a mentor meets their mentees together, one date held and one booked."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import islice

from upside.cli.demo.stage import Stage
from upside.pairs.actions.groups import form_group
from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import MOST_PAIRS
from upside.sessions import actions as sessions
from upside.sessions.gatherings import FEWEST, common_dates_of, pairs_to_meet
from upside.sessions.models import Session

__all__ = ["meet_in_a_group"]

NAMES = {"en": "The round table", "fr": "La table ronde"}
WEEKS_AGO = 3


def meet_in_a_group(stage: Stage) -> None:
    """Let the pairs of one mentor, active and with a date to come, meet together twice."""
    pairs = _of_one_mentor(stage)
    if len(pairs) < FEWEST:
        return
    at = stage.before(WEEKS_AGO * 7)
    name = NAMES.get(pairs[0].mentor.ui_language, NAMES["en"])
    group = form_group(stage.cohort, pairs, name=name, by=stage.coordinator, at=at)
    past = [one for one in _dates(group, at) if one < stage.now - timedelta(days=1)]
    for start in past[:1]:
        _book(group, start, at)
        held = Session.objects.filter(gathering__group=group, starts_at=start).first()
        if held:
            sessions.hold_session(held, by=group.mentor, at=held.ends_at + timedelta(minutes=5))
    for start in _dates(group, stage.before(1))[:1]:
        _book(group, start, stage.before(1))


def _of_one_mentor(stage: Stage) -> list[Pair]:
    """Return the active pairs of the first mentor who has several that still meet."""
    active = Pair.objects.filter(cohort=stage.cohort, state=Pair.State.ACTIVE)
    meeting = active.filter(cohort__clinic_slots=None, sessions__state=Session.State.HELD)
    by_mentor: dict[int, list[Pair]] = defaultdict(list)
    for pair in meeting.distinct().order_by("pk"):
        by_mentor[pair.mentor_id].append(pair)
    several = (pairs for pairs in by_mentor.values() if len(pairs) >= FEWEST)
    return list(islice(next(several, []), MOST_PAIRS))


def _dates(group: Group, after: datetime) -> list[datetime]:
    return common_dates_of(pairs_to_meet(group), after=after)


def _book(group: Group, start: datetime, at: datetime) -> None:
    sessions.book_gatherings(group, starts=[start], by=group.mentor, at=at, despite_busy=True)
