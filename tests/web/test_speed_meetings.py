"""The pages of speed meetings: planning, the rotation, one's own plan, private preferences."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import meetings
from tests.factories import PersonFactory, ready_mentee, ready_mentor
from upside.matching.actions import Presence, close_preferences, set_presence
from upside.matching.models import SpeedMeeting
from upside.programmes.models import Wish

pytestmark = pytest.mark.django_db
PLAN = {
    "starts_on": "2026-03-09", "starts_at": "14:00", "n_rounds": "10", "minutes": "8",
    "pause_minutes": "2", "n_tables": "3", "break_after": "5", "break_minutes": "15",
    "until_on": "2026-03-12", "place": "Room 12",
}  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """Let a test say what time it is for the pages."""

    def set_to(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_to(meetings.PLANNED)
    return set_to


@pytest.fixture
def runs(client, coordinator, clock):
    client.force_login(coordinator)
    return client


@pytest.fixture
def sides(cohort):
    return meetings.people(cohort)


def page(client, name, key, **query):
    response = client.get(reverse(f"meetings:{name}", args=[key]), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def tokenless(html):
    """Return a page without what is new each time."""
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", html)


def send(client, name, *keys, **data):
    return client.post(reverse(f"meetings:{name}", args=keys), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_form_proposes_a_plan_for_who_is_ready_and_says_how_long_it_is(runs, cohort, sides):
    html = page(runs, "new", cohort.pk)

    assert 'name="n_tables" value="3"' in html
    assert "3 rounds of 8 minutes: from 14:00 to 14:28." in html


def test_without_anybody_there_is_nothing_to_plan(runs, cohort):
    html = page(runs, "list", cohort.pk)

    assert "One side has nobody who is ready and free." in html
    assert reverse("meetings:new", args=[cohort.pk]) not in html


def test_a_changed_field_changes_the_sentence_alone(runs, cohort, sides):
    address = reverse("meetings:new", args=[cohort.pk])

    response = runs.get(address, PLAN, headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "10 rounds of 8 minutes with a break: from 14:00 to 15:51." in html
    assert "<form" not in html
    response = runs.get(address, {**PLAN, "minutes": "x"}, headers={"HX-Request": "true"})
    assert "this says from when until when" in response.content.decode()


def test_a_plan_is_kept_and_leads_to_its_page(runs, cohort, sides):
    response = send(runs, "new", cohort.pk, **PLAN)

    meeting = SpeedMeeting.objects.get()
    assert meeting.starts_at == meetings.EVENT
    assert (meeting.n_rounds, meeting.break_after, meeting.may_pair_others) == (10, 5, True)
    assert said(response) == ["Planned. Nobody was told of it yet."]
    assert "Nobody has to rest" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("n_rounds", "2", "greater than or equal to 3"),
        ("starts_on", "2026-03-01", "still to come"),
        ("break_after", "10", "not the last one"),
        ("site", "Atlantis", "not one of the available choices"),
        ("until_on", "2026-03-01", "later day for their end"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_the_form(
    runs, cohort, sides, field, value, sentence
):
    response = send(runs, "new", cohort.pk, **{**PLAN, field: value})

    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert not SpeedMeeting.objects.exists()


def test_from_plan_to_announcement(runs, cohort, sides):
    send(runs, "new", cohort.pk, **PLAN)
    meeting = SpeedMeeting.objects.get()

    assert "No rotation yet" in page(runs, "meeting", meeting.pk)
    assert "No rotation yet" in page(runs, "people", meeting.pk)
    assert "No rotation yet" in page(runs, "print", meeting.pk)
    assert said(send(runs, "rotation", meeting.pk)) == ["The rotation is made."]
    html = page(runs, "meeting", meeting.pk)
    assert "9 talks in all." in html
    assert "Nobody is left who may meet and has not met." in html
    assert said(send(runs, "announce", meeting.pk))[0].startswith("Announced.")
    assert "is announced already" in said(send(runs, "announce", meeting.pk))[0]
    assert "Announced" in page(runs, "list", cohort.pk)


def test_a_form_made_before_another_change_is_refused(runs, cohort, coordinator, sides):
    meeting = meetings.announced(cohort, coordinator)
    attendee = meeting.attendees.first()

    for name, keys in (("call_off", ()), ("rotation", ()), ("presence", (attendee.pk,))):
        response = send(runs, name, meeting.pk, *keys, seen="1", rounds="none")
        assert "Somebody changed this speed meeting" in said(response)[0]
    response = send(runs, "edit", meeting.pk, **PLAN, seen="1")
    assert response.status_code == 409


def test_a_cancellation_asks_for_the_rotation_again(runs, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    own = meetings.attendee(meeting, sides[0][0])

    response = send(runs, "presence", meeting.pk, own.pk, rounds="none")

    assert "Make the rotation again" in said(response)[0]
    html = page(runs, "meeting", meeting.pk)
    assert "The rotation is not up to date." in html
    assert f"{own.person.name} has talks to come and is not there." in html
    clock(meetings.EVENT)
    send(runs, "rotation", meeting.pk, from_round="2")
    assert "not up to date" not in page(runs, "meeting", meeting.pk)
    assert "have begun and stay" in said(send(runs, "rotation", meeting.pk, from_round="1"))[0]
    assert said(send(runs, "rotation", meeting.pk, from_round="x")) == [
        "Choose a round of the event."
    ]


@pytest.mark.parametrize(
    ("value", "stands"),
    [("all", (1, None, True)), ("from-3", (3, None, True)), ("until-2", (1, 2, True))],
)
def test_somebody_comes_later_or_leaves_early(runs, cohort, coordinator, sides, value, stands):
    meeting = meetings.drawn(cohort, coordinator)
    own = meetings.attendee(meeting, sides[0][0])

    send(runs, "presence", meeting.pk, own.pk, rounds=value)

    own.refresh_from_db()
    assert (own.first_round, own.last_round, own.away_at is None) == stands
    assert f'value="{value}" selected' in page(runs, "people", meeting.pk)
    response = send(runs, "presence", meeting.pk, own.pk, rounds="from-99")
    assert said(response) == ["Choose for which rounds the person is there."]


def test_newcomers_are_named_until_the_rotation_is_made_again(runs, cohort, coordinator, sides):
    meeting = meetings.drawn(cohort, coordinator)
    [new], _nobody = meetings.people(cohort, 1, 0)

    html = page(runs, "meeting", meeting.pk)

    assert f"{new.name} is ready by now and has no plan." in html
    assert "Up to 3 talks at a time. Resting in each round, in turn: 1 mentee." in html


def test_the_date_of_an_announced_event_can_be_changed(runs, cohort, coordinator, sides):
    meeting = meetings.announced(cohort, coordinator, break_after=2, site="Lyon")
    html = page(runs, "edit", meeting.pk)
    assert 'name="starts_on" value="2026-03-09"' in html
    assert 'name="until_on" value="2026-03-12"' in html
    changed = {"starts_on": "2026-03-10", "until_on": "2026-03-13", "only_met": "on"}

    response = send(runs, "edit", meeting.pk, **{**PLAN, **changed}, seen=meeting.sequence)

    assert said(response) == ["Kept. Everybody is told by mail."]
    meeting.refresh_from_db()
    assert meeting.starts_at == meetings.EVENT + timedelta(days=1)
    assert not meeting.may_pair_others


def test_an_event_that_has_begun_cannot_be_changed(runs, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    clock(meetings.EVENT)

    response = runs.get(reverse("meetings:edit", args=[meeting.pk]), follow=True)

    assert said(response) == ["This event has begun, is closed or called off: it stays."]


def test_a_site_nobody_of_whom_is_ready_any_more_stays_a_choice(runs, cohort, coordinator, sides):
    meeting = meetings.drawn(cohort, coordinator, site="Lyon")
    for person in (*sides[0], *sides[1]):
        person.site = "Brest"
        person.save()

    assert '<option value="Lyon" selected>' in page(runs, "edit", meeting.pk)


def test_the_sheet_for_the_door_names_everybody_and_each_table_has_a_card(
    runs, cohort, coordinator, sides
):
    meeting = meetings.announced(cohort, coordinator)
    set_presence(
        meetings.attendee(meeting, sides[0][0]),
        Presence(comes=False),
        by=coordinator,
        at=meetings.PLANNED,
    )

    html = page(runs, "print", meeting.pk)

    door = html[html.index('class="door"') : html.index('class="cards"')]
    assert door.count("<tr>") == 1 + 5
    assert html.count('class="table-card"') == 3


def test_after_the_event_the_page_counts_answers_and_leads_to_the_round(
    runs, cohort, coordinator, sides, clock
):
    cohort.programme.settings = {"mode": "speed_meet"}
    cohort.programme.save()
    meeting = meetings.over(cohort, coordinator)
    clock(meetings.LATER)

    html = page(runs, "meeting", meeting.pk)

    assert "0 of 6 have answered." in html
    assert reverse("matching:rounds", args=[cohort.pk]) in html
    rounds = runs.get(reverse("matching:rounds", args=[cohort.pk])).content.decode()
    assert "0 of 6 have answered after the speed meeting" in rounds
    assert "closed" in said(send(runs, "close", meeting.pk))[0]
    assert "Preferences are closed." in page(runs, "meeting", meeting.pk)
    assert (
        "after the speed meeting"
        not in runs.get(reverse("matching:rounds", args=[cohort.pk])).content.decode()
    )


def test_the_cohort_says_what_comes_next_about_the_event(runs, cohort, coordinator, sides, clock):
    cohort.programme.settings = {"mode": "speed_meet"}
    cohort.programme.save()
    address = reverse("programmes:cohort", args=[cohort.pk])
    assert "Plan the speed meeting" in runs.get(address).content.decode()
    meeting = meetings.drawn(cohort, coordinator)
    assert "is not announced yet" in runs.get(address).content.decode()
    send(runs, "announce", meeting.pk)
    assert "Speed meeting: Monday 9 March, 14:00" in runs.get(address).content.decode()
    send(runs, "call_off", meeting.pk)
    assert "It was called off" in page(runs, "meeting", meeting.pk)
    past = meetings.drawn(cohort, coordinator)
    clock(meetings.LATER)
    assert "nobody was told of it" in page(runs, "meeting", past.pk)
    assert "Plan the speed meeting" in runs.get(address).content.decode()


def test_no_page_of_the_coordinator_tells_a_preference(runs, cohort, coordinator, sides, clock):
    meeting = meetings.over(cohort, coordinator)
    clock(meetings.LATER)
    names = ("meeting", "people", "print")
    before = [tokenless(page(runs, name, meeting.pk)) for name in names]
    place = sides[0][0].enrolments.get()
    Wish.objects.create(enrolment=place, other=sides[1][0], kind="veto")
    Wish.objects.create(enrolment=place, other=sides[1][1], kind="rank", rank=1)

    assert [tokenless(page(runs, name, meeting.pk)) for name in names] == before


@pytest.mark.parametrize("n", [2, 4])
@pytest.mark.parametrize("asked", [("list", 7), ("meeting", 9), ("people", 7), ("print", 7)])
def test_pages_ask_the_same_queries_for_any_number_of_people(
    runs, cohort, coordinator, n, asked, django_assert_num_queries
):
    name, queries = asked
    meetings.people(cohort, n, n)
    meeting = meetings.announced(cohort, coordinator)
    key = cohort.pk if name == "list" else meeting.pk

    with django_assert_num_queries(queries):
        page(runs, name, key)


@pytest.mark.parametrize("n", [2, 4])
@pytest.mark.parametrize(("name", "queries"), [("new", 8), ("edit", 7)])
def test_the_plan_counts_sites_once_whatever_the_number_of_people(
    runs, cohort, coordinator, n, name, queries
):
    for site in ("Lyon", "Paris"):
        for _person in range(n):
            ready_mentee(cohort, site=site)
    ready_mentor(cohort, site="Lyon")
    meeting = meetings.drawn(cohort, coordinator)
    address = reverse(f"meetings:{name}", args=[cohort.pk if name == "new" else meeting.pk])

    for headers in ({}, {"HX-Request": "true"}):
        with CaptureQueriesContext(connection) as asked:
            response = runs.get(address, headers=headers)
        of_sites = [one for one in asked if '"site"' in one["sql"] and "GROUP BY" in one["sql"]]
        assert (len(asked), len(of_sites), response.status_code) == (queries, 1, 200)
    assert runs.get(address).context["ready"] == [("Lyon", n, 1), ("Paris", n, 0)]


def mine(client, person, meeting):
    client.force_login(person)
    return page(client, "mine", meeting.pk)


def test_ones_own_plan_says_where_when_with_whom_and_what_to_show(
    client, cohort, coordinator, sides, clock
):
    meeting = meetings.announced(cohort, coordinator)

    html = mine(client, sides[0][0], meeting)

    assert all(other.name in html for other in sides[1])
    assert not any(other.name in html for other in sides[0][1:])
    assert "Monday 9 March, 14:00" in html
    assert f"What {sides[1][0].first_name} can show you: Topic J1" in html
    assert "hx-trigger" in html
    assert "On your clock" not in html


@pytest.mark.parametrize("n", [2, 4])
def test_ones_own_plan_asks_the_same_queries_for_any_number(
    client, cohort, coordinator, n, clock, django_assert_num_queries
):
    mentees, _mentors = meetings.people(cohort, n, n)
    meeting = meetings.announced(cohort, coordinator, n_rounds=4)
    client.force_login(mentees[0])

    with django_assert_num_queries(9):
        page(client, "mine", meeting.pk)


def test_during_the_event_the_plan_says_now_and_next(client, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    clock(meetings.EVENT + timedelta(minutes=4))

    html = mine(client, sides[0][0], meeting)

    assert "Now, until 14:08" in html
    assert "Next, at 14:10" in html
    address = reverse("meetings:mine", args=[meeting.pk])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Now, until 14:08" in part
    assert "<html" not in part


def test_a_free_round_a_late_arrival_and_a_partner_who_is_away_are_said(
    client, cohort, coordinator, clock
):
    mentees, mentors = meetings.people(cohort, 1, 2)
    meeting = meetings.drawn(cohort, coordinator)
    own = meetings.attendee(meeting, mentees[0])
    by = {"by": coordinator, "at": meetings.PLANNED}
    set_presence(meetings.attendee(meeting, mentors[0]), Presence(comes=False), **by)
    set_presence(own, Presence(last_round=2), **by)
    meeting.refresh_from_db()
    SpeedMeeting.objects.update(state="open", break_after=2, break_minutes=15)

    html = mine(client, mentees[0], meeting)

    assert f"{mentors[0].name} cannot come: you have a free round." in html
    assert "You are not there in this round." in html
    assert "Break of 15 minutes" in html
    clock(meetings.EVENT + timedelta(hours=2))
    assert "You have a free round." in mine(client, mentors[1], meeting)


def test_a_stranger_and_another_coordinator_see_no_plan(
    client, cohort, coordinator, stranger, sides
):
    meeting = meetings.announced(cohort, coordinator)
    draft = meetings.drawn(cohort, coordinator)

    for person, key in ((stranger, meeting), (PersonFactory(), meeting), (sides[0][0], draft)):
        client.force_login(person)
        for name in ("mine", "calendar", "meeting", "people", "print"):
            assert client.get(reverse(f"meetings:{name}", args=[key.pk])).status_code == 404


def test_times_are_on_the_readers_clock_with_a_word_about_the_other(
    client, cohort, coordinator, sides, clock
):
    meeting = meetings.announced(cohort, coordinator)
    sides[0][0].time_zone = "America/Montreal"
    sides[0][0].save()

    html = mine(client, sides[0][0], meeting)

    assert "Monday 9 March, 9:00" in html
    assert "where the event is, it begins on Monday 9 March, 14:00" in html


def test_saying_that_one_cannot_come_and_taking_it_back(client, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    client.force_login(sides[0][0])

    assert said(send(client, "away", meeting.pk, away="yes")) == ["Thank you for saying so."]
    assert "You do not come." in page(client, "mine", meeting.pk)
    assert said(send(client, "away", meeting.pk, away="no")) == ["Good: we reckon with you."]
    assert said(send(client, "away", meeting.pk, away="?")) == ["Choose yes or no."]
    clock(meetings.LATER)
    send(client, "away", meeting.pk, away="yes")
    assert "You were not there." in page(client, "mine", meeting.pk)
    clock(meetings.UNTIL)
    assert "are closed" in said(send(client, "away", meeting.pk, away="no"))[0]


def test_the_date_goes_into_a_calendar_and_out_of_it(client, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    client.force_login(sides[0][0])
    address = reverse("meetings:calendar", args=[meeting.pk])

    assert "METHOD:REQUEST" in client.get(address).content.decode()
    SpeedMeeting.objects.update(state="called_off")
    assert "METHOD:CANCEL" in client.get(address).content.decode()
    assert "is called off" in page(client, "mine", meeting.pk)


def test_preferences_are_given_kept_and_shown_to_their_author(
    client, cohort, coordinator, sides, clock
):
    meeting = meetings.over(cohort, coordinator)
    clock(meetings.LATER)
    first, second, third = (f"p{person.pk}" for person in sides[1])
    assert "Name up to five" in mine(client, sides[0][0], meeting)

    response = send(client, "answer", meeting.pk, **{first: "1", second: "no", third: ""})

    assert said(response) == ["Kept. Nobody else reads it."]
    html = page(client, "mine", meeting.pk)
    assert '<option value="1" selected>' in html
    assert '<option value="no" selected>' in html
    assert "Change what I said" in html
    assert Wish.objects.count() == 2


@pytest.mark.parametrize("ranks", [("1", "1"), ("9", "2")])
def test_two_of_one_rank_are_refused_beside_the_form(
    client, cohort, coordinator, sides, clock, ranks
):
    one, other = ranks
    meeting = meetings.over(cohort, coordinator)
    clock(meetings.LATER)
    client.force_login(sides[0][0])
    first, second = (f"p{person.pk}" for person in sides[1][:2])

    response = send(client, "answer", meeting.pk, **{first: one, second: other})

    assert response.status_code == 409
    assert not Wish.objects.exists()


def test_after_the_deadline_preferences_are_refused(client, cohort, coordinator, sides, clock):
    meeting = meetings.over(cohort, coordinator)
    client.force_login(sides[0][0])
    clock(meetings.UNTIL)

    response = send(client, "answer", meeting.pk)

    assert response.status_code == 409
    html = response.content.decode()
    assert "This speed meeting is over." in html
    assert "are closed" in html or "preferences" in html


def test_home_leads_to_the_plan_and_to_the_preferences(client, cohort, coordinator, sides, clock):
    meeting = meetings.announced(cohort, coordinator)
    client.force_login(sides[0][0])

    def home():
        return client.get(reverse("front:home")).content.decode()

    assert "Speed meeting: Monday 9 March, 14:00." in home()
    clock(meetings.EVENT)
    assert "Your speed meeting is today." in home()
    clock(meetings.LATER)
    assert "With whom would you like to go on?" in home()
    send(client, "answer", meeting.pk)
    assert "With whom would you like to go on?" not in home()


def test_a_closed_event_asks_nothing_any_more(client, cohort, coordinator, sides, clock):
    meeting = meetings.over(cohort, coordinator)
    close_preferences(meeting, by=coordinator, at=meetings.LATER)
    clock(meetings.LATER)

    html = mine(client, sides[0][0], meeting)

    assert "What you said counts in the next round." in html
    assert timezone.now() == meetings.LATER
