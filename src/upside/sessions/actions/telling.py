"""Mails about a session, with the calendar file and the buttons that answer in one tap."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from upside.calendars.actions import write_soon
from upside.notices.actions import queue_notice
from upside.notices.models import Notice
from upside.people.models import Person
from upside.sessions.calendar import calendar_text
from upside.sessions.models import Session

__all__ = [
    "ANSWERS",
    "OUTCOMES",
    "pairs_told_lately",
    "taps_of",
    "tell",
    "tell_both",
    "was_told",
]

ANSWERS = ("accepted", "declined")
OUTCOMES = ("held", "missed", "cancelled")
APART = timedelta(days=7)


def tell_both(
    template: str, session: Session, *, at: datetime, method: str = "", key: str = ""
) -> None:
    """Write to both people of ``session``; with ``method``, the calendar file goes along."""
    tell(template, session, session.pair.people, at=at, method=method, key=key)


def tell(
    template: str,
    session: Session,
    people: Iterable[Person],
    *,
    at: datetime,
    method: str = "",
    key: str = "",
    **more: Any,
) -> None:
    """Write to ``people``; the same ``key`` of a session writes to nobody twice.

    With ``method``, the date changes in the calendars of those who have it written there, too.
    """
    pair = session.pair
    told = list(people)
    if method:
        write_soon(told, at=at)
    for person in told:
        context = {
            "programme": pair.cohort.programme.names,
            "partner": pair.partner_of(person).name,
            "session_id": session.pk,
            "path": f"/sessions/{session.pk}/",
            **more,
        }
        if method:
            context |= {"calendar": calendar_text(session, method, reader=person), "method": method}
        if method == "REQUEST":
            context["taps"] = taps_of(session, ANSWERS)
        about = f"{session.pk}:{key}" if key else f"{session.pk}"
        queue_notice(
            template, to=person, key=f"{template}:{about}:{person.pk}", at=at, context=context
        )


def was_told(template: str, *, to: Person, key: str) -> bool:
    """Tell whether ``to`` was written to about a session with ``template`` and ``key``."""
    return Notice.objects.filter(key=f"{template}:{key}:{to.pk}").exists()


def pairs_told_lately(template: str, *, at: datetime) -> set[int]:
    """Return the pairs, by number, whose people ``template`` went to in the last days.

    For mails whose key begins with the pair: two that ask for the same keep some days apart.
    """
    lately = Notice.objects.filter(template=template, queued_at__gt=at - APART)
    return {int(key.split(":")[1]) for key in lately.values_list("key", flat=True)}


def taps_of(session: Session, acts: Iterable[str]) -> dict[str, Any]:
    """Return the buttons of a mail: what they are about, and what each of them says."""
    return {"about": f"session:{session.pk}:{session.sequence}", "acts": list(acts)}
