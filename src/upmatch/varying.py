"""A problem of the same people with other demands: what a coordinator tries, one move at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

from upmatch.demands import Quota, check_locks, links, overruling, quotas_in_order
from upmatch.errors import ProblemError
from upmatch.inputs import check_objective, rules_in_use
from upmatch.rules import Settings
from upmatch.terms import weighed

if TYPE_CHECKING:
    from upmatch.problem import Problem

__all__ = ["Varied", "same_people", "varied"]

OF_PEOPLE: Final = ("mentees", "mentors", "row_of", "column_of")


class Varied(TypedDict, total=False):
    """What may be another than before."""

    rules: Settings
    weights: Mapping[str, int]
    seed: int
    objective: str
    locks: Iterable[Sequence[str]]
    forbids: Iterable[Sequence[str]]
    quotas: Iterable[Quota]
    overrides: Iterable[Sequence[str]]


def varied(problem: "Problem", changes: Varied) -> "Problem":
    """Return the problem with these demands, checked as ``Problem.build`` checks them."""
    unknown = sorted(set(changes) - set(Varied.__annotations__))
    if unknown:
        raise TypeError(f"with_() got an unexpected keyword argument {unknown[0]!r}")
    sides = problem.mentees, problem.mentors
    new: dict[str, Any] = dict(changes)
    check_objective(objective := changes.get("objective", problem.objective))
    if type(changes.get("seed", 0)) is not int:  # True is no number
        raise ProblemError(f"Seed {changes['seed']!r} must be a whole number")
    if "rules" in changes:
        new["rules"] = rules_in_use(changes["rules"], problem.previous)
    if "weights" in changes:
        new["weights"] = weighed(changes["weights"])
    for name, said in (("locks", "Lock"), ("forbids", "Forbidden pair")):
        if name in new:
            new[name] = links(new[name], sides, said)
    locks = new.get("locks", problem.locks)
    usual = [link for link in problem.overrides if link in set(locks)]
    new["overrides"] = overruling(changes.get("overrides", usual), locks)
    new["quotas"] = quotas_in_order(changes.get("quotas", problem.quotas), objective)
    other = same_people(problem, **new)
    check_locks(other.table())
    return other


def same_people(problem: "Problem", **changes: Any) -> "Problem":
    """Return the problem with these fields, unchecked, sharing what hangs on its people alone.

    ``changes`` are fields of ``Problem`` in canonical order, none of them about people.
    """
    other = replace(problem, **changes)
    shared = {
        name: getattr(problem, name) for name in ("mentees", "mentors", "row_of", "column_of")
    }
    table = replace(
        problem.table(),
        rules=other.rules,
        locks=other.locks,
        forbids=other.forbids,
        overrides=other.overrides,
    )
    vars(other).update(shared, _table=table)  # where cached_property would put them
    return other
