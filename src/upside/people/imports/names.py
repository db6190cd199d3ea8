"""First and last name out of one cell, as HR systems write it."""

import re

from upside.people.imports.headings import plain

__all__ = ["is_last_first", "names_of"]

LAST = frozenset({"nom", "noms", "last", "surname", "family"})
FIRST = frozenset({"prenom", "prenoms", "first", "given", "forename"})
# words that begin a surname and never are one by themselves
WORDS_BEFORE = (
    "le la de du des d van von der den el al ben bel bou ait mac mc saint sainte st ste da dos di"
    " del della ter ten zu"
)
PARTICLES = frozenset(WORDS_BEFORE.split())
BEGINS_SURNAME = re.compile(r"(?:d|l|de|du|des|van|von|da|di|del|della|der|den|el|al)(?:['’].+)?")
ELIDED = re.compile(r"^(?:d|l)['’]", re.IGNORECASE)


def is_last_first(heading: str) -> bool | None:
    """Tell whether a heading names the last name first; None where it does not say.

    >>> is_last_first("NOM Prénom"), is_last_first("First and last name"), is_last_first("Name")
    (True, False, None)
    """
    words = plain(heading).split()
    last = next((i for i, word in enumerate(words) if word in LAST), None)
    first = next((i for i, word in enumerate(words) if word in FIRST), None)
    return None if last is None or first is None else last < first


def names_of(full: str, *, last_first: bool | None = None) -> tuple[str, str]:
    """Return first and last name: ``Doe, Jane``, ``DOE Jane``, ``d'Arc Jeanne``, ``Jane Doe``.

    Capitals tell the last name, where not all words have them; then what the heading says of the
    order counts, as in ``LE GALL YANN`` under *Nom Prénom*.
    """
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip(), last.strip()
    words = full.split()
    if len(words) < len(("first", "last")):
        return "", full.strip()
    shouted = [_is_shouted(word) for word in words]
    if any(shouted) and not all(shouted):
        return _by_capitals(words, shouted)
    if last_first is None:
        last_first = bool(BEGINS_SURNAME.fullmatch(words[0]))
    if not last_first:
        return words[0], " ".join(words[1:])
    end = 1
    while end < len(words) - 1 and plain(words[end - 1]) in PARTICLES:
        end += 1
    return " ".join(words[end:]), " ".join(words[:end])


def _is_shouted(word: str) -> bool:
    bare = ELIDED.sub("", word)
    return bare == bare.upper() and any(c.isalpha() for c in bare)


def _by_capitals(words: list[str], shouted: list[bool]) -> tuple[str, str]:
    """Part the words by their capitals; particles beside a shouted word go with it."""
    for i in reversed(range(len(words) - 1)):
        if shouted[i + 1] and not shouted[i] and BEGINS_SURNAME.fullmatch(words[i]):
            shouted[i] = True
    pairs = list(zip(words, shouted, strict=True))
    first = [word for word, is_last in pairs if not is_last]
    return " ".join(first), " ".join(word for word, is_last in pairs if is_last)
