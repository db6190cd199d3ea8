"""Dates of a group on the pages: booked, read, moved, left by one, held; on the first page too."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.calendar_world import ConnectedCalendarFactory
from tests.factories import CohortFactory, EnrolmentFactory, PairFactory, SlotFactory
from tests.group_world import meeting_group
from upside.calendars.models import BusySpan
from upside.feedback.actions import answer_pulse
from upside.notices.models import Notice
from upside.notices.taps import tap_link
from upside.pairs.models import Pair
from upside.sessions.actions import book_gatherings, cancel_session, hold_session
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(programme):
    today = timezone.localdate()
    return CohortFactory(
        programme=programme,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=90),
    )


@pytest.fixture
def group(cohort, coordinator):
    group = meeting_group(cohort, coordinator, names=("Bea", "Cem"))
    for person in (group.mentor, *(pair.mentee for pair in group.pairs.all())):
        place = EnrolmentFactory(cohort=cohort, person=person)
        for day in range(7):
            SlotFactory(enrolment=place, weekday=day)
    return group


@pytest.fixture
def mentor(group):
    return group.mentor


@pytest.fixture
def bea(group):
    return group.pairs.order_by("pk")[0].mentee


@pytest.fixture
def dates(group):
    return booked(group, timezone.now() + timedelta(days=9))


def booked(group, start):
    at = start - timedelta(days=3)
    book_gatherings(group, starts=[start], by=group.mentor, at=at, despite_busy=True)
    return list(Session.objects.filter(starts_at=start).order_by("pk"))


def page(client, name, one):
    return client.get(reverse(name, args=[one.pk])).content.decode()


def test_the_mentor_books_from_the_common_time_of_all(client, group, mentor):
    client.force_login(mentor)
    address = reverse("groups:group", args=[group.pk])
    choice = client.get(address).context["choices"][0]

    after = client.post(
        reverse("groups:book", args=[group.pk]), {"starts": [choice.value]}, follow=True
    )

    assert "Everybody gets it by mail" in after.content.decode()
    assert Session.objects.filter(starts_at=choice.starts_at).count() == 2
    assert Notice.objects.filter(template="session_booked").count() == 3


def test_who_reads_another_clock_is_named_beside_the_date(client, group, mentor, bea):
    bea.time_zone = "America/New_York"
    bea.save()
    for place in bea.enrolments.all():
        place.slots.update(starts=0, ends=24 * 60)
    client.force_login(mentor)

    assert "for Bea" in page(client, "groups:group", group)


def test_refusals_come_back_beside_the_form(client, group, mentor, dates):
    client.force_login(mentor)
    book = reverse("groups:book", args=[group.pk])

    nothing = client.post(book, {})
    taken = client.post(book, {"starts": [(dates[0].starts_at + timedelta(minutes=5)).isoformat()]})

    assert nothing.status_code == 422
    assert taken.status_code == 409
    assert "has another session at that time" in taken.content.decode()


def test_the_mentor_books_over_their_own_calendar_all_the_same(client, group, mentor):
    start = timezone.now().replace(microsecond=0) + timedelta(days=8)
    BusySpan.objects.create(
        calendar=ConnectedCalendarFactory(person=mentor),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    client.force_login(mentor)
    book = reverse("groups:book", args=[group.pk])
    asked = client.post(book, {"starts": [start.isoformat()]})
    assert asked.status_code == 409
    assert "Book it all the same" in asked.content.decode()

    done = client.post(book, {"starts": [start.isoformat()], "despite_busy": "on"})
    assert done.status_code == 302


def test_a_mentee_books_nothing_and_reads_who_comes(client, group, bea, dates):
    client.force_login(bea)

    assert client.post(reverse("groups:book", args=[group.pk]), {}).status_code == 404
    found = page(client, "groups:group", group)
    assert "Cem Kent" in found
    assert "Book for the whole group" not in found


def test_who_cannot_be_booked_is_named_to_the_mentor(client, group, mentor, bea):
    Pair.objects.filter(mentee=bea).update(state="paused")
    client.force_login(mentor)

    found = page(client, "groups:group", group)

    assert "Left out for now" in found
    assert "A date needs two pairs" in found


def test_without_common_time_the_page_says_what_to_do(client, group, mentor, bea):
    for place in bea.enrolments.all():
        place.slots.all().delete()
    client.force_login(mentor)

    assert "or meet each pair alone" in page(client, "groups:group", group)


def test_each_reads_what_they_may_do_on_the_page_of_the_session(client, mentor, bea, dates):
    client.force_login(mentor)
    own = page(client, "pairs:session", dates[0])
    assert "you meet Mini one" in own
    assert "Cancel it for everybody" in own
    assert "Move this session" in own

    client.force_login(bea)
    theirs = page(client, "pairs:session", dates[0])
    assert "Stay away from this date" in theirs
    assert "Move this session" not in theirs
    assert "Cem Kent" in theirs


def test_a_mentee_stays_away_and_both_read_it(client, mentor, bea, dates):
    client.force_login(bea)
    client.post(reverse("pairs:settle", args=[dates[0].pk]), {"answer": "cancelled"})

    assert "You stay away on" in page(client, "pairs:session", dates[0])
    client.force_login(mentor)
    assert "Bea stays away on" in page(client, "pairs:session", dates[0])
    assert "Nobody else comes" in page(client, "pairs:session", dates[1])


def test_the_mentor_alone_moves_it(client, mentor, bea, dates):
    client.force_login(bea)
    move = reverse("pairs:move", args=[dates[0].pk])
    assert "Ada Arlen alone moves" in client.get(move).content.decode()
    later = (dates[0].starts_at + timedelta(days=1)).isoformat()
    assert client.post(move, {"starts": later}).status_code == 409

    client.force_login(mentor)
    shown = client.get(move)
    assert "Dates that suit everybody" in shown.content.decode()
    later = shown.context["choices"][0].value
    assert client.post(move, {"starts": later}).status_code == 302
    assert Session.objects.values("starts_at").distinct().count() == 1


def test_a_no_leads_the_mentee_to_staying_away(client, bea, dates):
    client.force_login(bea)

    after = client.post(
        reverse("pairs:answer", args=[dates[0].pk]), {"answer": "declined"}, follow=True
    ).content.decode()

    assert "Noted: you cannot, and the mentor is told by mail." in after
    assert "If the date stays, stay away from it" in after


def test_home_counts_a_date_once_for_the_mentor(client, mentor, bea, group):
    client.force_login(mentor)
    assert "Find a date with Mini one." in client.get("/").content.decode()
    client.force_login(bea)
    assert "Ada plans the next date of Mini one." in client.get("/").content.decode()

    booked(group, timezone.now() + timedelta(days=9))
    client.force_login(mentor)
    home = client.get("/").content.decode()
    assert home.count("you meet Mini one.") == 1
    assert "Find a date" not in home
    client.force_login(bea)
    assert "you meet Ada Arlen (Mini one)." in client.get("/").content.decode()


def test_the_mentor_reads_one_step_for_the_group(client, mentor, bea, group, cohort):
    client.force_login(mentor)
    assert client.get("/").content.decode().count("Find a date with") == 1

    booked(group, timezone.now() + timedelta(days=9))
    PairFactory(cohort=cohort, mentor=mentor, state="active", group=group)
    assert "Find a date with" not in client.get("/").content.decode()


@pytest.mark.parametrize("why", ["paused", "accepted", "untrained"])
def test_one_pair_that_can_be_booked_finds_a_date_for_itself(
    client, mentor, bea, group, cohort, why
):
    other = group.pairs.exclude(mentee=bea).get()
    if why == "untrained":
        cohort.programme.settings |= {"training": {"before_first_session": ["mentee"]}}
        cohort.programme.save()
        cohort.enrolments.filter(person=bea).update(role="mentee", trained_on=cohort.starts_on)
        cohort.enrolments.filter(person=other.mentee).update(role="mentee")
    else:
        Pair.objects.filter(pk=other.pk).update(state=why)

    for person, partner in ((mentor, "Bea"), (bea, "Ada")):
        client.force_login(person)
        home = client.get("/").content.decode()
        assert f"Find a date with {partner}." in home
        assert "Mini one." not in home
    if why == "untrained":
        client.force_login(other.mentee)
        assert "The training comes before" in client.get("/").content.decode()


def test_a_pair_left_alone_finds_its_date_as_any_pair(client, mentor, bea, group):
    Pair.objects.filter(group=group).exclude(mentee=bea).update(state="closed")

    for person, other in ((mentor, "Bea"), (bea, "Ada")):
        client.force_login(person)
        assert f"Find a date with {other}." in client.get("/").content.decode()


def test_after_the_date_the_mentor_settles_it_once_and_is_asked_once(client, mentor, group):
    dates = booked(group, timezone.now() - timedelta(days=1))
    client.force_login(mentor)
    home = client.get("/").content.decode()
    assert home.count("Did you and Mini one meet") == 1
    assert "One tap for everybody" in page(client, "pairs:session", dates[0])

    client.post(reverse("pairs:settle", args=[dates[0].pk]), {"answer": "held"})
    assert set(Session.objects.values_list("state", flat=True)) == {"held"}
    assert "Two questions about" in client.get("/").content.decode()
    answer_pulse(dates[0], useful=4, at_ease=5, by=mentor, at=timezone.now())
    assert "Two questions about" not in client.get("/").content.decode()


def test_a_mentee_puts_right_that_they_were_not_there(client, mentor, bea, group):
    dates = booked(group, timezone.now() - timedelta(days=1))
    client.force_login(bea)
    assert "I was not there" in page(client, "pairs:session", dates[0])
    hold_session(dates[0], by=mentor, at=timezone.now())
    client.post(reverse("pairs:settle", args=[dates[0].pk]), {"answer": "missed", "seen": "held"})

    states = [Session.objects.get(pk=one.pk).state for one in dates]
    assert states == ["missed", "held"]


def test_a_button_of_the_mentors_mail_holds_after_one_stayed_away(client, mentor, bea, group):
    dates = booked(group, timezone.now() - timedelta(days=1))
    cancel_session(dates[0], by=bea, at=timezone.now() - timedelta(days=2))
    link = tap_link(mentor, f"session:{dates[0].pk}:0", "held")

    asked = client.get(link)
    assert "Did you and Mini one meet" in asked.content.decode()
    assert "It holds for everybody" in client.post(link).content.decode()
    assert Session.objects.get(pk=dates[1].pk).state == "held"


def test_the_pages_of_a_pair_name_the_group_and_its_assistant_moves_nothing(
    client, mentor, bea, group, dates, coordinator
):
    client.force_login(mentor)
    assert "Here the two of you meet alone." in page(client, "pairs:pair", dates[0].pair)

    group.cohort.enrolments.filter(person=bea).update(assistant=coordinator, role="mentee")
    client.force_login(coordinator)
    found = page(client, "pairs:book", dates[0].pair)
    assert "Stay away from this date" in found
    assert "Cem Kent" not in found
    assert "Move this session" not in found
