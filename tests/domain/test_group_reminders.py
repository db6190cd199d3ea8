"""Reminders and nudges of a group: its mentor reads each thing once."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory
from tests.group_world import meeting_group
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.sessions.actions import book_gatherings, cancel_session, hold_session, miss_session
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
def dates(group):
    [gathering] = book_gatherings(group, starts=[START], by=group.mentor, at=MONDAY_NINE)
    Notice.objects.all().delete()
    return list(gathering.sessions.order_by("pk"))


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
        )  # fmt: skip
    assert nudge_pairs(at=at + 2 * HOUR) == 1
    assert told("pair_amber")[-1] == one_late.mentee
