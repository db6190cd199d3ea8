"""Who is left over, why, and the one smallest change that would really help.

Every remedy that is shown has been solved again with the change made: nothing is guessed. The
number of solves is limited by the size of the problem; where the limit was met, the entry says
that a remedy was not searched.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import numpy as np

from upmatch.assignment import UNMATCHED
from upmatch.remedies import LeftOver, Search
from upmatch.round import Round
from upmatch.table import BoolMatrix

__all__ = ["left_over"]

WORK: Final = 60_000_000
MOST_SOLVES: Final = 400


def left_over(solved: Round, *, most_solves: int | None = None) -> list[LeftOver]:
    """Return everybody who is left over: mentees by id, then mentors by id.

    Parameters
    ----------
    solved : Round
        The round and its solution.
    most_solves : int, optional
        Limit of solves for remedies; by default 4 to 400, fewer for larger problems.

    Notes
    -----
    One solve per looser rule that permits somebody new, and one per mentor whom a left-over
    mentee may have.
    """
    cells = max(solved.scores.fit.size, 1)
    usual = min(max(WORK // cells, 4), MOST_SOLVES)
    search = Search(solved, usual if most_solves is None else most_solves)
    found = [*_mentees(solved), *_mentors(solved)]
    search.loosen([one for one in found if one.reason == "no_partner"])
    search.add_seats([one for one in found if one.reason == "outbid" and one.role == "mentee"])
    return [search.answered(one) for one in found]


def _mentees(solved: Round) -> Iterator[LeftOver]:
    for row in np.flatnonzero(solved.assignment.mentor_of == UNMATCHED):
        permitted = int(solved.scores.permitted[row].sum())
        by, only = _counts({name: cells[row] for name, cells in solved.scores.forbidden.items()})
        yield LeftOver(
            id=solved.problem.mentees[row].id,
            role="mentee",
            reason="outbid" if permitted else "no_partner",
            n_partners=len(solved.problem.mentors),
            n_permitted=permitted,
            free_seats=0,
            forbidden_by=by,
            forbidden_only_by=only,
        )


def _mentors(solved: Round) -> Iterator[LeftOver]:
    taken = np.bincount(
        solved.assignment.mentor_of[solved.assignment.mentor_of != UNMATCHED],
        minlength=len(solved.problem.mentors),
    )
    free = solved.seats - taken
    for column in np.flatnonzero(free > 0):
        permitted = int(solved.scores.permitted[:, column].sum())
        by, only = _counts(
            {name: cells[:, column] for name, cells in solved.scores.forbidden.items()}
        )
        unpaired: Literal["outbid", "no_partner"] = "outbid" if permitted else "no_partner"
        yield LeftOver(
            id=solved.problem.mentors[column].id,
            role="mentor",
            reason="seats_left" if taken[column] else unpaired,
            n_partners=len(solved.problem.mentees),
            n_permitted=permitted,
            free_seats=int(free[column]),
            forbidden_by=by,
            forbidden_only_by=only,
        )


def _counts(lines: Mapping[str, BoolMatrix]) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many partners each rule removes, and how many no other rule removes."""
    reasons = np.sum(list(lines.values()), axis=0)
    by = {name: int(line.sum()) for name, line in lines.items()}
    only = {name: int((line & (reasons == 1)).sum()) for name, line in lines.items()}
    return (
        {name: count for name, count in by.items() if count},
        {name: count for name, count in only.items() if count},
    )
