"""Mails about a session, with the calendar file and the buttons that answer in one tap."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex, Substr

from upside.calendars.actions import write_soon
from upside.notices.actions import queue_notice
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.sessions.actions.together import raise_sequence
from upside.sessions.calendar import calendar_text
from upside.sessions.gatherings import called, coming_to, is_led_by
from upside.sessions.models import Gathering, Session

__all__ = [
    "ANSWERS",
    "OUTCOMES",
    "number_for",
    "pairs_told_lately",
    "said_of_group",
    "taps_of",
    "tell",
    "tell_both",
    "tell_off",
]

ANSWERS = ("accepted", "declined")
OF_ONE = frozenset({"session_declined", "session_accepted", "session_counter"})
"""What the mentor of a group reads of each of its mentees."""
OUTCOMES = ("held", "missed", "cancelled")
APART = timedelta(days=7)


def tell_both(
    template: str, session: Session, *, at: datetime, method: str = "", key: str = ""
) -> None:
    """Write to both people of ``session``; with ``method``, the calendar file goes along."""
    tell(template, session, session.pair.people, at=at, method=method, key=key)


def tell_off(sessions: Iterable[Session], *, at: datetime, why: str = "") -> None:
    """Take ``sessions``, called off just now, out of calendars; each person reads it once.

    Where others of the same date of a group still meet, the mentor's event goes on without them.
    """
    off = list(sessions)
    dates = {one.gathering_id: (one, one.gathering) for one in off if one.gathering}
    for session in off:
        is_alone = session.gathering is None
        people = session.pair.people if is_alone else (session.pair.mentee,)
        tell("session_cancelled", session, people, at=at, method="CANCEL", why=why)
    for session, gathering in dates.values():
        names = [one.pair.mentee.name for one in off if one.gathering_id == gathering.pk]
        _tell_the_mentor(session, gathering, names, at=at, why=why)


def _tell_the_mentor(
    session: Session, gathering: Gathering, names: list[str], *, at: datetime, why: str
) -> None:
    """Put the mentor's event right, or take it away where nobody is left."""
    mentor, sequence = session.pair.mentor, raise_sequence(gathering, at=at)
    coming = [one for one in coming_to(gathering) if one.state == Session.State.PLANNED]
    if not coming:
        tell("session_cancelled", session, [mentor], at=at, method="CANCEL", why=why)
        return
    left = coming[0]
    left.gathering = gathering
    tell(
        "gathering_changed",
        left,
        [mentor],
        at=at,
        method="REQUEST",
        key=f"{sequence}",
        starts_at=left.starts_at,
        names=", ".join(names),
        coming=", ".join(one.pair.mentee.name for one in coming),
    )


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

    With ``method``, the date changes in the calendars of those who have it written there, too. The
    mentor of a group is written to once for its date, whichever of its sessions it is about, but
    for what one of its mentees alone says.
    """
    pair = session.pair
    told = list(people)
    if method:
        write_soon(told, at=at)
    for person in told:
        context = {
            "programme": pair.cohort.programme.names,
            **said_of_group(session, person, is_of_one=template in OF_ONE),
            "session_id": session.pk,
            "path": f"/sessions/{session.pk}/",
            **more,
        }
        if method:
            context |= {"calendar": calendar_text(session, method, reader=person), "method": method}
        if method == "REQUEST":
            context["taps"] = taps_of(session, ANSWERS)
        number = f"{session.pk}"
        if template not in OF_ONE:
            number = number_for(session, person, number)
        about = f"{number}:{key}" if key else number
        queue_notice(
            template, to=person, key=f"{template}:{about}:{person.pk}", at=at, context=context
        )


def pairs_told_lately(template: str, *, at: datetime) -> QuerySet[Pair]:
    """Return the pairs whose people ``template`` went to in the last days, to be asked within SQL.

    For mails whose key begins with the pair: two that ask for the same keep some days apart.
    """
    lately = Notice.objects.filter(template=template, queued_at__gt=at - APART)
    rest = Substr("key", len(template) + 2)
    lately = lately.annotate(rest=rest).annotate(
        about=Substr("rest", 1, StrIndex("rest", Value(":")) - 1)
    )
    pairs = Pair.objects.annotate(
        number=Cast("pk", CharField()),
        of_group=Concat(Value("group"), Cast("group", CharField())),
    )
    about = lately.values("about")
    told = pairs.filter(Q(number__in=about) | Q(of_group__in=about))
    # what went to the mentor of a group was about all of its pairs
    groups = told.exclude(group=None).values("group")
    return pairs.filter(Q(number__in=about) | Q(group__in=groups))


def said_of_group(session: Session, person: Person, *, is_of_one: bool = False) -> dict[str, str]:
    """Return whom ``person`` meets, and as what where it is with a group.

    ``is_of_one`` where it is about what one mentee says: then the mentor reads whose it is.
    """
    side = "mentor" if is_led_by(session, person) else "mentee"
    is_named = is_of_one and side == "mentor"
    partner = session.pair.partner_of(person).name
    return {
        "partner": partner if is_named else called(session, person),
        "in_group": side if session.gathering_id is not None else "",
    }


def number_for(session: Session, person: Person, number: str) -> str:
    """Return by what a mail about ``session`` is known: its date for the mentor of a group."""
    if not is_led_by(session, person):
        return number
    _session, _colon, rest = number.partition(":")
    of_date = f"group{session.gathering_id}"
    return f"{of_date}:{rest}" if rest else of_date


def taps_of(session: Session, acts: Iterable[str]) -> dict[str, Any]:
    """Return the buttons of a mail: what they are about, and what each of them says."""
    return {"about": f"session:{session.pk}:{session.sequence}", "acts": list(acts)}
