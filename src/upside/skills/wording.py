"""How a topic is recognised in what people type: accents, case and signs do not count."""

import re
import unicodedata

__all__ = ["BY_WORDS", "EXACT", "LONGEST_NAME", "closeness", "folded", "is_name"]

LONGEST_NAME = 80

EXACT, BEGINS, WORDS, INSIDE = 5.0, 4.0, 3.0, 2.0
BY_WORDS = 1.0
"""From here on words are the same; below, letters are alike."""
ALIKE_ENOUGH = 0.5
SHORTEST_INSIDE = 3
GRAM = 3
FEWEST_GRAMS = 5
HELD = 0.72
"""So that seven tenths of what was typed, found in a longer name, are just alike enough."""


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


def closeness(typed: str, name: str) -> float:
    """Tell how near a folded ``name`` is to what was typed (folded too); 0 is not at all.

    Whole words come first, then, below 1, how alike the letters are.
    """
    if typed == name:
        return EXACT
    if name.startswith(typed):
        return BEGINS
    words, parts = name.split(), typed.split()
    if all(any(word.startswith(part) for word in words) for part in parts):
        return WORDS
    if len(name) >= SHORTEST_INSIDE and f" {name} " in f" {typed} ":
        return INSIDE
    alike = _likeness(typed, name)
    return alike if alike >= ALIKE_ENOUGH else 0


def _likeness(one: str, other: str) -> float:
    """Return how many runs of three letters two texts have in common, from 0 to 1, spaces apart.

    A longer text that holds nearly all of ``one`` is like it, too.

    Source: L. R. Dice, "Measures of the amount of ecologic association between species", Ecology
    26(3), 1945, doi:10.2307/1932409, on the trigrams of the two texts.
    """
    mine, yours = _grams(one), _grams(other)
    n_common = len(mine & yours)
    alike = 2 * n_common / max(len(mine) + len(yours), 1)
    held = HELD * n_common / len(mine) if len(mine) >= FEWEST_GRAMS else 0
    return max(alike, held)


def _grams(text: str) -> set[str]:
    letters = text.replace(" ", "")
    return {letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1)}
