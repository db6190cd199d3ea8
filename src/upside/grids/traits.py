"""Words that no criterion may use: traits of character, found by their folded words."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from upside.kernel.folding import words_of
from upside.kernel.texts import in_language

__all__ = ["Trait", "trait_in"]

FILE = Path(__file__).with_name("traits.yaml")


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait that somebody wrote: the word, as folded, and what to write in its place."""

    word: str
    instead: str


@cache
def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
    return groups


@cache
def _pattern(group: int, part: str) -> re.Pattern[str]:
    """Return what finds the words, or the exceptions, of a group; longest first."""
    said = sorted(_groups()[group].get(part, []), key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\*", "[a-z]*") for word in said)
    return re.compile(rf" (?:{either})(?= )" if said else r"(?!)")


def trait_in(text: str) -> Trait | None:
    """Return the first trait of character that ``text`` names; None where it names none.

    Accents, capitals and signs do not count; terms of a trade that hold such a word, such as
    “tableau croisé dynamique”, are left alone.
    """
    plain = f" {' '.join(words_of(text))} "
    for number, group in enumerate(_groups()):
        without = _pattern(number, "unless").sub(" ", plain)
        found = _pattern(number, "words").search(without)
        if found:
            return Trait(found[0].strip(), in_language(group["instead"]))
    return None
