"""Instants of one entry: its start and end in UTC, wherever and however they are written."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event, FreeBusy

from upside.calendars.reading.asked import Asked, Span

__all__ = ["Broken", "blocks", "busy_list", "span_of"]

ONE_DAY = timedelta(days=1)
FREE = {"FREE", "WORKINGELSEWHERE"}


class Broken(Exception):  # noqa: N818 - what the entry is
    """A property of an entry cannot be read; its name says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def blocks(event: Event, asked: Asked) -> bool:
    """Return whether an entry keeps its owner busy: not where it is free, off or declined."""
    uid = str(event.get("UID", ""))
    return not (
        (asked.own_host and uid.endswith(f"@{asked.own_host}"))
        or _word(event, "STATUS") == "CANCELLED"
        or _word(event, "TRANSP") == "TRANSPARENT"
        or _word(event, "X-MICROSOFT-CDO-BUSYSTATUS") in FREE
        or _is_declined(event, asked.mails)
    )


def span_of(event: Event, asked: Asked) -> Span:
    """Return start and end of an entry in UTC; without an end, a day or no time at all.

    Raises
    ------
    Broken
        If a time cannot be read.
    """
    start = _value(event, "DTSTART")
    end = _value(event, "DTEND") if "DTEND" in event else None
    length = _value(event, "DURATION") if "DURATION" in event and end is None else None
    starts = _instant(start, asked.zone, "DTSTART")
    if end is not None:
        return starts, _instant(end, asked.zone, "DTEND")
    is_day = not isinstance(start, datetime)
    if isinstance(length, timedelta):
        if is_day:
            return starts, _instant(_later(start, length, "DURATION"), asked.zone, "DURATION")
        return starts, _later(starts, length, "DURATION")
    if is_day:
        return starts, _instant(_later(start, ONE_DAY, "DTSTART"), asked.zone, "DTSTART")
    return starts, starts


def busy_list(component: FreeBusy, asked: Asked) -> list[Span]:
    """Return the busy spans of a free-busy list."""
    if component.errors:
        raise Broken("FREEBUSY")
    given = component.get("FREEBUSY", [])
    found = []
    for period in given if isinstance(given, list) else [given]:
        if str(period.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        found.append(
            (
                _instant(period.start, asked.zone, "FREEBUSY"),
                _instant(period.end, asked.zone, "FREEBUSY"),
            )
        )
    return found


def _instant(value: Any, zone: ZoneInfo, name: str) -> datetime:
    try:
        if isinstance(value, datetime):
            known = value if value.tzinfo else value.replace(tzinfo=zone)
            return known.astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value, time.min, zone).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise Broken(name) from error
    raise Broken(name)


def _later(value: Any, length: timedelta, name: str) -> Any:
    with suppress(OverflowError):
        return value + length
    raise Broken(name)


def _value(event: Event, name: str) -> Any:
    found = event.get(name)
    found = found[0] if isinstance(found, list) else found
    value = getattr(found, "dt", None)
    if value is None:
        raise Broken(name)
    return value


def _word(event: Event, name: str) -> str:
    found = event.get(name, "")
    return str(found[0] if isinstance(found, list) else found).strip().upper()


def _is_declined(event: Event, mails: frozenset[str]) -> bool:
    given = event.get("ATTENDEE", [])
    for attendee in given if isinstance(given, list) else [given]:
        mail = str(attendee).lower().removeprefix("mailto:").strip()
        params = getattr(attendee, "params", {})
        also = str(params.get("EMAIL", "")).lower()
        if mails & {mail, also} and str(params.get("PARTSTAT", "")).upper() == "DECLINED":
            return True
    return False
