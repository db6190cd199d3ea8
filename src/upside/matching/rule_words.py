"""The rules of matching in plain words, with their figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching.vocabulary import PLACES, RULES, SAID

__all__ = ["hours", "listed", "rule_name", "rule_sentence"]


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    known = list(words)
    if len(known) <= 1:
        return "".join(known)
    return _("%(first)s and %(last)s") % {"first": ", ".join(known[:-1]), "last": known[-1]}


def hours(half_hours: int) -> str:
    """Write half hours a week as a person would: half an hour, 2 hours, 2 h 30."""
    whole, half = divmod(half_hours, 2)
    if not half:
        return ngettext("%(hours)s hour", "%(hours)s hours", whole) % {"hours": whole}
    return _("%(hours)s h 30") % {"hours": whole} if whole else _("half an hour")


def rule_name(code: str) -> str:
    """Return the few words that name a rule inside a sentence."""
    return str(RULES.get("said" if code in SAID else code, code))


def rule_sentence(code: str, settings: Mapping[str, Any]) -> str:
    """Return what a rule asks, as one sentence with its figures."""
    say = {
        "grade_gap": lambda: _grades(settings["g"]),
        "reporting_line": lambda: _line(settings["depth"]) + _top(settings.get("top_depth", "all")),
        "skill": lambda: (
            _(
                "The mentor knows something that the mentee wants to learn: level %(level)s or"
                " higher, and %(gap)s levels above the mentee."
            )
            % {"level": settings["min_level"], "gap": settings["min_gap"]}
        ),
        "language": lambda: _languages(settings["n"]),
        "slots": lambda: _time(settings["k"]),
        "different": lambda: (
            _("They do not share: %(places)s.")
            % {"places": listed(str(PLACES[place]) for place in settings["by"])}
        ),
        "timezone": lambda: (
            ngettext(
                "Their clocks differ by %(n)s hour at most.",
                "Their clocks differ by %(n)s hours at most.",
                settings["h"],
            )
            % {"n": settings["h"]}
        ),
        "paired_before": lambda: _(
            "They were no pair before, and neither said no to a proposal of the two."
        ),
        "veto": lambda: _("Neither asked not to meet the other."),
        "conflict": lambda: _("No conflict of interest was stated."),
    }
    return say[code]() if code in say else code


def _grades(gap: int) -> str:
    if gap < 1:
        return _("The mentee may be of any grade from %(n)s below the mentor on.") % {"n": -gap}
    return ngettext(
        "The mentee is at least %(n)s grade above the mentor.",
        "The mentee is at least %(n)s grades above the mentor.",
        gap,
    ) % {"n": gap}


def _languages(n: int) -> str:
    if not n:
        return _("They need no language in common.")
    return ngettext(
        "They have a language in common.", "They have %(n)s languages in common.", n
    ) % {"n": n}


def _time(half_hours: int) -> str:
    if not half_hours:
        return _("They need no time in common.")
    return _("They share %(time)s a week.") % {"time": hours(half_hours)}


def _line(depth: int | str) -> str:
    if isinstance(depth, str):
        return _("Neither is in the other's reporting line, and they do not share a manager.")
    return ngettext(
        "Neither is above the other within %(n)s step, and they do not share a manager.",
        "Neither is above the other within %(n)s steps, and they do not share a manager.",
        depth,
    ) % {"n": depth}


def _top(depth: int | str) -> str:
    """Say how far the line reaches below the head of the company, where it is not all of it."""
    if isinstance(depth, str):
        return ""
    return " " + ngettext(
        "Below whoever has no manager, %(n)s step down counts.",
        "Below whoever has no manager, %(n)s steps down count.",
        depth,
    ) % {"n": depth}
