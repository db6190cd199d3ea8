"""Single pairs, some at a time: wide enough to be judged quickly, small enough to be light."""

from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["Block", "Cell", "blocks"]

Cell = tuple[int, int]
"""Row and column of a mentee and a mentor."""
Block = tuple[list[int], list[int], list[tuple[Cell, Cell]]]
TOGETHER: Final = 64


def blocks(cells: Sequence[Cell]) -> Iterator[Block]:
    """Yield rows, columns, and which cell of the whole is which cell of this part."""
    for start in range(0, len(cells), TOGETHER):
        some = cells[start : start + TOGETHER]
        rows, columns = (
            {place: at for at, place in enumerate(dict.fromkeys(line))}
            for line in zip(*some, strict=True)
        )
        where = [((row, column), (rows[row], columns[column])) for row, column in some]
        yield list(rows), list(columns), where
