"""Nudges: first to who takes the lead, then to the coach, once per spell, to no manager."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.sessions.actions import nudging
from upside.sessions.actions.nudging import nudge_pairs
from upside.sessions.actions.reminding import remind_of_dates

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLAN = {"amber_to_lead": True, "amber_to_coach_days": 10}
AMBER, STILL, RED = (MONDAY_NINE + n * DAY for n in (40, 50, 61))


def cohort_with(plan=PLAN, **more):
    kept = {"messages": plan, "drives": "mentee", **more}
    return CohortFactory(kept=kept, ends_on=(MONDAY_NINE + 200 * DAY).date())


def pair_in(cohort, **more):
    return PairFactory(**{"cohort": cohort, "state": "active", "activated_at": MONDAY_NINE, **more})


@pytest.fixture
def pair():
    return pair_in(cohort_with())


@pytest.fixture
def coach(pair):
    return RoleGrantFactory(role="coach", programme=pair.cohort.programme).person


def told():
    return list(Notice.objects.order_by("pk").values_list("template", "person"))


@pytest.mark.parametrize("drives", ["mentor", "mentee", "both"])
def test_who_takes_the_lead_is_written_to_once_at_amber(drives):
    pair = pair_in(cohort_with(drives=drives))
    sides = ("mentor", "mentee") if drives == "both" else (drives,)

    assert nudge_pairs(at=MONDAY_NINE + 37 * DAY) == 0
    assert nudge_pairs(at=AMBER) == len(sides)
    assert nudge_pairs(at=AMBER) == 0
    assert nudge_pairs(at=RED) == 0
    assert told() == [("pair_amber", getattr(pair, side).pk) for side in sides]


def test_reminder_and_nudge_of_one_missing_date_keep_days_apart():
    plan = {"amber_to_lead": True, "date_reminder_days": 40}
    pair = pair_in(cohort_with(plan))

    assert remind_of_dates(at=AMBER) == 1
    assert nudge_pairs(at=AMBER) == 0
    assert nudge_pairs(at=AMBER + 8 * DAY) == 1
    other = pair_in(pair.cohort, activated_at=MONDAY_NINE + DAY)
    assert nudge_pairs(at=AMBER + 9 * DAY) == 1
    assert remind_of_dates(at=AMBER + 9 * DAY) == 0
    assert told()[-1] == ("pair_amber", other.mentee_id)
    assert remind_of_dates(at=AMBER + 17 * DAY) == 1


def test_however_many_were_told_lately_a_reminder_asks_as_few_parameters(
    settings, django_assert_max_num_queries
):
    pair = pair_in(cohort_with({"amber_to_lead": True, "date_reminder_days": 40}))
    rows = [
        Notice(
            person=pair.mentor, template="pair_amber", language="en", due_at=AMBER,
            key=f"pair_amber:{10_000 + n}:0:1", queued_at=AMBER,
        )
        for n in range(40_000)
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, batch_size=2_000)

    with django_assert_max_num_queries(20) as asked:
        assert remind_of_dates(at=AMBER) == 1

    assert max(len(one["sql"]) for one in asked) < 20_000


def test_the_coach_hears_of_red_at_once_and_of_amber_after_days(pair, coach):
    RoleGrantFactory(role="coordinator", programme=pair.cohort.programme)
    RoleGrantFactory(role="coach")  # of another programme

    assert nudge_pairs(at=AMBER) == 1  # the lead comes first
    assert nudge_pairs(at=STILL) == 1
    assert nudge_pairs(at=STILL + DAY) == 0
    assert nudge_pairs(at=RED) == 1
    assert nudge_pairs(at=RED + 30 * DAY) == 0
    assert told()[1:] == [("pair_followed", coach.pk)] * 2


def test_a_new_spell_begins_with_a_session_held(pair, coach):
    nudge_pairs(at=AMBER)
    booked = SessionFactory(pair=pair, starts_at=AMBER + DAY, ends_at=AMBER + DAY + HOUR)
    booked.state, booked.settled_at = "cancelled", AMBER + HOUR
    booked.save()

    assert nudge_pairs(at=AMBER + 2 * HOUR) == 0  # booked and called off: the same spell

    SessionFactory(pair=pair, starts_at=AMBER + 2 * DAY, ends_at=AMBER + 3 * DAY, state="held")
    assert nudge_pairs(at=AMBER + 5 * DAY) == 0
    assert nudge_pairs(at=AMBER + 42 * DAY) == 1
    assert told() == [("pair_amber", pair.mentee_id)] * 2


@pytest.mark.parametrize("state", ["accepted", "paused", "closed"])
def test_a_pair_that_has_not_begun_or_has_ended_gets_none(state):
    pair = pair_in(cohort_with(), state=state)
    RoleGrantFactory(role="coach", programme=pair.cohort.programme)

    assert nudge_pairs(at=RED) == 0


@pytest.mark.parametrize(("plan", "templates"), [
    ({}, set()),
    ({"amber_to_lead": False}, set()),
    ({"amber_to_lead": True}, {"pair_amber"}),
    ({"amber_to_coach_days": 5}, {"pair_followed"}),
])  # fmt: skip
def test_the_plan_switches_each_of_them(plan, templates):
    pair = pair_in(cohort_with(plan))
    RoleGrantFactory(role="coach", programme=pair.cohort.programme)

    nudge_pairs(at=RED)

    assert {template for template, _person in told()} == templates


def test_who_is_still_to_be_trained_is_not_asked_to_book(coach, pair):
    kept = {"training": {"before_first_session": ["mentor"]}}
    cohort = pair.cohort
    cohort.kept |= kept
    cohort.save()
    place = EnrolmentFactory(cohort=cohort, person=pair.mentor, role="mentor")

    assert nudge_pairs(at=AMBER) == 0

    place.trained_on = AMBER.date()
    place.save()
    assert nudge_pairs(at=AMBER) == 1


def test_nobody_is_written_to_about_somebody_who_left(pair, coach):
    pair.mentor.is_active = False
    pair.mentor.save()

    assert nudge_pairs(at=RED) == 0


def test_a_coach_does_not_watch_their_own_pair(pair):
    RoleGrantFactory(role="coach", programme=pair.cohort.programme, person=pair.mentor)

    nudge_pairs(at=RED)

    assert told() == [("pair_amber", pair.mentee_id)]


def test_who_has_no_mail_is_left_out():
    pair = pair_in(cohort_with(), mentee=PersonFactory(email=None, grade=7))

    assert nudge_pairs(at=RED) == 0
    assert pair.mentee.email is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_mails_are_kind_and_tell_dates_and_counts_alone(pair, coach, language):
    starts = MONDAY_NINE + 3 * DAY
    for day, state in ((3, "held"), (20, "missed"), (25, "cancelled")):
        starts = MONDAY_NINE + day * DAY
        SessionFactory(pair=pair, starts_at=starts, ends_at=starts + HOUR, state=state)
    later = MONDAY_NINE + 99 * DAY
    SessionFactory(pair=pair, starts_at=later, ends_at=later + HOUR)
    nudge_pairs(at=RED + 10 * DAY)
    Notice.objects.update(language=language)

    lead, watch = (write_mail(one) for one in Notice.objects.order_by("pk"))

    assert pair.mentor.name in lead.subject
    assert f"%2Fpairs%2F{pair.pk}%2F" in watch.link
    said = "5 March 2026" if language == "en" else "5\xa0mars\xa02026"
    assert said in watch.text
    assert "2 " in watch.text
    for word in ("red", "rouge", "late", "retard"):
        assert f" {word}" not in lead.text


@pytest.mark.parametrize("n", [1, 20])
def test_a_beat_asks_the_same_queries_for_any_number(n, django_assert_num_queries):
    cohort = cohort_with(drives="both")
    RoleGrantFactory(role="coach", programme=cohort.programme)
    for _ in range(n):
        pair_in(cohort)
    with django_assert_num_queries(12):
        assert nudge_pairs(at=RED) == 3 * n
    with django_assert_num_queries(4):
        assert nudge_pairs(at=RED) == 0


def test_a_run_writes_some_and_the_next_one_the_rest(coach, pair, monkeypatch):
    others = [pair_in(pair.cohort) for _ in range(2)]
    monkeypatch.setattr(nudging, "AT_ONCE", 2)

    assert nudge_pairs(at=RED) == 4
    assert nudge_pairs(at=RED) == 2
    assert nudge_pairs(at=RED) == 0
    assert Notice.objects.filter(context__path=f"/pairs/{others[1].pk}/").count() == 2


def test_pairs_of_whom_everybody_was_told_are_not_read_again(coach, pair, monkeypatch):
    pair_in(pair.cohort)
    nudge_pairs(at=RED)
    read = []
    usual = nudging.read_followed
    monkeypatch.setattr(
        nudging, "read_followed", lambda *a, **k: read.append(usual(*a, **k)) or read[-1]
    )
    new = pair_in(pair.cohort)

    nudge_pairs(at=RED)

    assert [one.pair for one in read[0]] == [new]
