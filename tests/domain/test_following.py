"""The momentum of pairs in the database: the same rules, in as many queries for one or for many."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory, SessionFactory
from upside.pairs.models import Pair, Pause
from upside.programmes.momentum import pace_of
from upside.sessions import facts
from upside.sessions.colours import colours_of
from upside.sessions.following import (
    counts_by_cohort,
    is_uneasy,
    meetings_of,
    momentum_of,
    read_followed,
)
from upside.sessions.momentum import Without
from upside.sessions.queries import sessions_of_pair

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = MONDAY_NINE + 70 * DAY


def uneasy_pairs(pairs, *, at):
    return read_followed(colours_of(pairs, at=at), at=at)


def pair_in(cohort, *meetings, **more):
    """An active pair since Monday, and its sessions: day after it, state."""
    pair = PairFactory(**{"cohort": cohort, "state": "active", "activated_at": MONDAY_NINE, **more})
    for day, state in meetings:
        starts = MONDAY_NINE + day * DAY
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + HOUR, state=state)
    return pair


@pytest.fixture
def cohort():
    return CohortFactory(ends_on=(MONDAY_NINE + 200 * DAY).date())


@pytest.fixture
def pairs(cohort):
    return {
        "green": pair_in(cohort, (60, "held")),
        "booked": pair_in(cohort, (20, "held"), (75, "planned")),
        "late": pair_in(cohort, (20, "held")),
        "off": pair_in(cohort, (60, "held"), (65, "missed"), (68, "cancelled")),
        "never": pair_in(cohort),
        "three": pair_in(cohort, *((day, "missed") for day in (50, 60, 65))),
        "done": pair_in(cohort, *((day, "held") for day in range(6))),
        "unsigned": pair_in(cohort, state="accepted"),
        "closed": pair_in(cohort, state="closed"),
    }


def test_amber_and_red_pairs_are_found_red_first(pairs):
    found = [(one.pair, one.momentum.colour) for one in uneasy_pairs(Pair.objects.all(), at=NOW)]

    assert {pair for pair, colour in found[:2]} == {pairs["never"], pairs["three"]}
    assert {colour for _pair, colour in found[:2]} == {"red"}
    assert set(found[2:]) == {(pairs["late"], "amber"), (pairs["off"], "amber")}


def test_each_pair_has_its_own_momentum(pairs):
    found = momentum_of(Pair.objects.select_related("cohort__programme"), at=NOW)

    assert found[pairs["booked"].pk].colour == "green"
    assert found[pairs["done"].pk].without == Without.DONE
    assert found[pairs["unsigned"].pk].without == Without.NOT_SIGNED
    assert found[pairs["closed"].pk].without == Without.CLOSED


def test_a_pair_on_pause_has_no_colour_and_its_pause_does_not_count_after(pairs):
    rests, came_back = pairs["never"], pairs["late"]
    rests.state = "paused"
    rests.save()
    Pause.objects.create(pair=rests, started_at=MONDAY_NINE + DAY)
    Pause.objects.create(
        pair=came_back, started_at=MONDAY_NINE + 30 * DAY, ended_at=MONDAY_NINE + 60 * DAY
    )

    found = momentum_of(Pair.objects.select_related("cohort__programme"), at=NOW)

    assert found[rests.pk].without == Without.PAUSED
    assert found[came_back.pk].colour == "green"
    uneasy = {one.pair for one in uneasy_pairs(Pair.objects.all(), at=NOW)}
    assert uneasy == {pairs["three"], pairs["off"]}


def test_a_cohort_that_is_over_has_no_colours(pairs, cohort):
    over = cohort.ends_on - MONDAY_NINE.date() + timedelta(days=2)

    assert uneasy_pairs(Pair.objects.all(), at=MONDAY_NINE + over) == []
    late = Pair.objects.select_related("cohort__programme").filter(pk=pairs["late"].pk)
    assert momentum_of(late, at=MONDAY_NINE + over)[pairs["late"].pk].without == Without.OVER
    counts = counts_by_cohort(Pair.objects.all(), at=MONDAY_NINE + over)
    assert (counts[cohort.pk].green, counts[cohort.pk].none) == (0, 9)


def test_counts_are_by_cohort(pairs, cohort):
    other = pair_in(CohortFactory(ends_on=cohort.ends_on))

    counts = counts_by_cohort(Pair.objects.all(), at=NOW)

    found = counts[cohort.pk]
    assert (found.green, found.amber, found.red, found.none, found.n) == (2, 2, 2, 3, 9)
    assert counts[other.cohort_id].red == 1


def test_the_limits_are_the_programmes_own(pairs, cohort):
    limits = {"amber": 1.1, "red": 3, "amber_in_a_row": 1, "red_in_a_row": 2}
    cohort.kept = {"rhythm_days": 20, "n_sessions": 7, "momentum": limits}
    cohort.save()

    found = {one.pair: one.momentum.colour for one in uneasy_pairs(Pair.objects.all(), at=NOW)}

    # 22 days make amber, 60 red, and two in a row red
    colours = {name: found.get(pair) for name, pair in pairs.items()}
    assert colours["off"] == colours["three"] == colours["never"] == colours["done"] == "red"
    assert (colours["late"], colours["green"]) == ("amber", None)
    assert pace_of(cohort).amber_days == pytest.approx(22)


def test_in_a_clinic_only_what_was_called_off_counts(pairs, cohort):
    cohort.kept = {"mode": "expert_clinic"}
    cohort.save()

    found = {one.pair for one in uneasy_pairs(Pair.objects.all(), at=NOW)}

    assert found == {pairs["off"], pairs["three"]}


@pytest.mark.parametrize("n", [1, 30])
def test_the_queries_are_the_same_for_any_number(cohort, n, django_assert_num_queries):
    for _ in range(n):
        pair_in(cohort, (5, "held"))
        pair_in(cohort, (60, "held"))
    with django_assert_num_queries(2):
        assert len(colours_of(Pair.objects.all(), at=NOW)) == n
    with django_assert_num_queries(4):
        assert len(uneasy_pairs(Pair.objects.all(), at=NOW)) == n
    with django_assert_num_queries(4):
        assert counts_by_cohort(Pair.objects.all(), at=NOW)[cohort.pk].green == n


def test_more_pairs_than_a_query_takes_are_read_in_parts(pairs, monkeypatch):
    known = list(Pair.objects.select_related("cohort__programme"))
    whole = momentum_of(known, at=NOW)
    monkeypatch.setattr(facts, "PAIRS_AT_ONCE", 2)

    assert momentum_of(known, at=NOW) == whole
    assert len(whole) == len(pairs)


def test_nothing_is_asked_further_where_no_pair_is_late(cohort, django_assert_num_queries):
    pair_in(cohort, (60, "held"))

    with django_assert_num_queries(2):
        assert uneasy_pairs(Pair.objects.all(), at=NOW) == []


def test_a_page_that_has_the_sessions_asks_for_pauses_of_late_pairs_alone(
    pairs, django_assert_num_queries
):
    def told(name):
        return is_uneasy(pairs[name], list(pairs[name].sessions.all()), at=NOW)

    late = pairs["late"]
    with django_assert_num_queries(1):
        assert not told("green")
    with django_assert_num_queries(2):
        assert told("late")
    Pause.objects.create(
        pair=late, started_at=MONDAY_NINE + 30 * DAY, ended_at=MONDAY_NINE + 60 * DAY
    )
    assert not told("late")


def test_meetings_are_dates_and_states_newest_first(pairs):
    found = meetings_of(pairs["off"])

    assert [one.state for one in found] == ["cancelled", "missed", "held"]
    assert [one.word for one in found] == ["Cancelled", "Missed", "Held"]
    assert {field for one in found for field in one.__slots__} == {
        "starts_at",
        "ends_at",
        "state",
        "settled_at",
    }
    assert sessions_of_pair(pairs["off"]).count() == 3
