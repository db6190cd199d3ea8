"""Reminders and nudges of a group: its mentor reads each thing once."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    SessionFactory,
)
from tests.group_world import meeting_group
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions.groups import add_to_group
from upside.pairs.models import Pair
from upside.sessions.actions import (
    book_gatherings,
    cancel_session,
    hold_session,
    miss_session,
    nudging,
)
from upside.sessions.actions.asking import ask_whether_they_met
from upside.sessions.actions.nudging import nudge_pairs
from upside.sessions.actions.reminding import remind_of_dates, remind_of_sessions
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = MONDAY_NINE + 10 * DAY
PLAN = {
    "session_reminder_days": 2, "date_reminder_days": 10, "after_session_days": 1,
    "amber_to_lead": True,
}  # fmt: skip


@pytest.fixture
def group(coordinator):
    kept = {"messages": PLAN, "n_sessions": 3, "drives": "mentee"}
    cohort = CohortFactory(kept=kept, ends_on=(MONDAY_NINE + 200 * DAY).date())
    group = meeting_group(cohort, coordinator)
    Pair.objects.filter(group=group).update(activated_at=MONDAY_NINE)
    return group


@pytest.fixture
def pairs(group):
    return list(group.pairs.order_by("pk"))


@pytest.fixture
def dates(group):
    [gathering] = book_gatherings(group, starts=[START], by=group.mentor, at=MONDAY_NINE)
    Notice.objects.all().delete()
    return list(gathering.sessions.order_by("pk"))


def session_of(pair, starts_at, state="held"):
    return SessionFactory(pair=pair, state=state, starts_at=starts_at, ends_at=starts_at + HOUR)


def told(template):
    found = Notice.objects.filter(template=template).order_by("pk")
    return [one.person for one in found]


def test_each_is_reminded_of_the_date_once(dates, group):
    assert remind_of_sessions(at=START - 2 * DAY) == 4
    assert remind_of_sessions(at=START - 2 * DAY + HOUR) == 0

    assert set(told("session_ahead")) == {group.mentor, *(one.pair.mentee for one in dates)}
    mail = write_mail(Notice.objects.get(template="session_ahead", person=group.mentor))
    assert "you meet Mini one" in mail.text


def test_the_mentor_alone_is_asked_whether_they_met_and_once(dates, group):
    at = START + HOUR + DAY
    assert ask_whether_they_met(at=at) == 1
    assert ask_whether_they_met(at=at + HOUR) == 0
    assert told("did_you_meet") == [group.mentor]


def test_asked_after_one_said_so_the_rest_is_still_asked_about(dates, group):
    miss_session(dates[0], by=dates[0].pair.mentee, at=START + HOUR)
    ask_whether_they_met(at=START + 2 * DAY)

    assert told("did_you_meet") == [group.mentor]
    hold_session(dates[1], by=group.mentor, at=START + 2 * DAY)
    assert ask_whether_they_met(at=START + 3 * DAY) == 0


def test_the_mentor_is_asked_once_though_mentees_speak_one_by_one(dates, group):
    at = START + HOUR + DAY
    ask_whether_they_met(at=at)
    for n, one in enumerate(dates[:2]):
        miss_session(one, by=one.pair.mentee, at=at + n * HOUR)
        assert ask_whether_they_met(at=at + n * HOUR + HOUR / 2) == 0


def test_where_the_mentor_has_no_mail_each_mentee_is_asked(dates, group):
    group.mentor.email = None
    group.mentor.save()

    assert ask_whether_they_met(at=START + 2 * DAY) == 3
    assert set(told("did_you_meet")) == {one.pair.mentee for one in dates}


def test_a_group_without_a_date_is_recalled_to_its_mentor_once(group):
    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY) == 1
    assert remind_of_dates(at=MONDAY_NINE + 11 * DAY) == 0

    [notice] = Notice.objects.all()
    assert notice.person == group.mentor
    assert notice.context["path"] == f"/groups/{group.pk}/"
    assert "The page of your group" in write_mail(notice).text


def test_a_pair_that_stays_away_does_not_call_for_another_date(dates, group):
    cancel_session(dates[0], by=dates[0].pair.mentee, at=MONDAY_NINE)

    assert remind_of_dates(at=START - HOUR) == 0


def test_a_group_is_recalled_though_its_first_pair_is_at_its_end_and_once(group, pairs):
    at = MONDAY_NINE + 30 * DAY
    for n in range(2):
        session_of(pairs[0], MONDAY_NINE + n * DAY)
    assert remind_of_dates(at=at) == 1

    session_of(pairs[0], MONDAY_NINE + 2 * DAY)  # the last of three
    assert remind_of_dates(at=at + HOUR) == 0
    Notice.objects.all().delete()
    assert remind_of_dates(at=at + HOUR) == 1
    assert told("date_waits") == [group.mentor]


def test_a_mentee_without_a_mail_does_not_keep_the_group_from_a_reminder(group, pairs):
    pairs[0].mentee.email = None
    pairs[0].mentee.save()

    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY) == 1


def test_a_session_of_two_alone_speaks_for_no_other_pair(group, pairs):
    session_of(pairs[2], MONDAY_NINE + 60 * DAY, "planned")

    assert remind_of_dates(at=MONDAY_NINE + 30 * DAY) == 1
    assert told("date_waits") == [group.mentor]


def test_a_pair_that_no_date_includes_is_recalled_and_the_next_gap_too(dates, group, coordinator):
    new = PairFactory(
        cohort=group.cohort, mentor=group.mentor, state="active", activated_at=MONDAY_NINE
    )
    add_to_group(group, new, by=coordinator, at=MONDAY_NINE)
    assert remind_of_dates(at=START) == 1
    assert remind_of_dates(at=START + HOUR) == 0

    hold_session(dates[0], by=group.mentor, at=START + HOUR)
    assert remind_of_dates(at=START + 30 * DAY) == 1
    assert remind_of_dates(at=START + 31 * DAY) == 0
    assert told("date_waits") == [group.mentor] * 2


@pytest.mark.parametrize("why", ["paused", "accepted", "untrained"])
def test_one_pair_that_can_be_booked_is_recalled_for_itself(group, pairs, why):
    first, *others = pairs
    if why == "untrained":
        group.cohort.kept |= {"training": {"before_first_session": ["mentee"]}}
        group.cohort.save()
        for pair in others:
            EnrolmentFactory(cohort=group.cohort, person=pair.mentee, role="mentee")
    else:
        Pair.objects.filter(pk__in=[one.pk for one in others]).update(state=why)

    assert remind_of_dates(at=MONDAY_NINE + 30 * DAY) == 1
    assert told("date_waits") == [first.mentee]
    assert Notice.objects.get(template="date_waits").context["path"] == f"/pairs/{first.pk}/"


def test_a_group_of_one_is_recalled_like_any_pair(group):
    first, *others = group.pairs.order_by("pk")
    Pair.objects.filter(pk__in=[one.pk for one in others]).update(state="closed")

    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY) == 1
    assert told("date_waits") == [first.mentee]  # who takes the lead in this programme


def test_a_group_that_is_late_is_one_nudge_and_one_late_pair_is_its_own(group):
    alone = PairFactory(cohort=group.cohort, state="active", activated_at=MONDAY_NINE)
    at = MONDAY_NINE + 40 * DAY
    assert nudge_pairs(at=at) == 2
    assert nudge_pairs(at=at + HOUR) == 0
    assert set(told("pair_amber")) == {group.mentor, alone.mentee}
    assert Notice.objects.get(person=group.mentor).context["partner"] == "Mini one"

    one_late, *held = group.pairs.order_by("pk")
    for pair in held:
        Session.objects.create(
            pair=pair, state="held", uid=f"held-{pair.pk}", booked_by=pair.mentor,
            booked_at=MONDAY_NINE, starts_at=at - DAY, ends_at=at - DAY + HOUR,
            settled_at=at + HOUR,
        )  # fmt: skip
    assert nudge_pairs(at=at + 2 * HOUR) == 1
    assert told("pair_amber")[-1] == one_late.mentee


def test_pairs_that_held_different_numbers_are_one_nudge_after_each_date(group, pairs):
    at = MONDAY_NINE + 60 * DAY
    session_of(pairs[0], MONDAY_NINE + DAY)
    assert nudge_pairs(at=at) == 1
    assert told("pair_amber") == [group.mentor]

    [gathering] = book_gatherings(group, starts=[at + DAY], by=group.mentor, at=at)
    hold_session(gathering.sessions.first(), by=group.mentor, at=at + DAY + HOUR)
    assert nudge_pairs(at=at + 60 * DAY) == 1
    assert told("pair_amber") == [group.mentor] * 2


def test_pairs_of_a_group_that_was_told_are_not_read_again(group, pairs, monkeypatch):
    at = MONDAY_NINE + 60 * DAY
    assert nudge_pairs(at=at) == 1
    read = []
    monkeypatch.setattr(nudging, "read_followed", lambda found, **_at: read.extend(found) or [])

    nudge_pairs(at=at + HOUR)
    assert read == []

    session_of(pairs[0], at + HOUR)
    nudge_pairs(at=at + 3 * HOUR)
    assert {one.pair for one in read} == {one.pk for one in pairs[1:]}
