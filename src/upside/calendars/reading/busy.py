"""The busy time of one calendar file: entries by themselves, series with their exceptions."""

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from types import FrameType
from typing import Any, cast

import recurring_ical_events
from icalendar import Calendar, Event, FreeBusy

from upside.calendars.reading.asked import Asked, Reading, Span, joined
from upside.calendars.reading.faults import Fault, Unreadable
from upside.calendars.reading.text import Component, File, file_of
from upside.calendars.reading.times import Broken, blocks, busy_list, span_of

__all__ = ["read_busy"]

SERIES_SECONDS = 1.5
MOST_OCCURRENCES = 5_000
MOST_SPANS = 5_000
TOO_OFTEN = ("SECONDLY", "MINUTELY")
ONE_DAY = timedelta(days=1)
# what a library of that size raises on what it was not written for; each spoils one entry only
ANYTHING = (Exception, RecursionError)


class TooLong(Exception):  # noqa: N818
    """A series takes longer to lay out than one is given."""


def read_busy(data: bytes, asked: Asked) -> Reading:
    """Return when the owner of a calendar is busy, with what could not be read.

    Raises
    ------
    Unreadable
        If nothing of the file can be read as a calendar, or it stops in the middle: what is missing
        would look like free time.
    """
    file = file_of(data)
    if file.is_cut:
        raise Unreadable("cut_off")
    faults = [*file.faults, *_know_zones(file)]
    spans: list[Span] = []
    n_entries = len(file.events) + len(file.busy_lists)
    for listed in file.busy_lists:
        spans += _tried(listed, faults, lambda c: busy_list(_free_busy(c), asked))
    for group in _groups(file.events, faults):
        spans += _spans_of_group(group, asked, faults)
    if faults and not spans and len(faults) >= n_entries > 0:
        raise Unreadable(faults[0].code, faults[0].line)
    found = joined(spans, asked)
    return Reading(found[:MOST_SPANS], n_entries, sorted(faults, key=lambda fault: fault.line))


Parsed = tuple[Component, Event]


def _know_zones(file: File) -> list[Fault]:
    """Let the library read the zones of the file first: entries may stand before them."""
    faults: list[Fault] = []
    for zone in file.zones:
        is_endless = any(f"FREQ={word}" in zone.text().upper() for word in TOO_OFTEN)
        if is_endless:
            faults.append(Fault("zone", zone.line))
            continue
        _tried(zone, faults, lambda c: [Calendar.from_ical(_calendar(c.text()))], code="zone")
    return faults


def _groups(events: list[Component], faults: list[Fault]) -> Iterator[list[Parsed]]:
    """Yield entries that belong together: a series with its exceptions, or one by itself."""
    series = defaultdict[str, list[Parsed]](list)
    for component in events:
        found = _tried(component, faults, lambda c: [(c, _event(c))])
        for one in found:
            uid = str(one[1].get("UID", "")).strip()
            series[uid or f"line {component.line}"].append(one)
    yield from series.values()


def _spans_of_group(group: list[Parsed], asked: Asked, faults: list[Fault]) -> list[Span]:
    if any(component.has("RRULE", "RDATE") for component, _event in group):
        return _tried(group[0][0], faults, lambda _c: _laid_out(group, asked))
    newest: dict[str, int] = defaultdict(int)
    for component, event in group:
        place = component.value_of("RECURRENCE-ID")
        newest[place] = max(newest[place], _sequence(event))
    spans: list[Span] = []
    for component, event in group:
        if _sequence(event) < newest[component.value_of("RECURRENCE-ID")]:
            continue
        if blocks(event, asked):
            spans += _tried(component, faults, lambda _c, e=event: [span_of(e, asked)])  # type: ignore[misc]
    return spans


def _laid_out(group: list[Parsed], asked: Asked) -> list[Span]:
    """Return the spans of a series between the days that are asked."""
    calendar = Calendar()
    for component, event in group:
        if _is_too_often(component):
            raise Broken("RRULE")
        span_of(event, asked)  # or the library is given what it cannot count from
        calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(
        asked.first.astimezone(asked.zone) - ONE_DAY, asked.last.astimezone(asked.zone) + ONE_DAY
    )
    return [
        span_of(event, asked)
        for event in islice(found, MOST_OCCURRENCES)
        if isinstance(event, Event) and blocks(event, asked)
    ]


def _event(component: Component) -> Event:
    event = cast("Event", Event.from_ical(component.text()))
    for name, _why in event.errors:
        if name in {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}:
            raise Broken(str(name))
    if "DTSTART" not in event:
        raise Broken("DTSTART")
    return event


def _free_busy(component: Component) -> FreeBusy:
    return cast("FreeBusy", FreeBusy.from_ical(component.text()))


def _sequence(event: Event) -> int:
    try:
        return int(str(event.get("SEQUENCE", 0)))
    except ValueError:
        return 0


def _calendar(inner: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inner}END:VCALENDAR\r\n"


def _tried(
    component: Component,
    faults: list[Fault],
    what: Callable[[Component], list[Any]],
    *,
    code: str = "entry",
) -> list[Any]:
    """Return what ``what`` makes of a component; note the fault where it makes nothing."""
    try:
        with _at_most(SERIES_SECONDS):
            return what(component)
    except Broken as error:
        faults.append(Fault(_kind(component, error, code), component.line_of(error.name)))
    except TooLong:
        faults.append(Fault("too_often", component.line_of("RRULE")))
    except ANYTHING:
        faults.append(Fault(code, component.line))
    return []


def _is_too_often(component: Component) -> bool:
    return any(word in component.value_of("RRULE").upper() for word in TOO_OFTEN)


def _kind(component: Component, error: Broken, code: str) -> str:
    if error.name == "RRULE" and _is_too_often(component):
        return "too_often"
    if error.name == "DTSTART" and not component.has("DTSTART"):
        return "no_start"
    return code


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise ``TooLong`` after ``seconds``; the process that reads calendars has one thread."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
