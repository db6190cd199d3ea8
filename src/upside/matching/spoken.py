"""Rules and weights of a programme or of a round, in words: one wording for every page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from upside.matching.problem import matching_settings
from upside.matching.vocabulary import TERMS
from upside.matching.words import rule_sentence
from upside.programmes.models import Cohort, Programme
from upside.programmes.queries import partners_of

__all__ = ["Spoken", "Weight", "spoken", "spoken_of"]


@dataclass(frozen=True, slots=True)
class Weight:
    """One soft criterion: its words, its weight, and its share of the whole in per cent."""

    name: Promise | str
    hint: Promise | str
    points: int
    percent: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """Each rule as a sentence, and the weights that count, heaviest first."""

    rules: list[str]
    weights: list[Weight]


def spoken_of(owner: Programme | Cohort) -> Spoken:
    """Return by what the next round of ``owner`` goes, with all that it does not say itself."""
    own = matching_settings(owner)
    said = spoken(own["rules"], own["weights"])
    if not partners_of(owner.settings):
        return said
    across = _("They come from different companies: yours and a partner’s, or two partners’.")
    return replace(said, rules=[across, *said.rules])


def spoken(rules: Mapping[str, Mapping[str, Any]], weights: Mapping[str, int]) -> Spoken:
    """Return rules and weights in words; what has no word yet is named by its code."""
    whole = sum(weights.values()) or 1
    rows = [
        Weight(name, hint, points, round(100 * points / whole))
        for term, points in weights.items()
        for name, hint in [TERMS.get(term, (term, ""))]
        if points
    ]
    return Spoken(
        [rule_sentence(code, settings) for code, settings in rules.items()],
        sorted(rows, key=lambda row: -row.points),
    )
