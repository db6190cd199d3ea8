"""Who is left over: each reason and each remedy is checked by trying it."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.engine.builders import mentee, mentor, problem
from tests.engine.strategies import CALM, problems
from upmatch import Problem, Slot, Wish, solve
from upmatch.rules import looser
from upmatch.words import about_remedy


def rebuilt(problem, *, people=None, rules=None):
    return Problem.build(
        people or problem.people,
        managers=problem.managers,
        wishes=problem.wishes,
        rules=problem.rules if rules is None else rules,
        weights=problem.weights,
        week=problem.week,
        seed=problem.seed,
    )


def one_more_seat(problem, name):
    people = [
        replace(person, seats=person.seats + 1) if person.id == name else person
        for person in problem.people
    ]
    return solve(rebuilt(problem, people=people))


def loosened(problem, rule, settings):
    rules = {name: said for name, said in problem.rules.items() if name != rule}
    if settings is not None:
        rules[rule] = settings
    return solve(rebuilt(problem, rules=rules))


def has_pair(plan, one):
    return one.id in {getattr(pair, one.role) for pair in plan.pairs}


def helps(plan, one, changed):
    """The person gets a pair and, for a seat, no mentee of the plan loses theirs."""
    before = {pair.mentee for pair in plan.pairs}
    after = {pair.mentee for pair in changed.pairs}
    return has_pair(changed, one) and (one.reason == "no_partner" or before <= after)


@CALM
@given(problems())
def test_every_reason_and_remedy_is_true(problem):
    plan = solve(problem)

    for one in plan.left_over():
        assert (one.n_permitted == 0) == (one.reason == "no_partner")
        if one.reason == "no_seat":
            assert helps(plan, one, one_more_seat(problem, one.remedy.mentor))
        elif one.reason == "outbid" and one.role == "mentee":
            permitted = [
                other.id for other in problem.mentors if not plan.why(one.id, other.id).forbidden_by
            ]
            assert not any(helps(plan, one, one_more_seat(problem, name)) for name in permitted)
        if one.reason in ("no_partner", "outbid"):
            steps = [(step.rule, step.settings) for step in looser(problem.rules)]
            tried = [step for step in steps if has_pair(loosened(problem, *step), one)]
            shown = one.remedy and (one.remedy.rule, one.remedy.settings)
            assert shown == (tried[0] if tried else None)


@CALM
@given(problems())
def test_everybody_is_in_the_plan_or_left_over(problem):
    plan = solve(problem)
    paired = {pair.mentee for pair in plan.pairs}
    left = plan.left_over()

    assert {one.id for one in left if one.role == "mentee"} == {
        one.id for one in problem.mentees if one.id not in paired
    }
    for mentor_ in problem.mentors:
        taken = sum(pair.mentor == mentor_.id for pair in plan.pairs)
        free = [one.free_seats for one in left if (one.role, one.id) == ("mentor", mentor_.id)]
        assert free == ([mentor_.seats - taken] if mentor_.seats > taken else [])


def left(*people, **inputs):
    return {(one.role, one.id): one for one in solve(problem(*people, **inputs)).left_over()}


def test_no_partner_counts_what_each_rule_removes_and_names_the_smallest_step():
    people = [
        mentee("ann", languages={"it"}, grade=2),
        mentor("bob", languages={"it"}),
        mentor("eve"),
    ]

    ann = left(*people)["mentee", "ann"]

    assert (ann.reason, ann.n_partners, ann.n_permitted) == ("no_partner", 2, 0)
    assert ann.forbidden_by == {"language": 1, "grade_gap": 2}
    assert ann.forbidden_only_by == {"grade_gap": 1}
    assert (ann.remedy.kind, ann.remedy.rule, ann.remedy.settings) == (
        "loosen_rule",
        "grade_gap",
        {"g": 0},
    )
    assert ann.remedy.partner == "bob"


def test_a_veto_is_never_a_remedy():
    found = left(mentee("ann"), mentor("bob"), wishes=[Wish("ann", "bob", "veto")])

    assert found["mentee", "ann"].remedy is None
    assert found["mentor", "bob"].remedy is None
    assert found["mentee", "ann"].is_searched


def test_no_single_step_helps_when_two_rules_stand_between():
    ann = left(mentee("ann", languages={"it"}, slots=(Slot(5, 0, 60),)), mentor())["mentee", "ann"]

    assert (ann.remedy, ann.is_searched) == (None, True)


def test_no_seat_goes_to_the_better_one_and_outbid_to_the_other():
    people = [
        mentee("best"),
        mentee("good", slots=(Slot(0, 540, 630),)),
        mentee("fair", slots=(Slot(0, 540, 600),)),
        mentor("bob"),
    ]

    found = left(*people)

    assert found["mentee", "good"].reason == "no_seat"
    assert found["mentee", "good"].remedy.mentor == "bob"
    assert (found["mentee", "fair"].reason, found["mentee", "fair"].remedy) == ("outbid", None)


def test_mentors_with_room_are_listed():
    found = left(mentee("ann"), mentor("bob", seats=2))

    assert (found["mentor", "bob"].reason, found["mentor", "bob"].free_seats) == ("seats_left", 1)


def test_mentor_whose_mentees_went_elsewhere_is_outbid():
    found = left(mentee("ann"), mentor("bob"), mentor("dud", levels={"excel": 5}, grade=1))

    assert {key: one.reason for key, one in found.items()} in (
        {("mentor", "dud"): "outbid"},
        {("mentor", "bob"): "outbid"},
    )


@pytest.mark.parametrize(
    "people", [[mentee("ann", grade=2), mentor()], [mentee("ann"), mentor(seats=0)]]
)
def test_limit_of_solves_is_said(people):
    entry = solve(problem(*people)).left_over(most_solves=0)[0]

    assert (entry.id, entry.remedy, entry.is_searched) == ("ann", None, False)


def test_how_much_was_tried_is_said():
    people = [
        mentee("ann", languages={"it"}, slots=()),
        mentor("bob", seats=0),
        mentor("dan", site="Lyon"),
    ]
    rules = {"language": {"n": 1}, "slots": {"k": 2}, "timezone": {"h": 12}}
    ann = left(*people, rules=rules)["mentee", "ann"]

    assert (ann.tried, ann.tried_off) == (4, ("timezone",))
    assert about_remedy(ann) == (
        "no single change helps; 4 were tried (timezone switched off among them)"
    )
    del rules["timezone"]
    assert about_remedy(left(*people, rules=rules)["mentee", "ann"]) == (
        "no single change helps; 3 were tried"
    )


def test_a_rule_is_loosened_for_who_is_outbid_too():
    people = [
        mentee("best"),
        mentee("good", slots=(Slot(0, 540, 630),)),
        mentee("fair", slots=(Slot(0, 540, 600),)),
        mentor("bob"),
        mentor("dan", languages={"it"}, seats=2),
    ]

    found = left(*people)

    assert found["mentee", "good"].remedy.mentor == "bob"
    fair = found["mentee", "fair"]
    assert (fair.reason, fair.remedy.rule, fair.remedy.settings) == ("outbid", "language", {"n": 0})


def test_a_mentor_whose_seats_are_all_locked_lacks_only_a_seat():
    people = [mentee("ann"), mentee("eve"), mentor("bob")]

    eve = left(*people, locks=[("ann", "bob")])["mentee", "eve"]

    assert (eve.reason, eve.n_permitted, eve.remedy.mentor) == ("no_seat", 1, "bob")
    assert eve.forbidden_by == {"locked_elsewhere": 1}


def test_one_person_can_be_asked_about_by_the_plan():
    plan = solve(problem(mentee("ann", grade=0), mentee("eve", grade=0), mentor("bob")))

    assert [one.id for one in plan.left_over(only="eve")] == ["eve"]
    assert [one.tried for one in plan.left_over(only="eve", most_solves=1)] == [1]
