"""Ranks on short lists: for their author alone, honoured by the round, told in large counts."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PersonFactory,
    ProgrammeFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import AuditEntry
from upside.matching import actions, queries
from upside.matching.models import Candidate, Proposal
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY_NINE
LAST_DAY = (TODAY + 7 * DAY).date()


def ranking(n=3, **settings):
    settings = {"mode": "hybrid", **settings}
    cohort = CohortFactory(programme=ProgrammeFactory(settings=settings))
    for _n in range(n):
        ready_mentee(cohort)
        ready_mentor(cohort)
    boss = PersonFactory()
    choice = actions.prepare_lists(cohort, by=boss, at=TODAY)
    actions.open_choice(choice, by=boss, at=TODAY, last_day=LAST_DAY)
    return cohort


def places(cohort, role):
    rows = Enrolment.objects.filter(cohort=cohort, role=role)
    return list(rows.select_related("cohort__programme", "person").order_by("pk"))


def listed(place):
    return [card.person.pk for card in queries.short_list_of(place).cards]


@pytest.fixture
def place():
    return places(ranking(), "mentee")[0]


def test_ranks_and_vetoes_are_kept_and_can_be_changed_until_the_day(place):
    first, second, third = listed(place)

    actions.rank_list(place, {first: "1", second: "veto", third: ""}, at=TODAY)
    assert queries.ranks_of_list(place) == {first: "1", second: "veto"}
    actions.rank_list(place, {first: "", second: "2", third: "1"}, at=TODAY + 7 * DAY)

    assert queries.ranks_of_list(place) == {second: "2", third: "1"}
    entries = AuditEntry.objects.filter(verb="lists.ranked")
    assert [entry.details for entry in entries] == [{}, {}]


def test_a_veto_of_ones_own_stays_on_the_list_and_another_is_not_seen(place):
    first, second, third = listed(place)
    theirs = Enrolment.objects.get(person=second)
    Wish.objects.create(enrolment=theirs, other=place.person, kind="veto")
    before = set(listed(place))

    actions.rank_list(place, {first: "veto"}, at=TODAY)
    actions.refresh_lists(at=TODAY + DAY)

    assert set(listed(place)) == before == {first, second, third}
    assert queries.short_list_of(place).gone == []


def test_what_was_said_of_others_in_the_profile_is_not_lost(place):
    first, second, _third = listed(place)
    wished, refused = PersonFactory(), PersonFactory()
    Wish.objects.create(enrolment=place, other=wished, kind="rank", rank=1)
    Wish.objects.create(enrolment=place, other=refused, kind="veto")
    Wish.objects.create(enrolment=place, other_id=second, kind="conflict")

    actions.rank_list(place, {first: "1", second: "2"}, at=TODAY)

    kept = set(Wish.objects.filter(enrolment=place).values_list("other", "kind", "rank"))
    assert kept == {
        (wished.pk, "rank", 1),
        (refused.pk, "veto", None),
        (first, "rank", 1),
        (second, "conflict", None),
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1", "1"), "one rank twice"),
        (("6", ""), "from 1 to 5"),
        (("conflict", ""), "from 1 to 5"),
    ],
)
def test_what_cannot_be_meant_is_refused(place, words, told):
    with pytest.raises(actions.BadRanks, match=told):
        actions.rank_list(place, dict(zip(listed(place), words, strict=False)), at=TODAY)

    assert not Wish.objects.exists()


def test_only_people_on_the_list_are_ranked(place):
    with pytest.raises(actions.BadRanks, match="on your short list"):
        actions.rank_list(place, {PersonFactory().pk: "1"}, at=TODAY)


def test_after_the_day_ranks_stay_as_they_are(place):
    with pytest.raises(actions.BadRanks, match="has passed"):
        actions.rank_list(place, {listed(place)[0]: "1"}, at=TODAY + 9 * DAY)


def test_where_one_side_chooses_nobody_ranks():
    cohort = CohortFactory(programme=ProgrammeFactory(settings={"mode": "choose"}))
    ready_mentee(cohort)

    with pytest.raises(actions.BadRanks, match="nobody ranks"):
        actions.rank_list(places(cohort, "mentee")[0], {}, at=TODAY)


def test_where_both_rank_nobody_invites(place):
    with pytest.raises(actions.ChoiceClosed):
        actions.invite_to_pair(place, PersonFactory(), at=TODAY)


def ranked_in_turn(n, **settings):
    """Let each mentee rank a mentor of their own first, and be ranked first in turn."""
    cohort = ranking(n, **settings)
    pairs = []
    taken = set()
    for place in places(cohort, "mentee"):
        other = next(pk for pk in listed(place) if pk not in taken)
        taken.add(other)
        actions.rank_list(place, {other: "1"}, at=TODAY)
        back = Enrolment.objects.select_related("cohort__programme", "person").get(person=other)
        if place.person_id in listed(back):
            actions.rank_list(back, {place.person_id: "1"}, at=TODAY)
        pairs.append((place.person_id, other))
    return cohort, set(pairs)


@pytest.mark.parametrize("objective", ["stable", "total"])
def test_a_round_honours_ranks(objective):
    matching = {"objective": objective, "rules": {}, "weights": {"wishes": 100}}
    cohort, wanted = ranked_in_turn(3, matching=matching)

    round_ = actions.run_round(cohort, by=PersonFactory(), at=TODAY + 9 * DAY)

    assert set(round_.proposals.values_list("mentee", "mentor")) == wanted


def test_a_veto_counts_even_where_the_programme_has_no_such_rule():
    cohort = ranking(1, matching={"rules": {}, "weights": {"wishes": 1}})
    [place] = places(cohort, "mentee")
    actions.rank_list(place, {listed(place)[0]: "veto"}, at=TODAY)

    round_ = actions.run_round(cohort, by=PersonFactory(), at=TODAY)

    assert not round_.proposals.exists()


@pytest.mark.parametrize(("n", "told"), [(2, {}), (4, {1: 8})])
def test_large_counts_alone_are_told_and_only_of_a_released_round(n, told):
    matching = {"objective": "total", "rules": {}, "weights": {"wishes": 100}}
    cohort, _wanted = ranked_in_turn(n, matching=matching)
    assert Candidate.objects.filter(cohort=cohort).count() == 2 * n * n
    round_ = actions.run_round(cohort, by=PersonFactory(), at=TODAY)
    assert queries.honoured_ranks_of(round_) is None

    actions.release_round(round_, by=PersonFactory(), at=TODAY)

    round_.refresh_from_db()
    assert queries.honoured_ranks_of(round_) == told


def test_where_nobody_ranks_nothing_is_told():
    cohort = CohortFactory(programme=ProgrammeFactory(settings={"mode": "choose"}))
    ready_mentee(cohort)
    ready_mentor(cohort)
    round_ = actions.run_round(cohort, by=PersonFactory(), at=TODAY)
    actions.release_round(round_, by=PersonFactory(), at=TODAY)

    assert queries.honoured_ranks_of(round_) is None
    assert Proposal.objects.get().state == "released"


def test_coordinators_read_how_many_have_ranked(place):
    plan = queries.short_list_of(place).plan
    assert queries.tally_of_lists(place.cohort, plan).n_ranked == 0

    actions.rank_list(place, {listed(place)[0]: "1"}, at=TODAY)

    assert queries.tally_of_lists(place.cohort, plan).n_ranked == 1
    assert queries.open_choices_of(place.person, at=TODAY)[place.cohort_id][1:] == (True, True)
