"""What a plan of the engine leaves behind in the database: data that pages can say in words."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import upmatch
from upside.matching.measures import as_record, measures_of
from upside.matching.models import Proposal

__all__ = [
    "by_hand_of",
    "figures_of",
    "left_over_rows",
    "outcome_of",
    "reasons_of",
    "why_data",
]


def outcome_of(problem: upmatch.Problem, plan: upmatch.Plan) -> dict[str, Any]:
    """Return the figures of a plan, its certificate, and who is left over."""
    return {
        **figures_of(problem, plan),
        "measures": as_record(measures_of(plan)),
        "left_over": left_over_rows(plan.left_over()),
    }


def left_over_rows(left: Iterable[upmatch.LeftOver]) -> list[dict[str, Any]]:
    """Return who is left over as it is kept with a round."""
    return [_left_over(one) for one in left]


def by_hand_of(proposals: Iterable[Proposal]) -> dict[str, int]:
    """Return how many pairs were fixed by hand, and for how many a rule was overruled."""
    fixed = [proposal.by_hand for proposal in proposals if proposal.by_hand]
    return {
        "n_fixed": len(fixed),
        "n_overruled": sum(bool(hold.get("overrides")) for hold in fixed),
    }


def figures_of(problem: upmatch.Problem, plan: upmatch.Plan) -> dict[str, Any]:
    """Return the size of a plan and its certificate; the fit counts wishes."""
    return {
        "objective": problem.objective,
        "n_mentees": len(problem.mentees),
        "n_mentors": len(problem.mentors),
        "n_seats": sum(mentor.seats for mentor in problem.mentors),
        "n_pairs": plan.n_pairs,
        "total_fit": plan.total_fit,
        "certified": plan.certified,
        "bound_pairs": plan.bound_pairs,
        "bound_fit": plan.bound_fit,
        "gap": plan.gap,
        "scope": plan.scope,
    }


def why_data(mentee: upmatch.Person, mentor: upmatch.Person, why: upmatch.Why) -> dict[str, Any]:
    """Return why two people were put together, as it is kept on their proposal."""
    return {
        "to_mentee": [_passing(one, mentee) for one in why.learns],
        "to_mentor": [_passing(one, mentor) for one in why.gives_back],
        "n_wants_mentee": _n_open_wants(mentee),
        "n_wants_mentor": _n_open_wants(mentor),
        "shares": {one.term: [one.a, one.b] for one in why.shares},
        "common_half_hours": why.common_half_hours,
        "units": ["/".join(mentor.unit), "/".join(mentee.unit)],
        "languages": list(why.languages),
    }


def reasons_of(why: dict[str, Any]) -> dict[str, Any]:
    """Return the part of ``why`` that goes with the pair for both to read: no level, no score."""
    return {
        "to_mentee": [one["skill"] for one in why.get("to_mentee", [])],
        "to_mentor": [one["skill"] for one in why.get("to_mentor", [])],
        "common_half_hours": why.get("common_half_hours", 0),
        "units": why.get("units", ["", ""]),
        "languages": why.get("languages", []),
    }


def _passing(one: upmatch.Learnt, learner: upmatch.Person) -> dict[str, Any]:
    """Return what passes; the engine reckons with 0 where the learner stated no level."""
    return {
        "skill": one.skill,
        "level": learner.levels.get(one.skill),
        "target": one.target,
        "importance": one.importance,
        "teacher_level": one.teacher_level,
    }


def _n_open_wants(person: upmatch.Person) -> int:
    """Return how many wants are not reached yet: the others ask for nothing."""
    return sum(want.target > person.levels.get(skill, 0) for skill, want in person.wants.items())


def _left_over(one: upmatch.LeftOver) -> dict[str, Any]:
    facts = asdict(one)
    kept = {name: facts.pop(name) for name in ("id", "role", "reason")}
    return {**kept, "facts": facts}
