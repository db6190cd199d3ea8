"""What the page of demand and supply shows, each figure with its sentence."""

from dataclasses import dataclass
from typing import Any

from upside.programmes.queries import BANDS, SMALLEST_GROUP, Cell, DemandMap, DemandRow, Shade
from upside.web.demand import words
from upside.web.topics.scale import band_names

__all__ = ["map_page", "summary"]


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the map as it is drawn: how wide, how dark, what it says."""

    span: int
    shade: str
    figures: str
    ratio: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One topic of the map as it is drawn."""

    row: DemandRow
    want: str
    can: str
    squares: list[Square]


def map_page(found: DemandMap) -> dict[str, Any]:
    """Return the lines of the map, what stands out, and the key to the shades."""
    lines = [_line(row) for row in found.rows]
    used = {square.shade for line in lines for square in line.squares}
    return {
        "demand": found,
        "lines": lines,
        "bands": [(*band, name) for band, name in zip(BANDS, band_names().values(), strict=True)],
        "key": [(shade, word) for shade, word in words.SHADES.items() if shade in used],
        **summary(found),
    }


def summary(found: DemandMap) -> dict[str, Any]:
    """Return what stands out, in sentences: the bottlenecks, and what there is plenty of."""
    return {
        "bottlenecks": [(cell.skill, words.bottleneck(cell)) for cell in found.bottlenecks],
        "surplus": [(row.skill, words.spare(row)) for row in found.surplus],
        "n_short": sum(1 for row in found.rows if row.missing),
        "smallest": SMALLEST_GROUP,
    }


def _line(row: DemandRow) -> Line:
    squares = [_square(cell) for cell in row.cells]
    return Line(row, words.figure(row.want), words.figure(row.can), squares)


def _square(cell: Cell) -> Square:
    if not cell.n_want:
        return Square(cell.span, "", "", "", "")
    return Square(
        span=cell.span,
        shade=cell.shade,
        figures=f"{cell.n_want}\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}{words.figure(cell.can)}",
        ratio=words.ratio_of(cell) if cell.shade != Shade.UNKNOWN else "",
        sentence=words.cell_sentence(cell),
    )
