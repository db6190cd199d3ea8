"""Ending a pair, a pause and its end, on the pages: what each reads, and what nobody reads."""

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
from upside.pairs.actions import close_pair, keep_exit
from upside.pairs.models import Exit, Pair
from upside.pairs.queries import pause_of
from upside.sessions.actions import leave_pair, pause_pair

pytestmark = pytest.mark.django_db

State = Pair.State
WORDS = "He never listens."


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def pair(programme, now):
    cohort = CohortFactory(
        programme=programme,
        starts_on=now.date() - timedelta(days=60),
        ends_on=now.date() + timedelta(days=200),
    )
    pair = PairFactory(cohort=cohort, state=State.ACTIVE, activated_at=now)
    for person, role in ((pair.mentor, "mentor"), (pair.mentee, "mentee")):
        EnrolmentFactory(cohort=cohort, person=person, role=role)
    return pair


@pytest.fixture
def coming(pair, now):
    starts = now + timedelta(days=9)
    return SessionFactory(pair=pair, starts_at=starts, ends_at=starts + timedelta(hours=1))


def url(name, *args):
    return reverse(f"pairs:{name}", args=args)


def text(client, person, address):
    client.force_login(person)
    return client.get(address).content.decode()


def follower(pair, role):
    return RoleGrantFactory(programme=pair.cohort.programme, role=role).person


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ACTIVE])
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_one_press_ends_it_from_home_and_from_the_page(client, pair, side, state):
    Pair.objects.update(state=state)
    person = getattr(pair, side)
    assert url("leave", pair.pk) in text(client, person, reverse("front:home"))
    assert url("leave", pair.pk) in text(client, person, url("pair", pair.pk))

    response = client.post(url("leave", pair.pk), follow=True)

    pair.refresh_from_db()
    assert pair.state == State.CLOSED
    page = response.content.decode()
    assert "says neither who nor why" in page
    assert "You are free for a new one." in page


def test_the_page_says_which_dates_fall_away(client, pair, coming):
    page = text(client, pair.mentor, url("leave", pair.pk))

    assert "1 session to come leaves both calendars" in page
    assert "You two will not be proposed to each other again." in page


def test_the_reason_stands_above_the_button(client, pair):
    page = text(client, pair.mentor, url("leave", pair.pk))

    assert page.index('name="reason"') < page.index("Keep the pair")


def test_a_page_of_dates_from_before_the_end_leads_to_the_pair(client, pair, now):
    client.force_login(pair.mentor)
    close_pair(pair, ending="ended", by=None, at=now)

    page = client.post(url("book", pair.pk), {"own_date": "2099-01-01T10:00"}, follow=True)

    assert page.redirect_chain == [(url("pair", pair.pk), 302)]
    assert "no more" in page.content.decode()
    assert "no free time in common" not in page.content.decode()


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("optimise", "looked for within minutes"),
        ("choose", "you may invite again"),
        ("expert_clinic", "in the clinic"),
        ("manual", "the coordinator sees it"),
    ],
)
def test_the_page_says_what_comes_next_in_this_programme(client, pair, mode, said):
    type(pair.cohort).objects.update(kept={"mode": mode})

    assert said in text(client, pair.mentor, url("leave", pair.pk))


def test_a_second_press_and_a_late_page_say_so_kindly(client, pair):
    client.force_login(pair.mentor)
    client.post(url("leave", pair.pk))

    again = client.post(url("leave", pair.pk), follow=True).content.decode()
    late = client.get(url("leave", pair.pk), follow=True).content.decode()

    assert "This pair has ended already." in again
    assert "This pair has ended already." in late


def test_what_was_said_stays_on_its_authors_page_and_on_no_other(client, pair):
    client.force_login(pair.mentor)
    client.post(url("leave", pair.pk), {"cause": "way", "reason": WORDS})

    assert WORDS in text(client, pair.mentor, url("pair", pair.pk))
    assert "You alone can read this." in text(client, pair.mentor, url("pair", pair.pk))
    others = [pair.mentee, follower(pair, "coach"), follower(pair, "coordinator")]
    for other in others:
        for address in (url("pair", pair.pk), url("list"), reverse("front:home")):
            page = text(client, other, address)
            assert WORDS not in page
            assert "do not get on" not in page


def test_the_coach_reads_it_where_the_author_says_so_and_the_coordinator_does_not(client, pair):
    coach, coordinator = follower(pair, "coach"), follower(pair, "coordinator")
    assert f"That is {coach.name}." in text(client, pair.mentor, url("leave", pair.pk))
    client.post(url("leave", pair.pk), {"reason": WORDS, "tells_coach": "on"})
    follower(pair, "coach")  # who came later is not among the readers

    assert f"You can read this, and so can {coach.name}." in text(
        client, pair.mentor, url("pair", pair.pk)
    )
    page = text(client, coach, url("pair", pair.pk))

    assert WORDS in page
    assert f"{pair.mentor.name} lets you read why it ended" in page
    assert f"this is read by: {coach.name}." in page
    assert WORDS not in text(client, coordinator, url("pair", pair.pk))
    assert WORDS not in text(client, RoleGrantFactory(role="coach").person, url("list"))


def test_without_a_coach_there_is_nothing_to_tick(client, pair):
    assert "tells_coach" not in text(client, pair.mentor, url("leave", pair.pk))


@pytest.mark.parametrize(
    ("ending", "said"), [("ended", "Here is what is kept"), ("completed", "nothing that you wrote")]
)
def test_words_that_come_too_late_are_never_lost_without_a_word(client, pair, now, ending, said):
    close_pair(pair, ending=ending, by=None, at=now)
    client.force_login(pair.mentor)

    page = client.post(url("leave", pair.pk), {"reason": WORDS}, follow=True).content.decode()

    assert said in page
    assert (WORDS in page) is (ending == "ended")


def test_a_coach_of_another_programme_reads_nothing(client, pair, now):
    keep_exit(pair, by=pair.mentor, at=now, reason=WORDS, tells_coach=True)
    coach = RoleGrantFactory(role="coach").person
    RoleGrantFactory(person=coach, role="coordinator", programme=pair.cohort.programme)

    assert WORDS not in text(client, coach, url("pair", pair.pk))


@pytest.mark.parametrize(("n", "is_told"), [(7, False), (8, True), (9, True)])
def test_causes_are_counted_by_eights(client, pair, now, n, is_told):
    for number in range(n):
        one = PairFactory(cohort=pair.cohort, state=State.ACTIVE)
        leave_pair(one, by=one.mentor, at=now, cause="time" if number < 8 else "way")

    page = text(client, follower(pair, "coordinator"), url("list"))

    assert f"{n} pairs of" in page
    assert ("No time for it just now: 8" in page) is is_told
    assert "do not get on" not in page  # the ninth would say which pair it was


def test_a_reason_that_is_too_long_comes_back_with_its_words(client, pair):
    client.force_login(pair.mentor)

    response = client.post(url("leave", pair.pk), {"reason": "x" * 2001})

    assert response.status_code == 422
    assert "xxx" in response.content.decode()
    assert not Exit.objects.exists()


def test_the_session_that_fell_away_says_nobody_did_it(client, pair, coming, now):
    leave_pair(pair, by=pair.mentor, at=now)

    page = text(client, pair.mentee, url("session", coming.pk))

    assert "was called off" in page
    assert "This pair has ended." in page
    assert "Choose another date" not in page


def test_a_pause_until_a_day_stands_on_home_and_page_and_ends_by_a_press(client, pair, now):
    client.force_login(pair.mentee)
    until = now.date() + timedelta(days=30)

    page = client.post(url("pause", pair.pk), {"until": until}, follow=True).content.decode()

    assert "on pause until" in page
    assert pause_of(pair).until_on == until
    assert "on pause until" in text(client, pair.mentor, reverse("front:home"))
    resumed = client.post(url("resume", pair.pk), follow=True).content.decode()
    assert "Your pair goes on." in resumed
    assert pause_of(pair) is None


def test_an_open_pause_is_changed_on_the_same_page(client, pair, coming):
    client.force_login(pair.mentee)
    page = text(client, pair.mentee, url("pause", pair.pk))
    assert "if they fall inside the pause" in page

    client.post(url("pause", pair.pk), {"until": ""})

    assert "Change the pause." in text(client, pair.mentee, url("pause", pair.pk))
    assert "You and" in text(client, pair.mentee, reverse("front:home"))


def test_a_page_from_before_the_pause_does_not_change_it(client, pair, coming, now):
    client.force_login(pair.mentee)
    until = now.date() + timedelta(days=30)
    for _press in range(2):  # a double click is one pause
        assert client.post(url("pause", pair.pk), {"until": until, "seen": ""}).status_code == 302

    stale = client.post(url("pause", pair.pk), {"until": "", "seen": ""})

    assert stale.status_code == 409
    assert "The pause was changed meanwhile." in stale.text
    assert pause_of(pair).until_on == until
    seen = stale.context["seen"]
    assert client.post(url("pause", pair.pk), {"until": "", "seen": seen}).status_code == 302
    assert pause_of(pair).until_on is None


@pytest.mark.parametrize(("until", "status"), [("2001-01-01", 409), ("no day", 422)])
def test_a_day_that_cannot_be_comes_back_with_a_sentence(client, pair, until, status):
    client.force_login(pair.mentee)

    response = client.post(url("pause", pair.pk), {"until": until})

    assert response.status_code == status
    assert pause_of(pair) is None


def test_resuming_what_has_ended_or_goes_on_is_no_error(client, pair, now):
    client.force_login(pair.mentor)
    assert client.post(url("resume", pair.pk)).status_code == 302
    close_pair(pair, ending="ended", by=None, at=now)

    page = client.post(url("resume", pair.pk), follow=True).content.decode()

    assert "This pair has ended already." in page


def test_who_follows_reads_that_it_rests_and_until_when(client, pair, now):
    pause_pair(pair, until=now.date() + timedelta(days=30), by=pair.mentor, at=now)

    page = text(client, follower(pair, "coach"), url("pair", pair.pk))

    assert "On pause" in page
    assert "Until" in page


@pytest.mark.parametrize("state", [State.PAUSED, State.CLOSED])
def test_an_assistant_is_told_why_nothing_can_be_booked(client, pair, state):
    assistant = PersonFactory()
    pair.mentee.enrolments.update(assistant=assistant)
    Pair.objects.update(state=state)

    page = text(client, assistant, url("book", pair.pk))

    assert ("on pause" if state == State.PAUSED else "has ended") in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_dates(
    client, pair, now, rows, django_assert_num_queries
):
    for n in range(rows):
        starts = now + timedelta(days=7 + n)
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + timedelta(hours=1))
    client.force_login(pair.mentor)

    for name, n_queries in (("leave", 7), ("pause", 7)):
        with django_assert_num_queries(n_queries):
            client.get(url(name, pair.pk))
