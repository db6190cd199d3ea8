"""Which rules the studio may switch and set, and what it never touches."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

import upmatch
from upmatch import defaults
from upmatch.rules import settled, usual_settings
from upmatch.terms import weighed
from upside.kernel.errors import Refused
from upside.matching.vocabulary import SAID

__all__ = [
    "MORE_TERMS",
    "NEVER_OFF",
    "OBJECTIVES",
    "SWITCHED",
    "USUAL_TERMS",
    "RulesRefused",
    "checked",
    "filled",
    "usual",
]

SWITCHED: Final = ("skill", "language", "slots", "different", "timezone")
NEVER_OFF: Final = ("grade_gap", "reporting_line", *SAID)
OBJECTIVES: Final = ("people-first", "total", "weakest", "stable")
USUAL_TERMS: Final = tuple(defaults.WEIGHTS)
MORE_TERMS: Final = ("harmonic", "geometric", "load")
"""Terms that need no data of their own, beside the usual ones."""

Rules = Mapping[str, Mapping[str, Any]]


class RulesRefused(Refused):
    """Rules or weights that no round can go by, or that would tell what people wished."""


def usual(code: str) -> dict[str, Any]:
    """Return the settings that a rule has where nobody set it."""
    return usual_settings(code)


def filled(rules: Rules) -> dict[str, dict[str, Any]]:
    """Return the rules with every setting that is not said, as the engine takes it."""
    return {code: {**usual_settings(code), **settings} for code, settings in rules.items()}


def checked(
    rules: Rules, weights: Mapping[str, int], own: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return rules and weights with all that is never off; ``own`` is what the programme goes by.

    Raises
    ------
    RulesRefused
        If no criterion weighs anything, wishes weigh more than all the rest together (and more
        than in the programme), or a setting is impossible.
    """
    if not any(weights.values()):
        raise RulesRefused(
            _("All weights are 0, so no pair would be better than another. Give one some weight.")
        )
    wishes = weights.get("wishes", 0)
    if 2 * wishes > sum(weights.values()) and wishes > own["weights"].get("wishes", 0):
        raise RulesRefused(
            _(
                "Wishes would weigh more than all the rest together: the pairs would tell who"
                " wished for whom. Give them half of the whole at most."
            )
        )
    kept = {code: own["rules"][code] for code in NEVER_OFF if code in own["rules"]}
    said = {code: kept.get(code, {}) for code in SAID}
    try:
        return settled({**kept, **rules, **said}), weighed(weights)
    except upmatch.RuleError as fault:
        raise RulesRefused(
            _("The engine cannot use this: %(fault)s. Set it otherwise.") % {"fault": fault}
        ) from fault
