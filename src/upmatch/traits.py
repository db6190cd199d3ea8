"""One side of a problem in columns: flat lists instead of people."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ints", "Lines", "Traits"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """A list per person, all lists in one: ``owner[k]`` has ``item[k]``; owners ascend."""

    owner: Ints
    item: Ints

    @classmethod
    def none(cls) -> "Lines":
        """Return the lists of people who have nothing."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Traits:
    """One side of a problem in columns; (n,) arrays, and lists with one line per item.

    ``known`` items are skill · 16 + level; ``wanted`` items are
    ((skill · 16 + own level) · 16 + target) · 4 + importance, for targets above the own level.
    ``time`` items are pieces of the week, ``units`` the units at and above one's own, of which
    there are ``depth``. ``codes`` (places, n) must differ from the other side's where they are
    not negative. ``need`` is the sum of importance · (target − level). ``points`` are fixed.
    """

    grade: Ints
    need: Ints
    known: Lines
    wanted: Lines
    time: Lines = field(default_factory=Lines.none)
    units: Lines = field(default_factory=Lines.none)
    languages: Lines = field(default_factory=Lines.none)
    formats: Lines = field(default_factory=Lines.none)
    offset: Ints | None = None
    codes: Ints | None = None
    points: Ints | None = None

    @property
    def n_people(self) -> int:
        return int(self.grade.size)
