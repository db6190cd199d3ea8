"""The certificate: a bound that holds for any prices, and a plan that is checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.plans import MANY, arrays, fits, plans
from upmatch import ArrayError, certificate
from upmatch.certificate import bonus_of, certify, verdict


def certified(board, prices, plan, **how):
    return certify(board.fit, board.permitted, board.seats, prices, np.array(plan, int), **how)


@MANY
@given(arrays(may_lock=False), st.data())
def test_no_plan_exceeds_the_bound_whatever_the_prices(board, data):
    n = board.fit.shape[1]
    bonus = bonus_of(len(board.fit), board.seats)
    some = st.integers(0, 2 * bonus + 20_000)
    prices = np.array(data.draw(st.lists(some, min_size=n, max_size=n)), dtype=np.int64)
    every = list(plans(board))
    best = max(every, key=lambda plan: (len(fits(board, plan)), sum(fits(board, plan))))

    proof = certified(board, prices, best)
    assert proof.gap_pairs >= 0
    assert (proof.gap is None) == (proof.gap_pairs > 0) or proof.gap >= 0
    total = certified(board, prices, best, pairs_first=False)
    assert total.bound_fit >= max(sum(fits(board, plan)) for plan in every)


@MANY
@given(arrays())
def test_prices_of_the_solver_prove_its_plan_to_a_sceptic(board):
    board.locks.clear()
    for objective in ("people-first", "total"):
        found = board.solved(objective)
        first = objective == "people-first"
        proof = certified(board, found.prices, found.mentor_of, pairs_first=first)
        assert proof.is_proven
        assert found.bonus == (bonus_of(len(board.fit), board.seats) if first else 0)


def test_hand_worked_bound():
    """B = 20,001. D = 2 · 20,001 + 9,000 + 100 at prices (8,900, 0): both mentees are tight."""
    fit = np.array([[9000, 100], [8000, 100]])
    both = np.ones((2, 2), bool), np.array([1, 1])

    proof = certify(fit, *both, np.array([8900, 0]), np.array([0, 1]))

    assert (proof.bound_pairs, proof.bound_fit, proof.gap, proof.is_proven) == (2, 9100, 0, True)
    assert certify(fit, *both, np.array([8900, 0]), np.array([1, 0])).gap == 1000
    missing = certify(fit, *both, np.array([8900, 0]), np.array([0, -1]))
    assert (missing.gap_pairs, missing.bound_fit, missing.gap) == (1, None, None)
    assert not missing.is_proven


def test_rows_are_read_block_by_block(monkeypatch):
    monkeypatch.setattr(certificate, "BLOCK", 2)
    fit = np.arange(15).reshape(5, 3)
    prices, plan = np.array([9, 10, 12]), np.array([-1, -1, 0, 1, 2])

    proof = certify(fit, np.ones((5, 3), bool), np.ones(3, int), prices, plan, pairs_first=False)

    assert (proof.bound_fit, proof.gap) == (9 + 10 + 12 + 3, 34 - 30)


@pytest.mark.parametrize("price", [-1, 2**62])
def test_prices_out_of_range_are_refused(price):
    with pytest.raises(ArrayError, match="prices must be whole numbers from 0"):
        certify(
            np.ones((1, 1), int),
            np.ones((1, 1), bool),
            np.array([1]),
            np.array([price]),
            np.array([0]),
        )


def test_large_numbers_do_not_overflow():
    assert certificate.bound(np.full(3, 2**62), np.array([2**61]), np.array([8])) == 7 * 2**62


@pytest.mark.parametrize(
    ("permitted", "seats", "message"),
    [(False, 2, "not permitted"), (True, 1, "more pairs than a mentor has seats")],
)
def test_an_impossible_plan_is_refused(permitted, seats, message):
    with pytest.raises(ArrayError, match=message):
        certify(
            np.ones((2, 1), int),
            np.full((2, 1), permitted),
            np.array([seats]),
            np.array([0]),
            np.array([0, 0]),
        )


def test_verdict_reads_pairs_then_fit():
    assert verdict(3 * 101 + 50, 101, 3, 40).gap == 10
    assert verdict(3 * 101 + 50, 101, 2, 40).gap_pairs == 1
    assert verdict(50, 0, 2, 40).gap == 10
