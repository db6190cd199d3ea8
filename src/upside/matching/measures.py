"""The figures of a plan that a coordinator weighs; none of them counts what anybody wished."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import upmatch
from upmatch import defaults
from upmatch.learning import learnt
from upside.pairs.bridges import bridges

__all__ = ["WISHES", "Measures", "Taught", "as_record", "kept_measures", "measures_of", "told_fit"]

WISHES: Final = "wishes"


@dataclass(frozen=True, slots=True)
class Taught:
    """Of so many open wants, how many the mentors of the plan can serve; ``of`` is unit or skill.

    ``n_people`` counts the mentees who have them.
    """

    of: str
    wanted: int
    taught: int
    n_people: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What a plan comes to: pairs, told fit in points, units that meet, wants that are served.

    ``between`` counts pairs by the unit of the mentor and of the mentee.
    """

    n_mentees: int
    n_pairs: int
    total: int
    weakest: int | None
    n_across: int
    by_unit: tuple[Taught, ...]
    by_skill: tuple[Taught, ...]
    between: tuple[tuple[str, str, int], ...]

    @property
    def n_left(self) -> int:
        return self.n_mentees - self.n_pairs

    @property
    def mean(self) -> int | None:
        """The mean fit in points."""
        return round(self.total / self.n_pairs) if self.n_pairs else None


def told_fit(pair: upmatch.Pair) -> int:
    """Return the fit of a pair without what the two wished, which is theirs alone."""
    return pair.fit - pair.contributions.get(WISHES, 0)


def measures_of(plan: upmatch.Plan) -> Measures:
    """Return the figures of a plan."""
    problem = plan.problem
    people = {person.id: person for person in problem.people}
    fits = [told_fit(pair) for pair in plan.pairs]
    units = [(_unit(people[pair.mentor]), _unit(people[pair.mentee])) for pair in plan.pairs]
    by_unit, by_skill = _taught(plan, people)
    between = sorted(Counter(units).items())
    return Measures(
        n_mentees=len(problem.mentees),
        n_pairs=plan.n_pairs,
        total=sum(fits),
        weakest=min(fits, default=None),
        n_across=sum(bridges(*two) for two in units),
        by_unit=by_unit,
        by_skill=by_skill,
        between=tuple((mentor, mentee, n) for (mentor, mentee), n in between),
    )


def kept_measures(record: Mapping[str, Any] | None) -> Measures | None:
    """Return the figures that ``asdict`` wrote onto a round; None of a round older than they."""
    if record is None:
        return None
    lists = {
        "by_unit": tuple(Taught(**one) for one in record["by_unit"]),
        "by_skill": tuple(Taught(**one) for one in record["by_skill"]),
        "between": tuple((mentor, mentee, n) for mentor, mentee, n in record["between"]),
    }
    return Measures(**{**record, **lists})


def as_record(measures: Measures) -> dict[str, Any]:
    """Return the figures in types that JSON knows."""
    record = asdict(measures)
    lists = {name: list(map(_plain, said)) for name, said in record.items() if _is_many(said)}
    return {**record, **lists}


def _is_many(said: object) -> bool:
    return isinstance(said, tuple)


def _plain(one: Any) -> Any:
    """Return a tuple as the list that comes back from the database."""
    return list(one) if _is_many(one) else one


def _unit(person: upmatch.Person) -> str:
    return "/".join(person.unit)


def _taught(
    plan: upmatch.Plan, people: Mapping[str, upmatch.Person]
) -> tuple[tuple[Taught, ...], tuple[Taught, ...]]:
    """Return, by unit of the mentee and by skill, the open wants and those that are served."""
    teaching = plan.problem.rules.get("skill", defaults.RULES["skill"])
    mentor_of = {pair.mentee: people[pair.mentor] for pair in plan.pairs}
    units: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    skills: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for mentee in plan.problem.mentees:
        mentor = mentor_of.get(mentee.id)
        served = {one.skill for one in learnt(mentee, mentor, **teaching)} if mentor else set()
        for skill, want in mentee.wants.items():
            if want.target > mentee.levels.get(skill, 0):
                units[_unit(mentee)].append((mentee.id, skill in served))
                skills[skill].append((mentee.id, skill in served))
    return _counted(units), _counted(skills)


def _counted(found: Mapping[str, Iterable[tuple[str, bool]]]) -> tuple[Taught, ...]:
    rows = []
    for of, wants in found.items():
        each = list(wants)
        n_people = len({mentee for mentee, _is_served in each})
        rows.append(Taught(of, len(each), sum(served for _mentee, served in each), n_people))
    return tuple(sorted(rows, key=lambda row: (-row.wanted, row.of)))
