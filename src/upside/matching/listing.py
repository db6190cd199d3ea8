"""Short lists from rows: who is to choose, what the engine finds, what of it is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import upmatch
from upside.matching.choosing import ListPlan
from upside.matching.models import Candidate
from upside.matching.outcome import left_over_rows, why_data
from upside.matching.problem import problem_of, refuse_empty_side, studio_settings
from upside.matching.queries import Place, between, free_seats
from upside.matching.spread import LEAST, Lists, lists_for, mirrored, solved
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment

__all__ = [
    "Found",
    "Lists",
    "lacking",
    "list_problem",
    "lists_of_all",
    "live_lists",
    "outcome_of_lists",
    "topped_up",
]

Mentee = Enrolment.Role.MENTEE
ALWAYS: dict[str, dict[str, Any]] = {"veto": {}, "conflict": {}}
"""Rules that hold between two who choose each other, whatever the programme has."""


@dataclass(frozen=True, slots=True)
class Found:
    """New candidates by role and person, and what the engine says of each two."""

    problem: upmatch.Problem
    plan: upmatch.Plan
    lists: Mapping[str, Lists]

    def rows(self, cohort: Cohort, *, at: datetime) -> list[Candidate]:
        """Return the new candidates as rows, in an order by lot, which tells no fit."""
        rows = {one.external_id: one.pk for one in Person.objects.filter(enrolments__cohort=cohort)}
        people = {one.id: one for one in self.problem.people}
        candidates = []
        for role, lists in self.lists.items():
            for one, others in lists.items():
                for other in others:
                    two = (one, other) if role == Mentee else (other, one)
                    why = why_data(people[two[0]], people[two[1]], self.plan.why(*two))
                    candidates.append(
                        Candidate(
                            cohort=cohort,
                            person_id=rows[one],
                            other_id=rows[other],
                            position=_lot(cohort, one, other),
                            why=why,
                            made_at=at,
                        )
                    )
        return candidates


def list_problem(cohort: Cohort, places: list[Place] | None = None) -> upmatch.Problem:
    """Return the problem of all who are ready and free, or of ``places``.

    Pairs that were ruled out by hand stay out; those that were fixed are for a round.
    """
    settings = studio_settings(cohort)
    holds = [hold for hold in settings["holds"] if hold["kind"] == "forbid"]
    rules = {**settings["rules"], **ALWAYS}
    own = {**settings, "rules": rules, "objective": "people-first", "holds": holds}
    return problem_of(cohort, seed=0, settings=own, places=places)


def lists_of_all(cohort: Cohort, plan: ListPlan) -> Found:
    """Return everybody's list from the engine; nothing is saved.

    Where both sides rank, the lists of mentors are those of mentees from the other side; who is
    on nobody's list gets one all the same.
    """
    problem = list_problem(cohort)
    refuse_empty_side(problem)
    lists: dict[str, Lists] = {}
    for role in plan.sides:
        known = mirrored(lists[Mentee], plan.most) if plan.is_ranked and lists else {}
        only = [one.id for one in problem.mentors if one.id not in known] if known else None
        more = lists_for(problem, role, plan.most, known=known, only=only)
        lists[role] = {one: known.get(one, []) + more.get(one, []) for one in {*known, *more}}
    return Found(problem, solved(problem), lists)


def outcome_of_lists(found: Found, plan: ListPlan) -> dict[str, Any]:
    """Return the counts of all lists, and who has an empty one and why."""
    empty = []
    for role in plan.sides:
        side = found.problem.mentees if role == Mentee else found.problem.mentors
        lacking = {one.id for one in side if not found.lists[role].get(one.id)}
        left = found.plan.left_over(most_solves=0) if lacking else []
        empty += left_over_rows(
            one
            for one in left
            if one.id in lacking and one.role == role and one.reason != "seats_left"
        )
    load = Counter(other for others in found.lists[plan.sides[0]].values() for other in others)
    return {
        "n_people": sum(
            len(found.problem.mentees if role == Mentee else found.problem.mentors)
            for role in plan.sides
        ),
        "n_lists": sum(bool(one) for lists in found.lists.values() for one in lists.values()),
        "largest_load": max(load.values(), default=0),
        "empty": empty,
    }


def lacking(plan: ListPlan, known: Sequence[str] | None, live: Sequence[str] | None) -> int:
    """Return how many candidates somebody lacks: one for each who is taken, three at least.

    ``known`` are all who are on their list, ``live`` those of them who can be chosen now.
    """
    if not known:
        return plan.most
    aim = min(plan.most, max(LEAST, len(known)))
    return max(aim - len(live or ()), 0)


def live_lists(
    cohort: Cohort, plan: ListPlan, names: Mapping[int, str], stands: Mapping[int, list[int]]
) -> dict[str, list[str]]:
    """Return by id in the HR file whom each person could still choose from their list.

    Where people rank, nobody goes because somebody said “rather not”: a new name would tell it.
    """
    free, never = free_seats(cohort), between(cohort)

    def is_live(one: int, other: int) -> bool:
        is_silent = plan.is_ranked or not never.is_refused(one, other)
        return other in free and not never.is_over(one, other) and is_silent

    return {
        names[one]: [names[other] for other in others if is_live(one, other)]
        for one, others in stands.items()
    }


def topped_up(
    problem: upmatch.Problem, role: str, *, known: Lists, lacks: Mapping[str, int]
) -> Lists:
    """Return as many new candidates for each person as they lack, where there are so many."""
    sizes = {one: len(known.get(one, ())) + n for one, n in lacks.items() if n}
    found: Lists = {}
    for size in sorted(set(sizes.values())):
        them = [one for one in sizes if sizes[one] == size]
        found |= lists_for(problem, role, size, known=known, only=them)
    return found


def _lot(cohort: Cohort, one: str, other: str) -> int:
    text = f"{cohort.pk}\n{one}\n{other}"
    return int.from_bytes(sha256(text.encode()).digest()[:2]) % 2**15
