"""The clauses of a charter: a library by key, and what a programme's file makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from upside.kernel.texts import in_language

__all__ = ["Clause", "Theme", "clauses_of", "library", "next_version", "themes", "words_of"]

FILE = Path(__file__).with_name("clauses.yaml")
LONGEST_VERSION = 20


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the charter with what it means, in both languages."""

    key: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def words(self) -> dict[str, Any]:
        """The clause as a file writes it out."""
        return {"key": self.key, "title": dict(self.titles), "text": dict(self.texts)}


@dataclass(frozen=True, slots=True)
class Theme:
    """Clauses of the library that are about one thing."""

    titles: Mapping[str, str]
    clauses: tuple[Clause, ...]

    @property
    def title(self) -> str:
        return in_language(self.titles)


@cache
def themes() -> tuple[Theme, ...]:
    """Return the library, theme by theme."""
    content: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(
        Theme(one["title"], tuple(_written_out(said) for said in one["clauses"])) for one in content
    )


@cache
def library() -> Mapping[str, Clause]:
    """Return the clauses of the library by their keys."""
    return {clause.key: clause for theme in themes() for clause in theme.clauses}


def clauses_of(settings: Mapping[str, Any]) -> tuple[Clause, ...]:
    """Return the clauses of a programme's charter, in its order, with their words.

    A key that the library does not know says nothing: no file with one is taken in.
    """
    return tuple(_clauses(settings.get("charter", {}).get("clauses", ())))


def _clauses(said: Any) -> Iterator[Clause]:
    for one in said:
        if not isinstance(one, str):
            yield _written_out(one)
        elif one in library():
            yield library()[one]


def words_of(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the words that people sign, however the file says them."""
    return [clause.words for clause in clauses_of(settings)]


def next_version(taken: set[str], on: date) -> str:
    """Return a name that no version of a charter has: the year and a number, such as 2026-2."""
    numbers = range(1, len(taken) + 2)
    return next(name for n in numbers if (name := f"{on.year}-{n}") not in taken)


def _written_out(said: Mapping[str, Any]) -> Clause:
    return Clause(said["key"], said["title"], said["text"])
