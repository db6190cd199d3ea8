"""Hard rules: a pair is permitted, or forbidden for the reason that is the rule's name.

Each rule is one file with the function ``permits(table, …)`` and, where it makes sense to ask
what a softer rule would open, ``loosened(…)``. The order here is the order in which reasons and
remedies are listed. The reasons of ``ALWAYS`` are on wherever they can forbid anything and
cannot be set.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from upmatch import defaults
from upmatch.errors import RuleError
from upmatch.rules import (
    conflict,
    different,
    forbids,
    grade_gap,
    language,
    locked_elsewhere,
    paired_before,
    reporting_line,
    same_company,
    same_person,
    skill,
    slots,
    timezone,
    veto,
)
from upmatch.table import BoolMatrix, Table

__all__ = [
    "ALWAYS",
    "FORBIDDEN",
    "LOCKED_ELSEWHERE",
    "OVERRIDABLE",
    "RULES",
    "SAME_COMPANY",
    "SAME_PERSON",
    "Looser",
    "Settings",
    "forbidden",
    "looser",
    "settled",
    "usual_settings",
]

Settings = Mapping[str, Mapping[str, Any]]
OPTIONAL: Final = ("different", "timezone", "paired_before")
"""Rules that may be proposed to be switched off; others loosen step by step."""
OVERRIDABLE: Final = ("slots", "language", "timezone", "skill", "different")
"""Rules that a coordinator may overrule for a locked pair: those that judge what suits, not what
somebody said, whom somebody reports to, or what makes the mentoring a reverse one."""
SAME_PERSON: Final = "same_person"
SAME_COMPANY: Final = "same_company"
FORBIDDEN: Final = "forbidden"
LOCKED_ELSEWHERE: Final = "locked_elsewhere"


@dataclass(frozen=True, slots=True)
class Rule:
    permits: Callable[..., BoolMatrix]
    check: Callable[..., str]
    loosened: Callable[..., list[dict[str, Any]]]
    unset: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looser:
    """One rule loosened by ``steps``: its new settings, or None where it is switched off."""

    rule: str
    steps: int
    settings: Mapping[str, Any] | None


ALWAYS: Final[Mapping[str, Callable[[Table], BoolMatrix]]] = {
    SAME_PERSON: same_person.permits,
    SAME_COMPANY: same_company.permits,
    FORBIDDEN: forbids.permits,
    LOCKED_ELSEWHERE: locked_elsewhere.permits,
}
RULES: Final[Mapping[str, Rule]] = {
    "slots": Rule(slots.permits, slots.check, slots.loosened),
    "language": Rule(language.permits, language.check, language.loosened),
    "timezone": Rule(timezone.permits, timezone.check, timezone.loosened, {"h": 3}),
    "grade_gap": Rule(grade_gap.permits, grade_gap.check, grade_gap.loosened),
    "skill": Rule(skill.permits, skill.check, skill.loosened),
    "different": Rule(different.permits, different.check, different.loosened, {"by": ["unit"]}),
    "reporting_line": Rule(reporting_line.permits, reporting_line.check, reporting_line.loosened),
    "paired_before": Rule(paired_before.permits, paired_before.check, paired_before.loosened),
    "conflict": Rule(conflict.permits, conflict.check, conflict.loosened),
    "veto": Rule(veto.permits, veto.check, veto.loosened),
}


def settled(rules: Settings) -> dict[str, dict[str, Any]]:
    """Return the rules with every setting filled in and checked, in a fixed order.

    Raises
    ------
    RuleError
        If a rule or a setting is unknown or impossible.
    """
    if not isinstance(rules, Mapping):
        raise RuleError(f"Rules {rules!r} must map rules to settings")
    unknown = sorted(set(rules) - set(RULES), key=str)
    if unknown:
        raise RuleError(f"Rule {unknown[0]!r} is not known; rules are {', '.join(RULES)}")
    return {name: _settled(name, rules[name]) for name in RULES if name in rules}


def usual_settings(name: str) -> dict[str, Any]:
    """Return the settings of a rule that apply where none are given."""
    return {**RULES[name].unset, **defaults.RULES.get(name, {})}


def forbidden(table: Table) -> dict[str, BoolMatrix]:
    """Return, per rule in use, where it forbids a pair: (n_mentees, n_mentors) bool.

    A lock that overrules rules is forbidden by none of ``OVERRIDABLE``.
    """
    on = {
        SAME_PERSON: True,
        SAME_COMPANY: same_company.is_said(table),
        FORBIDDEN: table.forbids,
        LOCKED_ELSEWHERE: table.locks,
    }
    overruled = [cell for cell in map(table.cell, table.overrides) if cell is not None]
    found = {name: ~permits(table) for name, permits in ALWAYS.items() if on[name]}
    for name in table.rules:
        found[name] = _against(table, name)
        if overruled and name in OVERRIDABLE:
            found[name] = found[name].copy()
            for cell in overruled:
                found[name][cell] = False
    return found


def _against(table: Table, name: str) -> BoolMatrix:
    """Return where one rule forbids, computed once for the same people and settings."""
    settings = table.rules[name]
    return table.kept(name, settings, lambda: ~RULES[name].permits(table, **settings))


def looser(rules: Settings) -> Iterator[Looser]:
    """Yield each single rule loosened, fewest steps first.

    A person's no is never overruled, and what makes the mentoring a reverse one and keeps it out
    of the reporting line is not switched off.
    """
    steps = []
    for name, now in rules.items():
        settings: list[dict[str, Any] | None] = [*RULES[name].loosened(**now)]
        settings += [None] if name in OPTIONAL else []
        steps += [Looser(name, count, said) for count, said in enumerate(settings, start=1)]
    return iter(sorted(steps, key=lambda step: step.steps))


def _settled(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    usual = usual_settings(name)
    if not isinstance(given, Mapping):
        raise RuleError(f"Rule {name}: {given!r} must map settings to values")
    unknown = sorted(set(given) - set(usual), key=str)
    if unknown:
        known = ", ".join(usual) or "none"
        raise RuleError(f"Rule {name} has no setting {unknown[0]!r}; its settings are: {known}")
    settings = {**usual, **given}
    settings = {key: list(v) if isinstance(v, tuple) else v for key, v in settings.items()}
    fault = RULES[name].check(**settings)
    if fault:
        raise RuleError(f"Rule {name}: {fault}")
    return settings
