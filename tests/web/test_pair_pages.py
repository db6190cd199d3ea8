"""The pages of pairs: the list, the two people's page, the facts for those who follow."""

from datetime import date, timedelta

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
    SkillFactory,
    SlotFactory,
)
from upside.pairs.actions import sign_charter
from upside.pairs.models import CharterSignature, Pair
from upside.sessions.models import Session
from upside.web.pairs.dates import first_two, their_time

pytestmark = pytest.mark.django_db

State = Pair.State
CLAUSE = {"key": "free", "title": {"en": "By choice"}, "text": {"en": "We are free to stop."}}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def running(programme, now):
    """A cohort that runs today, with a charter, in which everybody has time all day."""
    programme.settings = {"charter": {"version": "7", "clauses": [CLAUSE]}, "rhythm_days": 14}
    programme.save()
    today = now.date()
    return CohortFactory(
        programme=programme,
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=200),
    )


@pytest.fixture
def pair(running):
    pair = PairFactory(cohort=running, state=State.ACTIVE)
    for person in pair.people:
        place = EnrolmentFactory(cohort=running, person=person)
        for weekday in range(5):
            SlotFactory(enrolment=place, weekday=weekday)
    return pair


@pytest.fixture
def assistant(pair):
    person = PersonFactory()
    pair.mentee.enrolments.update(assistant=person)
    return person


def url(name, *args):
    return reverse(f"pairs:{name}", args=args)


def page(client, person, name, *args):
    client.force_login(person)
    return client.get(url(name, *args))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "n_queries"), [("coordinator", 11), ("coach", 13)])
def test_the_list_asks_the_same_for_any_number_of_pairs(
    client, cohort, rows, role, n_queries, django_assert_num_queries
):
    PairFactory.create_batch(rows, cohort=cohort)
    follower = RoleGrantFactory(programme=cohort.programme, role=role).person
    client.force_login(follower)

    # session, person, own, count, followed, signatures, ended, assisted, standing twice; for a
    # coach the pairs that are theirs, and dates and pauses of these
    with django_assert_num_queries(n_queries):
        response = client.get(url("list"))

    assert response.content.count(b'<th scope="row">') == rows


def test_a_pair_that_never_met_is_not_said_to_have_ended_after_0_sessions(client, cohort, now):
    pair = PairFactory(cohort=cohort, state=State.CLOSED, closed_at=now, ending="ended")
    follower = RoleGrantFactory(programme=cohort.programme, role="coordinator").person

    assert "has ended without a session." in page(client, follower, "pair", pair.pk).text


def test_the_list_shows_those_without_a_date_alone_and_counts_the_ended(client, cohort, now):
    PairFactory(cohort=cohort, state=State.CLOSED, closed_at=now, ending="completed")
    dateless = PairFactory(cohort=cohort, state=State.ACTIVE)
    booked = PairFactory(cohort=cohort, state=State.ACTIVE)
    SessionFactory(pair=booked, starts_at=now, ends_at=now + timedelta(hours=1))
    SessionFactory(pair=dateless, state="cancelled")
    client.force_login(RoleGrantFactory(programme=cohort.programme, role="coordinator").person)

    whole = client.get(url("list")).text
    shown = client.get(url("list"), {"date": "none"})

    assert "3 pairs in the programmes you follow." in whole
    assert "1 of them has ended." in whole
    assert [pair for pair, _momentum in shown.context["rows"]] == [dateless]
    assert "1 pair has no date." in shown.text


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_list_asks_the_same_for_any_number_of_pairs(
    client, cohort, rows, django_assert_num_queries
):
    mentor = PersonFactory()
    PairFactory.create_batch(rows, cohort=cohort, mentor=mentor)
    client.force_login(mentor)

    with django_assert_num_queries(9):
        response = client.get(url("list"))

    assert response.content.count(b"Open your pair") == rows


def test_the_list_tells_a_stranger_that_there_is_nothing(client, pair, stranger):
    response = page(client, stranger, "list")

    assert b"Nobody is paired yet" in response.content
    assert pair.mentor.name.encode() not in response.content


def test_the_assistant_finds_the_dates_to_arrange(client, pair, assistant):
    assert url("book", pair.pk).encode() in page(client, assistant, "list").content


@pytest.mark.parametrize("name", ["pair", "book"])
def test_a_stranger_gets_404(client, pair, stranger, name):
    assert page(client, stranger, name, pair.pk).status_code == 404
    assert client.post(url("sign", pair.pk)).status_code == 404
    assert client.post(url("book", pair.pk)).status_code == 404


def test_an_id_beyond_any_database_is_404(client, stranger):
    client.force_login(stranger)

    assert client.get(f"/pairs/{'9' * 18}/").status_code == 404
    assert client.get(f"/pairs/{'9' * 40}/").status_code == 404


@pytest.mark.parametrize("name", ["pair", "book", "list"])
def test_whoever_is_not_signed_in_is_asked_to(client, pair, name):
    response = client.get(url(name, *([] if name == "list" else [pair.pk])))

    assert response.status_code == 302


def test_the_assistant_cannot_open_the_pair(client, pair, assistant):
    assert page(client, assistant, "pair", pair.pk).status_code == 404
    assert page(client, assistant, "book", pair.pk).status_code == 200


def test_the_two_read_why_and_their_charter(client, pair):
    skill = SkillFactory(labels={"en": "Prompting", "fr": "Requêtes"})
    pair.reasons = {"to_mentee": [skill.code], "languages": ["fr", "xx"], "units": ["A", "B"]}
    pair.reasons["common_half_hours"] = 3
    pair.save()

    text = page(client, pair.mentee, "pair", pair.pk).content.decode()

    for said in ("Prompting", "French and xx", "A and B", "1 h 30 a week", url("charter", pair.pk)):
        assert said in text
    assert "We are free to stop." in page(client, pair.mentee, "charter", pair.pk).content.decode()


def test_what_is_signed_is_one_line_and_what_comes_next_stands_on_top(client, pair):
    text = page(client, pair.mentee, "pair", pair.pk).content.decode()

    assert "We are free to stop." not in text
    places = [text.index(f'id="{part}"') for part in ("book", "goals", "charter", "why", "stop")]
    assert places == sorted(places)


def test_more_than_four_sessions_are_folded(client, pair, now):
    for n in range(6):
        past = now - timedelta(days=7 * n + 7)
        SessionFactory(pair=pair, starts_at=past, ends_at=past + timedelta(hours=1), state="held")

    text = page(client, pair.mentee, "pair", pair.pk).content.decode()

    assert "The other sessions" in text
    assert text.count("/sessions/") >= 6


@pytest.mark.parametrize("role", ["coordinator", "coach"])
def test_those_who_follow_see_counts_and_signatures_only(client, pair, role, now):
    follower = RoleGrantFactory(programme=pair.cohort.programme, role=role).person
    skill = SkillFactory(labels={"en": "Prompting", "fr": "Requêtes"})
    Pair.objects.update(reasons={"to_mentee": [skill.code]})
    SessionFactory(pair=pair, starts_at=now, ends_at=now + timedelta(hours=1), place="Room 4")
    sign_charter(pair, by=pair.mentor, at=now)

    text = page(client, follower, "pair", pair.pk).content.decode()

    assert "0 sessions held, 1 booked." in text
    assert "signed on" in text
    for hidden in ("Prompting", "Room 4", "<form method", url("book", pair.pk)):
        assert hidden not in text


def test_signing_leads_from_one_step_to_the_next(client, pair):
    Pair.objects.update(state=State.ACCEPTED)
    assert b"Sign the charter, then" in page(client, pair.mentor, "pair", pair.pk).content

    first = client.post(url("sign", pair.pk), follow=True)
    assert b"is still to come" in first.content
    client.post(url("sign", pair.pk))
    assert CharterSignature.objects.count() == 1

    client.force_login(pair.mentee)
    second = client.post(url("sign", pair.pk), follow=True)

    assert b"Both of you have signed" in second.content
    assert b"Book your first two sessions" in second.content


def test_signing_after_the_end_is_told_not_broken(client, pair):
    Pair.objects.update(state=State.CLOSED)
    client.force_login(pair.mentor)

    response = client.post(url("sign", pair.pk), follow=True)

    assert b"nothing left to sign" in response.content
    assert b"has ended" in response.content


def test_get_signs_nothing(client, pair):
    client.force_login(pair.mentor)

    assert client.get(url("sign", pair.pk)).status_code == 405


def test_the_next_step_is_said_first(client, pair, now):
    hour = timedelta(hours=1)
    session = SessionFactory(pair=pair, starts_at=now + hour, ends_at=now + 2 * hour)
    assert b"you meet" in page(client, pair.mentor, "pair", pair.pk).content

    Session.objects.update(starts_at=now - 2 * hour, ends_at=now - hour)
    assert b"Did you and" in page(client, pair.mentor, "pair", pair.pk).content

    Session.objects.filter(pk=session.pk).update(state=Session.State.HELD)
    assert b"Find your next date" in page(client, pair.mentor, "pair", pair.pk).content


@pytest.mark.parametrize("held", [1, 3])
def test_the_pairs_page_asks_the_same_for_any_number_of_sessions(
    client, pair, now, held, django_assert_num_queries
):
    for days in range(held):
        starts_at = now - timedelta(days=days + 1)
        SessionFactory(
            pair=pair, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), state="held"
        )
    client.force_login(pair.mentor)

    with django_assert_num_queries(14):
        client.get(url("pair", pair.pk))


def test_two_dates_are_ticked_and_booked_at_once(client, pair):
    response = page(client, pair.mentee, "pair", pair.pk)
    ticked = response.context["form"].ticked
    assert len(ticked) == 2

    told = client.post(url("book", pair.pk), {"starts": ticked, "place": "Room 4"}, follow=True)

    assert b"2 sessions are booked" in told.content
    starts = [s.starts_at.isoformat() for s in Session.objects.order_by("starts_at")]
    assert starts == sorted(ticked)
    assert {s.place for s in Session.objects.all()} == {"Room 4"}


def test_pressing_twice_books_once(client, pair):
    ticked = page(client, pair.mentee, "pair", pair.pk).context["form"].ticked

    for _press in range(2):
        told = client.post(url("book", pair.pk), {"starts": ticked}, follow=True)

    assert Session.objects.count() == 2
    assert "A session is booked at that time already." in told.text


def test_an_own_date_is_read_in_ones_own_time(client, pair, now):
    pair.mentor.time_zone = "America/New_York"
    pair.mentor.save()
    client.force_login(pair.mentor)
    day = date(now.year + 1, 1, 12) if now.month > 7 else date(now.year, 12, 12)
    pair.cohort.ends_on = day + timedelta(days=9)
    pair.cohort.save()

    client.post(url("book", pair.pk), {"own_date": f"{day}T10:00", "despite_busy": "on"})

    assert Session.objects.get().starts_at.hour == 15


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({}, 422, "Choose a date first"),
        ({"starts": "soon"}, 422, "cannot be read"),
        ({"starts": "2026-03-12T11:00"}, 422, "cannot be read"),
        ({"starts": ["2026-03-12T11:00+00:00"] * 7}, 422, "at most six"),
        ({"own_date": "2026-99-12T11:00"}, 422, "valid date"),
        ({"own_date": "0001-01-01T00:00"}, 409, "passed"),
        ({"own_date": "9999-12-31T23:59"}, 409, "runs from"),
        ({"starts": "0001-01-01T00:00:00+23:59"}, 409, "passed"),
        ({"own_date": "2026-03-12T11:00", "place": "a\x00b"}, 422, "Null characters"),
        ({"own_date": "2026-03-12T11:00", "place": "a" * 301}, 422, "at most 300"),
    ],
)
def test_dates_that_cannot_be_are_refused_beside_the_form(client, pair, data, status, sentence):
    client.force_login(pair.mentee)

    response = client.post(url("book", pair.pk), data)

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not Session.objects.exists()


def test_one_refused_date_books_none(client, pair):
    ticked = page(client, pair.mentee, "pair", pair.pk).context["form"].ticked

    response = client.post(
        url("book", pair.pk), {"starts": [ticked[0]], "own_date": "2001-01-01T09:00"}
    )

    assert response.status_code == 409
    assert not Session.objects.exists()


def test_nobody_books_before_both_have_signed(client, pair):
    Pair.objects.update(state=State.ACCEPTED)
    client.force_login(pair.mentee)

    assert b"once both have signed" in client.get(url("book", pair.pk)).content
    response = client.post(url("book", pair.pk), {"own_date": "2030-01-01T09:00"}, follow=True)

    assert response.redirect_chain == [(url("pair", pair.pk), 302)]
    assert b"once both of you have signed" in response.content
    assert not Session.objects.exists()


def test_the_assistant_books_and_stays_on_the_dates(client, pair, assistant):
    choices = page(client, assistant, "book", pair.pk).context["choices"]

    response = client.post(url("book", pair.pk), {"starts": [choices[0].value]}, follow=True)

    assert response.redirect_chain[-1][0] == url("book", pair.pk)
    assert Session.objects.get().booked_by == assistant
    assert b"The session is booked. Both get the date by mail" in response.content


def test_the_assistant_is_spoken_to_as_the_third_person(client, pair, assistant):
    pages = [page(client, assistant, "book", pair.pk).content.decode()]
    client.post(url("book", pair.pk), {"own_date": "2030-01-01T09:00"})
    pair.mentor.enrolments.get().slots.all().delete()
    pages.append(page(client, assistant, "book", pair.pk).content.decode())

    assert "Dates that suit both" in pages[0]
    assert "The two weeks have no free time in common" in pages[1]
    assert not [
        said for said in ("you both", "both your", "Both of you") for p in pages if said in p
    ]


def test_whoever_wants_to_stop_presses_or_reads_to_whom_to_write(client, pair):
    for role in ("coach", "coordinator"):
        RoleGrantFactory(
            programme=pair.cohort.programme, role=role, person__email=f"{role}@a.example"
        )

    text = page(client, pair.mentor, "pair", pair.pk).content.decode()

    assert "One press ends the pair, and nothing follows from it." in text
    assert f'href="{url("leave", pair.pk)}"' in text
    assert 'href="mailto:coach@a.example"' in text
    assert 'href="mailto:coordinator@a.example"' in text


def test_two_zones_show_both_clocks(client, pair):
    pair.mentor.time_zone = "America/New_York"
    pair.mentor.save()
    SlotFactory.create_batch(1, enrolment=pair.mentor.enrolments.get(), weekday=1, starts=420)
    pair.mentee.enrolments.get().slots.update(starts=12 * 60, ends=18 * 60)

    text = page(client, pair.mentee, "pair", pair.pk).content.decode()

    assert f"for {pair.mentor.first_name}" in text


def test_pairs_without_common_time_are_told_what_to_do(client, pair):
    pair.mentor.enrolments.get().slots.all().delete()

    text = page(client, pair.mentee, "pair", pair.pk).content.decode()

    assert "no free time in common" in text


def test_sessions_to_come_stand_in_their_order_and_past_ones_after(client, pair, now):
    for days in (14, -7, 7, -14):
        start = now + timedelta(days=days)
        SessionFactory(pair=pair, starts_at=start, ends_at=start + timedelta(hours=1))
    client.force_login(pair.mentor)

    shown = client.get(reverse("pairs:pair", args=[pair.pk])).context["meetings"]

    assert [round((m.session.starts_at - now).days) for m in shown] == [7, 14, -7, -14]


def test_the_same_clock_is_shown_once(now):
    assert first_two([]) == []
    with timezone.override("Europe/Paris"):
        assert their_time(now, PersonFactory.build(time_zone="Europe/Paris")) is None
        assert their_time(now, PersonFactory.build(time_zone="Asia/Tokyo")).tzinfo is None


def test_the_page_speaks_french(client, pair):
    pair.mentee.ui_language = "fr"
    pair.mentee.save()

    assert b'<html lang="fr"' in page(client, pair.mentee, "pair", pair.pk).content
