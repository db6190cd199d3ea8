"""How a topic is recognised in what people type: accents, case and signs do not count."""

import re
import unicodedata
from difflib import SequenceMatcher

__all__ = ["LONGEST_NAME", "closeness", "folded", "is_name"]

LONGEST_NAME = 80

EXACT, BEGINS, WORDS, INSIDE, ALIKE = 5, 4, 3, 2, 1
ALIKE_ENOUGH = 0.84
SHORTEST_INSIDE = 3
SHORTEST_ALIKE = 5


def folded(text: str) -> str:
    """Return ``text`` without accents, case and signs, its words parted by one space.

    ``+`` and ``#`` at the end of a word are part of it: C, C++ and C# are three topics.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+[+#]*", letters))


def is_name(text: str) -> bool:
    """Tell whether a topic can be called so: short, one line, nothing that cannot be seen."""
    return bool(folded(text)) and len(text) <= LONGEST_NAME and text.isprintable()


def closeness(typed: str, name: str) -> int:
    """Tell how near a folded ``name`` is to what was typed (folded too); 0 is not at all."""
    if typed == name:
        return EXACT
    if name.startswith(typed):
        return BEGINS
    words, parts = name.split(), typed.split()
    if all(any(word.startswith(part) for word in words) for part in parts):
        return WORDS
    if len(name) >= SHORTEST_INSIDE and f" {name} " in f" {typed} ":
        return INSIDE
    if all(any(_is_slip(part, word) for word in words) for part in parts):
        return ALIKE
    return 0


def _is_slip(typed: str, word: str) -> bool:
    """Tell whether two words differ by little more than a typing slip."""
    if min(len(typed), len(word)) < SHORTEST_ALIKE:
        return False
    pair = SequenceMatcher(None, typed, word)
    return pair.quick_ratio() >= ALIKE_ENOUGH and pair.ratio() >= ALIKE_ENOUGH
