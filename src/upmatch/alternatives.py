"""The best other partners of one person, each with what it costs the plan, exactly.

Under people first and total, prices tell of every pair what it costs at least. Candidates are
solved in that order, each with the pair locked, until none that is left can be cheaper than those
found: so the answer is exact after a few solves. Other objectives have no prices: every permitted
partner is solved, best fit first, as far as the limit of solves allows.

Source: pricing out by reduced costs: R. E. Burkard, M. Dell'Amico, S. Martello, Assignment
Problems, SIAM 2009, doi:10.1137/1.9780898717754, chapter 4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from upmatch.blocks import Cell
from upmatch.errors import InfeasibleError
from upmatch.explain import cost_of
from upmatch.left_over import usual_solves
from upmatch.lines import line_of
from upmatch.round import Round
from upmatch.worth import worth_of

__all__ = ["Alternative", "Alternatives", "alternatives"]

Role = Literal["mentee", "mentor"]
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another partner: the best plan with this pair has so much less than the plan.

    Where pairs are lost, or the objective puts something before fit, ``cost_fit`` can be negative.
    """

    mentee: str
    mentor: str
    fit: int
    cost_pairs: int
    cost_fit: int


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The best other partners of one person, cheapest first.

    ``is_complete`` says that no other partner is cheaper than these; it is false where the limit
    of solves was met. ``n_solves`` counts the solves.
    """

    id: str
    role: Role
    partners: tuple[Alternative, ...]
    n_solves: int
    is_complete: bool


@dataclass(frozen=True, slots=True, order=True)
class _Tried:
    """What a candidate costs in the order of the objective; equal ones by their place."""

    loss: tuple[int, ...]
    cell: Cell
    cost: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Candidate:
    cell: Cell
    least: int | None


def alternatives(
    solved: Round,
    person_id: str,
    *,
    role: Role | None = None,
    k: int = FEW,
    most_solves: int | None = None,
) -> Alternatives:
    """Return the ``k`` other partners that cost the plan least.

    Parameters
    ----------
    solved : Round
        The round and its solution.
    person_id : str
        A mentee or a mentor; partners of the plan are left out.
    role : str, optional
        Of somebody who has both; ``mentee`` where it is left out.
    k : int, >= 1
        How many.
    most_solves : int, optional
        Limit of solves; by default fewer for larger rounds.

    Raises
    ------
    UnknownPersonError
        If the person is not in the round in that role.

    Notes
    -----
    One solve per candidate that could be among the best, with prices usually little more than
    ``k``. Pairs that no plan within the quotas holds are left out. Equal costs come in the order
    of the ids.
    """
    side, place = _place(solved, person_id, role)
    limit = usual_solves(solved, person_id) if most_solves is None else most_solves
    best: list[_Tried] = []
    n_solves, is_complete = 0, True
    for one in _candidates(solved, side, place):
        if len(best) >= k and one.least is not None and best[-1].loss[0] <= one.least:
            break
        if n_solves >= limit:
            is_complete = False
            break
        n_solves += 1
        best = sorted([*best, *_tried(solved, one)])[:k]
    fits = solved.fits_of([one.cell for one in best])
    partners = [
        Alternative(*solved.link(*one.cell), fit, *one.cost)
        for one, fit in zip(best, fits, strict=True)
    ]
    return Alternatives(person_id, side, tuple(partners), n_solves, is_complete)


def _place(solved: Round, person_id: str, role: Role | None) -> tuple[Role, int]:
    problem = solved.problem
    if role == "mentee" or (role is None and person_id in problem.row_of):
        return "mentee", solved.row(person_id)
    return "mentor", solved.column(person_id)


def _candidates(solved: Round, side: Role, place: int) -> Iterator[_Candidate]:
    """Yield who could be a partner and is none: cheapest first by prices, else best fit first."""
    line = line_of(solved, side, place)
    mentor_of = solved.assignment.mentor_of
    others = np.flatnonzero(line.may)
    order = -line.fit if line.least is None else line.least
    for other in others[np.argsort(order[others], kind="stable")].tolist():
        row, column = (place, other) if side == "mentee" else (other, place)
        if mentor_of[row] != column:
            least = None if line.least is None else int(line.least[other])
            yield _Candidate((row, column), least)


def _tried(solved: Round, one: _Candidate) -> list[_Tried]:
    """Return the candidate with its exact cost, or nothing if no plan holds the pair."""
    plan = solved.assignment
    if one.least is not None:
        cost = cost_of(solved, one.cell)
        return [_Tried((cost[0] * plan.bonus + cost[1],), one.cell, cost)]
    try:
        other = solved.holding(*one.cell)
    except InfeasibleError:
        return []
    loss = tuple(a - b for a, b in zip(worth_of(solved), worth_of(other), strict=True))
    found = other.assignment
    cost = plan.n_pairs - found.n_pairs, plan.total_fit - found.total_fit
    return [_Tried(loss, one.cell, cost)]
