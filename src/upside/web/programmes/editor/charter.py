"""The charter of a programme, composed on a page from the library and from clauses of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.kernel.folding import words_of
from upside.kernel.texts import LANGUAGES
from upside.programmes.clauses import Clause, library, themes

__all__ = ["Choice", "Own", "clauses_said", "groups_of", "in_one_language", "own_of"]

LONGEST, LAST = 30, 999
MOST_OWN = 30
SIGNS = re.compile(r"[^a-z0-9_]+")
FIELDS = tuple(f"{part}_{code}" for part in ("title", "text") for code in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Choice:
    """A clause of the library on the page: ticked or not, and its place in the charter."""

    clause: Clause
    place: int | None

    @property
    def other(self) -> dict[str, str]:
        """The clause in the other language of the product."""
        code = "en" if (get_language() or "").startswith("fr") else "fr"
        return {"title": self.clause.titles[code], "text": self.clause.texts[code], "code": code}


@dataclass(frozen=True, slots=True)
class Own:
    """A clause of the programme's own, or the empty rows to write one: what stands in it."""

    row: int
    key: str
    place: int | None
    said: dict[str, str]

    @property
    def title(self) -> str:
        return next((self.said[f"title_{c}"] for c in LANGUAGES if self.said[f"title_{c}"]), "")


def groups_of(clauses: list[Any]) -> list[tuple[str, list[Choice]]]:
    """Return the library for the page: what the charter has, in its order, then theme by theme."""
    places = {key: n for n, key in enumerate(map(_library_key, clauses), 1) if key}
    chosen = [Choice(library()[key], place) for key, place in places.items()]
    found = [(_("In the charter"), chosen)] if chosen else []
    for theme in themes():
        rest = [Choice(one, None) for one in theme.clauses if one.key not in places]
        if rest:
            found.append((theme.title, rest))
    return found


def own_of(clauses: list[Any]) -> list[Own]:
    """Return the clauses that are the programme's own, and an empty one at the end."""
    own = [(n, one) for n, one in enumerate(clauses, 1) if not _library_key(one)]
    rows = [Own(row, one["key"], n, _fields(one)) for row, (n, one) in enumerate(own)]
    return [*rows, Own(len(rows), "", None, dict.fromkeys(FIELDS, ""))]


def clauses_said(answers: QueryDict, before: list[Any]) -> list[Any]:
    """Return the clauses that the page says, in its order, as the file would hold them.

    A clause that the file writes out in the words of the library stays written out.
    """
    as_written = {key: one for one in before if (key := _library_key(one))}
    taken = set(library())
    said: list[tuple[int, Any]] = [
        (_place(answers, key), as_written.get(key, key))
        for key in dict.fromkeys(answers.getlist("clause"))
        if key in library()
    ]
    said += list(_own_said(answers, taken))
    return [one for _place_, one in sorted(said, key=lambda pair: pair[0])]


def in_one_language(settings: dict[str, Any], before: dict[str, Any]) -> str:
    """Return what to say where a new clause lacks a language: somebody could not read it."""
    known = before.get("charter", {}).get("clauses", [])
    for one in settings["charter"]["clauses"]:
        if isinstance(one, str) or one in known:
            continue
        if any(set(one[part]) != set(LANGUAGES) for part in ("title", "text")):
            title = next((text for text in one["title"].values()), one["key"])
            said = _("“%(title)s” needs a title and a text in English and in French.")
            return said % {"title": title}
    return ""


def _own_said(answers: QueryDict, taken: set[str]) -> Iterator[tuple[int, Any]]:
    for row in range(MOST_OWN):
        said = {name: _text(answers, f"own_{row}_{name}") for name in FIELDS}
        if not any(said.values()) or f"own_{row}_out" in answers:
            continue
        key = answers.get(f"own_{row}_key", "") or _free_key(said, taken)
        taken.add(key)
        clause: dict[str, Any] = {"key": key}
        for part in ("title", "text"):
            texts = {code: said[f"{part}_{code}"] for code in LANGUAGES}
            clause[part] = {code: text for code, text in texts.items() if text}
        yield _place(answers, f"own_{row}"), clause


def _library_key(said: Any) -> str:
    """Return the key of a clause that says what the library says; empty for one of its own."""
    if isinstance(said, str):
        return said if said in library() else ""
    known = library().get(said["key"])
    return said["key"] if known and known.words == said else ""


def _fields(said: Any) -> dict[str, str]:
    return {
        f"{part}_{code}": said.get(part, {}).get(code, "")
        for part in ("title", "text")
        for code in LANGUAGES
    }


def _free_key(said: dict[str, str], taken: set[str]) -> str:
    words = "_".join(words_of(next(text for text in said.values() if text)))
    slug = SIGNS.sub("", words).strip("_0123456789")[:LONGEST].strip("_") or "own"
    further = (f"{slug}_{n}" for n in count(2))
    return next(key for key in chain([slug], further) if key not in taken)


def _place(answers: QueryDict, name: str) -> int:
    """Return the place that was typed; what has none, or none that is one, comes last."""
    text = answers.get(f"place_{name}", "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LAST))
    return int(text) if is_number else LAST + 1


def _text(answers: QueryDict, name: str) -> str:
    return answers.get(name, "").replace("\r\n", "\n").strip()
