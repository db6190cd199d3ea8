"""Starting again after a change gives the plan that starting from scratch gives."""

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.large.test_exact import OBJECTIVES, judged, market_of
from upmatch.assignment import Asked, assign
from upmatch.compiled import IS_COMPILED
from upmatch.exact import Market, audited, bonus_of, solve_exactly
from upmatch.made_up import invent
from upmatch.passes import every_score
from upmatch.resume import Change, forcing, resumed

M, N = (260, 300) if IS_COMPILED else (24, 26)
CHANGED = Change(rows=np.arange(0, M, 13), columns=np.arange(3, N, 17))


def mixed(old, new, where):
    """Return the company in which some people are those of another company."""

    def side(before, after, taken):
        fields = {}
        for name in ("known", "wanted", "time", "units", "languages", "formats"):
            one, other = getattr(before, name), getattr(after, name)
            stays, comes = ~np.isin(one.owner, taken), np.isin(other.owner, taken)
            owner = np.concatenate([one.owner[stays], other.owner[comes]])
            item = np.concatenate([one.item[stays], other.item[comes]])
            order = np.argsort(owner, kind="stable")
            fields[name] = replace(one, owner=owner[order], item=item[order])
        for name in ("grade", "need"):
            fields[name] = getattr(before, name).copy()
            fields[name][taken] = getattr(after, name)[taken]
        return replace(before, **fields)

    return replace(
        old,
        mentees=side(old.mentees, new.mentees, where.rows),
        mentors=side(old.mentors, new.mentors, where.columns),
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("most_seats", [1, 3])
def test_after_people_changed_the_plan_is_the_best_of_the_new_problem(objective, most_seats):
    old = invent(M, N, most_seats=most_seats, seed=1)
    before = solve_exactly(market_of(old, objective))
    new = market_of(mixed(old, invent(M, N, seed=2), CHANGED), objective)

    found = audited(new, resumed(new, before, CHANGED))

    n_pairs, fit, certificate = judged(new, found)
    assert certificate.is_proven
    assert (n_pairs, fit) == judged(new, solve_exactly(new))[:2]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_forced_pair_costs_what_solving_with_a_lock_says(objective):
    market = market_of(invent(M, N, seed=5), objective)
    before = solve_exactly(market)
    score = every_score(market.pairs).astype(np.int64)
    cells = np.argwhere((score >= 0) & (np.arange(M)[:, None] % 20 == 7))[::37]

    for row, column in cells.tolist():
        key = np.array([row * N + column])
        change = Change(key=key, extra=np.array([forcing(market.bonus)]))
        found = resumed(market, before, change)

        wanted = assign(
            np.maximum(score, 0),
            score >= 0,
            market.seats,
            objective=objective,
            asked=Asked(locks=[(row, column)]),
        )
        rows = np.flatnonzero(found.plan.mentor_of >= 0)
        fit = int(score[rows, found.plan.mentor_of[rows]].sum())
        assert found.plan.mentor_of[row] == column
        assert fit == wanted.total_fit
        assert objective == "total" or len(rows) == wanted.n_pairs


def test_a_lost_seat_is_taken_into_account():
    company = invent(M, N, seed=6)
    before = solve_exactly(market_of(company, "people-first"))
    seats = company.seats.copy()
    seats[::4] = 0
    bonus = bonus_of("people-first", M, company.seats)
    market = Market(market_of(company, "people-first").pairs, seats, bonus)

    found = audited(market, resumed(market, before, Change()))

    assert judged(market, found)[2].is_proven


def test_pairs_that_earn_more_for_being_there_move_less():
    old = invent(M, N, seed=8)
    before = solve_exactly(market_of(old, "people-first"))
    new = market_of(mixed(old, invent(M, N, seed=9), CHANGED), "people-first")
    paired = np.flatnonzero(before.plan.mentor_of >= 0)
    stays = paired[~np.isin(paired, CHANGED.rows)]
    stays = stays[~np.isin(before.plan.mentor_of[stays], CHANGED.columns)]
    key = stays * N + before.plan.mentor_of[stays]

    def moved(extra):
        change = replace(CHANGED, key=key, extra=np.full(key.size, extra))
        plan = resumed(new, before, change).plan
        return int((plan.mentor_of[stays] != before.plan.mentor_of[stays]).sum())

    assert moved(0) > moved(1_000) >= moved(10_000)
