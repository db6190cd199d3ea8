"""What stands against a pair, and what a change by hand costs, in plain words.

What people said, a conflict and an earlier pair are always one answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import upmatch
from upside.matching.holds import Against
from upside.matching.questions import Effect, Move
from upside.matching.remedies import SkillRemedy
from upside.matching.rule_words import listed, rule_name, rule_sentence
from upside.people.models import Person

__all__ = [
    "against_sentence",
    "change_sentence",
    "effect_sentence",
    "fit_words",
    "moves_in_words",
    "never_sentence",
    "overruled_sentence",
    "price_sentences",
    "skill_sentence",
]

WHOLE_FIT = 10_000
SHOWN = 100
"""Fit points that two decimals show: less is said to be less."""
Names = Mapping[str, Person]


def fit_words(points: int) -> str:
    """Write so much fit, above 0, with two decimals; never as 0.00."""
    if points < SHOWN:
        return _("less than %(fit)s") % {"fit": number_format(SHOWN / WHOLE_FIT, 2)}
    return str(number_format(round(points / WHOLE_FIT, 2), 2))


def never_sentence(codes: Iterable[str]) -> str:
    """Return why two people cannot be a pair, whoever wants it."""
    return _("These two cannot be a pair, and nobody overrules it. In the way: %(rules)s.") % {
        "rules": listed(rule_name(code) for code in codes)
    }


def overruled_sentence(codes: Iterable[str]) -> str:
    """Return which rules are against two people that a coordinator may overrule."""
    return _("The rules are against these two: %(rules)s.") % {
        "rules": listed(rule_name(code) for code in codes)
    }


def against_sentence(found: Against) -> str:
    """Return what stands against a pair, or that nothing does."""
    if found.never:
        return never_sentence(found.never)
    said = []
    if found.by_hand:
        said.append(_("In the way: %(rules)s.") % {"rules": listed(map(rule_name, found.by_hand))})
    if found.overruled:
        said.append(overruled_sentence(found.overruled))
    return " ".join(said) or _("No rule is against these two.")


def effect_sentence(effect: Effect) -> str:
    """Return what a change gains or costs: pairs first, then fit over all pairs."""
    if not (effect.pairs or effect.fit):
        return _("It costs the plan nothing: as many pairs, and as much fit.")
    if not effect.pairs:
        words = (
            _("It costs the plan %(fit)s of fit, and no pair.")
            if effect.fit < 0
            else _("It brings the plan %(fit)s of fit, and as many pairs.")
        )
        return words % {"fit": fit_words(abs(effect.fit))}
    n = abs(effect.pairs)
    pairs = (
        ngettext("It costs the plan %(n)s pair.", "It costs the plan %(n)s pairs.", n)
        if effect.pairs < 0
        else ngettext(
            "It brings the plan %(n)s pair more.", "It brings the plan %(n)s pairs more.", n
        )
    ) % {"n": n}
    return f"{pairs} {_fit_over_all(effect.fit)}".strip()


def moves_in_words(moves: Iterable[Move], people: Names) -> list[str]:
    """Return for each mentee who would move from whom to whom."""
    return [_move(move, people) for move in moves if move.mentee in people]


def price_sentences(price: upmatch.RulePrice, *, may_go: bool) -> list[dict[str, Any]]:
    """Return what less of a rule, or none of it, gains the plan: each step that gains more.

    ``at`` is the step from 1, 0 without the rule. ``may_go`` is false for a rule that is never off:
    only its looser settings are told.
    """
    steps = [*enumerate(price.steps, start=1), *([(0, price.dropped)] if may_go else [])]
    first = {(step.pairs, step.fit): at for at, step in reversed(steps)}
    return [
        {
            "at": at,
            "rule": _without(price.rule)
            if step.settings is None
            else rule_sentence(price.rule, step.settings),
            "gain": _gain(step),
        }
        for at, step in steps
        if (step.pairs > 0 or (step.pairs == 0 and step.fit > 0))
        and first[step.pairs, step.fit] == at
    ]


def skill_sentence(remedy: SkillRemedy, people: Names, skill: str) -> str:
    """Return which skill, at which level, would give somebody a partner."""
    words = _("At level %(level)s in %(skill)s, %(mentor)s could teach %(mentee)s.")
    now = _("What counts now is level %(now)s.") if remedy.now else _("No level counts now.")
    return f"{words} {now}" % {
        "level": remedy.level,
        "now": remedy.now,
        "skill": skill,
        "mentor": _name(people, remedy.couple[1]),
        "mentee": _name(people, remedy.couple[0]),
    }


def change_sentence(change: Mapping[str, Any], people: Names) -> str:
    """Return what the last change by hand was, for the button that takes it back."""
    kind = change.get("by_hand")
    if kind == "swap":
        first, second = (_name(people, one) for one in change["mentors"])
        return _("%(first)s and %(second)s swapped their mentees") % {
            "first": first,
            "second": second,
        }
    if kind == "loosen":
        return _("The rule “%(rule)s” was loosened") % {"rule": rule_name(change["rule"])}
    words = {
        "lock": _("%(mentor)s and %(mentee)s were fixed"),
        "pair": _("%(mentor)s and %(mentee)s were paired by hand"),
        "forbid": _("%(mentor)s and %(mentee)s were ruled out"),
        "let_go": _("%(mentor)s and %(mentee)s were let go"),
    }
    if kind not in words:
        return ""
    two = {name: _name(people, change[name]) for name in ("mentor", "mentee")}
    return words[kind] % two


def _name(people: Names, ref: str) -> str:
    return people[ref].name if ref in people else ref


def _move(move: Move, people: Names) -> str:
    names = {
        "mentee": _name(people, move.mentee),
        "before": _name(people, move.before or ""),
        "after": _name(people, move.after or ""),
    }
    if move.after is None:
        return _("%(mentee)s would have nobody, instead of %(before)s.") % names
    if move.before is None:
        return _("%(mentee)s, who has nobody, would have %(after)s.") % names
    return _("%(mentee)s would have %(after)s, instead of %(before)s.") % names


def _fit_over_all(points: int) -> str:
    if points == 0:
        return ""
    words = (
        _("Fit over all pairs falls by %(fit)s.")
        if points < 0
        else _("Fit over all pairs rises by %(fit)s.")
    )
    return words % {"fit": fit_words(abs(points))}


def _without(rule: str) -> str:
    return _("Without the rule “%(rule)s”.") % {"rule": rule_name(rule)}


def _gain(step: upmatch.Step) -> str:
    """Return what a step gains: more pairs, or else more fit."""
    if not step.pairs:
        return _("%(fit)s more fit.") % {"fit": fit_words(step.fit)}
    return ngettext("%(n)s more pair.", "%(n)s more pairs.", step.pairs) % {"n": step.pairs}
