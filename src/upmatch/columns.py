"""Lay a problem out in columns, as ``upmatch.kernels`` read it.

People become a few flat lists per side: one line per wanted skill, per known skill, per piece of
free time, per unit above, per language. Joined over both sides they make the sparse products
whose sums are the numerators of the terms. Nothing here decides anything: what a rule forbids
and what a term is worth is defined in ``upmatch.rules`` and ``upmatch.terms``, and tests compare
the two pair by pair.
"""

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from upmatch.defaults import FULL_FIT
from upmatch.kernels.layout import (
    BLOCK,
    DAY,
    FORBIDDEN,
    Cells,
    Codes,
    Pairs,
    Product,
    Settings,
    Side,
)
from upmatch.traits import Ints, Lines, Traits

__all__ = ["Chosen", "cells_of", "pairs_of"]

Numbers = NDArray[Any]

ANY_GRADE: Final = -(2**30)
EXACT: Final = 2**21
"""Below this, 3 · 2⁻²⁴ · (most points) is less than 1 / (2 · d): three roundings do no harm."""
HALF_HOUR: Final = 30
BYTE: Final = 2**8
"""Totals below this fit into one byte; nobody has so many wants that two would not do."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings of the rules and the weights of the terms; None switches a rule off.

    ``piece_minutes`` has the length of each piece of the week, ``unit_depth`` the depth of the
    tree of units.
    """

    weights: dict[str, int]
    grade_gap: int | None = None
    min_level: int = 5
    min_gap: int = 2
    is_skill_a_rule: bool = True
    least_languages: int = 0
    least_half_hours: int = 0
    most_offset: int = DAY
    piece_minutes: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    unit_depth: int = 0
    need_half_hours: int = 4
    floor: int = 0

    @property
    def total(self) -> int:
        return sum(self.weights.values())

    def weight(self, term: str) -> int:
        """Return 10,000 · w, the numerator of a term's points."""
        return FULL_FIT * self.weights.get(term, 0)

    def rate(self, term: str, denominator: Numbers) -> tuple[Numbers, Numbers, bool]:
        """Return rate and half of a term, and whether float32 is exact with them."""
        points = self.weight(term)
        finest = self.total // math.gcd(points, self.total) * np.maximum(denominator, 1)
        rate = points / (self.total * np.maximum(denominator, 1))
        is_exact = int(finest.max(initial=1)) * max(points // self.total, 1) < EXACT
        return rate, 1 / (2 * finest), is_exact


def pairs_of(mentees: Traits, mentors: Traits, chosen: Chosen, cells: Cells) -> Pairs:
    """Return the problem as the kernels read it.

    Parameters
    ----------
    mentees, mentors : Traits
        Rows and columns, in the order in which equally good plans prefer them.
    chosen : Chosen
        Rules and weights.
    cells : Cells
        From ``cells_of``.

    Notes
    -----
    O(lines of both sides + keys · streams of the same skill) time and memory.
    """
    minutes = int(np.gcd.reduce(chosen.piece_minutes, initial=0)) or 1
    lengths = chosen.piece_minutes // minutes
    products = [
        *_lessons(mentees, mentors, chosen),
        _shared(mentees.time, mentors.time, (mentees, mentors), lengths),
        *(
            _shared(getattr(mentees, name), getattr(mentors, name), (mentees, mentors))
            for name in ("units", "languages", "formats")
        ),
    ]
    most = max(int(_most(product)) for product in products)
    width = np.uint8 if most < BYTE else np.uint16
    taught, given_back, time, units, languages, formats = (
        one._replace(key_amount=one.key_amount.astype(width)) for one in products
    )
    rows, own_exact = _side(mentees, chosen, "teach", mentees.n_people)
    places = -(-mentors.n_people // BLOCK) * BLOCK
    columns, other_exact = _side(mentors, chosen, "give_back", places)
    return Pairs(
        taught=taught,
        given_back=given_back,
        time=time,
        units=units,
        languages=languages,
        formats=formats,
        mentee=rows,
        mentor=columns,
        cells=cells,
        settings=_settings(chosen, minutes, is_exact=own_exact and other_exact),
        n_mentees=mentees.n_people,
        n_mentors=mentors.n_people,
    )


def cells_of(n_rows: int, row: Ints, column: Ints, points: Ints) -> Cells:
    """Return single cells by row; several entries of a cell add up, a negative one forbids."""
    n_columns = int(column.max(initial=0)) + 1
    key, where = np.unique(row * n_columns + column, return_inverse=True)
    total = np.bincount(where, weights=np.maximum(points, 0), minlength=key.size)
    is_forbidden = np.bincount(where, weights=points < 0, minlength=key.size) > 0
    value = np.where(is_forbidden, FORBIDDEN, total).astype(np.int32)
    ptr = np.searchsorted(key, np.arange(n_rows + 1) * n_columns).astype(np.int64)
    return Cells(ptr, (key % n_columns).astype(np.int32), value)


@dataclass(frozen=True, slots=True)
class _Links:
    """Entry k: a person of the kind ``key[k]`` adds ``amount[k]`` for one of kind ``stream[k]``."""

    stream: Ints
    key: Ints
    amount: Ints


def _lessons(mentees: Traits, mentors: Traits, chosen: Chosen) -> list[Product]:
    """Return what mentors can teach and what mentees can give back, as products."""
    shape = mentees.n_people, mentors.n_people
    learning, teaching, (want, level, gain) = _lesson(
        mentees.wanted, mentors.known, chosen.min_level, chosen.min_gap
    )
    taught = _product(learning, teaching, shape, _Links(want, level, gain))
    learning, teaching, (want, level, gain) = _lesson(mentors.wanted, mentees.known, 0, 1)
    return [taught, _product(teaching, learning, shape, _Links(level, want, gain))]


def _lesson(
    wanted: Lines, known: Lines, min_level: int, min_gap: int
) -> tuple[Lines, Lines, tuple[Ints, Ints, Ints]]:
    """Return each person's kinds of wants, of knowledge, and what the one gains from the other.

    The last three arrays go together: kind of want, kind of knowledge, gain.
    """
    wants, want_of = np.unique(wanted.item, return_inverse=True)
    levels, level_of = np.unique(known.item, return_inverse=True)
    importance, rest = wants % 4, wants // 4
    target, rest = rest % 16, rest // 16
    own, skill = rest % 16, rest // 16
    first, last = (np.searchsorted(levels, (skill + step) * 16) for step in (0, 1))
    count = last - first
    want = np.repeat(np.arange(wants.size), count)
    level = np.arange(want.size) - np.repeat(np.cumsum(count) - count - first, count)
    teacher = levels[level] % 16
    passes = (teacher >= min_level) & (teacher - own[want] >= min_gap)
    gain = importance[want] * (np.minimum(teacher, target[want]) - own[want])
    learning, teaching = Lines(wanted.owner, want_of), Lines(known.owner, level_of)
    return learning, teaching, (want[passes], level[passes], gain[passes])


def _shared(
    rows: Lines, columns: Lines, sides: tuple[Traits, Traits], amount: Ints | None = None
) -> Product:
    """Return the product that sums the amounts of the items that both have; 1 each if not said."""
    both = np.intersect1d(rows.item, columns.item)
    value = np.ones(both.size, np.int64) if amount is None else amount[both]
    shape = sides[0].n_people, sides[1].n_people
    return _product(rows, columns, shape, _Links(both, both, value))


def _product(rows: Lines, columns: Lines, shape: tuple[int, int], links: _Links) -> Product:
    """Return the product in which only kinds that meet have a stream or a key."""
    streams, stream = np.unique(links.stream, return_inverse=True)
    keys, key = np.unique(links.key, return_inverse=True)
    order = np.argsort(key, kind="stable")
    row_is_met, column_is_met = np.isin(rows.item, streams), np.isin(columns.item, keys)
    return Product(
        row_ptr=_ptr(rows.owner[row_is_met], shape[0]),
        row_stream=np.searchsorted(streams, rows.item[row_is_met]).astype(np.int32),
        column_ptr=_ptr(columns.owner[column_is_met], shape[1]),
        column_key=np.searchsorted(keys, columns.item[column_is_met]).astype(np.int32),
        key_ptr=_ptr(key[order], keys.size),
        key_stream=stream[order].astype(np.int32),
        key_amount=links.amount[order].astype(np.uint16),
        n_streams=max(int(streams.size), 1),
    )


def _ptr(owner: Ints, n_owners: int) -> Ints:
    return np.searchsorted(owner, np.arange(n_owners + 1)).astype(np.int64)


def _most(product: Product) -> int:
    """Return a bound on the totals: what a row's streams, and a column's keys, can add at most."""
    amount = product.key_amount.astype(np.int64)
    by_stream = np.zeros(product.n_streams, np.int64)
    np.maximum.at(by_stream, product.key_stream, amount)
    by_key = np.zeros(product.key_ptr.size - 1, np.int64)
    np.maximum.at(by_key, np.repeat(np.arange(by_key.size), np.diff(product.key_ptr)), amount)
    sides = (
        (by_stream, product.row_stream, product.row_ptr),
        (by_key, product.column_key, product.column_ptr),
    )
    return min(_longest(*side) for side in sides)


def _longest(value: Ints, item: Codes, ptr: Ints) -> int:
    """Return the largest sum of values of one person's items."""
    until = np.append(0, np.cumsum(value[item]))
    return int(np.max(until[ptr[1:]] - until[ptr[:-1]], initial=0))


def _side(traits: Traits, chosen: Chosen, term: str, n_places: int) -> tuple[Side, bool]:
    n, none = traits.n_people, np.zeros((0, traits.n_people), np.int64)
    codes = none if traits.codes is None else traits.codes
    rate, half, is_exact = chosen.rate(term, traits.need)

    def counted(lines: Lines) -> Ints:
        return np.bincount(lines.owner, minlength=n)

    def padded(values: Numbers | None, kind: type[np.generic]) -> Numbers:
        whole = np.zeros(n_places, kind)
        whole[:n] = 0 if values is None else values
        return whole

    side = Side(
        grade=padded(traits.grade, np.int32),
        offset=padded(traits.offset, np.int32),
        depth=padded(counted(traits.units), np.int32),
        n_formats=padded(counted(traits.formats), np.int32),
        need=np.maximum(padded(traits.need, np.int64), 1),
        rate=padded(rate, np.float32),
        half=padded(half, np.float32),
        codes=np.ascontiguousarray(np.pad(codes, ((0, 0), (0, n_places - n))).astype(np.int32)),
        points=padded(traits.points, np.int32),
    )
    return side, is_exact


def _settings(chosen: Chosen, minutes: int, *, is_exact: bool) -> Settings:
    most_steps, need = max(2 * chosen.unit_depth, 1), chosen.need_half_hours
    distance, time = (
        chosen.rate(term, np.array([denominator]))
        for term, denominator in (("distance", most_steps), ("availability", need))
    )
    return Settings(
        grade_gap=ANY_GRADE if chosen.grade_gap is None else chosen.grade_gap,
        least_taught=int(chosen.is_skill_a_rule),
        least_languages=chosen.least_languages,
        least_time=-(-chosen.least_half_hours * HALF_HOUR // minutes),
        most_offset=chosen.most_offset,
        minutes=minutes,
        need_half_hours=need,
        most_steps=most_steps,
        teach_weight=chosen.weight("teach"),
        give_back_weight=chosen.weight("give_back"),
        distance_weight=chosen.weight("distance"),
        time_weight=chosen.weight("availability"),
        format_weight=chosen.weight("format"),
        harmonic_weight=chosen.weight("harmonic"),
        geometric_weight=chosen.weight("geometric"),
        total=chosen.total,
        is_fast=is_exact and distance[2] and time[2],
        rates=np.concatenate([*distance[:2], *time[:2]]).astype(np.float32),
        floor=chosen.floor,
    )
