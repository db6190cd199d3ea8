"""Traits of character are found in whatever spelling; terms of a trade are left alone."""

import pytest
import yaml

from upside.grids.traits import FILE, trait_in
from upside.kernel.folding import words_of

GROUPS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g["code"])
def test_every_word_of_the_list_is_found_and_says_what_to_write(group):
    for word in group["words"]:
        found = trait_in(f"Level of {word.removesuffix('*')}, seen daily")
        assert found is not None, word
        assert trait_in(found.instead) is None
    assert set(group["instead"]) == {"en", "fr"}


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g["code"])
def test_words_are_folded_and_stand_once(group):
    for word in [*group["words"], *group.get("unless", [])]:
        assert " ".join(words_of(word)) == word.removesuffix("*")
    assert len(set(group["words"])) == len(group["words"])


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g["code"])
def test_terms_of_a_trade_are_left_alone(group):
    assert [term for term in group.get("unless", []) if trait_in(f"Builds a {term} alone")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Optimism", "OPTIMISTE", "Honesty at work", "Charisma", "charismatique", "Team-spirit",
        "Esprit d’équipe", "esprit d'équipe", "Introvert / extrovert", "Motivation", "Motivé·e",
        "Stabilité émotionnelle", "emotional  stability", "Savoir-être", "savoir être", "Bon sens",
        "common-sense", "Enthousiasme", "enthusiastic", "Dynamisme", "jeune", "Jeunes talents",
        "Génération Z", "digital native", "Empathie", "curiosité", "Loyauté", "Personality",
    ],
)  # fmt: skip
def test_traits_are_found_in_any_spelling(text):
    assert trait_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Explains without jargon", "Intègre un graphique dans une note",
        "Tableaux croisés dynamiques",
        "Business intelligence", "Optimises a query", "Optimise une requête", "Data integrity",
        "Agrees on goal, rhythm and limits", "Il aura trois exemples", "Produits d’assurance",
        "Names SMART goals", "", "···",
    ],
)  # fmt: skip
def test_what_somebody_does_is_no_trait(text):
    assert trait_in(text) is None
