"""Which units a cohort joins, without a figure that would tell of fewer than eight people.

A large cohort has a map: pairs by the unit of the mentor and that of the mentee, where eight people
or more meet. In a smaller one hardly any two units have as many people in common, so it is told
unit by unit how many pairs join it with another. Never both: their difference would tell more.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from upside.insights.groups import is_enough, told_apart
from upside.pairs.bridges import n_bridging
from upside.pairs.models import Pair
from upside.people.models import Person

__all__ = ["MERGED", "Cell", "Reach", "SiloMap", "silo_map"]

MERGED = ""
"""Stands for the units that are told together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many pairs have a mentor of one unit and a mentee of another, or of the same."""

    mentors: str
    mentees: str
    n_pairs: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many pairs join a unit with another one, and how many people are in them."""

    unit: str
    n_pairs: int
    n_people: int


@dataclass(frozen=True, slots=True)
class SiloMap:
    """Pairs by the topmost unit at which the people of the cohort differ.

    ``cells`` and their ``units`` are there where they hold half of the pairs or more; ``reaches``
    where they do not. ``n_merged`` is how many pairs stand in none of the cells.
    """

    n_pairs: int
    n_bridging: int
    units: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    n_merged: int = 0
    reaches: tuple[Reach, ...] = ()

    @property
    def busiest(self) -> int:
        return max((cell.n_pairs for cell in self.cells), default=0)


def silo_map(pairs: list[Pair]) -> SiloMap:
    """Return the map of ``pairs``, or how far each unit reaches."""
    bridging = n_bridging((_path(pair.mentor), _path(pair.mentee)) for pair in pairs)
    unit_of = _units([person for pair in pairs for person in pair.people])
    cells = _cells(pairs, unit_of)
    n_told = sum(cell.n_pairs for cell in cells)
    if not cells or 2 * n_told < len(pairs):
        return SiloMap(len(pairs), bridging, reaches=_reaches(pairs, unit_of))
    units = sorted({unit for cell in cells for unit in (cell.mentors, cell.mentees)})
    return SiloMap(len(pairs), bridging, tuple(units), cells, len(pairs) - n_told)


def _cells(pairs: list[Pair], unit_of: Mapping[int, str]) -> tuple[Cell, ...]:
    """Return the cells in which eight people or more meet; whose unit is not known is in none."""
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[unit_of[pair.mentor_id], unit_of[pair.mentee_id]].append(pair)
    alone, _together = told_apart({units: _people(group) for units, group in groups.items()})
    return tuple(Cell(*units, len(groups[units])) for units in alone if all(units))


def _reaches(pairs: list[Pair], unit_of: Mapping[int, str]) -> tuple[Reach, ...]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        units = {unit_of[pair.mentor_id], unit_of[pair.mentee_id]}
        for unit in units if len(units - {MERGED}) > 1 else ():
            groups[unit].append(pair)
    people_of = {unit: _people(group) for unit, group in groups.items()}
    alone, together = told_apart(people_of)
    reaches = [Reach(unit, len(groups[unit]), len(people_of[unit])) for unit in alone]
    reaches.sort(key=lambda reach: (-reach.n_pairs, reach.unit))
    if is_enough(people_of[unit] for unit in together):
        merged = {pair.pk: pair for unit in together for pair in groups[unit]}
        people = _people(list(merged.values()))
        reaches.append(Reach(MERGED, len(merged), len(people)))
    return tuple(reaches)


def _people(pairs: list[Pair]) -> set[int]:
    return {person for pair in pairs for person in (pair.mentor_id, pair.mentee_id)}


def _path(person: Person) -> str:
    """Return the path of the unit of ``person``; empty where they have none."""
    return person.unit.path if person.unit else ""


def _units(people: list[Person]) -> dict[int, str]:
    """Return, by key, the topmost unit at which these people differ; empty where none is known.

    A company that has one root for everything is told by what stands below it.
    """
    paths = {person.pk: _path(person).split("/") for person in people}
    known = [path for path in paths.values() if path != [""]]
    level = sum(1 for _ in takewhile(lambda names: len(set(names)) == 1, zip(*known, strict=False)))
    return {key: path[min(level, len(path) - 1)] for key, path in paths.items()}
