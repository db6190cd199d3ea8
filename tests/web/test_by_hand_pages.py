"""The pages of pairs by hand: choose, cost, fix, swap, undo, propose, loosen."""

import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    RoleGrantFactory,
    RoundFactory,
    ready_mentee,
    ready_mentor,
)
from upside.matching import actions
from upside.matching.models import Proposal, Round
from upside.matching.queries import setup_of
from upside.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def four(cohort):
    return [ready_mentor(cohort), ready_mentor(cohort), ready_mentee(cohort), ready_mentee(cohort)]


def page_of(name, *keys, **query):
    address = reverse(f"by_hand:{name}", args=keys)
    return f"{address}?" + "&".join(f"{key}={value}" for key, value in query.items())


def couples(cohort, by):
    made = actions.run_round(cohort, by=by, at=MONDAY_NINE)
    rows = made.proposals.select_related("mentor", "mentee")
    return sorted(((one.mentor, one.mentee) for one in rows), key=lambda two: two[0].pk)


def text_of(response):
    return response.content.decode()


def test_page_lists_who_is_ready_and_finds_by_name(signed_in, cohort, four):
    wanted, other = four[:2]

    text = text_of(signed_in.get(page_of("page", cohort.pk, like_mentor=wanted.first_name)))

    assert f">{wanted.name}" in text
    assert f">{other.name}" not in text


@pytest.mark.parametrize("rows", [1, 4])
def test_page_asks_the_same_queries_for_any_number_of_people(
    signed_in, cohort, coordinator, rows, django_assert_max_num_queries
):
    for _n in range(rows):
        mentor, mentee = ready_mentor(cohort), ready_mentee(cohort)

    actions.hold_pair(cohort, mentor, mentee, kind="lock", by=coordinator, at=MONDAY_NINE)
    actions.propose_pair(cohort, mentor, mentee, by=coordinator, at=MONDAY_NINE)

    with django_assert_max_num_queries(15):
        signed_in.get(page_of("page", cohort.pk, mentor=mentor.pk, mentee=mentee.pk))


def test_page_asks_as_few_queries_of_what_others_fixed_and_of_people_who_left(
    signed_in, cohort, four, coordinator, django_assert_max_num_queries
):
    mentor, other, mentee, gone = four
    colleague = RoleGrantFactory(role="coordinator", programme=cohort.programme).person
    actions.hold_pair(cohort, mentor, mentee, kind="lock", by=colleague, at=MONDAY_NINE)
    actions.hold_pair(cohort, other, gone, kind="forbid", by=coordinator, at=MONDAY_NINE)
    actions.propose_pair(cohort, mentor, mentee, by=colleague, at=MONDAY_NINE)
    Enrolment.objects.filter(person=gone).update(state=Enrolment.State.WITHDRAWN)

    with django_assert_max_num_queries(15):
        page = signed_in.get(page_of("page", cohort.pk, mentor=mentor.pk, mentee=mentee.pk))

    text = text_of(page)
    assert f"{other.name} and {gone.name} were ruled out" in text
    assert colleague.name in text
    assert "not in the next round" in text
    assert "1 pair chosen by hand" in text


def test_page_says_that_nobody_is_there(signed_in, cohort):
    assert "A pair needs one of each side" in text_of(signed_in.get(page_of("page", cohort.pk)))


def test_answer_says_cost_and_who_would_move_before_anything_is_done(
    signed_in, cohort, four, coordinator
):
    one, other = couples(cohort, coordinator)

    text = text_of(signed_in.get(page_of("page", cohort.pk, mentor=one[0].pk, mentee=other[1].pk)))

    assert "It costs the plan" in text
    assert f"{one[1].name} would have {other[0].name}, instead of {one[0].name}." in text
    assert setup_of(cohort) is None


def test_fix_let_go_and_undo_from_the_page(signed_in, cohort, four, coordinator):
    (mentor, mentee), _other = couples(cohort, coordinator)
    two = {"mentor": mentor.pk, "mentee": mentee.pk}

    signed_in.post(page_of("hold", cohort.pk), {**two, "kind": "lock"})
    assert "1 pair fixed or ruled out" in text_of(signed_in.get(page_of("page", cohort.pk)))

    signed_in.post(page_of("let_go", cohort.pk), two)
    assert setup_of(cohort).holds == []

    signed_in.post(page_of("undo", cohort.pk), {"seen": setup_of(cohort).number})
    assert len(setup_of(cohort).holds) == 1


def test_swap_shows_its_cost_and_is_done_by_the_second_press(signed_in, cohort, four, coordinator):
    one, other = couples(cohort, coordinator)
    query = {"mentor": one[0].pk, "mentee": one[1].pk, "with": f"{other[0].pk}-{other[1].pk}"}

    assert "swap their mentees" in text_of(signed_in.get(page_of("page", cohort.pk, **query)))

    keys = {"with_mentor": other[0].pk, "with_mentee": other[1].pk}
    two = {"mentor": one[0].pk, "mentee": one[1].pk}
    signed_in.post(page_of("swap", cohort.pk), {**two, **keys})
    assert couples(cohort, coordinator) == [(one[0], other[1]), (other[0], one[1])]


def test_overruled_rule_without_a_reason_is_refused_in_words(signed_in, cohort, four):
    mentor, _second, mentee, _other = four
    mentor.languages = ["de"]
    mentor.save()
    two = {"mentor": mentor.pk, "mentee": mentee.pk}

    said = signed_in.post(page_of("hold", cohort.pk), {**two, "kind": "pair"}, follow=True)

    assert "You may overrule that if you say why" in text_of(said)


def test_chosen_pairs_become_a_draft_that_is_released_like_any_other(signed_in, cohort, four):
    mentor, _second, mentee, _other = four
    two = {"mentor": mentor.pk, "mentee": mentee.pk, "reason": "Same project"}

    signed_in.post(page_of("propose", cohort.pk), two)

    made = Round.objects.get()
    text = text_of(signed_in.get(reverse("matching:round", args=[made.pk])))
    assert "about other plans nothing is claimed" in text
    signed_in.post(reverse("matching:release", args=[made.pk]), {"which": "all"})
    assert made.proposals.get().state == Proposal.State.RELEASED


def test_the_last_chosen_pair_that_is_taken_out_drops_the_draft(signed_in, cohort, four):
    mentor, _second, mentee, _other = four
    two = {"mentor": mentor.pk, "mentee": mentee.pk}
    signed_in.post(page_of("propose", cohort.pk), two)

    signed_in.post(page_of("take_out", cohort.pk), two)
    again = signed_in.post(page_of("take_out", cohort.pk), two, follow=True)

    assert Round.objects.get().state == Round.State.DROPPED
    assert "not in the draft any more" in text_of(again)


@pytest.mark.parametrize("name", ["instead", "prices", "left_over"])
def test_questions_are_pages_and_parts(signed_in, cohort, four, name):
    query = {"mentor": four[0].pk, "mentee": four[2].pk, "ask": four[1].pk}

    page = text_of(signed_in.get(page_of(name, cohort.pk, **query)))
    part = text_of(signed_in.get(page_of(name, cohort.pk, **query), headers={"hx-request": "true"}))

    assert "<html" in page
    assert "<html" not in part


def test_price_of_a_rule_is_told_and_loosened_from_the_page(signed_in, cohort):
    ready_mentor(cohort, languages=["de"])
    ready_mentee(cohort)

    text = text_of(signed_in.get(page_of("prices", cohort.pk)))
    assert "1 more pair." in text

    signed_in.post(page_of("loosen", cohort.pk), {"rule": "language", "step": 0})
    assert "language" not in setup_of(cohort).rules


def test_who_is_left_over_reads_which_level_would_help(signed_in, cohort):
    mentor = ready_mentor(cohort, level=("J1", 3))
    mentee = ready_mentee(cohort, level=None)

    text = text_of(signed_in.get(page_of("left_over", cohort.pk)))

    assert f"{mentor.name} could teach {mentee.name}. What counts now is level 3." in text


@pytest.mark.parametrize("rows", [1, 4])
def test_who_is_left_over_asks_the_same_queries_for_any_number_of_people(
    signed_in, cohort, rows, django_assert_max_num_queries
):
    ready_mentor(cohort, level=("J1", 3))
    for _n in range(rows):
        ready_mentee(cohort, level=None)

    with django_assert_max_num_queries(15):
        response = signed_in.get(page_of("left_over", cohort.pk))

    assert len(response.context["waiting"]) == rows
    assert "could teach" in text_of(response)


def test_a_large_cohort_is_refused_and_what_is_fixed_in_it_still_shows(
    signed_in, cohort, four, coordinator, monkeypatch, django_assert_max_num_queries
):
    (mentor, mentee), other = couples(cohort, coordinator)
    for two in ((mentor, mentee), other):
        actions.hold_pair(cohort, *two, kind="lock", by=coordinator, at=MONDAY_NINE)
    Enrolment.objects.filter(person=other[1]).update(state=Enrolment.State.WITHDRAWN)
    ready_mentee(cohort)
    for module in ("upside.matching.questions", "upside.web.by_hand.pages"):
        monkeypatch.setattr(f"{module}.MOST_PEOPLE", 2)

    with django_assert_max_num_queries(15) as asked:
        text = text_of(signed_in.get(page_of("page", cohort.pk)))

    assert "There are more than 2 people." in text
    assert "Search mentors" not in text
    assert f"{mentor.name}, {mentee.name}" in text
    assert text.count("not in the next round") == 1
    assert any("LIMIT 3" in query["sql"] for query in asked.captured_queries)


def test_page_of_a_pair_offers_who_else(signed_in, cohort, four, coordinator):
    made = actions.run_round(cohort, by=coordinator, at=MONDAY_NINE)
    row = made.proposals.first()
    query = {"mentor": row.mentor_id, "mentee": row.mentee_id}

    assert "Why not someone else" in text_of(
        signed_in.get(reverse("matching:why", args=[made.pk, row.pk]))
    )
    text = text_of(signed_in.get(page_of("instead_in_round", made.pk, **query)))
    assert "Permitted." in text


def test_fairness_of_a_round_tells_no_small_group(signed_in, cohort, coordinator):
    for _n in range(9):
        ready_mentor(cohort)
        ready_mentee(cohort)
    ready_mentee(cohort, site="Brest")
    made = actions.run_round(cohort, by=coordinator, at=MONDAY_NINE)

    text = text_of(signed_in.get(page_of("fairness", made.pk, firm=1)))

    assert "9 of 10 have a pair: 90%." in text
    assert "Brest" not in text
    assert "stay as they are" in text


@pytest.mark.parametrize("name", ["prices_of_round", "instead_in_round", "fairness"])
@pytest.mark.parametrize("rows", [1, 3])
def test_questions_to_a_round_ask_few_queries(
    signed_in, cohort, coordinator, rows, name, django_assert_max_num_queries
):
    for _n in range(rows):
        ready_mentor(cohort)
        ready_mentee(cohort)
    made = actions.run_round(cohort, by=coordinator, at=MONDAY_NINE)

    with django_assert_max_num_queries(10):
        assert signed_in.get(page_of(name, made.pk)).status_code == 200


@pytest.mark.parametrize("name", ["prices_of_round", "instead_in_round", "fairness"])
def test_a_round_that_kept_nothing_says_so_on_each_page(signed_in, cohort, name):
    text = text_of(signed_in.get(page_of(name, RoundFactory(cohort=cohort).pk)))

    assert "kept nothing" in text


def test_refusals_lead_back_with_a_sentence(signed_in, cohort, four, coordinator):
    (mentor, mentee), _other = couples(cohort, coordinator)
    two = {"mentor": mentor.pk, "mentee": mentee.pk}
    tries = [
        ("let_go", two, "Nothing is fixed about these two"),
        ("undo", {"seen": "0"}, "Nothing was changed"),
        ("undo", {"seen": "x"}, "whole number"),
        ("loosen", {"rule": "veto", "step": 1}, "The rule was changed meanwhile"),
        ("loosen", {}, "Choose a rule"),
        ("hold", {"kind": "lock"}, "required"),
    ]
    for name, data, said in tries:
        assert said in text_of(signed_in.post(page_of(name, cohort.pk), data, follow=True))
    stranger = {"mentor": coordinator.pk, "mentee": mentee.pk, "kind": "lock"}
    assert signed_in.post(page_of("hold", cohort.pk), stranger).status_code == 404


def test_a_large_cohort_looks_for_remedies_one_by_one(signed_in, cohort, monkeypatch):
    monkeypatch.setattr("upside.web.by_hand.answers.ALL_AT_ONCE", 1)
    ready_mentor(cohort, level=("J1", 3))
    mentee = ready_mentee(cohort, level=None)

    text = text_of(signed_in.get(page_of("left_over", cohort.pk)))
    assert "could teach" not in text
    assert f"?who={mentee.pk}" in text

    said = signed_in.get(page_of("left_over", cohort.pk, who=mentee.pk))
    assert "could teach" in text_of(said)


def test_a_rule_that_helps_is_loosened_beside_the_person(signed_in, cohort):
    ready_mentor(cohort, languages=["de"])
    ready_mentee(cohort)

    text = text_of(signed_in.get(page_of("left_over", cohort.pk)))

    assert 'name="rule" value="language"' in text


def test_pairs_ruled_out_and_undone_are_said_in_words(signed_in, cohort, four, coordinator):
    (mentor, mentee), _other = couples(cohort, coordinator)
    two = {"mentor": mentor.pk, "mentee": mentee.pk}

    signed_in.post(page_of("hold", cohort.pk), {**two, "kind": "forbid"})
    text = text_of(signed_in.get(page_of("page", cohort.pk, **two)))

    assert f"{mentor.name} and {mentee.name} were ruled out" in text
    assert "In the way: a pair that was ruled out by hand." in text
