"""Which units pair with which, folded until it can be read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from upside.matching.measures import Measures, Taught
from upside.pairs.bridges import bridges

__all__ = ["Matrix", "by_folded_unit", "matrix_of"]

MOST_UNITS: Final = 8
SHADES: Final = 4
LISTED: Final = 8
Between = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many pairs two units make; ``shade`` from 0 to 4, ``is_within`` for one and the same."""

    n: int
    shade: int
    is_within: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The mentors of one unit, and with which units their mentees are."""

    name: str
    cells: tuple[Cell, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are units of mentors, columns those of mentees.

    ``strongest`` lists the units that meet most, as (unit of mentors, unit of mentees, pairs).
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    strongest: Between
    n_pairs: int
    n_across: int
    is_folded: bool


def matrix_of(measures: Measures) -> Matrix | None:
    """Return the pairs by unit, units folded into those above them; None without any pair."""
    if not measures.between:
        return None
    folded, is_folded = _folded(measures.between)
    counts = {(mentor, mentee): n for mentor, mentee, n in folded}
    names = _names({unit for two in counts for unit in two})
    mentors, mentees = (_by_size(folded, side) for side in (0, 1))
    most = max(counts.values())
    lines = tuple(
        Line(
            names[mentor],
            tuple(
                _cell(counts.get((mentor, mentee), 0), most, mentor == mentee) for mentee in mentees
            ),
            sum(counts.get((mentor, mentee), 0) for mentee in mentees),
        )
        for mentor in mentors
    )
    strongest = sorted(folded, key=lambda row: (-row[2], row))[:LISTED]
    return Matrix(
        columns=tuple(names[mentee] for mentee in mentees),
        lines=lines,
        strongest=tuple((names[mentor], names[mentee], n) for mentor, mentee, n in strongest),
        n_pairs=measures.n_pairs,
        n_across=measures.n_across,
        is_folded=is_folded,
    )


def by_folded_unit(rows: Sequence[Taught]) -> list[tuple[str, Taught]]:
    """Return name and wants of each unit, folded into the units above until they are few."""
    depth = max((one.of.count("/") + 1 for one in rows), default=1)
    for steps in range(depth, 0, -1):
        groups: dict[str, list[Taught]] = defaultdict(list)
        for one in rows:
            groups[_above(one.of, steps)].append(one)
        if len(groups) <= MOST_UNITS:
            break
    names = _names(set(groups))
    found = [(names[unit], _sum(unit, ones)) for unit, ones in groups.items()]
    return sorted(found, key=lambda row: (-row[1].wanted, row[0]))


def _sum(unit: str, rows: Sequence[Taught]) -> Taught:
    wanted, taught, n_people = (
        sum(getattr(one, name) for one in rows) for name in ("wanted", "taught", "n_people")
    )
    return Taught(unit, wanted, taught, n_people)


def _cell(n: int, most: int, is_within: bool) -> Cell:  # noqa: FBT001 - one private call
    return Cell(n, -(-SHADES * n // most), is_within)


def _folded(between: Between) -> tuple[Between, bool]:
    """Cut the paths of units as long as can be, so that few are left, then join the smallest."""
    depth = max(path.count("/") + 1 for mentor, mentee, _n in between for path in (mentor, mentee))
    cut = between
    for steps in range(depth, 0, -1):
        cut = _joined((_above(a, steps), _above(b, steps), n) for a, b, n in between)
        if all(len({row[side] for row in cut}) <= MOST_UNITS for side in (0, 1)):
            return cut, steps < depth
    sizes: Counter[str] = Counter()
    for mentor, mentee, n in cut:
        sizes.update({mentor: n, mentee: n} if bridges(mentor, mentee) else {mentor: n})
    kept = {unit for unit, _n in sizes.most_common(MOST_UNITS - 1)}
    rest = (
        (mentor if mentor in kept else "/", mentee if mentee in kept else "/", n)
        for mentor, mentee, n in cut
    )
    return _joined(rest), True


def _above(path: str, steps: int) -> str:
    return "/".join(path.split("/")[:steps])


def _joined(rows: Iterable[tuple[str, str, int]]) -> Between:
    counts: Counter[tuple[str, str]] = Counter()
    for mentor, mentee, n in rows:
        counts[mentor, mentee] += n
    return tuple((mentor, mentee, n) for (mentor, mentee), n in sorted(counts.items()))


def _by_size(rows: Between, side: int) -> list[str]:
    """Return the units of one side in the order of both sides together, so that one is a line."""
    sizes: dict[str, int] = defaultdict(int)
    for mentor, mentee, n in rows:
        sizes[mentor] += n
        sizes[mentee] += n
    found: set[str] = {mentee if side else mentor for mentor, mentee, _n in rows}
    return sorted(found, key=lambda unit: (unit in ("", "/"), -sizes[unit], unit))


def _names(paths: set[str]) -> dict[str, str]:
    short = {path: path.rpartition("/")[2] for path in paths}
    often = Counter(short.values())
    names = {path: name if often[name] == 1 else path for path, name in short.items()}
    return {**names, "": _("Unit not known"), "/": _("Other units")}
