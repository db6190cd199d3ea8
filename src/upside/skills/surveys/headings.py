"""Headings of surveys taken apart: the question, and the option that the column stands for."""

import re

from upside.people.imports.columns import AGAIN
from upside.people.imports.headings import plain

__all__ = ["option_of", "parts_of", "stem_of"]

BRACKETS = re.compile(r"(?P<stem>.*\S)\s*\[(?P<option>[^\[\]]+)\]\W*", re.DOTALL)
CHOICE = re.compile(r" - (selected choice|choix sélectionné)(?= - |$)", re.IGNORECASE)
WORDS_FOR_ASKED = (
    "have,has,had,want,wants,wanted,know,known,can,can teach,teach,learn,to learn,offer,need,"
    "connu,maitrise,souhaite,apprendre,a apprendre,transmettre,offre,besoin"
)
ASKED = frozenset(WORDS_FOR_ASKED.split(","))
# what stands between a question and an option, the surest first
BETWEEN = (" - ", " – ", " — ", "::", " > ", " : ", ": ", "/", "?", ".", "|", "_")
CODE_NUMBER = re.compile(r"(?P<stem>[A-Za-z]+\d*(?:[._-]?[A-Za-z]+)?)[._-]?(?:SQ)?(?P<option>\d+)")


def parts_of(heading: str) -> list[tuple[str, str]]:
    """Return the ways in which a heading may be a question and one of its options.

    >>> parts_of("What can you teach? [Excel]")
    [('What can you teach?', 'Excel')]
    >>> parts_of("Q5_12")
    [('Q5', '12')]
    """
    bare = CHOICE.sub("", AGAIN.sub("", heading))
    if found := BRACKETS.fullmatch(bare):
        return [_turned(found["stem"].strip(), found["option"].strip())]
    ways = []
    for mark in BETWEEN:
        stem, _, option = bare.rpartition(mark)
        if stem.strip() and option.strip():
            ways.append((f"{stem.strip()}{mark.strip() if mark == '?' else ''}", option.strip()))
    if found := CODE_NUMBER.fullmatch(bare):
        ways = [(found["stem"], found["option"])]
    return [_turned(*way) for way in ways]


def _turned(stem: str, option: str) -> tuple[str, str]:
    """``Excel_have`` names the topic first: the question is what stands behind it."""
    return (option, stem) if plain(option) in ASKED else (stem, option)


def option_of(heading: str) -> str:
    """Return the option in the brackets of a heading, or after its last dash; or nothing."""
    ways = parts_of(heading)
    sure = BRACKETS.fullmatch(AGAIN.sub("", heading)) or " - " in heading
    return ways[0][1] if ways and sure else ""


def stem_of(heading: str) -> str:
    """Return the question of a heading, without the option that ``option_of`` finds."""
    return parts_of(heading)[0][0] if option_of(heading) else heading
