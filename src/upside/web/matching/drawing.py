"""Charts of a round, as places and sizes in per cent: the template only writes them down."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from upside.matching.queries import Why
from upside.web.templatetags.writing import fit

__all__ = ["Bar", "Distribution", "Row", "distribution", "row"]

WHOLE = 10_000
NARROW, WIDE = 500, 1_000
MOST_BARS = 10
TALLEST = 120
FLOOR = 150
SHORTEST = 3
FEW_LABELS = 6
FEWEST_DRAWN = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """How many pairs have a fit from ``low`` up to ``high``, and where its bar stands."""

    x: str
    width: str
    middle: str
    edge: str
    y: int
    height: int
    n: int
    low: str
    high: str
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    bars: list[Bar]
    n: int
    weakest: int
    middle: int
    best: int

    @property
    def is_drawn(self) -> bool:
        """Whether there are enough pairs for bars to say more than a sentence."""
        return self.n >= FEWEST_DRAWN


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of the table: why it came about, and how far each arrow reaches."""

    why: Why
    to: str
    to_share: int
    back: str
    back_start: str
    back_share: int


def distribution(fits: Sequence[int]) -> Distribution | None:
    """Return the number of pairs by fit, in steps of 0.05 or, over a wide range, 0.10."""
    if not fits:
        return None
    step = NARROW if max(fits) - min(fits) < MOST_BARS * NARROW else WIDE
    counts = Counter(min(value, WHOLE - 1) // step for value in fits)
    first, last = min(counts), max(counts)
    places = range(first, last + 1)
    most, width = max(counts.values()), 100 / len(places)
    bars = [
        _bar(place - first, width, place * step, step, (counts[place], most)) for place in places
    ]
    return Distribution(bars, len(fits), min(fits), median_low(fits), max(fits))


def row(why: Why) -> Row:
    """Return one pair as the table draws it: coral from the left, teal from the right."""
    to, back = (_share(why, term) for term in ("teach", "give_back"))
    return Row(why, _percent(to), to, _percent(back), _percent(WHOLE - back), back)


def _bar(place: int, width: float, low: int, step: int, counts: tuple[int, int]) -> Bar:
    n, most = counts
    height = max(round(TALLEST * n / most), SHORTEST) if n else 0
    left = place * width
    return Bar(
        x=f"{left + width * 0.06:.2f}%",
        width=f"{width * 0.88:.2f}%",
        middle=f"{left + width / 2:.2f}%",
        edge=f"{left:.2f}%",
        y=FLOOR - height,
        height=height,
        n=n,
        low=fit(low),
        high=fit(low + step),
        is_labelled=width * FEW_LABELS >= 100 or place % 2 == 0,  # noqa: PLR2004 - per cent
    )


def _share(why: Why, term: str) -> int:
    a, b = why.proposal.why.get("shares", {}).get(term, (0, 1))
    return int(WHOLE * a // b)


def _percent(share: int) -> str:
    return f"{share / 100:.1f}%"
