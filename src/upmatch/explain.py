"""Why this pair, and why not that one; all of it data, so that pages can say it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from upmatch.blocks import Cell
from upmatch.defaults import FULL_FIT
from upmatch.errors import InfeasibleError
from upmatch.learning import Learnt, learnt
from upmatch.lines import least_cost
from upmatch.round import Round
from upmatch.rules import forbidden
from upmatch.scoring import Scores
from upmatch.table import GIVE_BACK, Table
from upmatch.terms import TERMS

__all__ = ["NO_SEATS", "QUOTAS", "TermShare", "Why", "WhyNot", "cost_of", "why", "why_not"]

NO_SEATS = "seats"
"""Reason code of a mentor who offers no seat; beside the names of the rules."""
QUOTAS = "quotas"
"""Reason code of a permitted pair that no plan within the quotas holds."""


@dataclass(frozen=True, slots=True)
class TermShare:
    """One term's part of a fit: floor(10,000 · weight · a / (all weights · b)) points."""

    term: str
    weight: int
    a: int
    b: int
    points: int


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for a pair. ``fit`` is the sum of the shares' points.

    ``learns`` is what can pass from mentor to mentee, ``gives_back`` the other way.
    ``forbidden_by`` is empty for a permitted pair, and for a lock that overrules what forbids it:
    ``overrides`` has these rules.
    """

    mentee: str
    mentor: str
    fit: int
    shares: tuple[TermShare, ...]
    learns: tuple[Learnt, ...]
    gives_back: tuple[Learnt, ...]
    common_half_hours: int
    languages: tuple[str, ...]
    forbidden_by: tuple[str, ...]
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What speaks against a pair.

    A forbidden pair names its rules (``seats`` for a mentor without one, ``quotas`` where these
    leave no plan with the pair) and has no cost. A
    permitted pair has the exact cost of fixing it: the best plan with this pair has
    ``cost_pairs`` pairs less and ``cost_fit`` fit points less than the plan; where pairs are
    lost, ``cost_fit`` may be negative. A pair of the plan costs (0, 0). ``least_cost`` is what
    prices tell at once, without solving again: on the scale of fit + bonus, never more than the
    exact cost; None where the objective has no prices.
    """

    mentee: str
    mentor: str
    fit: int
    is_in_plan: bool
    forbidden_by: tuple[str, ...]
    cost_pairs: int | None
    cost_fit: int | None
    least_cost: int | None = None


def why(solved: Round, mentee_id: str, mentor_id: str) -> Why:
    """Return what speaks for this pair, in the plan or not.

    Raises
    ------
    UnknownPersonError
        If one of the two is not in the round in that role.
    """
    row, column = solved.cell(mentee_id, mentor_id)
    problem = solved.problem
    mentee, mentor = problem.mentees[row], problem.mentors[column]
    table = problem.table().one(row, column)
    judged = solved.part([row], [column])
    against = _forbidden_by(judged)
    return Why(
        mentee=mentee_id,
        mentor=mentor_id,
        fit=int(judged.fit[0, 0]),
        shares=_shares(table, problem.weights),
        learns=tuple(learnt(mentee, mentor, **table.skill)),
        gives_back=tuple(learnt(mentor, mentee, **GIVE_BACK)),
        common_half_hours=int(table.half_hours[0, 0]),
        languages=tuple(sorted(mentee.languages & mentor.languages)),
        forbidden_by=against,
        overrides=_overruled(table, against),
    )


def why_not(solved: Round, mentee_id: str, mentor_id: str) -> WhyNot:
    """Return which rules forbid this pair, or exactly what fixing it would cost.

    Raises
    ------
    UnknownPersonError
        If one of the two is not in the round in that role.

    Notes
    -----
    The exact cost of a permitted pair takes one more solve, with the pair fixed.
    """
    row, column = solved.cell(mentee_id, mentor_id)
    judged = solved.part([row], [column])
    reasons = _forbidden_by(judged)
    if not solved.seats[column]:
        reasons += (NO_SEATS,)
    is_in_plan = bool(solved.assignment.mentor_of[row] == column)
    cost: tuple[int | None, int | None] = (None, None)
    if is_in_plan:
        cost = (0, 0)
    elif not reasons:
        try:
            cost = cost_of(solved, (row, column))
        except InfeasibleError:
            reasons = (QUOTAS,)
    is_open = not (is_in_plan or reasons)
    least = least_cost(solved, (row, column)) if is_open else None
    return WhyNot(mentee_id, mentor_id, int(judged.fit[0, 0]), is_in_plan, reasons, *cost, least)


def cost_of(solved: Round, cell: Cell) -> tuple[int, int]:
    """Return how many pairs and how much fit the best plan with this permitted pair has less.

    Raises
    ------
    InfeasibleError
        If no plan within the quotas holds it.
    """
    n_pairs, fit = solved.best_with(*cell)
    return solved.assignment.n_pairs - n_pairs, solved.assignment.total_fit - fit


def _shares(table: Table, weights: Mapping[str, int]) -> tuple[TermShare, ...]:
    total = sum(weights.values())
    shares = []
    for term, weight in weights.items():
        a, b = (int(part.reshape(-1)[0]) for part in TERMS[term](table))
        shares.append(TermShare(term, weight, a, b, FULL_FIT * weight * a // (total * b)))
    return tuple(shares)


def _overruled(table: Table, against: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules that would forbid the one pair of this table, were they not overruled."""
    if not table.overrides:
        return ()
    by_rule = forbidden(replace(table, overrides=()))
    return tuple(rule for rule, cell in by_rule.items() if cell[0, 0] and rule not in against)


def _forbidden_by(judged: Scores) -> tuple[str, ...]:
    return tuple(rule for rule, matrix in judged.forbidden.items() if matrix[0, 0])
