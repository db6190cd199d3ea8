"""The sentences about pairs by hand: gain and cost, who moves, what was changed."""

from types import SimpleNamespace

import pytest

import upmatch
from upside.matching import hand_words
from upside.matching.questions import Effect, Move

PEOPLE = {
    ref: SimpleNamespace(name=name)
    for ref, name in (("E1", "Agnès Fabre"), ("M1", "Noé Tanguy"), ("M2", "Iris Le Goff"))
}


@pytest.mark.parametrize(
    ("pairs", "fit", "said"),
    [
        (0, 0, "It costs the plan nothing: as many pairs, and as much fit."),
        (0, -1, "It costs the plan less than 0.01 of fit, and no pair."),
        (0, 1_200, "It brings the plan 0.12 of fit, and as many pairs."),
        (-1, 0, "It costs the plan 1 pair."),
        (-2, -500, "It costs the plan 2 pairs. Fit over all pairs falls by 0.05."),
        (1, 6_000, "It brings the plan 1 pair more. Fit over all pairs rises by 0.60."),
    ],
)
def test_what_a_change_costs_or_brings(pairs, fit, said):
    assert hand_words.effect_sentence(Effect(pairs, fit, ())) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("M1", None, "Agnès Fabre would have nobody, instead of Noé Tanguy."),
        (None, "M1", "Agnès Fabre, who has nobody, would have Noé Tanguy."),
        ("M1", "M2", "Agnès Fabre would have Iris Le Goff, instead of Noé Tanguy."),
    ],
)
def test_who_would_move(before, after, said):
    assert hand_words.moves_in_words([Move("E1", before, after)], PEOPLE) == [said]


def test_whoever_is_not_known_any_more_moves_without_a_sentence():
    assert hand_words.moves_in_words([Move("E9", "M1", None)], PEOPLE) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by_hand": "swap", "mentors": ["M1", "M2"]}, "Noé Tanguy and Iris Le Goff swapped"),
        ({"by_hand": "loosen", "rule": "slots"}, "The rule “time in common” was loosened"),
        ({"by_hand": "let_go", "mentor": "M1", "mentee": "E1"}, "Agnès Fabre were let go"),
        ({"by_hand": "pair", "mentor": "M1", "mentee": "E9"}, "Noé Tanguy and E9 were paired"),
        ({"control": "objective"}, ""),
    ],
)
def test_what_the_last_change_was(change, said):
    found = hand_words.change_sentence(change, PEOPLE)

    assert said in found
    assert bool(said) == bool(found)


def test_a_rule_that_is_never_off_is_told_by_its_looser_settings_alone():
    step = upmatch.Step({"k": 1}, 1, 2_000)
    same = upmatch.Step({"k": 0}, 1, 2_000)
    price = upmatch.RulePrice("slots", upmatch.Step(None, 0, 50), (step, same))

    told = hand_words.price_sentences(price, may_go=False)
    assert [(one["at"], one["gain"]) for one in told] == [(1, "1 more pair.")]

    told = hand_words.price_sentences(price, may_go=True)
    assert (told[-1]["at"], told[-1]["gain"]) == (0, "less than 0.01 more fit.")
