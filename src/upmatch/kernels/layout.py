"""How a problem lies in memory while it is scored: what the kernels read and write."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from upmatch.compiled import IS_COMPILED

__all__ = [
    "BLOCK",
    "CHUNK",
    "DAY",
    "FORBIDDEN",
    "Cells",
    "Pairs",
    "Product",
    "Scratch",
    "Settings",
    "Side",
    "scratch_of",
]

BLOCK: Final = 512 if IS_COMPILED else 8
"""Mentors in a block: its tables stay in the processor's own memory. Python has no use for it."""
FORBIDDEN: Final = -(2**30)
"""Score of a pair that a rule forbids."""
DAY: Final = 1440
CHUNK: Final = 16 if IS_COMPILED else 2
"""Rows that are scored together."""

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Reals = NDArray[np.float32]
Bytes = NDArray[np.unsignedinteger]


class Product(NamedTuple):
    """A sparse product: a_ij = sum of the amounts of mentor j's keys on mentee i's streams.

    ``row_stream[row_ptr[i]:row_ptr[i + 1]]`` are the streams of mentee i, and likewise
    ``column_key`` the keys of mentor j; ``key_stream`` and ``key_amount`` say what a key adds.
    """

    row_ptr: Ints
    row_stream: Codes
    column_ptr: Ints
    column_key: Codes
    key_ptr: Ints
    key_stream: Codes
    key_amount: Bytes
    n_streams: int


class Side(NamedTuple):
    """What is known of each person of one side, beyond the products; one value each.

    ``rate`` and ``half`` turn what they can learn into points; ``need`` is the denominator.
    ``codes`` (places, people) must differ between the two where they are not negative; an
    empty place is -1 on one side and -2 on the other. ``points`` are fixed points of a mentor.
    """

    grade: Codes
    offset: Codes
    depth: Codes
    n_formats: Codes
    need: Ints
    rate: Reals
    half: Reals
    codes: Codes
    points: Codes


class Cells(NamedTuple):
    """Single pairs that score more, or are forbidden: by row, columns ascending."""

    ptr: Ints
    column: Codes
    points: Codes


class Settings(NamedTuple):
    """The rules' settings and the terms' weights, times 10,000; a rule that is off never forbids.

    ``minutes`` is the length of a unit of shared time, ``least_time`` the fewest of them.
    ``rates`` are rate and half of distance and of availability, for the fast way.
    """

    grade_gap: int
    least_taught: int
    least_languages: int
    least_time: int
    most_offset: int
    minutes: int
    need_half_hours: int
    most_steps: int
    teach_weight: int
    give_back_weight: int
    distance_weight: int
    time_weight: int
    format_weight: int
    harmonic_weight: int
    geometric_weight: int
    total: int
    is_fast: bool
    rates: Reals
    floor: int


class Pairs(NamedTuple):
    """Everything that scores are computed from; columns are padded to whole blocks."""

    taught: Product
    given_back: Product
    time: Product
    units: Product
    languages: Product
    formats: Product
    mentee: Side
    mentor: Side
    cells: Cells
    settings: Settings
    n_mentees: int
    n_mentors: int


class Scratch(NamedTuple):
    """A thread's own memory: a table per product, and lines of totals and scores per row."""

    taught: Bytes
    given_back: Bytes
    time: Bytes
    units: Bytes
    languages: Bytes
    formats: Bytes
    learnt: Bytes
    returned: Bytes
    shared_time: Bytes
    shared_units: Bytes
    shared_words: Bytes
    score: Codes


def scratch_of(pairs: Pairs) -> Scratch:
    """Return a thread's memory for these pairs."""
    width = pairs.taught.key_amount.dtype

    def table(product: Product) -> Bytes:
        return np.zeros((product.n_streams, BLOCK), width)

    def lines() -> Bytes:
        return np.zeros((CHUNK, BLOCK), width)

    return Scratch(
        taught=table(pairs.taught),
        given_back=table(pairs.given_back),
        time=table(pairs.time),
        units=table(pairs.units),
        languages=table(pairs.languages),
        formats=table(pairs.formats),
        learnt=lines(),
        returned=lines(),
        shared_time=lines(),
        shared_units=lines(),
        shared_words=lines(),
        score=np.zeros((CHUNK, BLOCK), np.int32),
    )
