"""The schema of programme files as parts of a page: every key that is published can be edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.kernel.texts import LANGUAGES
from upside.programmes.files import hint_of, label_of, resolved, schema, title_of
from upside.programmes.files.faults import Path, dotted
from upside.programmes.wording import Flag
from upside.web.wording import age_words

__all__ = ["Part", "part_of", "sections", "title_of_section"]

SPARE = 1
SHORT_TEXT = 200
SMALL = frozenset({"number", "one_of", "short", "yes_no"})
TEXTS = frozenset({"lines", "long", "short"})
HOW_IT_RUNS = "how-it-runs"


@dataclass(frozen=True, slots=True)
class Part:
    """One key on a page; ``kind`` says how it is drawn, ``name`` what its control is called."""

    path: Path
    kind: str
    title: str
    hint: str
    value: Any
    schema: dict[str, Any]
    is_required: bool = False
    parts: list["Part"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return dotted(self.path)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The codes that it may take, in words, and which of them it has."""
        part = self.schema if self.kind == "one_of" else resolved(self.schema["items"])
        now = self.value if self.value is not None else self.default
        chosen = now if isinstance(now, list) else [now]
        return [(code, label_of(part, code), code in chosen) for code in part["enum"]]

    @property
    def is_on(self) -> bool:
        return self.is_required or self.value is not None

    @property
    def is_narrow(self) -> bool:
        """Whether its parts are short enough to stand beside each other."""
        return all(one.kind in SMALL for one in self.parts)

    @property
    def flags(self) -> list[Flag]:
        """What ties a role to age in the text of a control, as kept or as typed."""
        return age_words(self.value) if self.kind in TEXTS else []

    @property
    def default(self) -> Any:
        return self.schema.get("default")


def sections() -> dict[str, list[str]]:
    """Return the sections of the page and the top keys that each edits, in the file's order.

    Numbers and single choices make one section together: how the programme runs.
    """
    found: dict[str, list[str]] = {}
    for key, part in schema()["properties"].items():
        if key != "programme":
            is_small = _kind(resolved(part)) in SMALL
            found.setdefault(HOW_IT_RUNS if is_small else key, []).append(key)
    return found


def title_of_section(section: str) -> str:
    """Return what a section is called on pages."""
    if section == HOW_IT_RUNS:
        return _("How it runs")
    return title_of(resolved(schema()["properties"][section]))


def part_of(content: Mapping[str, Any], section: str) -> Part:
    """Return a section of a programme as parts, with spare rows at the end of lists."""
    top = schema()
    parts = [
        _part((key,), top["properties"][key], content.get(key), key in top["required"])
        for key in sections()[section]
    ]
    if section != HOW_IT_RUNS:
        return parts[0]
    return Part((), "object", title_of_section(section), "", None, {}, True, parts)


def _part(path: Path, said: dict[str, Any], value: Any, is_required: bool) -> Part:  # noqa: FBT001
    part = resolved(said)
    kind = _kind(part)
    parts: list[Part] = []
    if kind in {"object", "rule", "text"}:
        inner = part.get("properties", {})
        known = value if isinstance(value, Mapping) else {}
        needed = part.get("required", ())
        if kind == "text":
            own = [code for code in LANGUAGES if (get_language() or "").startswith(code)]
            inner = {code: inner[code] for code in dict.fromkeys([*own, *LANGUAGES])}
        parts = [
            _part((*path, key), one, known.get(key), key in needed) for key, one in inner.items()
        ]
    elif kind == "list":
        rows = value if isinstance(value, list) else []
        room = min(len(rows) + SPARE, part.get("maxItems", len(rows) + SPARE))
        items = part["items"]
        parts = [
            _part((*path, place), items, rows[place] if place < len(rows) else None, False)
            for place in range(room)
        ]
    title, hint = title_of(part), hint_of(part)
    return Part(path, kind, title, hint, value, part, is_required, parts)


def _kind(part: dict[str, Any]) -> str:
    """Return how a part is drawn."""
    kinds = part.get("type", "string")
    if kinds == "object":
        is_text = set(part.get("properties", {})) == set(LANGUAGES)
        return "text" if is_text else "rule" if part.get("x-switch") else "object"
    if kinds == "array":
        items = resolved(part["items"])
        one = "several" if items.get("enum") else "lines"
        return one if items.get("type") == "string" else "list"
    if part.get("enum"):
        return "one_of"
    if part.get("x-made"):
        return "key"
    simple = {"boolean": "yes_no", "integer": "number", "number": "number"}
    is_long = part.get("maxLength", 0) > SHORT_TEXT
    return simple.get(str(kinds), "long" if is_long else "short")
