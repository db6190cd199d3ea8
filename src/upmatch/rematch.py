"""After a change, a new plan that moves as few people as it should, and says who moves.

By default every pair that can go on is locked: nobody moves who need not, and the certificate says
that no plan that moves nobody is better. With ``keep`` as a number of fit points, every pair that
goes on earns so many points more than its fit; those that the best plan of such points holds are
then locked, and the rest is solved. What that costs is told: the best plan that might move
everybody is solved too.

Source: keeping what was, as a bonus: the penalty for reassignment in E. Bampis, B. Escoffier,
M. Lampis, V. T. Paschos, "Multistage matchings", SWAT 2018, doi:10.4230/LIPIcs.SWAT.2018.7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from upmatch.board import Assignment
from upmatch.changes import Changes, Ended, changed, ended_pairs
from upmatch.defaults import FULL_FIT
from upmatch.errors import RuleError
from upmatch.keeping import kept_pairs
from upmatch.lines import PRICED
from upmatch.people import is_count
from upmatch.plan import Plan, planned
from upmatch.problem import Problem
from upmatch.round import Round, solved_round
from upmatch.table import Link
from upmatch.varying import same_people

__all__ = ["Move", "Rematch", "rematch"]

LOCKS: Final = "locks"


@dataclass(frozen=True, slots=True)
class Move:
    """One mentee whose mentor is another than before; None is nobody."""

    mentee: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Rematch:
    """The new plan and what it changes.

    Attributes
    ----------
    plan : Plan
        Of the problem after the change, in which the ``kept`` pairs are locked.
    kept : tuple of (mentee, mentor)
        Pairs of the plan before that go on.
    ended : tuple of Ended
        Pairs of the plan before that cannot go on, and why.
    moves : tuple of Move
        Every mentee of either plan whose mentor is another, by id.
    gained_pairs, gained_fit : int
        What the new plan has more than the pairs that could go on.
    given_up : (int, int) or None
        How many pairs and how much fit the best plan that might move everybody has more; None
        where all pairs were locked and that plan was not looked for. ``given_up`` fit can be
        negative where pairs are given up.
    """

    plan: Plan
    kept: tuple[Link, ...]
    ended: tuple[Ended, ...]
    moves: tuple[Move, ...]
    gained_pairs: int
    gained_fit: int
    given_up: tuple[int, int] | None


def rematch(
    plan: Plan, after: Problem | Changes, *, keep: Literal["locks"] | int = "locks"
) -> Rematch:
    """Return the best plan after a change that keeps what can be kept.

    Parameters
    ----------
    plan : Plan
        The plan before.
    after : Changes or Problem
        What is different, or the whole problem afterwards.
    keep : "locks" or int from 0 to 10,000
        ``locks``: nobody moves whose pair can go on. A number: fit points that each such pair is
        worth more; 0 lets everybody move. Pairs come first all the same under people first.

    Raises
    ------
    RuleError
        If ``keep`` is something else, or a number beside quotas or an objective other than people
        first and total.
    UpmatchError
        As ``Problem.build`` and ``solve``.

    Notes
    -----
    ``locks`` takes one solve of those who are free; a number takes three solves. A large round
    starts from the prices of the plan.
    """
    problem = changed(plan.problem, after) if isinstance(after, Changes) else after
    pairs = [(pair.mentee, pair.mentor) for pair in plan.pairs]
    ended = ended_pairs(pairs, problem)
    over = {(one.mentee, one.mentor) for one in ended}
    stays = [link for link in pairs if link not in over]
    held, free = _held(problem, stays, keep, plan.solved)
    locks = tuple(sorted({*problem.locks, *held}))
    again = solved_round(same_people(problem, locks=locks), how=plan.solved.again)
    new = planned(replace(again, how=plan.solved.how))  # what came before need not be kept alive
    own = {(pair.mentee, pair.mentor): pair.fit for pair in new.pairs}
    moved = [new.solved.cell(*link) for link in stays if link not in own]
    could = sum(own.get(link, 0) for link in stays) + sum(new.solved.fits_of(moved))
    return Rematch(
        plan=new,
        kept=tuple(link for link in stays if link in own),
        ended=tuple(ended),
        moves=tuple(_moves(dict(pairs), dict(own.keys()))),
        gained_pairs=new.n_pairs - len(stays),
        gained_fit=new.total_fit - could,
        given_up=None if free is None else _more(free.assignment, new),
    )


def _held(
    problem: Problem, stays: Sequence[Link], keep: str | int, before: Round
) -> tuple[list[Link], Round | None]:
    """Return the pairs to lock, and the best plan that might move everybody if it was needed."""
    if keep == LOCKS:
        return list(stays), None
    if not is_count(keep, 0, FULL_FIT):
        raise RuleError(f"keep {keep!r} must be locks, or fit points from 0 to {FULL_FIT}")
    if problem.quotas or problem.objective not in PRICED:
        raise RuleError("keep in fit points goes with people-first and total, without quotas")
    free = solved_round(problem, how=before.again)
    locked = set(problem.locks)
    cells = [free.cell(*link) for link in stays if link not in locked]
    return [free.link(*cell) for cell in kept_pairs(free, cells, int(keep))], free


def _moves(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Move]:
    for mentee in sorted({*before, *after}):
        if before.get(mentee) != after.get(mentee):
            yield Move(mentee, before.get(mentee), after.get(mentee))


def _more(free: Assignment, plan: Plan) -> tuple[int, int]:
    return free.n_pairs - plan.n_pairs, free.total_fit - plan.total_fit
