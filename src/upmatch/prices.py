"""What a rule costs: the pairs and the fit that a plan would gain without it, or with less of it.

Every figure comes from solving again; where the round is large, from its prices, which does not
change the result. A rule that people rely on, veto and conflict, has a price too: it is for the
coordinator to know, not to take away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from upmatch.errors import RuleError
from upmatch.round import Round, solved_round
from upmatch.rules import RULES, Settings
from upmatch.varying import same_people

__all__ = ["RulePrice", "Step", "price_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """The plan with a rule at other settings: ``pairs`` and ``fit`` are gains over the plan.

    Where pairs are gained, ``fit`` can be negative: more people share in it.
    """

    settings: Mapping[str, Any] | None
    pairs: int
    fit: int


@dataclass(frozen=True, slots=True)
class RulePrice:
    """The price of a rule: ``dropped`` without it, ``steps`` with each looser setting."""

    rule: str
    dropped: Step
    steps: tuple[Step, ...]


def price_of(solved: Round, rule: str) -> RulePrice:
    """Return what the plan would gain without this rule, and with each looser setting of it.

    Raises
    ------
    RuleError
        If the rule does not apply in this round.

    Notes
    -----
    One solve for the rule and one for each of its looser settings.
    """
    rules = solved.problem.rules
    if rule not in rules:
        used = ", ".join(rules) or "none"
        raise RuleError(f"Rule {rule!r} does not apply in this round; rules that do: {used}")
    without = {name: said for name, said in rules.items() if name != rule}
    looser = RULES[rule].loosened(**rules[rule])
    steps = [_step(solved, {**rules, rule: said}, said) for said in looser]
    return RulePrice(rule, _step(solved, without, None), tuple(steps))


def _step(solved: Round, rules: Settings, settings: Mapping[str, Any] | None) -> Step:
    problem = same_people(solved.problem, rules=rules)
    other = solved_round(problem, seats=solved.seats, how=solved.again).assignment
    plan = solved.assignment
    return Step(settings, other.n_pairs - plan.n_pairs, other.total_fit - plan.total_fit)
