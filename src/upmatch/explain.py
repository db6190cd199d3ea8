"""Why this pair, and why not that one; all of it data, so that pages can say it in words."""

from dataclasses import dataclass

import numpy as np

from upmatch.assignment import most
from upmatch.defaults import FULL_FIT
from upmatch.learning import Learnt, learnt
from upmatch.problem import Problem
from upmatch.round import Round
from upmatch.scoring import Scores
from upmatch.table import GIVE_BACK
from upmatch.terms import TERMS

__all__ = ["NO_SEATS", "TermShare", "Why", "WhyNot", "why", "why_not"]

NO_SEATS = "seats"
"""Reason code of a mentor who offers no seat; beside the names of the rules."""


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
    ``forbidden_by`` is empty for a permitted pair.
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


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What speaks against a pair.

    A forbidden pair names its rules (``seats`` for a mentor without one) and has no cost. A
    permitted pair has the exact cost of fixing it: the best plan with this pair has
    ``cost_pairs`` pairs less and ``cost_fit`` fit points less than the plan; where pairs are
    lost, ``cost_fit`` may be negative. A pair of the plan costs (0, 0).
    """

    mentee: str
    mentor: str
    fit: int
    is_in_plan: bool
    forbidden_by: tuple[str, ...]
    cost_pairs: int | None
    cost_fit: int | None


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
    return Why(
        mentee=mentee_id,
        mentor=mentor_id,
        fit=int(solved.scores.fit[row, column]),
        shares=_shares(problem, row, column),
        learns=tuple(learnt(mentee, mentor, **table.skill)),
        gives_back=tuple(learnt(mentor, mentee, **GIVE_BACK)),
        common_half_hours=int(table.half_hours[0, 0]),
        languages=tuple(sorted(mentee.languages & mentor.languages)),
        forbidden_by=_forbidden_by(solved.scores, row, column),
    )


def why_not(solved: Round, mentee_id: str, mentor_id: str) -> WhyNot:
    """Return which rules forbid this pair, or exactly what fixing it would cost.

    Raises
    ------
    UnknownPersonError
        If one of the two is not in the round in that role.

    Notes
    -----
    The cost of a permitted pair takes one more solve, without the mentee and one seat.
    """
    row, column = solved.cell(mentee_id, mentor_id)
    reasons = _forbidden_by(solved.scores, row, column)
    if not solved.seats[column]:
        reasons += (NO_SEATS,)
    is_in_plan = bool(solved.assignment.mentor_of[row] == column)
    fit = int(solved.scores.fit[row, column])
    cost: tuple[int | None, int | None] = (None, None)
    if is_in_plan:
        cost = (0, 0)
    elif not reasons:
        cost = _cost(solved, row, column)
    return WhyNot(mentee_id, mentor_id, fit, is_in_plan, reasons, *cost)


def _cost(solved: Round, row: int, column: int) -> tuple[int, int]:
    others = np.arange(len(solved.problem.mentees)) != row
    seats = solved.seats
    seats[column] -= 1
    n_pairs, total = most(solved.scores.fit[others], solved.scores.permitted[others], seats)
    fixed = int(solved.scores.fit[row, column])
    plan = solved.assignment
    return plan.n_pairs - n_pairs - 1, plan.total_fit - total - fixed


def _shares(problem: Problem, row: int, column: int) -> tuple[TermShare, ...]:
    table = problem.table().one(row, column)
    total = sum(problem.weights.values())
    shares = []
    for term, weight in problem.weights.items():
        a, b = (int(part.reshape(-1)[0]) for part in TERMS[term](table))
        shares.append(TermShare(term, weight, a, b, FULL_FIT * weight * a // (total * b)))
    return tuple(shares)


def _forbidden_by(scores: Scores, row: int, column: int) -> tuple[str, ...]:
    return tuple(rule for rule, matrix in scores.forbidden.items() if matrix[row, column])
