"""Demand and supply per skill: who wants it up to which level, who could teach it. Counts only.

Nothing here is told of fewer than eight people, nor can it be worked out from two figures of these
pages (``small_groups``). The counting is done by the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from upside.programmes.models import Cohort
from upside.programmes.need_models import NeedSurvey
from upside.programmes.queries.demand_rows import Counts, Source, Way, counts_for, counts_of_survey
from upside.programmes.queries.small_groups import (
    NOBODY,
    Bin,
    Parts,
    Told,
    bins_of,
    is_told,
    told,
)
from upside.skills.models import HIGHEST_LEVEL, Skill
from upside.skills.queries import in_order

__all__ = ["BANDS", "Cell", "DemandMap", "DemandRow", "Shade", "demand_map", "needed_for"]

BANDS = ((1, 2), (3, 4), (5, 6), (7, 8))
USUAL_LEVEL = 5
AMPLE, EVEN, TIGHT, SHORT = 0.5, 1.0, 2.0, 4.0
MOST_NAMED = 5
Levels = Mapping[int, Parts]


class Shade(StrEnum):
    """How many want a topic for each person who could teach it, in steps."""

    AMPLE = "ample"
    EVEN = "even"
    TIGHT = "tight"
    SHORT = "short"
    SEVERE = "severe"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """Wants up to the levels ``low`` to ``high``, and who is at the level that takes.

    ``span`` is how many bands stand in it: bands with few people are merged.
    """

    skill: Skill
    low: int
    high: int
    span: int
    n_want: int
    can: Told

    @property
    def ratio(self) -> float | None:
        """Return how many want it for each who could teach it, at least; None: nobody could."""
        return self.n_want / self.can.n if self.can.n else None

    @property
    def shade(self) -> Shade:
        """Return how short the supply is."""
        if self.can.top is None:
            return Shade.UNKNOWN
        ratio = self.ratio
        steps = ((AMPLE, Shade.AMPLE), (EVEN, Shade.EVEN), (TIGHT, Shade.TIGHT))
        found = [shade for top, shade in steps if ratio is not None and ratio <= top]
        is_severe = ratio is None or ratio > SHORT
        return next(iter(found), Shade.SEVERE if is_severe else Shade.SHORT)

    @property
    def missing(self) -> int:
        """Return by how many the wants exceed those who could teach, at least."""
        return 0 if self.can.top is None else max(self.n_want - self.can.top, 0)


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One topic: how many want it in all, who could teach it at the lowest level that counts."""

    skill: Skill
    want: Told
    can: Told
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        return max((cell.missing for cell in self.cells), default=0)

    @property
    def spare(self) -> int:
        """Return how many more could teach it than want it, where twice as many could; else 0."""
        if self.can.kind != "exact" or self.want.top is None:
            return 0
        return self.can.n - self.want.top if 2 * self.want.top <= self.can.n else 0


@dataclass(frozen=True, slots=True)
class DemandMap:
    """One way and one source: the topics, scarcest first, and those that stand out."""

    way: Way
    source: Source
    min_level: int
    rows: tuple[DemandRow, ...]

    @property
    def bottlenecks(self) -> list[Cell]:
        """Return the cells with the most wants that nobody could answer, five at most."""
        cells = [cell for row in self.rows for cell in row.cells if cell.missing]
        return sorted(cells, key=lambda cell: (-cell.missing, cell.skill.code))[:MOST_NAMED]

    @property
    def surplus(self) -> list[DemandRow]:
        """Return the topics that twice as many could teach as want them, five at most."""
        rows = [row for row in self.rows if row.spare]
        return sorted(rows, key=lambda row: (-row.spare, row.skill.code))[:MOST_NAMED]


def needed_for(cohort: Cohort, way: Way) -> int:
    """Return the lowest level at which somebody shares: the programme's, or any on the way back."""
    if way == Way.TO_MENTORS:
        return 1
    rules = cohort.settings.get("matching", {}).get("rules", {})
    return int(rules.get("skill", {}).get("min_level", USUAL_LEVEL))


def demand_map(
    cohort: Cohort, way: Way, source: Source, *, survey: NeedSurvey | None = None
) -> DemandMap:
    """Return who wants and who could teach what, scarcest first; of ``survey`` where one is told.

    Four queries, five where there are partner companies, whatever the number of people. Somebody
    could teach up to a level who is at that level, and at the programme's lowest for teaching.
    """
    if survey is None:
        counts = counts_for(cohort, way, source)
    else:
        source, counts = Source.NEEDS, counts_of_survey(survey)
    min_level = needed_for(cohort, way)
    skills = in_order(Skill.objects.filter(pk__in={*counts.wants, *counts.levels}))
    rows = [_row(skill, counts, min_level) for skill in skills if _is_about(skill, way, source)]
    told_of = [row for row in rows if row.cells or (row.can.kind == "exact" and row.can.n)]
    told_of.sort(key=lambda row: (-row.missing, row.spare, -row.want.n))
    return DemandMap(way, source, min_level, tuple(told_of))


def _is_about(skill: Skill, way: Way, source: Source) -> bool:
    """Tell whether a topic goes this way: by people's roles, and where there are none by itself."""
    usual = Skill.Direction.J2S if way == Way.TO_MENTEES else Skill.Direction.S2J
    return source == Source.COHORT or skill.direction in {usual, Skill.Direction.BOTH}


def _row(skill: Skill, counts: Counts, min_level: int) -> DemandRow:
    wants = [_between(counts.wants[skill.pk], low, high) for low, high in BANDS]
    supply = _Supply(counts.levels[skill.pk], min_level)
    total = _all(wants)
    whole = [Bin(0, len(BANDS) - 1, total)] if is_told(total) else []
    bins = bins_of(wants) if counts.has_targets else whole
    return DemandRow(
        skill=skill,
        want=told(total),
        can=supply.at(min_level),
        cells=tuple(_cell(skill, one, supply) for one in bins) if total.n else (),
    )


def _cell(skill: Skill, one: Bin, supply: "_Supply") -> Cell:
    low, high = BANDS[one.first][0], BANDS[one.last][1]
    span = one.last - one.first + 1
    return Cell(skill, low, high, span, one.parts.n, supply.at(low))


class _Supply:
    """Who is at a level or above it, told so that no two of the answers differ by a small group."""

    def __init__(self, levels: Levels, min_level: int) -> None:
        self.starts = sorted({max(min_level, low) for low, _high in BANDS})
        edges = pairwise([*self.starts, HIGHEST_LEVEL + 1])
        self.counts = [_between(levels, low, high - 1) for low, high in edges]
        self.bins = bins_of(self.counts)

    def at(self, level: int) -> Told:
        """Return what may be said of those at ``level``, or at the lowest that counts."""
        place = max(
            at for at, start in enumerate(self.starts) if start <= max(level, self.starts[0])
        )
        if not self.bins:
            return told(_all(self.counts))
        above = [one for one in self.bins if one.last >= place]
        n = sum(one.parts.n for one in above)
        if not n or above[0].first == place:
            return Told("exact", n)
        return Told("most", n)


def _between(levels: Levels, low: int, high: int) -> Parts:
    return _all(parts for level, parts in levels.items() if low <= level <= high)


def _all(counts: Iterable[Parts]) -> Parts:
    total = NOBODY
    for parts in counts:
        total = total.plus(parts)
    return total
