"""Everybody whom one person could have, and what insisting on each costs at least.

A plan that holds the pair (i, j) is worth at most D − (profit_i + price_j − value_ij), where D is
the bound that the prices prove: so profit + price − value is a price tag that needs no solving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.blocks import Cell
from upmatch.certificate import row_bests
from upmatch.dense import Ints
from upmatch.round import Round

__all__ = ["PRICED", "Line", "has_prices", "least_cost", "line_of"]

PRICED: Final = ("people-first", "total")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's partners, in the order of the problem: a row of mentors or of mentees.

    ``may`` says whom the rules permit and a seat is there for; ``fit`` counts there only.
    ``least`` is what each costs at least, on the scale of fit + bonus; None where the objective
    has no prices.
    """

    fit: Ints
    may: NDArray[np.bool_]
    least: Ints | None


def has_prices(solved: Round) -> bool:
    """Say whether prices of the round bound what a pair costs."""
    plan = solved.assignment
    return plan.certified and plan.prices is not None and solved.problem.objective in PRICED


def least_cost(solved: Round, cell: Cell) -> int | None:
    """Return what a permitted pair costs at least, or None where there are no prices."""
    if not has_prices(solved):
        return None
    if solved.wide is not None:
        return solved.wide.least_cost(*cell)
    row, column = cell
    least = line_of(solved, "mentee", row).least
    return None if least is None else int(least[column])


def line_of(solved: Round, role: str, place: int) -> Line:
    """Return the partners of the mentee in this row, or of the mentor in this column.

    Notes
    -----
    A large round scores them by its kernels, O(n) or O(m).
    """
    m, n = len(solved.problem.mentees), len(solved.seats)
    own, everybody = [place], list(range(n if role == "mentee" else m))
    rows, columns = (own, everybody) if role == "mentee" else (everybody, own)
    if solved.wide is not None and has_prices(solved):
        # loaded when needed, as in round.py
        from upmatch.wide_questions import scored_line  # noqa: PLC0415

        return Line(*scored_line(solved.wide, role, place, m if role == "mentor" else n))
    judged = solved.part(rows, columns)
    may = judged.permitted & (solved.seats[columns] > 0)
    least = None
    price = solved.assignment.prices
    if price is not None and has_prices(solved):
        value = judged.fit + solved.assignment.bonus
        least = (_profits(solved, rows, price)[:, None] + price[columns] - value).reshape(-1)
    return Line(judged.fit.reshape(-1), may.reshape(-1), least)


def _profits(solved: Round, rows: Sequence[int], price: Ints) -> Ints:
    """Return the best value − price of each of these mentees, 0 where there is none above."""
    judged = solved.part(rows, range(len(price)))
    open_to = judged.permitted & (solved.seats > 0)
    return row_bests(judged.fit + solved.assignment.bonus, open_to, price)
