"""The rules and weights of a programme, in plain words for the coordinator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.programmes.models import Programme

__all__ = ["Weight", "rules_in_words", "weights_in_words"]


@dataclass(frozen=True, slots=True)
class Weight:
    """One soft criterion: its words, its weight, and its share of the whole in per cent."""

    name: str
    points: int
    share: int


def rules_in_words(programme: Programme) -> list[str]:
    """Return each rule as a sentence; rules that need no word are left out."""
    rules = programme.settings.get("matching", {}).get("rules", {})
    return [
        sentence
        for code, given in rules.items()
        if (sentence := _rule(code, given if isinstance(given, Mapping) else {}))
    ]


def _rule(code: str, given: Mapping[str, Any]) -> str:
    counted = {
        "grade_gap": _grade_gap,
        "skill": _skill,
        "language": _language,
        "slots": _slots,
    }
    plain = {
        "reporting_line": _("Neither stands above the other in the reporting line."),
        "veto": _("Nobody who asked not to meet is brought together."),
        "conflict": _("No pair with a stated conflict of interest."),
    }
    return counted[code](given) if code in counted else plain.get(code, "")


def _grade_gap(given: Mapping[str, Any]) -> str:
    n = int(given.get("g", 1))
    return ngettext(
        "The mentee is at least %(n)s grade above the mentor.",
        "The mentee is at least %(n)s grades above the mentor.",
        n,
    ) % {"n": n}


def _skill(given: Mapping[str, Any]) -> str:
    return _(
        "The mentor has level %(level)s or more in something the mentee wants,"
        " and is %(gap)s levels ahead."
    ) % {"level": given.get("min_level", 5), "gap": given.get("min_gap", 2)}


def _language(given: Mapping[str, Any]) -> str:
    n = int(given.get("n", 1))
    return ngettext(
        "They have %(n)s language in common.", "They have %(n)s languages in common.", n
    ) % {"n": n}


def _slots(given: Mapping[str, Any]) -> str:
    n = int(given.get("k", 1))
    return ngettext(
        "They have %(n)s half hour a week in common.",
        "They have %(n)s half hours a week in common.",
        n,
    ) % {"n": n}


def weights_in_words(programme: Programme) -> list[Weight]:
    """Return the weights with their words, heaviest first."""
    weights: dict[str, int] = programme.settings.get("matching", {}).get("weights", {})
    names = {
        "teach": _("What the mentor can teach"),
        "give_back": _("What the mentee can give back"),
        "distance": _("How far apart their units are"),
        "availability": _("Time in common"),
        "wishes": _("Whom they would like to meet"),
    }
    whole = sum(weights.values()) or 1
    rows = [
        Weight(names.get(code, code), points, round(100 * points / whole))
        for code, points in weights.items()
    ]
    return sorted(rows, key=lambda row: -row.points)
