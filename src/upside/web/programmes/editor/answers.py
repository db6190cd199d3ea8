"""What a page says back: the values of a section, as the file would hold them."""

import re
from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from django.http import QueryDict

from upside.kernel.folding import words_of
from upside.programmes.files import resolved
from upside.web.programmes.editor.parts import Part

__all__ = ["value_of"]

ON = "on"
SIGNS = re.compile(r"[^a-z0-9_]+")
LONGEST = 30


def value_of(part: Part, answers: QueryDict) -> Any:
    """Return what ``answers`` say for ``part``; None where they say nothing, as in the file.

    What is no number stays the text that was typed: the check of the file then names it.
    """
    if part.kind in {"object", "rule", "text"}:
        return _object(part, answers)
    if part.kind == "list":
        rows = [(one, value_of(one, answers)) for one in part.parts]
        kept = _with_keys([row for one, row in rows if not _is_empty(one, row)], part)
        return kept if kept or part.is_required else None
    if part.kind == "several":
        return [one for one in answers.getlist(part.name) if one] or None
    if part.kind == "lines":
        lines = (line.strip() for line in answers.get(part.name, "").splitlines())
        return [line for line in lines if line] or None
    return _leaf(part, answers.get(part.name, "").strip())


def _with_keys(rows: list[Any], part: Part) -> list[Any]:
    """Give rows that need one a key of their own, made from their first text."""
    items = resolved(part.schema["items"]).get("properties", {})
    if not items.get("key", {}).get("x-made"):
        return rows
    taken = {row["key"] for row in rows if "key" in row}
    made = []
    for row in rows:
        key = row.get("key") or _free_key(row, taken)
        taken.add(key)
        made.append({"key": key, **row})
    return made


def _free_key(row: Mapping[str, Any], taken: set[str]) -> str:
    texts = [text for said in row.values() if isinstance(said, Mapping) for text in said.values()]
    said = "_".join(words_of(str(texts[0]) if texts else ""))
    slug = SIGNS.sub("", said).strip("_0123456789")[:LONGEST].strip("_") or "one"
    further = (f"{slug}_{n}" for n in count(2))
    return next(key for key in chain([slug], further) if key not in taken)


def _is_empty(part: Part, row: Any) -> bool:
    """Tell whether a row says nothing but what its choices say by themselves."""
    if not isinstance(row, Mapping):
        return row is None
    usual = {str(one.path[-1]): one.default for one in part.parts if one.kind == "one_of"}
    return all(
        key == "key" or value in ({}, []) or usual.get(key) == value for key, value in row.items()
    )


def _object(part: Part, answers: QueryDict) -> Mapping[str, Any] | None:
    if part.kind == "rule" and not part.is_required and answers.get(f"{part.name}.on") != ON:
        return None
    said = {str(one.path[-1]): value_of(one, answers) for one in part.parts}
    found = {key: value for key, value in said.items() if value is not None}
    return found if found or part.kind == "rule" or part.is_required else None


def _leaf(part: Part, text: str) -> Any:
    if not text or (part.value is None and text == part.default):
        return None  # a choice that nobody made says what it says anyway
    if part.kind == "yes_no":
        return text == "true"
    kinds = part.schema.get("type")
    wants_number = part.kind == "number" or (isinstance(kinds, list) and "integer" in kinds)
    return _number(text) if wants_number else text.replace("\r\n", "\n")


def _number(text: str) -> int | float | str:
    short = len(text) <= 20 and text.isascii()  # noqa: PLR2004 - no number of a programme is longer
    for kind in (int, float):
        try:
            return kind(text.replace(",", ".")) if short else text
        except ValueError:
            continue
    return text
