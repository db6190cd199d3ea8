import pytest

from upside.matching.proof import certificate_sentence, certificate_title

PROVEN = {"certified": True, "n_pairs": 4, "scope": "all pairs"}


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ("people-first", "pairs more people, and none that pairs as many scores higher"),
        ("total", "No plan under these rules scores higher in all"),
        ("weakest", "none has a better weakest pair"),
        ("bands", "more pairs above 0.75"),
        ("at_least", "serves more of the company"),
    ],
)
def test_what_is_proven_is_said_by_what_the_round_aims_at(objective, said):
    sentence = certificate_sentence({**PROVEN, "objective": objective})

    assert said in sentence
    assert sentence.endswith("This is proven over all possible pairs.")


def test_a_proof_over_a_short_list_says_so():
    outcome = {**PROVEN, "objective": "people-first", "scope": "candidates"}

    assert certificate_sentence(outcome).endswith("among the pairs that were looked at.")
    assert certificate_title(outcome) == "See below how good this is."


def test_a_stable_plan_claims_no_more_than_that_nobody_would_swap():
    outcome = {"objective": "stable", "certified": False, "gap": None, "n_pairs": 4}

    assert "would both rather have each other" in certificate_sentence(outcome)
    assert "may pair more people" in certificate_sentence(outcome)
    assert certificate_title(outcome) == "No two of them would rather swap."


@pytest.mark.parametrize(("gap", "fit"), [(1, "0.01"), (100, "0.01"), (101, "0.02")])
@pytest.mark.parametrize("objective", ["people-first", "total"])
def test_a_gap_is_rounded_up_and_never_told_as_nothing(objective, gap, fit):
    outcome = {"objective": objective, "certified": False, "gap": gap, "n_pairs": 4}

    sentence = certificate_sentence(outcome)

    assert f"more than {gap} points" in sentence
    assert f"a fit of {fit})" in sentence
    assert certificate_title(outcome).endswith("how much better a plan could be.")


def test_pairs_that_may_be_missing_are_counted():
    outcome = {"objective": "people-first", "certified": False, "n_pairs": 4, "bound_pairs": 6}

    assert "might pair 2 mentees more" in certificate_sentence(outcome)


def test_a_bound_that_is_met_without_the_whole_proof_is_no_gap_of_0():
    outcome = {"objective": "weakest", "certified": False, "gap": 0, "n_pairs": 4}

    assert "More than that could not be proven" in certificate_sentence(outcome)


def test_a_round_from_before_proofs_were_kept_says_that():
    assert "before rounds carried a proof" in certificate_sentence({"certified": None})


def test_the_headline_claims_the_best_only_where_it_is_proven():
    said = certificate_title({**PROVEN, "objective": "people-first"})

    assert said == "Under these rules, no plan does better."
