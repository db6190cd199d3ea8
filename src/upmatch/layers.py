"""Several plans over the same people, one after the other, in which no two people meet twice.

Short lists: layer by layer each mentee gets one more candidate, and no mentor is on more lists of a
layer than they have seats, so that a few stars are not on all of them. Rotations: each layer is a
round of a speed meeting, each mentor has one mentee, and there may be fewer tables than pairs.

A layer is one exact assignment. A pair is worth its fit and, on top, so many steps as both people
sat out of the layers before, and one; a step is more than all fit together. People who wait are
worth points of their own, whoever they meet: so the layer has as many pairs as any, whoever waited
longest comes in wherever that is possible at all, on both sides at once, and fit decides the rest.

Why steps that only add up are enough: the sets of mentees that some plan can serve are the
independent sets of a matroid, whose greedy basis is best for all increasing weights together; the
same holds for mentors, and what either side can have, both can have in one plan. With fewer tables
than pairs the last is not always so, and the two sides count together.

Sources: J. Edmonds and D. R. Fulkerson, "Transversals and matroid partition", Journal of Research
of the NBS 69B, 1965, doi:10.6028/jres.069B.016; N. S. Mendelsohn and A. L. Dulmage, "Some
generalizations of the problem of distinct representatives", Canadian Journal of Mathematics 10,
1958; tables: M. Dell'Amico and S. Martello, "The k-cardinality
assignment problem", Discrete Applied Mathematics 76, 1997, doi:10.1016/S0166-218X(97)00120-0.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from upmatch.blocks import Cell
from upmatch.board import UNMATCHED, refuse_inexact
from upmatch.certificate import bonus_of
from upmatch.defaults import FULL_FIT
from upmatch.dense import Floats, Ints, best_plan
from upmatch.errors import RuleError, TooLargeError
from upmatch.few import best_few
from upmatch.people import MANY, is_count
from upmatch.plan import Pair
from upmatch.problem import Problem
from upmatch.scoring import MOST_CELLS, Scores, score
from upmatch.ties import Settled, hash_keys, in_order, prices_of, settle

__all__ = ["FAIR_TO", "Layer", "Rounds", "layers", "refuse_layers"]

FAIR_TO: Final = ("both", "mentee")
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Layer:
    """One plan of several: its pairs by mentee, and who rests, by id.

    A mentor without seats takes no part and does not rest.
    """

    pairs: tuple[Pair, ...]
    resting_mentees: tuple[str, ...]
    resting_mentors: tuple[str, ...]

    @property
    def n_pairs(self) -> int:
        return len(self.pairs)

    @property
    def total_fit(self) -> int:
        return sum(pair.fit for pair in self.pairs)


def layers(
    problem: Problem,
    n: int,
    *,
    tables: int | None = None,
    seats: int | None = None,
    fair_to: Literal["both", "mentee"] = "both",
) -> tuple[Layer, ...]:
    """Return ``n`` plans, one after the other, in which no two people meet twice.

    Parameters
    ----------
    problem : Problem
        Under people first, without locks and quotas.
    n : int, >= 1
        How many layers. Where everybody has met whom they may, the last ones are empty.
    tables : int, >= 1, optional
        Most pairs in a layer.
    seats : int, >= 1, optional
        Mentees that each mentor may take in a layer; the seats of each when left out. A mentor who
        has no seat has none here.
    fair_to : "both" or "mentee"
        Whose rests count. ``both`` for rounds in which nobody should sit idle twice before others
        did once; ``mentee`` for short lists, where a mentor whom nobody suits may be on none.

    Raises
    ------
    RuleError
        If a number is none, or the problem has locks, quotas or another objective.
    TooLargeError
        If mentees × seats is more than the dense solver takes, or the numbers leave float64.

    Notes
    -----
    Each layer is the best one after those before it; another first layer could leave a better
    second one. Pairs are judged once; each layer is one solve of O(min(m, s)^2 max(m, s)) for
    ``s`` seats, two where tables are short, the second of them with m + s - tables rows. Equally
    good layers are decided by the ids and the seed, as in ``solve``, whose plan is the first layer
    where there are tables enough.

    Whoever is mentee and mentor may be in a layer twice, once in each role, but not twice with one
    person: where the best layer pairs two people both ways, the way of less fit is ruled out for
    the layer, which is solved again. That is the one step that is not exact: another way out might
    leave more.
    """
    refuse_layers(problem, fair_to, (("n", n), ("tables", tables), ("seats", seats)))
    rounds = Rounds(problem, seats, is_fair_to_mentors=fair_to == "both")
    return tuple(rounds.next(tables) for _ in range(n))


def refuse_layers(
    problem: Problem, fair_to: str, numbers: tuple[tuple[str, int | None], ...]
) -> None:
    """Refuse what no layers are made of: numbers below 1, locks, quotas, another objective."""
    for name, number in numbers:
        if not (is_count(number, 1, MANY) or (number is None and name != "n")):
            raise RuleError(f"{name} {number!r} of layers must be a number from 1")
    if fair_to not in FAIR_TO:
        raise RuleError(f"fair_to {fair_to!r} must be one of {', '.join(FAIR_TO)}")
    if problem.locks or problem.quotas or problem.objective != "people-first":
        raise RuleError("Layers go with people-first, without locks and quotas")


class Rounds:
    """Who may still meet whom and who sat out how often, in the order that decides ties."""

    def __init__(self, problem: Problem, seats: int | None, *, is_fair_to_mentors: bool) -> None:
        ids = tuple([one.id for one in side] for side in (problem.mentees, problem.mentors))
        hashes = [
            hash_keys(side, seed=problem.seed, side=name)
            for side, name in zip(ids, ("mentee", "mentor"), strict=True)
        ]
        self.rows, self.columns = (
            in_order(side, hashed) for side, hashed in zip(ids, hashes, strict=True)
        )
        own = np.array([one.seats for one in problem.mentors], dtype=np.int64)
        capacity = own if seats is None else np.where(own > 0, seats, 0)
        self.problem, self.is_fair_to_mentors = problem, is_fair_to_mentors
        self.row_hash, self.column_hash = hashes[0][self.rows], hashes[1][self.columns]
        self.seats: Ints = capacity[self.columns]
        _refuse_large(len(self.rows), self.seats)
        self.scores = score(problem.table(), problem.weights)
        cells = np.ix_(self.rows, self.columns)
        self.fit, self.is_open = self.scores.fit[cells], self.scores.permitted[cells]
        self.row_rests = np.zeros(len(self.rows), np.int64)
        self.column_rests = np.zeros(len(self.columns), np.int64)
        # where the two of a cell stand the other way round, if they do
        self.row_of = {ids[0][row]: at for at, row in enumerate(self.rows.tolist())}
        self.column_of = {ids[1][column]: at for at, column in enumerate(self.columns.tolist())}

    def next(self, tables: int | None, there: Collection[str] | None = None) -> Layer:
        """Return the best layer of who is ``there`` and has not met, and remember it."""
        rows, columns = self._there(there)
        mentor_of = self._without_double_pairs(self.is_open & rows[:, None] & columns, tables)
        self._keep(mentor_of, (rows, columns))
        at = np.flatnonzero(mentor_of != UNMATCHED)
        cells = sorted(
            (int(self.rows[row]), int(self.columns[mentor_of[row]])) for row in at.tolist()
        )
        rests, idle = self._idle(mentor_of, (rows, columns))
        return Layer(
            pairs=tuple(_pair(self.problem, self.scores, cell) for cell in cells),
            resting_mentees=tuple(
                self.problem.mentees[row].id for row in np.sort(self.rows[rests]).tolist()
            ),
            resting_mentors=tuple(
                self.problem.mentors[column].id for column in np.sort(self.columns[idle]).tolist()
            ),
        )

    def hold(self, pairs: Iterable[tuple[str, str]], there: Collection[str]) -> None:
        """Remember a layer that was held: pairs of ids, of people some of whom may be gone."""
        pairs = list(pairs)
        for mentee, mentor in pairs:
            if mentee in self.row_of and mentor in self.column_of:
                self._close([(self.row_of[mentee], self.column_of[mentor])])
        busy = {one for pair in pairs for one in pair}
        rows, columns = self._there([one for one in there if one not in busy])
        self.row_rests += rows
        self.column_rests += columns & (self.seats > 0) & self.is_fair_to_mentors

    def _there(self, there: Collection[str] | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which rows and columns take part."""
        sides = (self.row_of, self.column_of)
        if there is None:
            rows, columns = (np.ones(len(side), np.bool_) for side in sides)
        else:
            known = set(there)
            rows, columns = (np.array([one in known for one in side], np.bool_) for side in sides)
        return rows, columns

    def _keep(self, mentor_of: Places, there: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> None:
        at = np.flatnonzero(mentor_of != UNMATCHED)
        self._close(list(zip(at.tolist(), mentor_of[at].tolist(), strict=True)))
        rests, idle = self._idle(mentor_of, there)
        self.row_rests += rests
        self.column_rests += idle & self.is_fair_to_mentors

    def _close(self, cells: list[Cell]) -> None:
        """Let nobody meet again who met, the other way round neither."""
        for cell in (*cells, *self._turned(cells)):
            self.is_open[cell] = False

    def _idle(
        self, mentor_of: Places, there: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which rows and columns take part and have nobody."""
        rows, columns = there
        taken = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=len(self.seats))
        return (mentor_of == UNMATCHED) & rows, (self.seats > 0) & (taken == 0) & columns

    def _without_double_pairs(self, is_open: NDArray[np.bool_], tables: int | None) -> Places:
        """Return the best layer in which no two people are paired both ways."""
        while True:
            mentor_of = self._best(is_open, tables)
            at = np.flatnonzero(mentor_of != UNMATCHED)
            held = set(zip(at.tolist(), mentor_of[at].tolist(), strict=True))
            double = sorted(held.intersection(self._turned(held)), key=self._by_fit)
            if not double:
                return mentor_of
            is_open = is_open.copy()
            is_open[double[0]] = False

    def _by_fit(self, cell: Cell) -> tuple[int, Cell]:
        return int(self.fit[cell]), cell

    def _turned(self, cells: list[Cell] | set[Cell]) -> Iterator[Cell]:
        """Yield the cells in which the same people meet the other way round."""
        for row, column in cells:
            one = self.problem.mentees[self.rows[row]].id
            other = self.problem.mentors[self.columns[column]].id
            if other in self.row_of and one in self.column_of:
                yield self.row_of[other], self.column_of[one]

    def _best(self, is_open: NDArray[np.bool_], tables: int | None) -> Places:
        """Return who meets whom in the best layer of these cells."""
        value, seats, owner = self._valued(is_open)
        found = Settled(value, best_plan(value, seats), seats)
        if tables is not None and np.count_nonzero(found.mentor_of != UNMATCHED) > tables:
            mentor_of = best_few(value, seats, tables)
        else:
            mentor_of = settle(found, prices_of(found), self.row_hash, self.column_hash[owner])
        has = mentor_of != UNMATCHED
        mentor_of[has] = owner[mentor_of[has]]
        return mentor_of

    def _valued(self, is_open: NDArray[np.bool_]) -> tuple[Floats, Ints, Places]:
        """Return what pairs are worth, the seats, and which mentor each column is.

        Who waited is worth it once: a mentor who did, and has several seats, has a column for the
        first and one for the others.
        """
        useful = np.minimum(self.seats, is_open.sum(axis=0))
        parted = np.flatnonzero((self.column_rests > 0) & (useful > 1))
        owner = np.concatenate([np.arange(len(useful)), parted])
        seats = np.concatenate([useful, useful[parted] - 1])
        seats[parted] = 1
        waited = np.concatenate([self.column_rests, np.zeros_like(parted)])
        step = bonus_of(len(self.rows), self.seats)
        steps = 1 + self.row_rests[:, None] + waited
        most_pairs = min(len(self.rows), int(seats.sum()))
        refuse_inexact(step * int(steps.max(initial=1)) + FULL_FIT, most_pairs)
        value = self.fit[:, owner] + float(step) * steps
        return np.where(is_open[:, owner], value, -np.inf), seats, owner


def _refuse_large(n_mentees: int, seats: Ints) -> None:
    cells = n_mentees * int(np.minimum(seats, n_mentees).sum())
    if cells > MOST_CELLS:
        raise TooLargeError(f"{cells:,} mentees × seats are more than {MOST_CELLS:,}")


def _pair(problem: Problem, scores: Scores, cell: Cell) -> Pair:
    row, column = cell
    shares = {term: int(share[cell]) for term, share in scores.contributions.items()}
    mentee, mentor = problem.mentees[row], problem.mentors[column]
    return Pair(mentee.id, mentor.id, int(scores.fit[cell]), shares)
