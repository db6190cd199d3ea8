"""The rhythm of pairs on pages: who reads what of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.feedback.actions import answer_pulse

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cohort(now):
    return CohortFactory(
        ends_on=(now + 100 * DAY).date(), starts_on=(now - 100 * DAY).date(), launched_at=now
    )


@pytest.fixture
def coach(cohort):
    return RoleGrantFactory(role="coach", programme=cohort.programme).person


def pair_since(cohort, days, now, *held):
    """An active pair whose charter is so many days old, and sessions held so many days ago."""
    since = now - days * DAY
    pair = PairFactory(cohort=cohort, state="active", accepted_at=since, activated_at=since)
    for ago in held:
        starts = now - ago * DAY
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + HOUR, state="held")
    return pair


def read(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def test_the_coach_finds_pairs_in_amber_and_red_with_the_last_facts(client, cohort, coach, now):
    amber, red, green = (pair_since(cohort, days, now) for days in (45, 70, 10))
    held = pair_since(cohort, 90, now, 40)

    content = read(client, coach, "front:home")

    for pair in (amber, red, held):
        assert reverse("pairs:pair", args=[pair.pk]) in content
    assert reverse("pairs:pair", args=[green.pk]) not in content
    assert content.index(red.mentor.name) < content.index(amber.mentor.name)
    assert "Not met yet." in content
    assert "3 pairs may need you." in content


def test_a_coach_with_nothing_to_do_reads_so(client, cohort, coach, now):
    pair_since(cohort, 10, now)

    assert "No pair is amber or red." in read(client, coach, "front:home")


def test_the_coach_reads_colour_dates_and_states_of_a_pair_no_contents(client, cohort, coach, now):
    pair = pair_since(cohort, 90, now, 40)
    session = pair.sessions.get()
    session.place = "Room Jade"
    session.save()

    content = read(client, coach, "pairs:pair", pair.pk)

    for said in ("Amber", "Held", "No session for longer than the rhythm allows"):
        assert said in content
    assert "Room Jade" not in content
    assert all(f"mailto:{one.email}" in content for one in pair.people)


@pytest.mark.parametrize(("ago", "is_open"), [(40, True), (3, False)])
def test_answers_are_open_to_the_coach_at_amber_and_closed_at_green(
    client, cohort, coach, now, ago, is_open
):
    pair = pair_since(cohort, 90, now, ago)
    answer_pulse(pair.sessions.get(), useful=2, at_ease=1, by=pair.mentor, at=now)

    content = read(client, coach, "pairs:pair", pair.pk)

    assert ("At ease: 1 of 5" in content) == is_open
    assert ("neither amber nor red" in content) != is_open


def test_the_coordinator_sees_no_colour_of_a_pair_and_no_answer(client, cohort, now):
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    pair = pair_since(cohort, 90, now, 40)
    answer_pulse(pair.sessions.get(), useful=2, at_ease=1, by=pair.mentor, at=now)

    for content in (
        read(client, coordinator, "pairs:pair", pair.pk),
        read(client, coordinator, "pairs:list"),
    ):
        assert "Amber" not in content
        assert "At ease: 1 of 5" not in content
        assert "How they felt" not in content


def test_the_list_shows_the_coach_a_colour(client, cohort, coach, now):
    pair_since(cohort, 45, now)

    assert "Amber" in read(client, coach, "pairs:list")


@pytest.mark.parametrize("booked", [True, False])
def test_the_two_read_their_next_step_in_kind_words_and_no_colour(client, cohort, now, booked):
    pair = pair_since(cohort, 45, now)
    if booked:
        for ago in (20, 10):
            starts = now - ago * DAY
            SessionFactory(pair=pair, starts_at=starts, ends_at=starts + HOUR, state="missed")
        SessionFactory(pair=pair, starts_at=now + DAY, ends_at=now + DAY + HOUR)

    content = read(client, pair.mentee, "pairs:pair", pair.pk)

    said = "Your next date is booked" if booked else "One date is enough"
    assert said in content
    assert "Amber" not in content


def test_the_page_explains_each_colour_with_the_programmes_own_numbers(client, cohort, now):
    cohort.kept = {"rhythm_days": 20, "momentum": {"amber": 1.5, "red": 3, "red_in_a_row": 4}}
    cohort.save()
    pair = pair_since(cohort, 10, now)
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")

    content = " ".join(read(client, pair.mentee, "momentum:momentum").split())

    for said in ("more than 30", "more than 60", "4 sessions in a row", "rhythm is 20 days"):
        assert said in content
    assert "pairs in all" not in content


def test_whoever_is_in_no_programme_reads_the_usual_numbers(client):
    assert "As programmes usually set it" in read(client, PersonFactory(), "momentum:momentum")


@pytest.mark.parametrize(
    ("n_green", "n_amber", "told"),
    [
        (3, 3, "fewer than 8 pairs"),
        (20, 10, "30 pairs in all"),
        (20, 3, "23 pairs in all"),
    ],
)
def test_the_coordinator_reads_counts_and_small_ones_with_their_neighbour(
    client, cohort, now, n_green, n_amber, told
):
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    for _ in range(n_green):
        pair_since(cohort, 10, now)
    for _ in range(n_amber):
        pair_since(cohort, 45, now)

    client.force_login(coordinator)
    page = client.get(reverse("momentum:momentum"))
    content = " ".join(page.content.decode().split())

    assert told in content
    for one in page.context["told"]:
        assert all(n == 0 or n >= 8 for _label, n in one.bins)


@pytest.mark.parametrize("rows", [1, 25])
def test_pages_ask_the_same_queries_for_any_number(
    client, cohort, coach, now, rows, django_assert_num_queries
):
    coordinator = RoleGrantFactory(programme=cohort.programme).person
    for _ in range(rows):
        pair_since(cohort, 45, now, 40)
        pair_since(cohort, 10, now)
    pages = [(coach, "front:home", 14), (coach, "pairs:list", 13), (coach, "momentum:momentum", 7)]
    for person, name, n in [*pages, (coordinator, "momentum:momentum", 12)]:
        client.force_login(person)
        with django_assert_num_queries(n):
            client.get(reverse(name))


def test_a_coordinator_is_warned_where_no_coach_is_named(client, cohort, coach):
    coordinator = RoleGrantFactory(programme=cohort.programme).person

    assert "No coach is named" not in read(client, coordinator, "programmes:launch", cohort.pk)

    coach.role_grants.all().delete()
    assert "No coach is named" in read(client, coordinator, "programmes:launch", cohort.pk)
