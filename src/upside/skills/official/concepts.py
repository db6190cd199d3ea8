"""What an official file says of one skill, and what can be wrong with a file."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.kernel.errors import Refused

__all__ = [
    "MOST_CONCEPTS",
    "Concept",
    "ConceptFault",
    "OfficialFile",
    "OfficialFilesRefused",
    "clean_names",
    "language_of",
]

MOST_CONCEPTS = 50_000
LONGEST_LABEL = 200
MOST_ALIASES = 80
# short words that stand in nearly every list of labels, and in one of the two languages only
SHORT_WORDS = {
    "en": {"the", "of", "and", "with", "for", "to", "use", "manage", "using", "from"},
    "fr": {"de", "des", "du", "la", "le", "les", "et", "une", "aux", "pour", "gérer", "utiliser"},
}
SURE = 2


@dataclass(frozen=True, slots=True)
class Concept:
    """One skill of an official file: its URI, and its names by language."""

    uri: str
    source: str
    labels: Mapping[str, str]
    aliases: Mapping[str, list[str]] = field(default_factory=dict)
    digcomp: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConceptFault:
    """Something wrong in an official file: where, what, and what to do."""

    file: str
    line: int
    column: str
    value: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file that was read: what kind it is, what it holds, what is wrong with it."""

    name: str
    kind: str
    languages: list[str]
    concepts: list[Concept]
    left_out: int = 0
    faults: list[ConceptFault] = field(default_factory=list)


class OfficialFilesRefused(Refused):
    """Files hold faults, so nothing of them is taken in; ``faults`` lists them."""

    def __init__(self, faults: list[ConceptFault], *, n_read: int) -> None:
        self.faults, self.n_read = faults, n_read
        n = len(faults)
        super().__init__(
            ngettext(
                "Nothing was imported: %(n)s entry is faulty. Mend it, or take the file as it"
                " was published, and import it again.",
                "Nothing was imported: %(n)s entries are faulty. Mend them, or take the file as"
                " it was published, and import it again.",
                n,
            )
            % {"n": n}
        )


def clean_names(cell: str) -> list[str]:
    """Return the alternative labels of a cell, one a line or parted by bars, without doubles.

    What cannot be a name is left out: too long, or with signs that cannot be seen.
    """
    names = (" ".join(part.split()) for part in re.split(r"[\r\n|]", cell))
    return [name for name in dict.fromkeys(names) if not wrong_with(name)][:MOST_ALIASES]


def wrong_with(label: str) -> str:
    """Say why a label is none; empty where it is one."""
    if not label:
        return _("The label is missing.")
    if len(label) > LONGEST_LABEL:
        return _("The label has more than %(most)s characters.") % {"most": LONGEST_LABEL}
    if not label.isprintable():
        return _("The label holds signs that cannot be seen.")
    return ""


def language_of(labels: Iterable[str]) -> str:
    """Return the language of labels by their short words; empty where they do not tell it."""
    words = Counter(word for label in labels for word in label.lower().replace("’", "'").split())
    found = {code: sum(words[word] for word in short) for code, short in SHORT_WORDS.items()}
    best, other = sorted(found, key=lambda code: -found[code])
    return best if found[best] and found[best] >= SURE * found[other] else ""
