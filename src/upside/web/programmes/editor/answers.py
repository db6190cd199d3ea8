"""What a page says back: the values of a section, as the file would hold them."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from upside.web.programmes.editor.parts import Part

__all__ = ["value_of"]

ON = "on"


def value_of(part: Part, answers: QueryDict) -> Any:
    """Return what ``answers`` say for ``part``; None where they say nothing, as in the file.

    What is no number stays the text that was typed: the check of the file then names it.
    """
    if part.kind in {"object", "rule", "text"}:
        return _object(part, answers)
    if part.kind == "list":
        rows = [(one, value_of(one, answers)) for one in part.parts]
        kept = [row for one, row in rows if not _is_empty(one, row)]
        return kept if kept or part.is_required else None
    if part.kind == "several":
        return [one for one in answers.getlist(part.name) if one] or None
    if part.kind == "lines":
        lines = (line.strip() for line in answers.get(part.name, "").splitlines())
        return [line for line in lines if line] or None
    return _leaf(part, answers.get(part.name, "").strip())


def _is_empty(part: Part, row: Any) -> bool:
    """Tell whether a row says nothing but what its choices say by themselves."""
    if not isinstance(row, Mapping):
        return row is None
    usual = {str(one.path[-1]): one.default for one in part.parts if one.kind == "one_of"}
    return all(value in ({}, []) or usual.get(key) == value for key, value in row.items())


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
