"""Look for the one smallest change that gives a left-over person a partner.

A remedy is shown only if the round, solved again with the change made, really contains the
pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from upmatch.assignment import UNMATCHED
from upmatch.round import Round, solved_round
from upmatch.rules import Looser, looser

__all__ = ["LeftOver", "Remedy", "Search"]

Key = tuple[str, str]
"""Role and id: somebody with both roles can be left over twice."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change after which a new round, solved with it, gives the person a partner.

    ``loosen_rule`` sets ``rule`` to ``settings`` for everybody; ``add_seat`` gives ``mentor`` one
    more seat, and nobody of the plan loses their pair. ``partner`` is who the person then gets.
    """

    kind: Literal["loosen_rule", "add_seat"]
    partner: str
    rule: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One mentee without a mentor, or one mentor with seats left.

    ``reason`` is ``no_partner`` (rules forbid everybody), ``no_seat`` (one more seat at a
    permitted mentor gives this mentee a pair and takes nobody's), ``outbid`` (others make more
    pairs or more fit) or ``seats_left`` (a mentor who has a pair, and room). ``forbidden_by``
    counts how many partners each rule removes, ``forbidden_only_by`` how many it removes alone.
    ``is_searched`` is false where the limit of work was met before a remedy was found.
    """

    id: str
    role: Literal["mentee", "mentor"]
    reason: Literal["no_partner", "no_seat", "outbid", "seats_left"]
    n_partners: int
    n_permitted: int
    free_seats: int
    forbidden_by: Mapping[str, int]
    forbidden_only_by: Mapping[str, int]
    remedy: Remedy | None = None
    is_searched: bool = True


class Search:
    """Solves again with one thing changed, as often as the limit allows."""

    def __init__(self, solved: Round, most_solves: int) -> None:
        self.solved, self.left = solved, most_solves
        self.remedies: dict[Key, Remedy] = {}
        self.given_up: set[Key] = set()

    def answered(self, one: LeftOver) -> LeftOver:
        """Return the entry with what was found for it."""
        key = (one.role, one.id)
        remedy = self.remedies.get(key)
        is_seat = remedy is not None and remedy.kind == "add_seat"
        return replace(
            one,
            reason="no_seat" if is_seat else one.reason,
            remedy=remedy,
            is_searched=key not in self.given_up,
        )

    def loosen(self, people: Sequence[LeftOver]) -> None:
        """Find for each the looser rule of fewest steps that gives them a partner."""
        missing: set[Key] = {(one.role, one.id) for one in people}
        for step in looser(self.solved.problem.rules):
            if not missing or not self._may_go_on(missing):
                return
            partner_of = self._loosened(step)
            for key in sorted(missing & set(partner_of)):
                self.remedies[key] = Remedy(
                    "loosen_rule", partner_of[key], rule=step.rule, settings=step.settings
                )
                missing.remove(key)

    def add_seats(self, people: Sequence[LeftOver]) -> None:
        """Find for each mentee a mentor whose one more seat is for them, and costs nobody."""
        missing: set[Key] = {(one.role, one.id) for one in people}
        before = {key for key in partners(self.solved) if key[0] == "mentee"}
        for column in self._worth_a_seat(missing):
            if not missing or not self._may_go_on(missing):
                return
            seats = self.solved.seats
            seats[column] += 1
            partner_of = partners(solved_round(self.solved.problem, self.solved.scores, seats))
            costs_nobody = before <= set(partner_of)
            for key in sorted(missing & set(partner_of)) if costs_nobody else ():
                mentor = self.solved.problem.mentors[column].id
                self.remedies[key] = Remedy("add_seat", partner_of[key], mentor=mentor)
                missing.remove(key)

    def _may_go_on(self, missing: set[Key]) -> bool:
        self.left -= 1
        if self.left < 0:
            self.given_up |= missing
        return self.left >= 0

    def _loosened(self, step: Looser) -> dict[Key, str]:
        problem = self.solved.problem
        rules = {**problem.rules, step.rule: step.settings}
        return partners(solved_round(replace(problem, rules=rules)))

    def _worth_a_seat(self, missing: set[Key]) -> list[int]:
        """Return the mentors whom somebody missing may have, best fit first."""
        problem, scores = self.solved.problem, self.solved.scores
        rows = [row for row, one in enumerate(problem.mentees) if ("mentee", one.id) in missing]
        best = np.where(scores.permitted[rows], scores.fit[rows], -1).max(axis=0, initial=-1)
        order = np.argsort(-best, kind="stable")
        return [int(column) for column in order if best[column] >= 0]


def partners(solved: Round) -> dict[Key, str]:
    """Return the partner of everybody who has one; a mentor's first by id."""
    problem, found = solved.problem, {}
    for row in reversed(np.flatnonzero(solved.assignment.mentor_of != UNMATCHED)):
        mentee = problem.mentees[row].id
        mentor = problem.mentors[solved.assignment.mentor_of[row]].id
        found[("mentee", mentee)] = mentor
        found[("mentor", mentor)] = mentee
    return found
