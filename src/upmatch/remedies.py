"""Look for the one smallest change that gives a left-over person a partner.

A remedy is shown only if the round, solved again with the change made, really contains the
pair.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from upmatch.assignment import UNMATCHED
from upmatch.lines import has_prices
from upmatch.problem import Problem
from upmatch.round import Round, open_to_locks, solved_round
from upmatch.rules import Looser, looser
from upmatch.varying import same_people

__all__ = ["TOGETHER", "LeftOver", "Reason", "Remedy", "Search"]

Reason = Literal["no_partner", "no_seat", "outbid", "seats_left"]
TOGETHER: Final = 32
"""People whose partners are judged together: to lay out everybody else takes the time."""
Key = tuple[str, str]
"""Role and id: somebody with both roles can be left over twice."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change after which a new round, solved with it, gives the person a partner.

    ``loosen_rule`` sets ``rule`` to ``settings`` for everybody, or switches it off where they are
    None; ``add_seat`` gives ``mentor`` one
    more seat, and nobody of the plan loses their pair. ``partner`` is who the person then gets.
    """

    kind: Literal["loosen_rule", "add_seat"]
    partner: str
    rule: str = ""
    settings: Mapping[str, Any] | None = field(default_factory=dict)
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One mentee without a mentor, or one mentor with seats left.

    ``reason`` is ``no_partner`` (rules forbid everybody), ``no_seat`` (one more seat at a
    permitted mentor gives this mentee a pair and takes nobody's), ``outbid`` (others make more
    pairs or more fit) or ``seats_left`` (a mentor who has a pair, and room). ``forbidden_by``
    counts how many partners each rule removes, ``forbidden_only_by`` how many it removes alone.
    A mentor whose seats are all locked counts as permitted to a mentee: only a seat is missing.
    ``tried`` counts the single changes with which the round was solved again for this person,
    ``tried_off`` the rules that were switched off in some of them. ``is_searched`` is false where
    the limit of work was met before a remedy was found; ``n_permitted`` is None where partners
    were not counted, in a large round.
    """

    id: str
    role: Literal["mentee", "mentor"]
    reason: Reason
    n_partners: int
    n_permitted: int | None
    free_seats: int
    forbidden_by: Mapping[str, int]
    forbidden_only_by: Mapping[str, int]
    remedy: Remedy | None = None
    is_searched: bool = True
    tried: int = 0
    tried_off: tuple[str, ...] = ()


class Search:
    """Solves again with one thing changed, as often as the limit allows."""

    def __init__(self, solved: Round, most_solves: int) -> None:
        self.solved, self.left = solved, most_solves
        self.remedies: dict[Key, Remedy] = {}
        self.given_up: set[Key] = set()
        self.tried: Counter[Key] = Counter()
        self.tried_off: dict[Key, list[str]] = defaultdict(list)

    def answered(self, one: LeftOver) -> LeftOver:
        """Return the entry with what was found for it, and how much was tried."""
        key = (one.role, one.id)
        remedy = self.remedies.get(key)
        is_seat = remedy is not None and remedy.kind == "add_seat"
        return replace(
            one,
            reason="no_seat" if is_seat else one.reason,
            remedy=remedy,
            is_searched=one.is_searched and key not in self.given_up,
            tried=self.tried[key],
            tried_off=tuple(self.tried_off[key]),
        )

    def loosen(self, people: Sequence[LeftOver]) -> None:
        """Find for each the looser rule of fewest steps that gives them a partner."""
        missing: set[Key] = {(one.role, one.id) for one in people}
        missing -= set(self.remedies)
        for step in looser(self.solved.problem.rules):
            if not missing or not self._may_go_on(missing):
                return
            partner_of = self._loosened(step)
            for key in missing if step.settings is None else ():
                self.tried_off[key].append(step.rule)
            for key in sorted(missing & set(partner_of)):
                self.remedies[key] = Remedy(
                    "loosen_rule", partner_of[key], rule=step.rule, settings=step.settings
                )
                missing.remove(key)

    def add_seats(self, people: Sequence[LeftOver]) -> None:
        """Find for each mentee a mentor whose one more seat is for them, and costs nobody."""
        missing: set[Key] = {(one.role, one.id) for one in people}
        if self.left <= 0:
            self.given_up |= missing
            return
        problem, mentor_of = self.solved.problem, self.solved.assignment.mentor_of
        before = {key for key in partners(problem, mentor_of) if key[0] == "mentee"}
        for column in self._worth_a_seat(missing):
            if not missing or not self._may_go_on(missing):
                return
            partner_of = partners(problem, self._with_a_seat(column))
            costs_nobody = before <= set(partner_of)
            for key in sorted(missing & set(partner_of)) if costs_nobody else ():
                mentor = problem.mentors[column].id
                self.remedies[key] = Remedy("add_seat", partner_of[key], mentor=mentor)
                missing.remove(key)

    def _with_a_seat(self, column: int) -> NDArray[np.intp]:
        """Return who gets whom with one more seat at this mentor."""
        solved, more = self.solved, np.zeros_like(self.solved.seats)
        more[column] = 1
        if solved.problem.weights.get("load"):  # more room is another fit as well
            changed = _with_room(solved.problem, column)
            again = solved_round(changed, seats=solved.seats + more, how=solved.again)
            return again.assignment.mentor_of
        if solved.wide is not None and has_prices(solved):
            # loaded when needed, as in round.py
            from upmatch.wide_questions import mentor_of_with_seats  # noqa: PLC0415

            return mentor_of_with_seats(solved.wide, solved.problem.objective, more)
        again = solved_round(solved.problem, solved.scores, solved.seats + more, solved.again)
        return again.assignment.mentor_of

    def _may_go_on(self, missing: set[Key]) -> bool:
        self.left -= 1
        if self.left < 0:
            self.given_up |= missing
            return False
        self.tried.update(missing)
        return True

    def _loosened(self, step: Looser) -> dict[Key, str]:
        problem = self.solved.problem
        rules = {name: said for name, said in problem.rules.items() if name != step.rule}
        if step.settings is not None:
            rules = {**problem.rules, step.rule: step.settings}
        again = solved_round(
            same_people(problem, rules=rules), seats=self.solved.seats, how=self.solved.again
        )
        return partners(problem, again.assignment.mentor_of)

    def _worth_a_seat(self, missing: set[Key]) -> list[int]:
        """Return the mentors whom somebody missing may have, best fit first."""
        rows = [self.solved.problem.row_of[name] for _, name in sorted(missing)]
        best = np.full(len(self.solved.seats), -1)
        for start in range(0, len(rows), TOGETHER):
            judged = self.solved.part(rows[start : start + TOGETHER], range(best.size))
            fit = np.where(open_to_locks(judged), judged.fit, -1)
            best = np.maximum(best, fit.max(axis=0))
        order = np.argsort(-best, kind="stable")
        return [int(column) for column in order if best[column] >= 0]


def _with_room(problem: Problem, column: int) -> Problem:
    """Return the problem in which this mentor has one seat more, free and of all."""
    mentor = problem.mentors[column]
    before = None if mentor.all_seats is None else mentor.all_seats + 1
    more = replace(mentor, seats=mentor.seats + 1, all_seats=before)
    people = tuple(more if one is mentor else one for one in problem.people)
    return replace(problem, people=people)


def partners(problem: Problem, mentor_of: NDArray[np.intp]) -> dict[Key, str]:
    """Return the partner of everybody who has one; a mentor's first by id."""
    found = {}
    for row in reversed(np.flatnonzero(mentor_of != UNMATCHED)):
        mentee, mentor = problem.mentees[row].id, problem.mentors[mentor_of[row]].id
        found[("mentee", mentee)] = mentor
        found[("mentor", mentor)] = mentee
    return found
