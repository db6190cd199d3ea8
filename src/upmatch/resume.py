"""Start again from a proven plan after a change, without looking at all pairs anew.

A proven plan leaves behind prices, the candidates, and a bound per mentee on everything that is
no candidate. Whoever did not change keeps them. Only rows and columns that changed are scored
again; the bounds say which others must be. The result is as exact as a solve from scratch.

A pair can be made worth more than its fit: by a little, so that it is kept unless another plan is
clearly better, or by so much that every best plan holds it. The prices remain a proof, because
such a pair is a candidate, and only candidates are worth more than their score.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from upmatch.defaults import FULL_FIT
from upmatch.exact import BY_PRICE, Market, Proven, certified, joined
from upmatch.kernels.layout import Pairs
from upmatch.passes import NONE, Best, best_partners, scores_of, some_columns
from upmatch.traits import Ints

__all__ = ["Change", "forcing", "resumed"]


def _nothing() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: rows and columns that must be scored again, and pairs that earn more.

    ``key`` (row · n + column, ascending) are pairs worth ``extra`` points beyond their fit.
    """

    rows: Ints = field(default_factory=_nothing)
    columns: Ints = field(default_factory=_nothing)
    key: Ints = field(default_factory=_nothing)
    extra: Ints = field(default_factory=_nothing)


def forcing(bonus: int) -> int:
    """Return extra points that no plan without the pair can make up for.

    To hold a pair costs at most the two pairs that its people had.
    """
    return 3 * (bonus + FULL_FIT)


def resumed(market: Market, before: Proven, change: Change) -> Proven:
    """Return the best plan of the changed market, certified over all pairs.

    Parameters
    ----------
    market : Market
        With as many rows and columns as before. Seats may differ anywhere, scores only in the
        rows and columns of the change.
    before : Proven
        The plan to start from; ``dual`` of the result is not set (see ``exact.audited``).
    change : Change
        What is different.

    Notes
    -----
    O(rows · n + columns · m) pairs are scored, and those that the bounds ask for.
    """
    m, n = market.shape
    is_new_row, is_new_column = np.zeros(m, np.bool_), np.zeros(n, np.bool_)
    is_new_row[change.rows], is_new_column[change.columns] = True, True
    stays = ~(is_new_row[before.key // n] | is_new_column[before.key % n])
    key, fit = before.key[stays], before.fit[stays]
    looks, rest = _looks(market, before, change)
    key, fit = joined(n, [(look, before.plan.price) for look in looks], key, fit)
    key, fit = _raised(market.pairs, (key, fit), change)
    mentor_of = np.where(is_new_row, -1, before.plan.mentor_of)
    lost = (mentor_of >= 0) & is_new_column[mentor_of]
    plan = replace(before.plan, mentor_of=np.where(lost, -1, mentor_of))
    return certified(market, Proven(plan, key, fit, rest, 0, 0))


def _looks(market: Market, before: Proven, change: Change) -> tuple[list[Best], Ints]:
    price, rest, looks = before.plan.price, before.rest, []
    if change.columns.size:
        part = some_columns(market.pairs, change.columns)
        look = best_partners(
            part,
            price[change.columns],
            rest,
            most=(BY_PRICE, 0),
            threads=market.threads,
        )
        rest = np.maximum(rest, look.rest)
        looks.append(replace(look, column=change.columns[look.column]))
    if change.rows.size:
        look = best_partners(
            market.pairs,
            price,
            np.full(change.rows.size, NONE),
            rows=change.rows,
            most=(BY_PRICE, 0),
            threads=market.threads,
        )
        rest = rest.copy()
        rest[change.rows] = look.rest
        looks.append(look)
    return looks, rest


def _raised(pairs: Pairs, known: tuple[Ints, Ints], change: Change) -> tuple[Ints, Ints]:
    """Return the candidates with the pairs that earn more among them."""
    key, fit = known
    if not change.key.size:
        return known
    at = np.searchsorted(key, change.key)
    missing = change.key[np.append(key, -1)[at] != change.key]
    if missing.size:
        score = scores_of(pairs, *np.divmod(missing, pairs.n_mentors))
        key, first = np.unique(np.concatenate([key, missing]), return_index=True)
        fit = np.concatenate([fit, score])[first]
    fit = fit.copy()
    fit[np.searchsorted(key, change.key)] += change.extra
    return key, fit
