"""Where those who want a skill, and those who could teach it, are: by unit, site and grade.

The three are told side by side of the same people. So a group of one of them is told only where it
does not leave a small group of another one, when taken away from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from upside.people.queries import all_units
from upside.programmes.models import Cohort
from upside.programmes.queries.demand import needed_for
from upside.programmes.queries.demand_rows import Source, Way, in_parts, people_counted
from upside.programmes.queries.guests import Guests, guests
from upside.programmes.queries.small_groups import NOBODY, Parts, Told, apart, told
from upside.skills.models import Skill

__all__ = ["By", "DemandPlaces", "Share", "Side", "demand_places"]

GRADES_A_BAND = 3
HERE = ("person__unit__path", "person__site", "person__grade")
Place = tuple[str, str, int | None]


class By(StrEnum):
    """What people are told apart by."""

    UNIT = "unit"
    SITE = "site"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Share:
    """How many people of one group; ``name`` is empty where it is not known or they are merged.

    Of grades ``low`` and ``high`` say the band instead of a name.
    """

    n: int
    name: str = ""
    low: int | None = None
    high: int | None = None
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """Those who want it, or those who could teach it: how many in all, and where they are."""

    total: Told
    shares: dict[By, tuple[Share, ...]]


@dataclass(frozen=True, slots=True)
class DemandPlaces:
    """One skill: where its wants are, and where who could teach it."""

    skill: Skill
    min_level: int
    want: Side
    can: Side


def demand_places(cohort: Cohort, skill: Skill, way: Way, source: Source) -> DemandPlaces:
    """Return where the wants of ``skill`` and its supply are; four queries, more with partners."""
    min_level = needed_for(cohort, way)
    known = guests()
    wants, levels = people_counted(cohort, way, source, known)
    able = levels.filter(skill=skill, level__gte=min_level)
    depth = _depth_of_units(known)
    return DemandPlaces(
        skill=skill,
        min_level=min_level,
        want=_side(in_parts(wants.filter(skill=skill), cohort, *HERE), depth),
        can=_side(in_parts(able, cohort, *HERE), depth),
    )


def _depth_of_units(known: Guests) -> int:
    """Return at which step of their paths units differ: 1 where all stand below one root.

    The units of partner companies, which stand beside that root, do not count.
    """
    own = all_units().exclude(pk__in=known.firms)
    roots = {path.partition("/")[0] for path in own.values_list("path", flat=True)}
    return 1 if len(roots) == 1 else 0


def _side(rows: Iterable[tuple[Any, ...]], depth: int) -> Side:
    sizes: dict[Place, Parts] = defaultdict(Parts)
    for path, site, grade, *counted in rows:
        place = (_unit(path, depth), site, _band(grade))
        sizes[place] = sizes[place].plus(Parts(*counted))
    total = NOBODY
    for parts in sizes.values():
        total = total.plus(parts)
    shares: dict[By, tuple[Share, ...]] = {}
    known: list[frozenset[Place]] = []
    for position, by in enumerate(By):
        groups: dict[Any, frozenset[Place]] = defaultdict(frozenset)
        for place in sizes:
            groups[place[position]] |= {place}
        alone, together = apart(groups, sizes, known)
        shares[by] = tuple(_shares(by, groups, sizes, (alone, together)))
        known += [groups[key] for key in alone]
        known.append(frozenset[Place]().union(*(groups[key] for key in together)))
    return Side(told(total), shares)


def _shares(
    by: By,
    groups: dict[Any, frozenset[Place]],
    sizes: dict[Place, Parts],
    keys: tuple[Sequence[Any], Sequence[Any]],
) -> Iterable[Share]:
    alone, together = keys
    for key in alone:
        n = sum(sizes[place].n for place in groups[key])
        if by == By.GRADE and key is not None:
            yield Share(n, low=key, high=key + GRADES_A_BAND - 1)
        else:
            yield Share(n, name=key or "")
    if together:
        rest = {place for key in together for place in groups[key]}
        yield Share(sum(sizes[place].n for place in rest), is_rest=True)


def _unit(path: str | None, depth: int) -> str:
    names = (path or "").split("/")
    return names[min(depth, len(names) - 1)]


def _band(grade: int | None) -> int | None:
    return None if grade is None else grade - grade % GRADES_A_BAND
