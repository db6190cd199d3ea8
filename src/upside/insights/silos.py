"""Which units a cohort joins: pairs counted by the unit of the mentor and that of the mentee."""

from collections import Counter
from dataclasses import dataclass

from upside.pairs.bridges import n_bridging
from upside.pairs.models import Pair
from upside.people.models import Person

__all__ = ["SiloMap", "silo_map"]

NO_UNIT = ""


@dataclass(frozen=True, slots=True)
class SiloMap:
    """Pairs by top unit, mentors' units in rows, mentees' in columns.

    ``units`` are the names of units with enough people to be shown; the last one, if
    ``merges_others``, stands for all the small ones together.
    """

    units: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    merges_others: bool
    n_pairs: int
    n_bridging: int

    @property
    def busiest(self) -> int:
        return max((n for row in self.counts for n in row), default=0)


def silo_map(pairs: list[Pair], *, smallest: int) -> SiloMap:
    """Return the map of ``pairs``; units with fewer than ``smallest`` people in it are merged.

    People are counted among those of the pairs; a merged remainder that is itself too small
    stays merged with the smallest unit that is shown.
    """
    people = {person.pk: person for pair in pairs for person in pair.people}
    sizes = Counter(top_unit(person) for person in people.values())
    shown = sorted(unit for unit, n in sizes.items() if n >= smallest and unit != NO_UNIT)
    others = sum(n for unit, n in sizes.items() if unit not in shown)
    if 0 < others < smallest and shown:
        shown.remove(min(shown, key=lambda unit: (sizes[unit], unit)))
        others = smallest
    units = (*shown, NO_UNIT) if others else tuple(shown)
    place = {unit: at for at, unit in enumerate(units)}
    last = len(units) - 1
    cells = Counter(
        (place.get(top_unit(pair.mentor), last), place.get(top_unit(pair.mentee), last))
        for pair in pairs
    )
    return SiloMap(
        units=units,
        counts=tuple(
            tuple(cells[row, col] for col in range(len(units))) for row in range(len(units))
        ),
        merges_others=bool(others),
        n_pairs=len(pairs),
        n_bridging=n_bridging((unit_path(pair.mentor), unit_path(pair.mentee)) for pair in pairs),
    )


def top_unit(person: Person) -> str:
    """Return the name of the topmost unit of ``person``; empty where they have none."""
    return unit_path(person).split("/")[0]


def unit_path(person: Person) -> str:
    """Return the path of the unit of ``person``; empty where they have none."""
    return person.unit.path if person.unit else NO_UNIT
