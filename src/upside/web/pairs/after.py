"""After a session, one page at a time: what passed, the questions, the next date. Each may wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.measures import asks_exchanges, asks_pulse
from upside.programmes.modes import is_clinic
from upside.programmes.momentum import RHYTHM
from upside.sessions.models import Session
from upside.sessions.queries import common_dates, sessions_to_come
from upside.web.pairs.dates import DateChoice, choices_of

__all__ = ["After", "after_address", "later_dates", "next_dates", "steps_after"]

EXCHANGE, QUESTIONS, NEXT = "exchange", "questions", "next"
FEW = 4
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class After:
    """Where one is in the pages after a session: the step, its place, and what comes then."""

    step: str
    steps: tuple[str, ...]
    then: str

    @property
    def place(self) -> int:
        return self.steps.index(self.step) + 1

    @property
    def n(self) -> int:
        return len(self.steps)

    @classmethod
    def at(cls, session: Session, step: str) -> "After | None":
        """Return the place of ``step``; None where it is not asked after ``session``."""
        steps = steps_after(session)
        if step not in steps:
            return None
        return cls(step, steps, after_address(session, after=step))


def steps_after(session: Session) -> tuple[str, ...]:
    """Return what is asked after ``session``, in its order; nothing before it was held."""
    if session.state != Session.State.HELD:
        return ()
    cohort = session.pair.cohort
    is_open = session.pair.state == Pair.State.ACTIVE and not is_clinic(cohort)
    is_open = is_open and session.gathering_id is None  # else the next date is the group's
    asked = {
        EXCHANGE: asks_exchanges(cohort),
        QUESTIONS: asks_exchanges(cohort) or asks_pulse(cohort),
        NEXT: is_open,
    }
    return tuple(step for step, is_asked in asked.items() if is_asked)


def after_address(session: Session, *, after: str = "") -> str:
    """Return the page that comes after the step ``after``: the next step, else the session."""
    steps = steps_after(session)
    left = steps[steps.index(after) + 1 :] if after in steps else steps
    if not left:
        return reverse("pairs:session", args=[session.pk])
    return reverse("pairs:after", args=[session.pk, left[0]])


def next_dates(session: Session, person: Person, *, at: datetime) -> dict[str, Any]:
    """Return when the two meet again, else dates to choose in one tap, about a rhythm later."""
    pair = session.pair
    planned = sessions_to_come(pair, at)
    if planned:
        return {"planned": planned[0], "choices": []}
    return {"planned": None, "choices": later_dates(session, pair.partner_of(person), at)}


def later_dates(session: Session, partner: Person, at: datetime) -> list[DateChoice]:
    """Return few dates from about a rhythm after the session on; the soonest if there are none."""
    rhythm = timedelta(days=session.pair.cohort.settings.get("rhythm_days", RHYTHM))
    found = common_dates(session.pair, after=at)
    later = [start for start in found if start >= session.starts_at + rhythm - A_WEEK]
    return choices_of((later or found)[:FEW], partner)
