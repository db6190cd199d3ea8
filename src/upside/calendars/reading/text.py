"""From bytes to lines, and from lines to the components that may hold busy time.

Only the properties that tell of time are kept: titles, places, descriptions and people are
dropped here, before anything is parsed. One component that is broken spoils no other.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from upside.calendars.reading.faults import Fault, Unreadable

__all__ = ["Component", "File", "file_of", "lines_of", "name_of", "text_of"]

KEPT = {
    "VEVENT": {
        "UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
        "RECURRENCE-ID", "STATUS", "TRANSP", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS",
    },
    "VFREEBUSY": {"FREEBUSY"},
}  # fmt: skip
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
KINDS = (
    (re.compile(r"PK\x03\x04"), "zip"),
    (re.compile(r"\s*<(!doctype|html|\?xml|head|body)", re.IGNORECASE), "web_page"),
    (re.compile(r"\s*BEGIN:VCARD", re.IGNORECASE), "contacts"),
    (re.compile(r"\s*(dn|version):\s*\S+\s*(\ndn:|\n)", re.IGNORECASE), "ldif"),
)
BEGINS = re.compile(
    r"(^|[\r\n])\s*BEGIN:V(CALENDAR|EVENT|FREEBUSY|TODO|JOURNAL|TIMEZONE|ALARM|AVAILABILITY)\s",
    re.IGNORECASE,
)
ENDS = re.compile(r"\r\n|\n|\r")
NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")


@dataclass(slots=True)
class Component:
    """One component as it stands: its lines as ``(number, text)``, with those of its parts."""

    name: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def text(self) -> str:
        body = "".join(f"{text}\r\n" for _line, text in self.lines)
        return f"BEGIN:{self.name}\r\n{body}END:{self.name}\r\n"

    def has(self, *names: str) -> bool:
        return any(name_of(text) in names for _line, text in self.lines)

    def value_of(self, name: str) -> str:
        for _line, text in self.lines:
            if name_of(text) == name:
                return text.rpartition(":")[2].strip()
        return ""

    def line_of(self, name: str) -> int:
        return next((n for n, text in self.lines if name_of(text) == name), self.line)


@dataclass(slots=True)
class File:
    """What one file holds: its zones, entries and free-busy lists, and what was broken."""

    zones: list[Component] = field(default_factory=list)
    events: list[Component] = field(default_factory=list)
    busy_lists: list[Component] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_cut: bool = False
    """Whether it stops before the calendar that begins in it ends."""


def file_of(data: bytes) -> File:
    """Take a file apart.

    Raises
    ------
    Unreadable
        If it is no calendar at all.
    """
    return _taken_apart(lines_of(data))


def lines_of(data: bytes) -> list[tuple[int, str]]:
    """Return the lines of a file with their numbers, those that were folded put together again.

    Raises
    ------
    Unreadable
        If it is no calendar at all.
    """
    return list(_unfolded(text_of(data)))


def text_of(data: bytes) -> str:
    """Return the text of a file in which a calendar begins.

    Raises
    ------
    Unreadable
        If none does, saying what it is instead.
    """
    text = _decoded(data).lstrip("\ufeff").replace("\0", "")
    if not text.strip():
        raise Unreadable("empty")
    if not BEGINS.search(f"{text}\n"):
        found = (code for shape, code in KINDS if shape.match(text))
        raise Unreadable(next(found, "no_calendar"), 1)
    return text


def name_of(line: str) -> str:
    found = NAME.match(line)
    return found.group(1).upper() if found else ""


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data[1:40:2].count(0) > len(data[1:40:2]) // 2:
        return data.decode("utf-16-le", "replace")
    if data[0:40:2].count(0) > len(data[0:40:2]) // 2:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield ``(number, line)``, those that were folded put together again."""
    number, parts = 0, list[str]()
    for n, line in enumerate(ENDS.split(text), start=1):
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield number, "".join(parts)
        number, parts = n, [line]
    yield number, "".join(parts)


def _taken_apart(lines: list[tuple[int, str]]) -> File:
    file, open_ = File(), list[Component]()
    is_off = False
    for number, line in lines:
        bare = line.strip()
        word, _colon, what = bare.partition(":")
        word, what = word.strip().upper(), what.strip().upper()
        if word == "BEGIN":
            _begin(file, open_, Component(what, number))
            is_off = is_off and what != "VCALENDAR"
        elif word == "END":
            _end(file, open_, what, is_off=is_off)
        elif word == "METHOD" and len(open_) < 2:  # noqa: PLR2004 - of the calendar itself
            is_off = what == "CANCEL"
        elif open_:
            _keep(open_[-1], number, line)
    file.is_cut = any(one.name == "VCALENDAR" for one in open_)
    while open_:
        _end(file, open_, open_[-1].name, is_off=is_off, is_cut=True)
    return file


def _begin(file: File, open_: list[Component], new: Component) -> None:
    if new.name in KEPT and any(one.name in KEPT for one in open_):
        while open_ and open_[-1].name not in KEPT:
            open_.pop()
        _end(file, open_, open_[-1].name, is_off=False, is_cut=True)
    open_.append(new)


def _end(
    file: File, open_: list[Component], name: str, *, is_off: bool, is_cut: bool = False
) -> None:
    if name not in {one.name for one in open_}:
        return
    while (done := open_.pop()).name != name:
        pass
    if is_cut and done.name in KEPT:
        file.faults.append(Fault("cut", done.line))
    lists = {"VTIMEZONE": file.zones, "VEVENT": file.events, "VFREEBUSY": file.busy_lists}
    if done.name in lists:
        if not (is_off and done.name == "VEVENT"):
            lists[done.name].append(done)
    elif any(one.name == "VTIMEZONE" for one in open_):
        around = (done.line, f"BEGIN:{done.name}"), (done.line, f"END:{done.name}")
        open_[-1].lines += [around[0], *done.lines, around[1]]


def _keep(component: Component, number: int, line: str) -> None:
    wanted = KEPT.get(component.name)
    if component.name in {"VTIMEZONE", "STANDARD", "DAYLIGHT"}:
        component.lines.append((number, line))
    elif wanted and name_of(line) in wanted:
        component.lines.append((number, line.strip()))
