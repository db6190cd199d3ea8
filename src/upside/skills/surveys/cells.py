"""Single cells of a survey: several answers in one cell, ticks, answers that say nothing."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from upside.people.imports.headings import plain
from upside.people.imports.values import tidy

__all__ = ["LINE_BREAK", "SEPARATORS", "apart", "is_tick_column", "separator_of", "split", "ticked"]

LINE_BREAK = "¶"
"""What stands for a line break within a cell, so that it is not taken for a blank."""
SEPARATORS = {";": ";", "|": "|", "newline": LINE_BREAK, "tab": "\t", ",": ","}
"""By the word that a mapping file writes; a comma inside brackets parts nothing."""
OUTSIDE_BRACKETS = re.compile(r",\s*(?![^()]*\))")
NOTHING = frozenset(
    "na, n a, none, none of these, none of the above, nothing, not applicable, no answer, aucun,"
    " aucune, aucun de ces choix, aucun de ces sujets, rien, sans reponse, non concerne,"
    " non concernee".replace(", ", ",").split(",")
)
WORDS_FOR_TICKS = (
    "1 x true vrai yes oui y o selected checked coche cochee on quoted choisi selectionne"
)
TICKS = frozenset(WORDS_FOR_TICKS.split())
NOT = "0,false,faux,no,non,n,not selected,unchecked,non coche,non cochee,off,not quoted,non choisi"
NO_TICKS = frozenset([*NOT.split(","), "non selectionne", "not checked"])
MARKS = {"✓": True, "✔": True, "☑": True, "☒": True, "✗": False, "☐": False}
LONGEST_ANSWER = 60
MOST_DISTINCT = 150
OFTEN = 0.02


def apart(separator: str) -> Callable[[str], list[str]]:
    """Return how a cell is taken apart at ``separator``; without one it is a single answer."""
    if separator == ",":
        return OUTSIDE_BRACKETS.split
    return (lambda cell: cell.split(separator)) if separator else (lambda cell: [cell])


def split(cell: str, separator: str) -> list[str]:
    """Return the answers in a cell, each once; what says nothing is no answer."""
    said = (_answer(part) for part in apart(separator)(cell))
    return list(dict.fromkeys(text for text in said if text))


@cache
def _answer(part: str) -> str:
    text = tidy(part)
    return "" if plain(text) in NOTHING else text


def ticked(cell: str) -> bool | None:
    """Tell whether a cell of ticks says yes; None where it is no such cell."""
    text = tidy(cell)
    if text in MARKS:
        return MARKS[text]
    word = plain(text.removesuffix(".0"))
    if word in TICKS:
        return True
    return False if word in NO_TICKS or not text else None


def is_tick_column(values: Iterable[str]) -> bool:
    """Tell whether there is nothing but ticks in a column."""
    return all(ticked(value) is not None for value in values)


def separator_of(values: dict[str, int], *, asks: bool = False) -> str:
    """Return what parts several answers in one cell, judged by the cells; nothing if one only.

    A comma does so only where the parts are short, few, and come again, or the question ``asks``
    for topics: sentences have commas too.
    """
    if len(values) <= 1 and not any(mark in cell for cell in values for mark in f";|{LINE_BREAK}"):
        return ""
    total = sum(values.values())
    for separator in (";", "|", LINE_BREAK):
        n = sum(times for cell, times in values.items() if separator in cell.strip(separator))
        if n >= max(1, OFTEN * total):
            return separator
    return "," if _is_list(values, total, asks=asks) else ""


def _is_list(values: dict[str, int], total: int, *, asks: bool) -> bool:
    parts = [(part.strip(), n) for cell, n in values.items() for part in apart(",")(cell)]
    several = sum(n for cell, n in values.items() if len(apart(",")(cell)) > 1)
    distinct = {part for part, _n in parts}
    if several < max(1, OFTEN * total) or len(distinct) > MOST_DISTINCT:
        return False
    is_short = all(len(part) <= LONGEST_ANSWER and not part.isdigit() for part in distinct)
    comes_again = asks or len(distinct) < len(parts) or len(distinct) <= len(values)
    return is_short and comes_again
