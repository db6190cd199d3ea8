"""Short lists from the engine: layer upon layer of exact assignments, so that nobody is swamped.

One layer gives one candidate more to as many of those who choose as can have one, whoever waited
longest first, and among those ways it has most fit; no two come together twice. As many layers
are laid as an even spread asks for. Only for people who end with fewer than three candidates the
limit on lists per candidate is raised, step by step.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import upmatch
from upside.matching.problem import cannot_be_solved

__all__ = ["LEAST", "even_load", "lists_for", "mirrored", "solved"]

LEAST: Final = 3
"""Candidates that somebody has at least, before a limit on lists per candidate holds."""
Lists = dict[str, list[str]]
Link = tuple[str, str]


def lists_for(
    problem: upmatch.Problem,
    role: str,
    most: int,
    *,
    known: Mapping[str, Collection[str]] | None = None,
    only: Collection[str] | None = None,
) -> Lists:
    """Return the candidates of each person of ``role``, in the order of the layers.

    ``known`` are lists that stand already, by the one who chooses: they count, and are not given
    again. ``only`` names whom to serve; everybody of the role where it is left out.
    """
    work = _Spread(problem, role)
    for one, others in (known or {}).items():
        work.take((one, other) for other in others)
    before = {one: len(others) for one, others in work.lists.items()}
    choosers = sorted(work.choosers if only is None else work.choosers & set(only))
    if not (choosers and work.others):
        return {}
    cap = even_load(len(work.choosers), len(work.others), most)
    if work.lists or not work.lay(max(most, cap), most):
        work.fill(choosers, most, cap, is_even=True)
    while short := [one for one in choosers if len(work.lists[one]) < min(LEAST, most)]:
        cap *= 2
        gained = work.fill(short, min(LEAST, most), cap, is_even=False)
        if not gained and cap >= len(work.choosers):
            break
    return {one: work.lists[one][before.get(one, 0) :] for one in choosers}


def even_load(n_choosers: int, n_others: int, most: int) -> int:
    """Return on how many lists each candidate is where lists of ``most`` are spread evenly."""
    return -(-most * n_choosers // max(n_others, 1))


def mirrored(lists: Mapping[str, Iterable[str]], most: int) -> Lists:
    """Return the same lists from the other side, ``most`` people on each."""
    found: Lists = defaultdict(list)
    layers = [list(others) for others in lists.values()]
    for number in range(max(map(len, layers), default=0)):
        for one, others in lists.items():
            row = list(others)
            if number < len(row) and len(found[row[number]]) < most:
                found[row[number]].append(one)
    return dict(found)


def solved(problem: upmatch.Problem) -> upmatch.Plan:
    """Return the engine's plan, or refuse with its sentence."""
    try:
        return upmatch.solve(problem)
    except upmatch.UpmatchError as fault:
        raise cannot_be_solved(fault, ()) from fault


@dataclass
class _Spread:
    """The lists while they grow; links are (one who chooses, other)."""

    problem: upmatch.Problem
    role: str
    lists: Lists = field(default_factory=lambda: defaultdict(list))
    load: Counter[str] = field(default_factory=Counter)

    @property
    def choosers(self) -> set[str]:
        return {one.id for one in self._side(self.role)}

    @property
    def others(self) -> set[str]:
        return {one.id for one in self._side("mentor" if self.role == "mentee" else "mentee")}

    def take(self, links: Iterable[Link]) -> int:
        n = 0
        for one, other in links:
            self.lists[one].append(other)
            self.load[other] += 1
            n += 1
        return n

    def lay(self, n: int, most: int) -> bool:
        """Lay ``n`` layers over everybody, at most ``most`` on a list; tell whether it could be."""
        fair_to: Literal["mentee", "both"] = "mentee" if self.role == "mentee" else "both"
        try:
            laid = upmatch.layers(self.problem, n, seats=1, fair_to=fair_to)
        except upmatch.TooLargeError:
            return False
        for layer in laid:
            links = (self._as_pair((pair.mentee, pair.mentor)) for pair in layer.pairs)
            self.take(link for link in links if len(self.lists[link[0]]) < most)
        return True

    def fill(self, choosers: list[str], up_to: int, cap: int, *, is_even: bool) -> int:
        """Add layer upon layer for ``choosers`` and return how many candidates were found."""
        gained = 0
        for _layer in range(up_to):
            lacking = [one for one in choosers if len(self.lists[one]) < up_to]
            even = even_load(len(lacking), len(self.others), 1)
            room = {
                other: min(even, cap - self.load[other]) if is_even else cap - self.load[other]
                for other in self.others
            }
            found = self.take(self._layer(lacking, room))
            gained += found
            if not found:
                break
        return gained

    def _layer(self, choosers: list[str], room: dict[str, int]) -> list[Link]:
        """Return at most one new candidate for each of ``choosers``."""
        if self.role == "mentee":
            return [
                (pair.mentee, pair.mentor)
                for pair in self._pairs(set(choosers), {k: n for k, n in room.items() if n > 0})
            ]
        found: list[Link] = []
        lacking = set(choosers)
        while lacking:  # a mentee goes to one mentor in each assignment: as many as there is room
            open_ = {other for other, n in room.items() if n > 0}
            pairs = self._pairs(open_, dict.fromkeys(lacking, 1), found)
            if not pairs:
                break
            for pair in pairs:
                found.append((pair.mentor, pair.mentee))
                lacking.discard(pair.mentor)
                room[pair.mentee] -= 1
        return found

    def _pairs(
        self, mentees: set[str], seats: Mapping[str, int], also: Iterable[Link] = ()
    ) -> tuple[upmatch.Pair, ...]:
        people = [
            replace(one, seats=seats.get(one.id, 0), all_seats=None, at_least=0)
            for one in self.problem.people
            if one.id in mentees or one.id in seats
        ]
        given = [*((one, other) for one in self.lists for other in self.lists[one]), *also]
        forbids = {*self.problem.forbids, *(self._as_pair(link) for link in given)}
        problem = upmatch.Problem.build(
            people,
            managers=self.problem.managers,
            wishes=self.problem.wishes,
            rules=self.problem.rules,
            weights=self.problem.weights,
            week=self.problem.week,
            seed=self.problem.seed,
            forbids=[(a, b) for a, b in forbids if a in mentees and b in seats],
            previous=self.problem.previous,
        )
        return solved(problem).pairs if problem.mentees and problem.mentors else ()

    def _as_pair(self, link: Link) -> Link:
        return link if self.role == "mentee" else link[::-1]

    def _side(self, role: str) -> tuple[upmatch.Person, ...]:
        return self.problem.mentees if role == "mentee" else self.problem.mentors
