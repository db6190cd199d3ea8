"""The colours of many pairs at once are those that ``momentum`` gives each of them."""

from datetime import timedelta
from random import Random

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.kernel.days import company_day, newest_day, oldest_day
from upside.pairs.models import Pair, Pause
from upside.people.models import Person
from upside.sessions.colours import colours_of
from upside.sessions.following import counts_by_cohort, momentum_of
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = MONDAY_NINE + 100 * DAY
LIMITS = {"amber": 1.1, "red": 1.5, "amber_in_a_row": 1, "red_in_a_row": 4}
KEPT = (
    {},
    {"rhythm_days": 20, "n_sessions": 4},
    {"rhythm_days": 14, "momentum": LIMITS},
    {"momentum": {"amber": 2.0, "red": 1.25}},
    {"mode": "expert_clinic"},
)


def sessions_of(random, pair):
    """Some sessions of ``pair``: held, called off with and without a word, booked near and far."""
    days = random.sample(range(-99, 80), random.randint(0, 7))
    for day in sorted(days):
        starts = NOW + day * DAY + random.randrange(4) * HOUR
        ends = starts + random.choice((1, 2, 30)) * HOUR
        state = random.choice(("held", "cancelled", "missed", "planned"))
        settled = starts + random.randrange(-20, 4) * DAY
        yield Session(
            pair=pair,
            starts_at=starts,
            ends_at=ends,
            state=state,
            booked_at=starts - 30 * DAY,
            booked_by=pair.mentee,
            settled_at=None if state == "planned" or random.random() < 0.1 else settled,
            uid=f"{pair.pk}-{day}@made-up.example",
        )


def pauses_of(random, pair):
    """No pause, one, or two, one after the other."""
    day = -95
    for _ in range(random.choice((0, 0, 1, 2))):
        day += random.randrange(1, 40)
        long = random.randrange(1, 30)
        yield Pause(
            pair=pair, started_at=NOW + day * DAY, ended_at=min(NOW, NOW + (day + long) * DAY)
        )
        day += long


@pytest.fixture
def made_up():
    """Three hundred pairs of five cohorts, each with another plan, all of them invented."""
    random = Random(26)
    zones = ("Europe/Paris", "Pacific/Auckland", "America/Los_Angeles")
    mentor = PersonFactory()
    mentees = Person.objects.bulk_create(
        Person(
            external_id=f"Made-up {k}",
            email=f"made-up-{k}@made-up.example",
            unit=mentor.unit,
            time_zone=random.choice(zones),
        )
        for k in range(300)
    )
    ends = (NOW + 150 * DAY).date()
    cohorts = [CohortFactory(kept=kept, ends_on=ends) for kept in KEPT]
    cohorts += [CohortFactory(ends_on=(NOW + n * DAY).date()) for n in (-1, 0, 1)]
    states = ("active",) * 8 + ("accepted", "closed")
    pairs = Pair.objects.bulk_create(
        Pair(
            cohort=random.choice(cohorts),
            mentor=mentor,
            mentee=mentee,
            state=random.choice(states),
            accepted_at=NOW - 99 * DAY,
            activated_at=random.choice((None, NOW - random.randrange(1, 99) * DAY)),
        )
        for mentee in mentees
    )
    Session.objects.bulk_create(one for pair in pairs for one in sessions_of(random, pair))
    Pause.objects.bulk_create(one for pair in pairs for one in pauses_of(random, pair))
    return Pair.objects.select_related("cohort__programme", "mentee")


@pytest.mark.parametrize("hours", [0, 10, 14, 24 * 7, 24 * 40])
def test_colours_from_sums_are_those_of_each_pair(made_up, hours):
    at = NOW + hours * HOUR
    each = momentum_of(made_up, at=at)
    uneasy = {pk: (one.colour, one.since) for pk, one in each.items() if one.is_uneasy}

    found = colours_of(Pair.objects.all(), at=at)

    assert {one.pair: (one.colour, one.since) for one in found} == uneasy
    assert len(found) == len(uneasy) > 50
    order = [(one.colour == "amber", one.since, one.pair) for one in found]
    assert order == sorted(order)


@pytest.mark.parametrize("hours", [0, 14, 24])
def test_counts_are_those_of_each_pair(made_up, hours):
    at = NOW + hours * HOUR
    each = momentum_of(made_up, at=at)
    colours = dict.fromkeys(("green", "amber", "red", None), 0)
    for one in each.values():
        colours[one.colour] += 1

    counts = counts_by_cohort(Pair.objects.all(), at=at).values()

    told = {name: sum(getattr(one, name) for one in counts) for name in ("green", "amber", "red")}
    assert told == {name: colours[name] for name in told}
    assert sum(one.none for one in counts) == colours[None]


def test_a_date_beyond_red_clears_nothing_and_one_before_does():
    cohort = CohortFactory(ends_on=(NOW + 150 * DAY).date())
    for day in (59, 61):
        starts = NOW + day * DAY - 40 * DAY
        pair = PairFactory(cohort=cohort, state="active", activated_at=NOW - 40 * DAY)
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + HOUR)

    assert [one.pair for one in colours_of(Pair.objects.all(), at=NOW)] == [pair.pk]


def test_three_missed_in_a_row_make_red_and_a_pause_calls_off_for_nobody():
    cohort = CohortFactory(ends_on=(NOW + 150 * DAY).date())
    red, rested = (
        PairFactory(cohort=cohort, state="active", activated_at=NOW - 30 * DAY) for _ in range(2)
    )
    Pause.objects.create(pair=rested, started_at=NOW - 29 * DAY, ended_at=NOW - DAY)
    for pair in (red, rested):
        for day in (-20, -15, -10):
            starts = NOW + day * DAY
            SessionFactory(
                pair=pair,
                starts_at=starts,
                ends_at=starts + HOUR,
                state="missed",
                settled_at=starts + HOUR,
            )

    found = colours_of(Pair.objects.all(), at=NOW)

    assert [(one.pair, one.colour, one.since) for one in found] == [
        (red.pk, "red", NOW - 15 * DAY + HOUR)
    ]


def test_a_day_is_over_where_it_is_over_everywhere():
    noon = MONDAY_NINE.replace(hour=11)

    assert oldest_day(noon) == noon.date() - DAY
    assert newest_day(noon) == noon.date() + DAY
    assert oldest_day(noon + 2 * HOUR) == noon.date()
    assert newest_day(noon - 2 * HOUR) == noon.date()
    assert company_day(noon + 12 * HOUR) == noon.date() + DAY
