"""What was changed in the studio, and how two sets of rules and weights differ, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from upside.matching.rule_words import rule_name, rule_sentence
from upside.matching.vocabulary import TERMS

__all__ = ["change_words", "differences"]


def change_words(change: Mapping[str, Any]) -> str:
    """Return what the last change was, as the button that takes it back names it."""
    kind, _colon, what = str(change.get("control", "")).partition(":")
    if change.get("words"):
        return str(change["words"])
    if kind == "weight" and what in TERMS:
        return _("the weight of “%(name)s”") % {"name": TERMS[what][0]}
    if kind == "rule":
        return _("the rule “%(name)s”") % {"name": rule_name(what)}
    fixed = {
        "objective": _("the aim"),
        "programme": _("back to the programme"),
        "scenario": _("a scenario taken over"),
        "several": _("several things at once"),
    }
    return fixed.get(kind, _("a pair by hand"))


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what the settings differ in: what it is, how it is in ``one``, how in ``other``."""
    rows = []
    codes = [*one["rules"], *(code for code in other["rules"] if code not in one["rules"])]
    for code in codes:
        sides = [_rule(code, side["rules"]) for side in (one, other)]
        if sides[0] != sides[1]:
            rows.append((_capital(rule_name(code)), *sides))
    for term, (name, _hint) in TERMS.items():
        points = [side["weights"].get(term, 0) for side in (one, other)]
        if points[0] != points[1]:
            rows.append((_("Weight of “%(name)s”") % {"name": name}, *map(str, points)))
    return [(name, left, right) for name, left, right in rows]


def _rule(code: str, rules: Mapping[str, Mapping[str, Any]]) -> str:
    return rule_sentence(code, rules[code]) if code in rules else _("Off")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
