"""What should stand in somebody's calendar; rooms above say it, this room writes it there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from upside.people.models import Person

__all__ = ["Entry", "Source", "entries_for", "register"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: its id for all calendars, its version, when it begins, and its whole text."""

    uid: str
    sequence: int
    starts_at: datetime
    text: str


class Source(Protocol):
    """Says which dates to come should stand in the calendar of a person."""

    def __call__(self, person: Person, /, *, at: datetime) -> Iterable[Entry]: ...


_sources: list[Source] = []


def register(source: Source) -> None:
    """Have ``source`` asked from now on; again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def entries_for(person: Person, *, at: datetime) -> dict[str, Entry]:
    """Return by their id the dates after ``at`` that should stand in the calendar of ``person``."""
    return {entry.uid: entry for source in _sources for entry in source(person, at=at)}
