"""A section of a programme as rows to read: what each key is called and what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.texts import LANGUAGES, in_language
from upside.programmes.clauses import words_of as clauses_in_words
from upside.programmes.files import label_of, resolved, schema, words_of
from upside.programmes.files.faults import Path

__all__ = ["Row", "rows_of_section"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line to read: what the key is called, and the value."""

    words: str
    value: str


def rows_of_section(settings: Mapping[str, Any], keys: list[str]) -> list[Row]:
    """Return what a section says, one row for each value; nothing where it says nothing."""
    if keys == ["charter"] and settings.get("charter"):
        written_out = {**settings["charter"], "clauses": clauses_in_words(settings)}
        settings = {"charter": written_out}
    rows = [row for key in keys for row in _rows(settings.get(key), (key,))]
    if len(keys) == 1:  # the section has the words of its only key already
        return [Row(row.words.partition(" › ")[2], row.value) for row in rows]
    return rows


def _rows(value: Any, path: Path) -> Iterator[Row]:
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        yield Row(words_of(path), in_language(value))
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _rows(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, inner in enumerate(value):
            yield from _rows(inner, (*path, place))
    elif value is not None:
        yield Row(words_of(path), _said(value, path))


def _said(value: Any, path: Path) -> str:
    part = _part_at(path)
    if isinstance(value, list):
        return ", ".join(label_of(resolved(part.get("items", {})), str(one)) for one in value)
    if isinstance(value, dict):
        return "✓"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return label_of(part, str(value)) if isinstance(value, str) else str(value)


def _part_at(path: Path) -> dict[str, Any]:
    part = schema()
    for step in path:
        part = resolved(part)
        part = part.get("items", {}) if isinstance(step, int) else part["properties"].get(step, {})
    return resolved(part)
