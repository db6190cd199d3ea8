"""Says what changes between two states of a programme, key by key, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.texts import LANGUAGES
from upside.programmes.files.checking import schema, title_of
from upside.programmes.files.faults import Path, dotted

__all__ = ["Change", "changes_between", "resolved", "words_of"]

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One key that says something else now; empty where it said or says nothing."""

    path: Path
    before: str
    after: str

    @property
    def key(self) -> str:
        """The key as people write it, lists counted from 1: ``objectives.mentee.1.target``."""
        return dotted(self.path)

    @property
    def words(self) -> str:
        return words_of(self.path)

    def __str__(self) -> str:
        said = {"words": self.words, "before": self.before, "after": self.after}
        if not self.before:
            return _("%(words)s: new: %(after)s") % said
        if not self.after:
            return _("%(words)s: taken out: %(before)s") % said
        return _("%(words)s: %(before)s → %(after)s") % said


def changes_between(before: Any, after: Any, path: Path = ()) -> list[Change]:
    """Return the smallest parts that differ, in the order of the file."""
    return list(_changes(before, after, path))


def _changes(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if before == after:
        return
    if _is_part(before, path) or _is_part(after, path):
        before, after = before or {}, after or {}
    if _holds_parts(before or [], after or []):
        before, after = before or [], after or []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _changes(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and _holds_parts(before, after):
        for place in range(max(len(before), len(after))):
            old = before[place] if place < len(before) else None
            new = after[place] if place < len(after) else None
            yield from _changes(old, new, (*path, place))
    else:
        yield Change(path, _shown(before), _shown(after))


def _is_part(value: Any, path: Path) -> bool:
    """Tell whether it holds keys with words of their own: no text in two languages, no rule."""
    part = _part_at(path)
    is_text = set(part.get("properties", {})) == set(LANGUAGES)
    return bool(path and isinstance(value, Mapping) and not is_text and not part.get("x-switch"))


def _holds_parts(*values: Any) -> bool:
    lists = [value for value in values if isinstance(value, list)]
    return any(isinstance(one, Mapping) for items in lists for one in items)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in ([], {}):
        return _("nothing")
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_shown(inner)}" for key, inner in value.items())
    elif isinstance(value, list):
        text = ", ".join(_shown(inner) for inner in value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _part_at(path: Path) -> dict[str, Any]:
    part = schema()
    for step in path:
        part = _inner(part, step)
    return resolved(part)


def words_of(path: Path) -> str:
    """Return what a key is called on pages: “Rules and weights › Skill › Level at least”."""
    part, words = schema(), []
    for step in path:
        part = _inner(part, step)
        words.append(str(step + 1) if isinstance(step, int) else title_of(part) or str(step))
    return " › ".join(words)


def _inner(part: dict[str, Any], step: str | int) -> dict[str, Any]:
    part = resolved(part)
    if isinstance(step, int):
        return resolved(part.get("items", {}))
    inner: dict[str, Any] = part.get("properties", {}).get(step, {})
    return inner


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference; what the part says itself stays."""
    if "$ref" not in part:
        return part
    meant = schema()["$defs"][part["$ref"].rpartition("/")[2]]
    return {**meant, **{key: value for key, value in part.items() if key != "$ref"}}
