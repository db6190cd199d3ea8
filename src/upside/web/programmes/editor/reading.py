"""A section of a programme as rows to read: what each key is called and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from upside.kernel.texts import LANGUAGES, in_language
from upside.programmes.files import label_of, resolved, schema, words_of
from upside.programmes.files.faults import Path

__all__ = ["Row", "rows_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line to read: its words without those of the section, and the value."""

    words: str
    value: str


def rows_of(value: Any, path: Path) -> list[Row]:
    """Return what a section says, one row for each value; nothing where it says nothing."""
    return list(_rows(value, path))


def _rows(value: Any, path: Path) -> Iterator[Row]:
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        yield Row(_words(path), in_language(value))
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _rows(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, inner in enumerate(value):
            yield from _rows(inner, (*path, place))
    elif value is not None:
        yield Row(_words(path), _said(value, path))


def _words(path: Path) -> str:
    return words_of(path).partition(" › ")[2]


def _said(value: Any, path: Path) -> str:
    part = _part_at(path)
    if isinstance(value, list):
        return ", ".join(label_of(resolved(part.get("items", {})), str(one)) for one in value)
    if isinstance(value, dict):
        return "✓"
    return label_of(part, str(value)) if isinstance(value, str) else str(value)


def _part_at(path: Path) -> dict[str, Any]:
    part = schema()
    for step in path:
        part = resolved(part)
        part = part.get("items", {}) if isinstance(step, int) else part["properties"].get(step, {})
    return resolved(part)
