"""Where each line, bar and dot of the report's drawings goes; the templates only place them.

Positions across are per cent and heights are pixels, so that 13 px text stays 13 px on a phone.
Numbers are text here: a decimal comma would break the drawing on French pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.insights.report import Report, SkillFlow
from upside.insights.silos import SiloMap
from upside.insights.wording import ITEMS, OTHER_SKILLS, STEPS
from upside.sessions.models import Exchange

__all__ = ["Drawings", "drawings_of"]

ROW = 48
CELL = 48
MARGIN = 108
HEAD = 100
BIGGEST_DOT = 21.0
SMALLEST_DOT = 10.0  # a figure of one or two digits stands inside
MOST_LINKS = 6
HALF = 50.0
COLUMN_HEIGHT = 120


@dataclass(frozen=True, slots=True)
class FlowBar:
    """One skill: its bar to the right (to the mentee) and its bar to the left (to the mentor)."""

    label: str
    to_mentee: int
    to_mentor: int
    n_people: int
    text_y: int
    bar_y: int
    right_width: str
    left_x: str
    left_width: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a histogram."""

    label: int
    value: int
    x: str
    width: str
    middle: str
    y: str
    height: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One cell of the silo map that holds pairs: across two units, within one, or merged."""

    x: str
    y: str
    r: str
    text_y: str
    n: int
    kind: str


@dataclass(frozen=True, slots=True)
class Silos:
    """The silo map as a drawing, ``width`` by ``height`` units."""

    width: int
    height: int
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    corners: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Drawings:
    """Everything that the report draws."""

    flows: tuple[FlowBar, ...]
    flows_height: int
    columns: tuple[Column, ...]
    silos: Silos
    silo_table: tuple[tuple[str, tuple[int, ...]], ...]
    silo_links: tuple[tuple[str, str, int], ...]
    funnel: tuple[tuple[str, int, int, int, str], ...]
    kinds: tuple[tuple[str, int, int], ...]
    sessions: tuple[tuple[str, int], ...]


def drawings_of(report: Report) -> Drawings:
    """Return the drawings of ``report`` in the active language."""
    flows = _flow_bars(report.flows)
    names = [unit or _("Other units") for unit in report.silos.units]
    return Drawings(
        flows=flows,
        flows_height=len(flows) * ROW + 8,
        columns=_columns(report.held_per_pair),
        silos=_silos(report.silos, names),
        silo_table=tuple(zip(names, report.silos.counts, strict=True)),
        silo_links=_links(report.silos, names),
        funnel=_funnel(report),
        kinds=tuple(
            (str(Exchange.Kind(kind).label), there, back) for kind, there, back in report.kinds
        ),
        sessions=tuple((str(ITEMS["sessions"][key]), n) for key, n in report.sessions.items()),
    )


def _funnel(report: Report) -> tuple[tuple[str, int, int, int, str], ...]:
    most = max((step.n for step in report.funnel), default=0) or 1
    return tuple(
        (str(STEPS[s.key]), s.n, s.n_mentors, s.n_mentees, f"{100 * s.n / most:.1f}%")
        for s in report.funnel
    )


def _flow_bars(flows: Sequence[SkillFlow]) -> tuple[FlowBar, ...]:
    most = max((max(f.to_mentee, f.to_mentor) for f in flows), default=0) or 1
    bars = []
    for at, flow in enumerate(flows):
        left = HALF * 0.96 * flow.to_mentor / most
        bars.append(
            FlowBar(
                label=flow.skill.label if flow.skill else str(OTHER_SKILLS),
                to_mentee=flow.to_mentee,
                to_mentor=flow.to_mentor,
                n_people=flow.n_people,
                text_y=at * ROW + 16,
                bar_y=at * ROW + 26,
                right_width=f"{HALF * 0.96 * flow.to_mentee / most:.2f}%",
                left_x=f"{HALF - left:.2f}%",
                left_width=f"{left:.2f}%",
            )
        )
    return tuple(bars)


def _columns(held_per_pair: Iterable[tuple[int, int]]) -> tuple[Column, ...]:
    counts = dict(held_per_pair)
    if not counts:
        return ()
    most = max(counts.values())
    steps = range(max(6, *counts) + 1)
    width = 100 / len(steps)
    columns = []
    for at, n_held in enumerate(steps):
        n_pairs = counts.get(n_held, 0)
        height = COLUMN_HEIGHT * n_pairs / most
        columns.append(
            Column(
                label=n_held,
                value=n_pairs,
                x=f"{at * width + width * 0.12:.2f}%",
                width=f"{width * 0.76:.2f}%",
                middle=f"{(at + 0.5) * width:.2f}%",
                y=f"{24 + COLUMN_HEIGHT - height:.1f}",
                height=f"{height:.1f}",
                text_y=f"{18 + COLUMN_HEIGHT - height:.1f}",
            )
        )
    return tuple(columns)


def _links(silos: SiloMap, names: list[str]) -> tuple[tuple[str, str, int], ...]:
    """Return the two units that most pairs join, most first; the mentor's unit first."""
    found = [
        (names[row], names[col], count)
        for row, line in enumerate(silos.counts)
        for col, count in enumerate(line)
        if count and row != col
    ]
    return tuple(sorted(found, key=lambda link: -link[2])[:MOST_LINKS])


def _kind(silos: SiloMap, row: int, col: int) -> str:
    """Return what a cell holds; among merged units, pairs may join two of them or stay in one."""
    if row != col:
        return "across"
    is_merged = silos.merges_others and row == len(silos.units) - 1
    return "merged" if is_merged else "within"


def _silos(silos: SiloMap, names: list[str]) -> Silos:
    n = len(names)
    middles = [HEAD + CELL * at + CELL / 2 for at in range(n)]
    across = [MARGIN + 12 + CELL * at + CELL / 2 for at in range(n)]
    most = silos.busiest or 1
    dots = [
        Dot(
            x=f"{across[col]:.1f}",
            y=f"{middles[row]:.1f}",
            text_y=f"{middles[row] + 4.5:.1f}",
            n=count,
            r=f"{SMALLEST_DOT + (BIGGEST_DOT - SMALLEST_DOT) * (count / most) ** 0.5:.1f}",
            kind=_kind(silos, row, col),
        )
        for row, line in enumerate(silos.counts)
        for col, count in enumerate(line)
        if count
    ]
    return Silos(
        width=MARGIN + 80 + CELL * n,
        height=HEAD + CELL * n + 8,
        rows=tuple((name, f"{middles[at] + 4:.1f}") for at, name in enumerate(names)),
        columns=tuple((name, f"{across[at]:.1f}") for at, name in enumerate(names)),
        corners=tuple(
            (f"{across[at] - CELL / 2 + 1:.1f}", f"{HEAD + CELL * at + 1}") for at in range(n)
        ),
        lines=tuple(str(HEAD + CELL * at) for at in range(n + 1)),
        dots=tuple(dots),
    )
