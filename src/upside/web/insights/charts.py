"""Where each line, bar and dot of the report's drawings goes; the templates only place them.

Positions across are per cent and heights are pixels, so that 13 px text stays 13 px on a phone.
Numbers are text here: a decimal comma would break the drawing on French pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.insights.groups import Bin
from upside.insights.report import Report, SkillFlow
from upside.insights.silos import Cell, SiloMap
from upside.insights.wording import ITEMS, OTHER_SKILLS, STEPS

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
FEWEST_COLUMNS = 5  # so that a single bar does not fill the page


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

    label: str
    value: int
    is_none: bool
    x: str
    width: str
    middle: str
    y: str
    height: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One cell of the silo map that is told: across two units, or within one."""

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
    silo_table: tuple[tuple[str, tuple[int | None, ...]], ...]
    silo_links: tuple[tuple[str, str, int], ...]
    reaches: tuple[tuple[str, int, int, str], ...]
    funnel: tuple[tuple[str, int, int, int, str], ...]
    kinds: tuple[tuple[str, int, int], ...]
    sessions: tuple[tuple[str, int], ...]


def drawings_of(report: Report) -> Drawings:
    """Return the drawings of ``report`` in the active language."""
    flows = _flow_bars(report.flows)
    return Drawings(
        flows=flows,
        flows_height=len(flows) * ROW + 8,
        columns=_columns(report.held_per_pair),
        silos=_silos(report.silos),
        silo_table=_silo_table(report.silos),
        silo_links=_links(report.silos),
        reaches=_reaches(report.silos),
        funnel=_funnel(report),
        kinds=tuple(
            (
                str(ITEMS["exchanges_by_kind"][one.kind or "other_kinds"]),
                one.to_mentee,
                one.to_mentor,
            )
            for one in report.kinds
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


def _columns(bins: Sequence[Bin]) -> tuple[Column, ...]:
    most = max((one.n_pairs for one in bins), default=0)
    width = 100 / max(len(bins), FEWEST_COLUMNS)
    columns = []
    for at, one in enumerate(bins):
        height = COLUMN_HEIGHT * one.n_pairs / most
        columns.append(
            Column(
                label=str(one.low) if one.low == one.high else f"{one.low}–{one.high}",
                value=one.n_pairs,
                is_none=one.high == 0,
                x=f"{at * width + width * 0.12:.2f}%",
                width=f"{width * 0.76:.2f}%",
                middle=f"{(at + 0.5) * width:.2f}%",
                y=f"{24 + COLUMN_HEIGHT - height:.1f}",
                height=f"{height:.1f}",
                text_y=f"{18 + COLUMN_HEIGHT - height:.1f}",
            )
        )
    return tuple(columns)


def _links(silos: SiloMap) -> tuple[tuple[str, str, int], ...]:
    """Return the two units that most pairs join, most first; the mentor's unit first."""
    found = [
        (cell.mentors, cell.mentees, cell.n_pairs)
        for cell in silos.cells
        if cell.mentors != cell.mentees
    ]
    return tuple(sorted(found, key=lambda link: -link[2])[:MOST_LINKS])


def _silo_table(silos: SiloMap) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Return the map as rows; None where fewer than eight people meet, or nobody."""
    told = {(cell.mentors, cell.mentees): cell.n_pairs for cell in silos.cells}
    return tuple((row, tuple(told.get((row, col)) for col in silos.units)) for row in silos.units)


def _reaches(silos: SiloMap) -> tuple[tuple[str, int, int, str], ...]:
    most = max((reach.n_pairs for reach in silos.reaches), default=0) or 1
    return tuple(
        (
            reach.unit or _("Other units, together"),
            reach.n_pairs,
            reach.n_people,
            f"{100 * reach.n_pairs / most:.1f}%",
        )
        for reach in silos.reaches
    )


def _silos(silos: SiloMap) -> Silos:
    names, n = silos.units, len(silos.units)
    middles = [HEAD + CELL * at + CELL / 2 for at in range(n)]
    across = [MARGIN + 12 + CELL * at + CELL / 2 for at in range(n)]
    dots = [
        _dot(cell, across[names.index(cell.mentees)], middles[names.index(cell.mentors)], silos)
        for cell in silos.cells
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


def _dot(cell: Cell, x: float, y: float, silos: SiloMap) -> Dot:
    share = cell.n_pairs / silos.busiest
    return Dot(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_y=f"{y + 4.5:.1f}",
        n=cell.n_pairs,
        r=f"{SMALLEST_DOT + (BIGGEST_DOT - SMALLEST_DOT) * share**0.5:.1f}",
        kind="within" if cell.mentors == cell.mentees else "across",
    )
