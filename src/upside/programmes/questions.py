"""The questions that a programme asks who applies, as its file has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from upside.kernel.texts import in_language

__all__ = ["Question", "questions_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its key, how it is answered, and its words in the language of the page."""

    key: str
    kind: str
    label: str
    is_required: bool
    options: tuple[str, ...]


def questions_of(settings: Mapping[str, Any]) -> list[Question]:
    """Return the questions of a cohort's settings, in their order."""
    said = settings.get("application", {}).get("questions", [])
    return [
        Question(
            key=one["key"],
            kind=one["type"],
            label=in_language(one["label"]),
            is_required=one.get("required", False),
            options=tuple(in_language(option) for option in one.get("options", ())),
        )
        for one in said
    ]
