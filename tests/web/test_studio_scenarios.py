import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, RoundFactory, ready_mentee, ready_mentor
from tests.web.studio_world import filled_studio
from upside.matching.actions import change_setup, save_scenario
from upside.matching.models import Round
from upside.matching.problem import studio_settings
from upside.matching.queries import setup_of
from upside.programmes.models import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def filled(programme, coordinator):
    return filled_studio(programme, coordinator)


def page_of(name, *keys):
    return reverse(f"studio:{name}", args=keys)


def text_of(response):
    return response.content.decode()


def test_a_plan_is_saved_under_a_name_and_stands_at_the_top(signed_in, cohort):
    ready_mentee(cohort)
    ready_mentor(cohort)

    page = signed_in.post(page_of("save", cohort.pk), {"name": "Most people"}, follow=True)

    made = Round.objects.get()
    assert (made.name, made.state) == ("Most people", "draft")
    assert "A. Most people" in text_of(page)
    assert "“Most people” is saved." in text_of(page)


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_a_name_that_cannot_be_is_refused_on_the_page(signed_in, filled, name):
    cohort, one, _other = filled

    assert signed_in.post(page_of("save", cohort.pk), {"name": name}).status_code == 409
    assert signed_in.post(page_of("rename", one.pk), {"name": name}).status_code == 409
    assert Round.objects.count() == 2


def test_saving_is_refused_where_nobody_is_ready(signed_in, cohort):
    page = signed_in.post(page_of("save", cohort.pk), {"name": "A"}, follow=True)

    assert "No mentee is ready" in text_of(page)


def test_scenarios_are_renamed_and_decided_rounds_are_not(signed_in, filled):
    _cohort, one, _other = filled

    signed_in.post(page_of("rename", one.pk), {"name": "Before"})
    decided = RoundFactory(cohort=one.cohort, state="released")
    page = signed_in.post(page_of("rename", decided.pk), {"name": "A"}, follow=True)

    one.refresh_from_db()
    assert one.name == "Before"
    assert "This round was decided" in text_of(page)


def test_a_scenario_is_taken_over_unless_somebody_turned_a_knob(signed_in, filled, coordinator):
    cohort, one, _other = filled
    number = setup_of(cohort).number

    page = signed_in.post(page_of("restore", one.pk), {"seen": number}, follow=True)
    assert "The studio stands as it did for “As it was”" in text_of(page)
    assert "slots" in setup_of(cohort).rules

    change_setup(cohort, weights={"teach": 1}, change={}, by=None, at=MONDAY_NINE)
    page = signed_in.post(page_of("restore", one.pk), {"seen": number}, follow=True)
    assert "Somebody changed the studio" in text_of(page)


def test_a_scenario_computed_again_says_that_the_same_came_out(signed_in, filled):
    _cohort, one, _other = filled

    page = signed_in.post(page_of("again", one.pk), follow=True)
    assert "the same inputs, the same 2 pairs" in text_of(page)

    one.refresh_from_db()
    one.outcome["total_fit"] += 1
    one.save()
    page = signed_in.post(page_of("again", one.pk), follow=True)
    assert "This differs: the total fit." in text_of(page)


def test_two_scenarios_stand_side_by_side(signed_in, filled, django_assert_max_num_queries):
    cohort, one, other = filled

    with django_assert_max_num_queries(15):
        page = signed_in.get(page_of("compare", cohort.pk), {"a": one.pk, "b": other.pk})

    assert "Both plans are the same." in text_of(page)
    assert page.context["differences"] == [
        ("Time in common", "They share half an hour a week.", "Off")
    ]
    assert (page.context["n_same"], page.context["n_turns"]) == (2, 0)
    assert "Everybody has the same mentor in both." in text_of(page)


def test_who_changes_is_told_with_what_is_gained_and_lost(signed_in, filled, coordinator):
    cohort, one, _other = filled
    waits = ready_mentee(cohort, first_name="Odile", last_name="Prigent", want=("J9", 5))
    ready_mentor(cohort, level=("J9", 6), unit=waits.unit)
    mentee, mentor = (
        one.proposals.first().mentee.external_id,
        one.proposals.last().mentor.external_id,
    )
    change_setup(
        cohort,
        weights={"teach": 50, "give_back": 50},
        objective="weakest",
        holds=[
            {"mentee": mentee, "mentor": mentor, "kind": "lock"},
            {"mentee": waits.external_id, "mentor": mentor, "kind": "forbid"},
        ],
        change={},
        by=coordinator,
        at=MONDAY_NINE,
    )
    third = save_scenario(cohort, name="Three", by=coordinator, at=MONDAY_NINE)

    page = signed_in.get(page_of("compare", cohort.pk), {"a": one.pk, "b": third.pk})

    assert "“Three” pairs 1 person more." in text_of(page)
    lines = {line.name: (line.more, line.is_gain) for line in page.context["lines"]}
    assert lines["Pairs"] == ("+1", True)
    assert lines["Pairs that join two units"] == ("0", None)
    turned = {turn.mentee: (turn.one, turn.other) for turn in page.context["page"]}
    assert turned[waits][0] is None
    assert "nobody" in text_of(page)
    named = [name for name, _left, _right in page.context["differences"]]
    assert named[0] == "Aim"
    assert named[-2:] == ["Pairs fixed by hand", "Pairs ruled out by hand"]
    assert "Weight of “Distance”" in named

    back = signed_in.get(page_of("compare", cohort.pk), {"a": third.pk, "b": one.pk})
    assert "“As it was” pairs 1 person less." in text_of(back)
    lines = {line.name: (line.more, line.is_gain) for line in back.context["lines"]}
    assert lines["Pairs"] == ("\N{MINUS SIGN}1", False)


def test_comparing_needs_two(signed_in, cohort, filled):
    cohort_of_two, one, _other = filled

    assert "It takes two to compare" in text_of(signed_in.get(page_of("compare", cohort.pk)))
    same = signed_in.get(page_of("compare", cohort_of_two.pk), {"a": one.pk, "b": one.pk})
    assert "the same plan twice" in text_of(same)
    RoundFactory.create_batch(2, cohort=cohort_of_two)
    drafts = Round.objects.filter(name="", cohort=cohort_of_two).values_list("pk", flat=True)
    old = signed_in.get(page_of("compare", cohort_of_two.pk), dict(zip("ab", drafts, strict=True)))
    assert "before rounds carried these figures" in text_of(old)


def test_a_round_of_another_cohort_is_not_compared(signed_in, filled):
    cohort, one, other = filled
    foreign = RoundFactory(name="Foreign")

    page = signed_in.get(page_of("compare", cohort.pk), {"a": foreign.pk, "b": other.pk})

    assert page.context["one"] == one
    assert "Foreign" not in text_of(page)


def test_a_scenario_that_is_dropped_leads_back_to_the_studio(signed_in, filled):
    cohort, one, _other = filled

    answer = signed_in.post(reverse("matching:drop", args=[one.pk]))

    assert answer.url == page_of("studio", cohort.pk)


def test_plans_that_differ_in_wishes_alone_do_not_tell_who_changes(signed_in, cohort, coordinator):
    (one, other), mentors = (
        [make(cohort) for _n in range(2)] for make in (ready_mentee, ready_mentor)
    )
    now = {"by": coordinator, "at": MONDAY_NINE}
    weights = {**studio_settings(cohort)["weights"], "wishes": 0}
    change_setup(cohort, weights=weights, change={}, **now)
    without = save_scenario(cohort, name="Without", **now)
    had = without.proposals.get(mentee=one).mentor
    wished = next(mentor for mentor in mentors if mentor != had)
    for mentee, mentor in ((one, wished), (other, had)):
        Wish.objects.create(enrolment=mentee.enrolments.get(), other=mentor, kind="rank", rank=1)
    change_setup(cohort, weights={**weights, "wishes": 30}, change={}, **now)
    by_wishes = save_scenario(cohort, name="With", **now)
    both = {"a": without.pk, "b": by_wishes.pk}

    text = text_of(signed_in.get(page_of("compare", cohort.pk), both))

    assert "2 mentees change" in text
    assert "Who changes is not listed" in text
    assert one.name not in text
    change_setup(cohort, weights={**weights, "wishes": 30, "distance": 1}, change={}, **now)
    third = save_scenario(cohort, name="Third", **now)
    text = text_of(signed_in.get(page_of("compare", cohort.pk), {**both, "b": third.pk}))
    assert one.name in text
