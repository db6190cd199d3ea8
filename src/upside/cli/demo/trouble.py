"""Two pairs of the demo that stop meeting, and somebody who writes to the coach."""

from upside.cli.demo.stage import Stage
from upside.feedback.actions import speak_up
from upside.pairs.models import Pair
from upside.sessions import actions as sessions
from upside.sessions.models import Session
from upside.sessions.queries import common_dates

__all__ = ["have_trouble"]

CALLED_OFF = (2, 3)  # amber, red
WORDS = {
    "en": "He looks at his phone all the time, and I feel like a nuisance. What would you do?",
    "fr": "Je me sens de trop : la moitié de la séance se passe au téléphone. Que feriez-vous ?",
}


def have_trouble(stage: Stage) -> list[Pair]:
    """Make one pair amber, one red, have a third one's mentor write to the coach; return them."""
    active = Pair.objects.filter(cohort=stage.cohort, state=Pair.State.ACTIVE)
    booked = active.filter(sessions__state=Session.State.PLANNED).distinct().order_by("pk")
    found = list(booked[: len(CALLED_OFF) + 1])
    for pair, n in zip(found, CALLED_OFF, strict=False):
        _call_off(stage, pair, n)
    for pair in found[len(CALLED_OFF) :]:
        text = WORDS.get(pair.mentor.ui_language, WORDS["en"])
        speak_up(stage.cohort, pair=pair, by=pair.mentor, text=text, at=stage.before(1, hour=18))
    return found


def _call_off(stage: Stage, pair: Pair, times: int) -> None:
    """Call off what is planned, and each date that is found instead."""
    at = stage.before(2)
    planned = list(pair.sessions.filter(state=Session.State.PLANNED))
    for n in range(times):
        if n:
            dates = common_dates(pair, after=at, limit=1)
            planned = [
                sessions.book_session(pair, starts_at=one, by=pair.mentee, at=at) for one in dates
            ]
        for session in planned:
            sessions.cancel_session(session, by=pair.mentee, at=at)
