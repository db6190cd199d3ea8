"""Whether a pair keeps its programme's rhythm: green, amber or red, from dates and counts alone.

``r`` is the rhythm and ``t`` the time since the last held session, or since the charter; a pause
does not count. **Red**: ``t > 2r``, or three cancelled or missed in a row. **Amber**: not red, and
two in a row, or ``t > 1.25r`` with nothing booked. **Green** otherwise. A session booked for before
``2r`` clears lateness, not what was called off. The numbers are the programme's own.

Nothing here reads rows or the clock, and nothing of what was said: the same facts give the same
colour to everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from upside.programmes.momentum import Pace
from upside.sessions.models import Session

__all__ = ["Colour", "Facts", "Meeting", "Momentum", "Pause", "Why", "Without", "momentum"]

PATIENCE = timedelta(days=7)
"""So long a session whose time is over counts as booked: somebody has yet to say what became of it.
"""
HELD, PLANNED = Session.State.HELD, Session.State.PLANNED
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


class Colour(models.TextChoices):
    """How a pair keeps its rhythm; a pair of which none is asked has no colour."""

    GREEN = "green", _("Green")
    AMBER = "amber", _("Amber")
    RED = "red", _("Red")


class Why(models.TextChoices):
    """What made a pair amber or red."""

    LATE = "late", _("no session for longer than the rhythm allows")
    IN_A_ROW = "in_a_row", _("sessions called off or missed in a row")


class Without(models.TextChoices):
    """Why a pair has no colour."""

    NOT_SIGNED = "not_signed", _("The charter is not signed by both")
    PAUSED = "paused", _("On pause")
    CLOSED = "closed", _("The pair has ended")
    DONE = "done", _("All its sessions were held")
    OVER = "over", _("The cohort is over")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session as a fact: when it is, its state, and when somebody said what became of it."""

    starts_at: datetime
    ends_at: datetime
    state: str
    settled_at: datetime | None = None

    @property
    def word(self) -> str:
        """Its state in words."""
        return str(Session.State(self.state).label)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which nothing was expected of a pair; without an end it goes on."""

    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a pair from outside: its pace, its charter, its meetings and its pauses."""

    pace: Pace
    signed_at: datetime | None
    meetings: tuple[Meeting, ...] = ()
    pauses: tuple[Pause, ...] = ()
    without: Without | None = None


@dataclass(frozen=True, slots=True)
class Momentum:
    """How a pair keeps its rhythm, since when it does not, and the last facts."""

    colour: Colour | None
    without: Without | None = None
    why: tuple[Why, ...] = ()
    since: datetime | None = None
    last_held: datetime | None = None
    next_at: datetime | None = None
    in_a_row: int = 0
    n_held: int = 0

    @property
    def is_uneasy(self) -> bool:
        """Whether the coach may look closer: amber or red."""
        return self.colour in {Colour.AMBER, Colour.RED}


def momentum(facts: Facts, at: datetime) -> Momentum:
    """Return the momentum of a pair at ``at``."""
    held = [one for one in facts.meetings if one.state == HELD]
    last = max(held, key=lambda one: one.starts_at, default=None)
    coming = [one.starts_at for one in facts.meetings if one.state == PLANNED and one.ends_at > at]
    missed = _in_a_row(facts, last.starts_at if last else LONG_AGO)
    told: dict[str, Any] = {
        "last_held": last.ends_at if last else None,
        "next_at": min(coming, default=None),
        "in_a_row": len(missed),
        "n_held": len(held),
    }
    without = facts.without or (Without.DONE if len(held) >= facts.pace.n_sessions else None)
    if without or facts.signed_at is None:
        return Momentum(None, without or Without.NOT_SIGNED, **told)
    begun = last.ends_at if last else facts.signed_at
    reds = _reasons(facts, begun, missed, at, colour=Colour.RED)
    ambers = _reasons(facts, begun, missed, at, colour=Colour.AMBER)
    colour = Colour.RED if reds else Colour.AMBER if ambers else Colour.GREEN
    since = min((*reds.values(), *ambers.values()), default=None)
    return Momentum(colour, None, tuple(reds or ambers), since, **told)


def _in_a_row(facts: Facts, after: datetime) -> list[Meeting]:
    """Return what was called off or missed since the last session held, in its order.

    What a pause called off is nobody's miss.
    """
    missed = [
        one
        for one in facts.meetings
        if one.state not in {HELD, PLANNED}
        and one.starts_at > after
        and not any(_called_off_by(pause, one) for pause in facts.pauses)
    ]
    return sorted(missed, key=lambda one: one.starts_at)


def _called_off_by(pause: Pause, meeting: Meeting) -> bool:
    at = meeting.settled_at
    if at is None or at < pause.started_at:
        return False
    return pause.ended_at is None or at <= pause.ended_at


def _reasons(
    facts: Facts, begun: datetime, missed: list[Meeting], at: datetime, *, colour: Colour
) -> dict[Why, datetime]:
    """Return what makes the pair red, or amber, and since when each of it does."""
    pace, found = facts.pace, {}
    is_red = colour == Colour.RED
    wait = pace.red_after if is_red else pace.amber_after
    if wait is not None and pace.red_after is not None:
        due, latest = (_awake(begun, long, facts.pauses) for long in (wait, pace.red_after))
        ends = [
            _clears_until(m) for m in facts.meetings if begun < m.ends_at and m.starts_at < latest
        ]
        if at > (late := max((due, *ends))):
            found[Why.LATE] = late
    enough = pace.red_in_a_row if is_red else pace.amber_in_a_row
    if len(missed) >= enough:
        reached = missed[enough - 1]
        found[Why.IN_A_ROW] = reached.settled_at or reached.ends_at
    return found


def _clears_until(meeting: Meeting) -> datetime:
    """Return until when a meeting that stood in the calendar cleared lateness."""
    if meeting.state == PLANNED:
        return meeting.ends_at + PATIENCE
    return min(meeting.settled_at or meeting.ends_at, meeting.ends_at)


def _awake(begun: datetime, wait: timedelta, pauses: Iterable[Pause]) -> datetime:
    """Return when ``wait`` has gone by since ``begun``, without the pauses in between."""
    due = begun + wait
    for pause in sorted(pauses, key=lambda one: one.started_at):
        if pause.ended_at is not None and pause.ended_at > begun and pause.started_at < due:
            due += pause.ended_at - max(pause.started_at, begun)
    return due
