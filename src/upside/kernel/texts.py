"""Texts that are data and stand in both languages, such as the label of a skill."""

from collections.abc import Mapping

from django.utils.translation import get_language

__all__ = ["LANGUAGES", "in_language"]

LANGUAGES = ("en", "fr")


def in_language(text: Mapping[str, str], language: str | None = None) -> str:
    """Return ``text`` in ``language`` (default: the active one), else in any that it has."""
    wanted = (language or get_language() or LANGUAGES[0])[:2]
    for candidate in (wanted, *LANGUAGES):
        if text.get(candidate):
            return text[candidate]
    return ""
