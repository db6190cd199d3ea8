"""Who would be deactivated by an import, and by which choice: numbers before names."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.pairs.queries import in_open_pairs
from upside.people.imports.outcome import are_few
from upside.people.models import PeopleImport, Person
from upside.people.queries import with_ids
from upside.programmes.queries import placed_among

__all__ = ["Choice", "Stake", "choices_of", "leaving_page", "stake_of"]

NAMED = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to import: what becomes of those the file does not name, and how many leave."""

    leavers: str
    ids: list[str]
    n_lines: int
    is_few: bool

    @property
    def n(self) -> int:
        return len(self.ids)

    @property
    def label(self) -> str:
        """What pressing the button does, with its numbers."""
        lines = ngettext("Import %(n)s line", "Import %(n)s lines", self.n_lines)
        lines %= {"n": self.n_lines}
        if not self.n:
            return _("%(import)s, deactivate nobody") % {"import": lines}
        people = ngettext("deactivate %(n)s person", "deactivate %(n)s people", self.n)
        people %= {"n": self.n}
        return _("%(import)s and %(deactivate)s") % {"import": lines, "deactivate": people}


@dataclass(frozen=True, slots=True)
class Stake:
    """How many of some people are in a pair that has not ended, and have a place or invitation."""

    in_pairs: int
    placed: int


def stake_of(ids: Collection[str]) -> Stake:
    return Stake(in_pairs=len(in_open_pairs(ids)), placed=len(placed_among(ids)))


def choices_of(import_: PeopleImport) -> list[Choice]:
    """Return the ways to import a checked file, the likely one first; one where nothing is open.

    Few missing people have probably left; where many are missing the file is probably a part.
    """
    outcome = import_.outcome
    n_lines = outcome["read"] - outcome["refused"]
    said, missing = outcome.get("deactivated_ids", []), outcome.get("missing_ids", [])
    everybody = [*said, *missing]

    def choice(leavers: str, ids: list[str]) -> Choice:
        return Choice(leavers, ids, n_lines, are_few(len(ids), known=outcome.get("known", 0)))

    keep, deactivate = choice("keep", said), choice("deactivate", everybody)
    if not missing:
        return [keep]
    return [deactivate, keep] if deactivate.is_few else [keep, deactivate]


def leaving_page(import_: PeopleImport, leavers: str) -> dict[str, Any]:
    """Return what is asked before people are deactivated: how many, what they take part in, who."""
    choices = {choice.leavers: choice for choice in choices_of(import_)}
    chosen = choices.get(leavers, choices["keep"])
    return {
        "import": import_,
        "outcome": import_.outcome,
        "chosen": chosen,
        "other": next((c for c in choices.values() if c is not chosen and not c.n), None),
        "stake": stake_of(chosen.ids),
        "named": list[Person](with_ids(chosen.ids[:NAMED])),
        "n_more": max(0, chosen.n - NAMED),
    }
