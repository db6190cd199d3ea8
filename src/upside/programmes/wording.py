"""Finds words that tie a role to age, and offers others. It warns; people decide."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml
from django.utils.translation import get_language

from upside.kernel.texts import LANGUAGES

__all__ = ["Flag", "flags", "flags_in"]

FILE = Path(__file__).with_name("wording.yaml")
LONGEST = 20_000
SPACES = re.compile(r"\[[^\]]*\]| \??")
APOSTROPHES = str.maketrans({"'": "’"})


@dataclass(frozen=True, slots=True)
class Flag:
    """One passage: where it starts and ends, what it says, what to write instead, and why."""

    start: int
    end: int
    words: str
    instead: tuple[str, ...]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    find: re.Pattern[str]
    unless: re.Pattern[str] | None
    say: tuple[str, ...]
    why: Mapping[str, str]


@cache
def _rules() -> Mapping[str, list[_Rule]]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    reasons = content["why"]
    return {code: [_rule(one, reasons) for one in content[code]] for code in LANGUAGES}


def _rule(said: dict[str, Any], reasons: Mapping[str, Mapping[str, str]]) -> _Rule:
    find, unless = _with_any_space(said["find"]), _with_any_space(said.get("unless", ""))
    return _Rule(
        re.compile(rf"(?<!\w)(?:{find})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{unless})", re.IGNORECASE) if unless else None,
        tuple(said["say"]),
        reasons[said["why"]],
    )


def _with_any_space(pattern: str) -> str:
    """Let each space of ``pattern`` be the white space of a text, such as the end of a line."""
    spaces = {" ": r"\s++", " ?": r"\s*+"}
    return SPACES.sub(lambda one: spaces.get(one[0], one[0].replace(" ", r"\s")), pattern)


def flags(text: str, language: str | None = None) -> list[Flag]:
    """Return the passages of ``text`` (as NFC) that tie a role to age, in their order.

    Looks with the rules of ``language``, or of both where it is None. Passages do not overlap:
    of two that start together the longer one stays.
    """
    # of two rules that find the same words, the one in the language of the page says what instead
    is_french = (get_language() or "").startswith("fr")
    languages = (language,) if language else LANGUAGES[::-1] if is_french else LANGUAGES
    text = normalize("NFC", text)
    # one sign for one sign: what is found in it stands at the same place in the text
    small = text[:LONGEST].translate(APOSTROPHES)
    found = [
        Flag(match.start(), match.end(), text[match.start() : match.end()], rule.say, rule.why)
        for code in languages
        for rule in _rules()[code]
        for match in _found(rule, small)
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Flag] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _found(rule: _Rule, small: str) -> Iterator[re.Match[str]]:
    """Yield what ``rule`` finds, but for what is part of a passage that only looks alike."""
    alike: list[re.Match[str]] | None = None
    for match in rule.find.finditer(small):
        if alike is None:
            alike = list(rule.unless.finditer(small)) if rule.unless else []
        if not any(one.start() < match.end() and match.start() < one.end() for one in alike):
            yield match


def flags_in(content: Any) -> Iterator[Flag]:
    """Yield the flags of every text in ``content``, each in its own language."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if isinstance(value, str) and key in LANGUAGES:
                yield from flags(value, key)
            else:
                yield from flags_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from flags_in(value)
