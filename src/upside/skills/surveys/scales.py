"""Ratings of other tools brought to levels from 0 to 8: proposed, for a person to confirm."""

import re
from collections.abc import Iterable

from upside.people.imports.headings import plain
from upside.skills.models import HIGHEST_LEVEL

__all__ = ["is_scale", "propose_importance", "propose_scale"]

LOWEST_SAID, TOP_SAID = 1, 7
"""Nobody is the world's best by their own word: the top of a scale is proposed as 7."""
MOST_STEPS = 12
HIGHEST_STEP = 10
LENGTHS = (3, 4, 5, 6, 7, 10)
NUMBER = re.compile(r"\s*(\d{1,2})(?:[.,]0+)?(?:\s*(?:/\s*\d+|[-–—=:.)(].*))?\s*", re.DOTALL)
# the first that stands in the answer decides
WORDS: tuple[tuple[int, str], ...] = (
    (0, (r"not at all|no (knowledge|experience|skill\w*|idea)|never( heard| used)?|none|pas du tout"
        r"|aucune?|jamais|inconnue?|unknown|nul(le)?|zero")),
    (5, r"teach\w*|train others|help others|aider? les autres|former|transmettre|enseigner"),
    (7, r"expert\w*|master\w*|specialist\w*|guru|maitrise\w*"),
    (6, r"advanced?|avancee?|confirmee?|proficient|very good|tres bon(ne)?|strong|forte?|senior"),
    (4, (r"intermediate|intermediaire|moyen(ne)?|medium|average|good|bon(ne)?|competent\w*"
        r"|confident|a l aise|autonom\w+|working|practitioner|pratiquante?"
        r"|independent\w*|independante?")),
    (1, r"heard|awareness|aware|notions?|entendu|curious|curieu(x|se)"),
    (2, (r"beginner|debutante?|novice|basics?|basique|bases?|elementary|elementaire|foundation\w*"
        r"|low|faible|weak|little|un peu|limited|limitee?|junior|learner|fundamental\w*")),
)  # fmt: skip
INTEREST: tuple[tuple[int | None, re.Pattern[str]], ...] = (
    (None, re.compile(r"\b(not|no|none|never|pas|non|aucune?|jamais)\b")),
    (1, re.compile(r"\b(slightly|a (little|bit)|low|un peu|faible\w*|maybe|peut etre)\b")),
    (
        3,
        re.compile(r"\b(very|extremely|high\w*|strong\w*|much|tres|fort\w*|beaucoup|priorit\w*)\b"),
    ),
    (2, re.compile(r"\b(somewhat|moderate\w*|medium|interest\w*|yes|plutot|assez|moyen\w*|oui)\b")),
)
PATTERNS = tuple((level, re.compile(rf"\b(?:{words})\b")) for level, words in WORDS)


def is_scale(values: Iterable[str]) -> bool:
    """Tell whether a few answers are the steps of a scale: numbers up to ten, or known words."""
    values = list(values)
    if not values or len(values) > MOST_STEPS:
        return False
    numbers = [_number(value) for value in values]
    if all(n is not None and n <= HIGHEST_STEP for n in numbers):
        return True
    return sum(1 for value in values if _by_words(value) is not None) * 2 >= len(values) > 1


def propose_scale(values: Iterable[str]) -> dict[str, int | None]:
    """Return a level for each answer of a rating; None where nothing is known of the word.

    >>> propose_scale(["1", "3", "5"]), propose_scale(["Débutant", "Expert", "Violet"])
    ({'1': 1, '3': 4, '5': 7}, {'Débutant': 2, 'Expert': 7, 'Violet': None})
    """
    values = list(values)
    numbers = {value: _number(value) for value in values}
    said = [n for n in numbers.values() if n is not None]
    if values and len(said) == len(values) and max(said) <= HIGHEST_STEP:
        top = max(said)
        if min(said) == 0 and top > 5 and top <= HIGHEST_LEVEL:  # noqa: PLR2004 - ours: 0 to 8
            return {value: n for value, n in numbers.items() if n is not None}
        return {value: _on_ours(n or 0, top) for value, n in numbers.items()}
    return {value: _by_words(value) for value in values}


def propose_importance(values: Iterable[str]) -> dict[str, int | None]:
    """Return an importance from 1 to 3 for each answer about interest; None for none of it.

    >>> propose_importance(["1", "3", "5"]), propose_importance(["Not at all", "Very much"])
    ({'1': None, '3': 2, '5': 3}, {'Not at all': None, 'Very much': 3})
    """
    values = list(values)
    said = [n for value in values if (n := _number(value)) is not None]
    if values and len(said) == len(values) and max(said) <= HIGHEST_STEP:
        steps = next(length for length in LENGTHS if length >= max(said))
        thirds = (((_number(value) or 0) - 1) / (steps - 1) * 4 for value in values)
        return {v: min(3, int(share)) or None for v, share in zip(values, thirds, strict=True)}
    return {
        value: next((n for n, pattern in INTEREST if pattern.search(plain(value))), None)
        for value in values
    }


def _on_ours(n: int, top: int) -> int:
    steps = next(length for length in LENGTHS if length >= top)
    share = (n - 1) / (steps - 1)
    return 0 if n == 0 else round(LOWEST_SAID + (TOP_SAID - LOWEST_SAID) * share)


def _number(value: str) -> int | None:
    found = NUMBER.fullmatch(value)
    return int(found[1]) if found else None


def _by_words(value: str) -> int | None:
    words = plain(value)
    return next((level for level, pattern in PATTERNS if pattern.search(words)), None)
