"""Questions to a plan: every figure equals solving again, and none tells a wish or a veto."""

from dataclasses import replace

import pytest

import upmatch
from tests.factories import (
    MONDAY_NINE,
    PairFactory,
    RoundFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching import actions, hand_words
from upside.matching import questions as module
from upside.matching.questions import (
    NothingToAsk,
    TooManyToAsk,
    asked_of,
    effect_of,
    instead,
    price_of,
    priced_rules,
    round_asked,
    studio_asked,
    swapped,
    why_not,
)
from upside.matching.remedies import skill_remedy
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(cohort):
    """Four of each side whose pairs differ in fit."""
    mentors = [ready_mentor(cohort, level=("J1", 5 + n % 4)) for n in range(4)]
    mentees = [ready_mentee(cohort, want=("J1", 4 + n)) for n in range(4)]
    return mentors, mentees


def told(plan):
    return sum(pair.fit - pair.contributions.get("wishes", 0) for pair in plan.pairs)


def permitted(asked):
    return [(e.id, r.id) for e in asked.problem.mentees for r in asked.problem.mentors]


def wish(one, other, kind, rank=None):
    place = Enrolment.objects.get(person=one)
    Wish.objects.create(enrolment=place, other=other, kind=kind, rank=rank)


def test_the_cost_of_each_pair_equals_solving_again_with_it_fixed(cohort, crowd):
    asked = studio_asked(cohort)
    problem = asked.problem

    for couple in permitted(asked):
        found = why_not(asked, couple)
        again = upmatch.solve(replace(problem, locks=(couple,)))
        effect = found.effect or module.Effect(0, 0, ())
        assert effect.pairs == again.n_pairs - asked.plan.n_pairs
        assert effect.fit == told(again) - told(asked.plan)
        assert found.is_in_plan == (found.effect is None)


def test_the_cost_of_ruling_out_and_of_a_swap_equal_solving_again(cohort, crowd):
    asked = studio_asked(cohort)
    one, other = sorted(asked.couples)[:2]

    parted = effect_of(asked, forbids=[one])
    again = upmatch.solve(replace(asked.problem, forbids=(one,)))
    assert (parted.pairs, parted.fit) == (0, told(again) - told(asked.plan))

    new = ((other[0], one[1]), (one[0], other[1]))
    swap = swapped(asked, one, other)
    again = upmatch.solve(replace(asked.problem, locks=tuple(sorted(new))))
    assert swap.effect.fit == told(again) - told(asked.plan)
    assert {(move.mentee, move.after) for move in swap.effect.moves} == set(new)


def test_the_price_of_each_rule_equals_solving_again_without_it(cohort, crowd):
    ready_mentor(cohort, languages=["de"])
    ready_mentee(cohort)
    asked = studio_asked(cohort)

    for rule in priced_rules(asked.problem):
        rules = {name: said for name, said in asked.problem.rules.items() if name != rule}
        again = upmatch.solve(replace(asked.problem, rules=rules))
        gained = again.n_pairs - asked.plan.n_pairs, told(again) - told(asked.plan)
        dropped = price_of(asked, rule).dropped
        assert (dropped.pairs, dropped.fit) == gained


def test_what_people_said_has_no_price(cohort, crowd):
    mentors, mentees = crowd
    wish(mentees[0], mentors[0], "veto")
    PairFactory(cohort=cohort, mentor=mentors[1], mentee=mentees[1], state=Pair.State.CLOSED)

    rules = priced_rules(studio_asked(cohort).problem)

    assert not {"veto", "conflict", "paired_before"} & set(rules)


def answers(cohort):
    """Return all that is told of a plan: each answer in words, each figure, each price."""
    asked = studio_asked(cohort)
    people = {}
    said = []
    for couple in permitted(asked):
        found = why_not(asked, couple)
        effect = (found.effect.pairs, found.effect.fit) if found.effect else None
        said.append((couple, found.fit, hand_words.against_sentence(found.against), effect))
    for rule in priced_rules(asked.problem):
        said += hand_words.price_sentences(price_of(asked, rule), may_go=True)
    for one in asked.problem.mentees:
        found = instead(asked, one.id, "mentee")
        said += [(each.couple, each.fit, each.effect.fit) for each in found]
        said.append(hand_words.moves_in_words(found[0].effect.moves, people) if found else [])
    return said


def test_a_veto_and_an_earlier_pair_give_the_same_words_and_figures(cohort, crowd):
    mentors, mentees = crowd
    wish(mentees[0], mentors[0], "veto")
    after_veto = answers(cohort)
    Wish.objects.all().delete()
    PairFactory(cohort=cohort, mentor=mentors[0], mentee=mentees[0], state=Pair.State.CLOSED)

    assert answers(cohort) == after_veto


def test_a_ranked_wish_is_in_no_figure(cohort, crowd):
    mentors, mentees = crowd
    before = studio_asked(cohort)
    fits = {couple: why_not(before, couple).fit for couple in permitted(before)}
    for mentee in mentees:
        wish(mentee, mentors[0], "rank", rank=1)
    after = studio_asked(cohort)

    assert after.told.total_fit == before.told.total_fit
    assert {couple: why_not(after, couple).fit for couple in permitted(after)} == fits


def test_who_else_is_told_cheapest_first_and_never_the_partner(cohort, crowd):
    asked = studio_asked(cohort)
    mentee, mentor = min(asked.couples)

    found = instead(asked, mentee, "mentee")

    assert mentor not in {one.couple[1] for one in found}
    costs = [-one.effect.fit for one in found]
    assert costs == sorted(costs)
    every = [why_not(asked, (mentee, one.id)) for one in asked.problem.mentors]
    assert costs == sorted(-one.effect.fit for one in every if one.effect)[: len(costs)]


def test_an_overruled_pair_has_its_cost(cohort, crowd):
    stranger = ready_mentor(cohort, languages=["de"], level=("J1", 8))
    asked = studio_asked(cohort)

    found = why_not(asked, (crowd[1][0].external_id, stranger.external_id))

    assert found.against.overruled == ("language",)
    assert found.effect is not None


def test_a_swap_that_nobody_may_overrule_has_no_cost(cohort, crowd):
    mentors, mentees = crowd
    asked = studio_asked(cohort)
    one, other = sorted(asked.couples)[:2]
    by_ref = {person.external_id: person for person in (*mentors, *mentees)}
    wish(by_ref[other[0]], by_ref[one[1]], "veto")

    found = swapped(studio_asked(cohort), one, other)

    assert found.effect is None


def test_a_kept_round_is_asked_as_it_was(cohort, crowd, coordinator):
    made = actions.run_round(cohort, by=coordinator, at=MONDAY_NINE)
    ready_mentor(cohort)

    asked = round_asked(made)

    assert asked.problem.inputs_sha256 == made.inputs_sha256
    assert asked.plan.n_pairs == made.proposals.count()


def test_a_round_that_kept_nothing_says_so(cohort):
    with pytest.raises(NothingToAsk):
        round_asked(RoundFactory(cohort=cohort))


def test_too_many_people_are_refused_with_a_sentence(cohort, crowd, monkeypatch):
    monkeypatch.setattr(module, "MOST_PEOPLE", 7)

    with pytest.raises(TooManyToAsk, match="more than 7 people"):
        studio_asked(cohort)


def test_only_the_last_plans_are_remembered(cohort, crowd):
    problem = studio_asked(cohort).problem

    for seed in range(module.KEPT + 2):
        asked = asked_of(replace(problem, seed=seed))

    assert len(module._remembered) == module.KEPT
    assert asked_of(replace(problem, seed=seed)) is asked


def test_the_level_that_would_help_is_the_smallest_rise_that_really_does(cohort):
    near = ready_mentor(cohort, level=("J1", 4))
    ready_mentor(cohort, level=("J1", 2))
    mentee = ready_mentee(cohort, level=None)
    asked = studio_asked(cohort)

    found = skill_remedy(asked, mentee.external_id, "mentee")

    assert (found.skill, found.level, found.now) == ("J1", 5, 4)
    assert found.couple == (mentee.external_id, near.external_id)
    assert skill_remedy(asked, near.external_id, "mentor").level == 5


def test_no_level_is_told_where_more_than_the_skill_is_missing(cohort):
    mentor = ready_mentor(cohort, level=("J1", 4), languages=["de"])
    mentee = ready_mentee(cohort)

    assert skill_remedy(studio_asked(cohort), mentee.external_id, "mentee") is None
    assert skill_remedy(studio_asked(cohort), mentor.external_id, "mentor") is None
