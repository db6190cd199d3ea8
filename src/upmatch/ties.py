"""Decide between equally good plans by a seed-keyed hash of ids, never by file order.

Every optimal plan lives on the pairs whose reduced cost under optimal prices is zero, serves
everybody with a gain and fills every seat with a price. Among plans on that face, the one with
the largest sum of hashes is taken; or another reward is made as large as it can be
(``on_face``), which is how one aim is put strictly before another without large weights. People
whose partner is the same in every optimal plan are found first (strongly connected components of
the graph of possible exchanges) and left alone, so the second solve is small.

Source: complementary slackness and exchange cycles: R. E. Burkard, M. Dell'Amico, S. Martello,
Assignment Problems, SIAM 2009, doi:10.1137/1.9780898717754; random weights isolate one optimum
with high probability: K. Mulmuley, U. Vazirani, V. Vazirani, "Matching is as easy as matrix
inversion", Combinatorica 7, 1987, doi:10.1007/BF02579206.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from upmatch.dense import EXACT, Floats, Ints, best_plan

__all__ = ["Prices", "Settled", "hash_keys", "in_order", "mixed", "on_face", "prices_of", "settle"]

Prices = tuple[Floats, Floats]
"""Price of a seat per mentor (n,) and gain per mentee (m,), whole numbers from 0."""
MIX: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))


@dataclass(frozen=True, slots=True)
class Settled:
    """An optimal plan to be settled: the values it was solved on and who got whom.

    ``value`` is (m, n) float64 with whole numbers, -inf where forbidden; ``mentor_of`` (m,) is a
    column or -1; ``seats`` (n,) counts seats.
    """

    value: Floats
    mentor_of: NDArray[np.intp]
    seats: Ints

    @property
    def most_pairs(self) -> int:
        return min(len(self.value), int(self.seats.sum()))


def hash_keys(keys: Iterable[str], *, seed: int, side: str) -> NDArray[np.uint64]:
    """Return a 64-bit hash per key that depends on the seed and on the side."""
    digests = [
        hashlib.blake2b(
            f"{seed}\0{side}\0{key}".encode(errors="surrogatepass"), digest_size=8
        ).digest()
        for key in keys
    ]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def in_order(keys: Sequence[str], hashed: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the canonical order of the keys: by hash, then by name."""
    return np.lexsort((np.array(keys, dtype=np.str_), hashed))


def settle(
    found: Settled,
    prices: Prices,
    row_hash: NDArray[np.uint64],
    column_hash: NDArray[np.uint64],
) -> NDArray[np.intp]:
    """Return the optimal plan that the hashes choose: (m,) column or -1.

    Parameters
    ----------
    found : Settled
        Any optimal plan.
    prices : Prices
        From ``prices_of`` this plan.
    row_hash, column_hash : (m,) and (n,) uint64
        From ``hash_keys``.

    Notes
    -----
    The second solve is as large as the part of the plan that has alternatives.
    """
    if not found.value.size:
        return found.mentor_of
    price, gain = prices
    rows, columns = np.nonzero(found.value - price == gain[:, None])
    loose = _undecided(found, price, gain, rows, columns)
    if not loose.any():
        return found.mentor_of
    settled = found.mentor_of.copy()
    fixed = settled[~loose & (settled >= 0)]
    seats = found.seats - np.bincount(fixed, minlength=len(price))
    kept = loose[rows] & (seats[columns] > 0)
    rows, columns = rows[kept], columns[kept]
    must = (gain[rows] > 0).astype(np.int64) + (price[columns] > 0)
    noise = mixed(row_hash[rows], column_hash[columns])
    who = np.flatnonzero(loose)
    value = np.full((len(who), len(seats)), -1.0)
    value[np.searchsorted(who, rows), columns] = _ranked(
        must, noise, min(len(who), int(seats.sum()))
    )
    settled[who] = best_plan(value, seats)
    return settled


def prices_of(found: Settled) -> Prices:
    """Return the least optimal prices (n,) of a seat and gains (m,) of a mentee.

    Notes
    -----
    O(m n) per round of a longest-path search (Bellman and Ford), at most n + 1 rounds.
    """
    m, n = found.value.shape
    if not found.value.size:
        return np.zeros(n), np.zeros(m)
    matched = found.mentor_of >= 0
    own = np.where(matched, found.value[np.arange(m), found.mentor_of], 0.0)
    price, gain = np.zeros(n), own.copy()
    changed = np.arange(m)
    while changed.size:
        asked = np.max(found.value[changed] - gain[changed, None], axis=0, initial=0.0)
        price = np.maximum(price, asked)
        lower = np.where(matched, own - price[found.mentor_of], 0.0)
        changed = np.flatnonzero(lower < gain)
        gain = lower
    return price, gain


def _undecided(
    found: Settled, price: Floats, gain: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return who has another mentor, or none, in some other optimal plan.

    Nodes are mentees, mentors and one node for "outside". An arrow says: this one can take the
    place of the next. Whoever lies on a circle can change.
    """
    m, n = found.value.shape
    outside = m + n
    mentee = np.arange(m)
    matched = mentee[found.mentor_of >= 0]
    mentor = found.mentor_of[matched]
    taken = np.bincount(mentor, minlength=n)
    other = found.mentor_of[rows] != columns
    free_seat = np.flatnonzero(taken < found.seats)
    may_come = np.concatenate([mentee[found.mentor_of < 0], matched[price[mentor] == 0]])
    may_go = matched[gain[matched] == 0]
    arrows = [
        (rows[other], m + columns[other]),
        (m + mentor, matched),
        (m + free_seat, np.full(free_seat.size, outside)),
        (np.full(may_come.size, outside), may_come),
        (may_go, np.full(may_go.size, outside)),
    ]
    start, end = (np.concatenate(ends) for ends in zip(*arrows, strict=True))
    size = outside + 1
    # loaded when needed, as in dense.py
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = coo_array((np.ones(start.size, dtype=np.int8), (start, end)), shape=(size, size))
    _, circle = connected_components(graph.tocsr(), directed=True, connection="strong")
    undecided: NDArray[np.bool_] = np.bincount(circle)[circle][:m] > 1
    return undecided


def _ranked(must: Ints, noise: NDArray[np.uint64], n_pairs: int) -> Ints:
    """Return what each open pair is worth in the second solve.

    An optimal plan serves every mentee with a gain and fills every seat with a price; counting
    these comes before the sum of hashes. ``n_pairs`` is the most there can be. Exact in float64
    like the first solve.
    """
    bits = (EXACT // (16 * n_pairs * n_pairs)).bit_length() - 1
    hashed = (noise >> np.uint64(64 - bits)).astype(np.int64) + 1
    ranked: Ints = must * (n_pairs * 2**bits + 1) + hashed
    return ranked


def on_face(found: Settled, prices: Prices, reward: Ints, most: int) -> Floats:
    """Return values whose best plans are those of ``found`` that have most reward.

    Parameters
    ----------
    found : Settled
        Any optimal plan on values above 0.
    prices : Prices
        From ``prices_of`` this plan.
    reward : (m, n) int64, from 0
        What to make large.
    most : int
        No pair has more reward.

    Returns
    -------
    (m, n) float64
        Above 0 on the face, -inf elsewhere. What an optimal plan must serve and fill counts more
        than the reward of all pairs together, so the best plan stays on the face.
    """
    price, gain = prices
    is_tight = found.value - price == gain[:, None]
    must = (gain > 0).astype(np.int64)[:, None] + (price > 0)
    return np.where(is_tight, must * (found.most_pairs * most + 1.0) + reward, -np.inf)


def mixed(row: NDArray[np.uint64], column: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a well-mixed hash of two hashes (the finaliser of SplitMix64)."""
    mixed = row ^ (column * MIX[0])
    mixed = (mixed ^ (mixed >> np.uint64(30))) * MIX[1]
    final: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return final
