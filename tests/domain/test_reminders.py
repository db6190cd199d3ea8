"""The message plan of a programme: each reminder goes once, to the right person, and no sooner."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.actions.reminding import remind_places
from upside.sessions.actions import move_session
from upside.sessions.actions.asking import ask_whether_they_met
from upside.sessions.actions.reminding import remind_of_dates, remind_of_sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MODULES = [
    {"title": {"en": "Search", "fr": "Chercher"}, "plan": {"en": "Find.", "fr": "Trouver."}},
    {"title": {"en": "Share", "fr": "Partager"}, "plan": {"en": "Give.", "fr": "Donner."}},
]


def cohort_with(plan, **more):
    return CohortFactory(kept={"messages": plan, "n_sessions": 3, **more})


def told():
    return sorted(Notice.objects.values_list("template", "person"))


def test_an_invitation_is_recalled_once_and_no_sooner():
    cohort = cohort_with({"invitation_reminder_days": 7})
    place = EnrolmentFactory(cohort=cohort, state="invited")
    for state in ("accepted", "declined", "withdrawn", "ready"):
        EnrolmentFactory(cohort=cohort, state=state)
    EnrolmentFactory(cohort=cohort, state="invited", person__is_active=False)
    EnrolmentFactory(cohort=cohort, state="invited", person__email=None)

    assert remind_places(at=MONDAY_NINE + 7 * DAY - MINUTE) == 0
    assert remind_places(at=MONDAY_NINE + 7 * DAY) == 1
    assert remind_places(at=MONDAY_NINE + 60 * DAY) == 0
    assert told() == [("invitation_waits", place.person_id)]


def test_an_unfinished_profile_is_recalled_once():
    cohort = cohort_with({"profile_reminder_days": 3})
    place = EnrolmentFactory(cohort=cohort, state="accepted", answered_at=MONDAY_NINE + DAY)
    EnrolmentFactory(cohort=cohort, state="ready", answered_at=MONDAY_NINE)

    assert remind_places(at=MONDAY_NINE + 4 * DAY - MINUTE) == 0
    assert remind_places(at=MONDAY_NINE + 4 * DAY) == 1
    assert remind_places(at=MONDAY_NINE + 5 * DAY) == 0
    assert told() == [("profile_waits", place.person_id)]


@pytest.mark.parametrize(
    "cohort",
    [
        {"kept": {"seats": 1}},
        {"kept": {"messages": {}}},
        {"kept": {"messages": {"invitation_reminder_days": 7}}, "launched_at": None},
        {"kept": {"messages": {"invitation_reminder_days": 7}}, "ends_on": "2026-04-01"},
    ],
)
def test_a_cohort_without_a_plan_or_a_launch_or_time_left_recalls_nothing(cohort):
    EnrolmentFactory(cohort=CohortFactory(**cohort), state="invited")

    assert remind_places(at=MONDAY_NINE + 60 * DAY) == 0


def test_both_are_reminded_of_a_session_once():
    cohort = cohort_with({"session_reminder_days": 2}, curriculum=MODULES)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    SessionFactory(pair=pair, state="held")
    start = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
    session = SessionFactory(pair=pair, starts_at=start, ends_at=start + MINUTE, place="Room 4")
    SessionFactory(pair=pair, starts_at=start + DAY, ends_at=start + 2 * DAY, state="cancelled")

    assert remind_of_sessions(at=start - 2 * DAY - MINUTE) == 0
    assert remind_of_sessions(at=start - 2 * DAY) == 2
    assert remind_of_sessions(at=start - DAY) == 0
    assert {person for _template, person in told()} == {pair.mentor_id, pair.mentee_id}
    mail = write_mail(Notice.objects.get(person=pair.mentee))
    assert pair.mentor.name in mail.subject
    assert "Monday 6 April" in mail.subject
    assert "11:00" in mail.text
    assert "Room 4" in mail.text
    assert "What it is for: Share." in mail.text
    assert f"/sessions/{session.pk}/" in mail.link or mail.link


def test_a_session_booked_within_the_days_is_not_recalled():
    cohort = cohort_with({"session_reminder_days": 2})
    start = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
    SessionFactory(
        pair__cohort=cohort,
        starts_at=start,
        ends_at=start + MINUTE,
        booked_at=start - 2 * DAY + MINUTE,
    )

    assert remind_of_sessions(at=start - DAY) == 0


@pytest.mark.parametrize(
    ("drives", "sides"),
    [("mentor", ["mentor"]), ("mentee", ["mentee"]), ("both", ["mentor", "mentee"])],
)
def test_who_takes_the_lead_is_reminded_of_a_missing_date(drives, sides):
    cohort = cohort_with({"date_reminder_days": 10}, drives=drives)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)
    PairFactory(cohort=cohort, state=Pair.State.ACCEPTED)
    PairFactory(cohort=cohort, state=Pair.State.CLOSED, activated_at=MONDAY_NINE)

    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY - MINUTE) == 0
    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY) == len(sides)
    assert remind_of_dates(at=MONDAY_NINE + 11 * DAY) == 0
    people = {getattr(pair, side).pk for side in sides}
    assert {person for _template, person in told()} == people


def test_a_date_is_missed_anew_after_each_session_and_not_while_one_is_planned():
    cohort = cohort_with({"date_reminder_days": 10}, drives="mentee")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)
    assert remind_of_dates(at=MONDAY_NINE + 10 * DAY) == 1
    session = SessionFactory(
        pair=pair, starts_at=MONDAY_NINE + 20 * DAY, ends_at=MONDAY_NINE + 21 * DAY
    )
    assert remind_of_dates(at=MONDAY_NINE + 90 * DAY) == 0

    session.state = "held"
    session.save()

    assert remind_of_dates(at=MONDAY_NINE + 31 * DAY - MINUTE) == 0
    assert remind_of_dates(at=MONDAY_NINE + 31 * DAY) == 1


def test_a_date_that_was_called_off_is_missed_from_that_day_on():
    cohort = cohort_with({"date_reminder_days": 10}, drives="mentee")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)
    called_off = MONDAY_NINE + 20 * DAY
    SessionFactory(pair=pair, state="cancelled", settled_at=called_off)

    assert remind_of_dates(at=called_off + 10 * DAY - MINUTE) == 0
    assert remind_of_dates(at=called_off + 10 * DAY) == 1


@pytest.mark.parametrize("duty", [remind_places, remind_of_sessions, remind_of_dates])
@pytest.mark.parametrize("n_cohorts", [1, 3])
def test_cohorts_of_one_plan_are_asked_about_together(
    duty, n_cohorts, django_assert_max_num_queries
):
    plan = {"invitation_reminder_days": 7, "session_reminder_days": 2, "date_reminder_days": 10}
    for _cohort in range(n_cohorts):
        cohort_with(plan, training={"before_first_session": ["mentor"]})

    with django_assert_max_num_queries(4) as asked:
        duty(at=MONDAY_NINE + 60 * DAY)

    assert all(query["sql"].count("EXISTS") <= 15 for query in asked.captured_queries)


def test_after_the_last_session_of_the_plan_nobody_is_reminded_of_a_date():
    cohort = cohort_with({"date_reminder_days": 10}, n_sessions=1)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)
    SessionFactory(pair=pair, state="held")

    assert remind_of_dates(at=MONDAY_NINE + 60 * DAY) == 0


def test_nobody_is_reminded_of_a_date_before_their_training():
    training = {"before_first_session": ["mentor"]}
    cohort = cohort_with({"date_reminder_days": 10}, training=training)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, activated_at=MONDAY_NINE)
    place = EnrolmentFactory(cohort=cohort, person=pair.mentor)
    EnrolmentFactory(cohort=cohort, person=pair.mentee, role="mentee")
    assert remind_of_dates(at=MONDAY_NINE + 30 * DAY) == 0

    place.trained_on = MONDAY_NINE.date()
    place.save()

    assert remind_of_dates(at=MONDAY_NINE + 30 * DAY) == 2


@pytest.mark.parametrize(
    ("template", "subject"),
    [
        ("invitation_waits", "Votre invitation à Regards croisés attend toujours"),
        ("profile_waits", "Trois minutes pour finir votre profil pour Regards croisés"),
    ],
)
def test_reminders_are_written_in_the_language_of_the_person(template, subject):
    cohort = cohort_with({"invitation_reminder_days": 7, "profile_reminder_days": 7})
    for state in ("invited", "accepted"):
        person = PersonFactory(ui_language="fr")
        EnrolmentFactory(cohort=cohort, state=state, person=person, answered_at=MONDAY_NINE)
    remind_places(at=MONDAY_NINE + 9 * DAY)

    assert write_mail(Notice.objects.get(template=template)).subject == subject


@pytest.mark.parametrize(
    ("drives", "sides"),
    [("mentor", ["mentor"]), ("mentee", ["mentee"]), ("both", ["mentor", "mentee"])],
)
def test_a_session_that_nobody_settled_is_asked_about_once(drives, sides):
    cohort = cohort_with({"after_session_days": 1}, drives=drives)
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    session = SessionFactory(pair=pair, starts_at=MONDAY_NINE, ends_at=MONDAY_NINE + MINUTE)
    SessionFactory(pair=pair, state="held")
    SessionFactory(pair__cohort=cohort, pair__state="closed")
    over = MONDAY_NINE + MINUTE

    assert ask_whether_they_met(at=over + DAY - MINUTE) == 0
    assert ask_whether_they_met(at=over + DAY) == len(sides)
    assert ask_whether_they_met(at=over + 2 * DAY) == 0
    assert {person for _template, person in told()} == {getattr(pair, s).pk for s in sides}
    mail = write_mail(Notice.objects.first())
    assert "meet on Monday 2 March?" in mail.subject
    assert mail.text.count("/tap/") == 3
    assert f"session:{session.pk}:0.held" in mail.text


def test_where_the_one_who_leads_cannot_be_reached_the_other_is_asked():
    cohort = cohort_with({"after_session_days": 1}, drives="mentor")
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE, mentor__email=None)
    SessionFactory(pair=pair, starts_at=MONDAY_NINE, ends_at=MONDAY_NINE + MINUTE)

    assert ask_whether_they_met(at=MONDAY_NINE + 2 * DAY) == 1
    assert told() == [("did_you_meet", pair.mentee_id)]


def test_a_session_long_ago_is_not_asked_about():
    cohort = cohort_with({"after_session_days": 1})
    SessionFactory(
        pair__cohort=cohort,
        pair__state="active",
        starts_at=MONDAY_NINE,
        ends_at=MONDAY_NINE + MINUTE,
    )

    assert ask_whether_they_met(at=MONDAY_NINE + 40 * DAY) == 0


def test_a_moved_session_is_recalled_at_its_new_date():
    cohort = cohort_with({"session_reminder_days": 2})
    pair = PairFactory(cohort=cohort, state=Pair.State.ACTIVE)
    start = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
    session = SessionFactory(pair=pair, starts_at=start, ends_at=start + 30 * MINUTE)
    remind_of_sessions(at=start - 2 * DAY)

    move_session(session, starts_at=start + 7 * DAY, by=pair.mentor, at=start - DAY)

    assert remind_of_sessions(at=start + 5 * DAY - MINUTE) == 0
    assert remind_of_sessions(at=start + 5 * DAY) == 2
