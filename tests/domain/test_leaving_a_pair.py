"""The no-fault exit: one act, no blame, no trace of who, and everybody free again at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from icalendar import Calendar

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SessionFactory,
)
from upside.kernel.models import AuditEntry
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.actions import NotOneOfThePair, set_pause
from upside.pairs.models import Exit, Pair
from upside.programmes.actions import assistants
from upside.programmes.actions.assistants import drop_assistants_who_left
from upside.programmes.models import Enrolment
from upside.sessions.actions import (
    PairNotActive,
    book_session,
    cancel_session,
    hold_session,
    leave_pair,
    leaving,
    part_from_leavers,
)
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db

State, Planned = Pair.State, Session.State.PLANNED
DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=State.ACTIVE, activated_at=MONDAY_NINE)


def session(pair, *, days=7, hours=0, **more):
    starts = MONDAY_NINE + timedelta(days=days, hours=hours)
    return SessionFactory(pair=pair, starts_at=starts, ends_at=starts + DAY / 24, **more)


def notices(template):
    return list(Notice.objects.filter(template=template).order_by("pk"))


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ACTIVE])
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_either_ends_the_pair_before_the_charter_and_after(cohort, state, side):
    pair = PairFactory(cohort=cohort, state=state)

    assert leave_pair(pair, by=getattr(pair, side), at=MONDAY_NINE)

    pair.refresh_from_db()
    assert (pair.state, pair.ending, pair.closed_at) == (State.CLOSED, "ended", MONDAY_NINE)


def test_both_get_the_same_mail_without_who_or_why(pair):
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, cause="way", reason="He never listens.")

    told = notices("pair_ended")
    assert {one.person for one in told} == set(pair.people)
    contexts = [{k: v for k, v in one.context.items() if k != "partner"} for one in told]
    assert contexts[0] == contexts[1]
    for one in told:
        text = write_mail(one).text
        assert "nothing is held against either of you" in text
        assert "listens" not in text
        assert "!" not in text.replace("http://", "")


def test_the_log_names_nobody_and_holds_no_reason(pair):
    session(pair)

    leave_pair(pair, by=pair.mentee, at=MONDAY_NINE, cause="time", reason="Mine alone.")

    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.verb for entry in entries] == ["session.cancelled", "pair.closed"]
    assert {entry.actor for entry in entries} == {"system"}
    assert "Mine" not in str([entry.details for entry in entries])


def test_dates_to_come_leave_both_calendars_and_count_against_nobody(pair):
    coming = [session(pair), session(pair, days=14)]

    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE)

    for one in coming:
        one.refresh_from_db()
        assert (one.state, one.settled_by, one.sequence) == ("cancelled", None, 1)
    mails = notices("session_cancelled")
    assert len(mails) == 4
    assert "Your pair has ended" in write_mail(mails[0]).text
    calendar = Calendar.from_ical(mails[0].context["calendar"].encode())
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("CANCEL", coming[0].uid, 1)


@pytest.mark.parametrize("hours", [-0.5, -30])
def test_a_session_that_has_begun_stays_and_can_be_settled(pair, hours):
    going_on = session(pair, days=0, hours=hours)

    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE)

    going_on.refresh_from_db()
    assert going_on.state == Planned
    assert hold_session(going_on, by=pair.mentee, at=MONDAY_NINE).state == "held"


def test_a_double_click_changes_nothing_more(pair):
    session(pair)
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="Once.")
    n_mails = Notice.objects.count()

    assert not leave_pair(pair, by=pair.mentor, at=MONDAY_NINE + DAY, reason="Twice.")

    assert Notice.objects.count() == n_mails
    assert Exit.objects.get().reason == "Once."
    pair.refresh_from_db()
    assert pair.closed_at == MONDAY_NINE


def test_both_at_the_same_second_end_it_once_and_each_keeps_their_word(pair):
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="Mine.")
    assert not leave_pair(pair, by=pair.mentee, at=MONDAY_NINE, reason="And mine.")

    assert {(one.person, one.reason) for one in Exit.objects.all()} == {
        (pair.mentor, "Mine."),
        (pair.mentee, "And mine."),
    }
    assert len(notices("pair_ended")) == 2


def test_a_pair_that_was_completed_takes_no_exit(cohort):
    pair = PairFactory(cohort=cohort, state=State.CLOSED, ending="completed")

    assert not leave_pair(pair, by=pair.mentor, at=MONDAY_NINE, reason="Too late.")

    pair.refresh_from_db()
    assert pair.ending == "completed"
    assert not Exit.objects.exists()


def test_a_pair_on_pause_can_be_left(pair):
    set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    assert leave_pair(pair, by=pair.mentee, at=MONDAY_NINE + DAY)

    assert pair.pauses.get().ended_at == MONDAY_NINE + DAY


def test_nobody_else_can_end_it(pair, coordinator):
    for stranger in (PersonFactory(), coordinator):
        with pytest.raises(NotOneOfThePair):
            leave_pair(pair, by=stranger, at=MONDAY_NINE)
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE


def test_nothing_is_booked_any_more_and_a_cancelled_session_says_nobody_did_it(pair):
    coming = session(pair)
    leave_pair(pair, by=pair.mentor, at=MONDAY_NINE)

    with pytest.raises(PairNotActive, match="has ended"):
        book_session(pair, starts_at=MONDAY_NINE + 9 * DAY, by=pair.mentee, at=MONDAY_NINE)
    assert cancel_session(coming, by=pair.mentee, at=MONDAY_NINE).settled_by is None
    assert len(notices("session_cancelled")) == 2


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_the_pair_of_somebody_who_left_the_company_ends_and_the_other_reads_the_usual(pair, side):
    coming, other = session(pair), PairFactory(state=State.ACTIVE)
    gone = getattr(pair, side)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)

    assert part_from_leavers(at=MONDAY_NINE) == 1
    assert part_from_leavers(at=MONDAY_NINE) == 0

    pair.refresh_from_db()
    coming.refresh_from_db()
    other.refresh_from_db()
    assert (pair.state, pair.ending, coming.state) == (State.CLOSED, "ended", "cancelled")
    assert other.state == State.ACTIVE
    assert [one.person for one in notices("pair_ended")] == [pair.partner_of(gone)]
    assert not Exit.objects.exists()


@pytest.mark.parametrize("fault", [ValueError, IntegrityError])
def test_one_pair_that_fails_stops_no_other(pair, monkeypatch, caplog, fault):
    second = PairFactory(state=State.ACTIVE, mentor=PersonFactory(is_active=False))
    type(pair.mentor).objects.filter(pk=pair.mentor_id).update(is_active=False)
    usual = leaving.close_pair

    def fails_once(one, **said):
        if one.pk == pair.pk:
            raise fault
        return usual(one, **said)

    monkeypatch.setattr(leaving, "close_pair", fails_once)
    monkeypatch.setattr(leaving, "AT_ONCE", 1)  # the first of them fails each time

    assert part_from_leavers(at=MONDAY_NINE) == 1
    second.refresh_from_db()
    assert second.state == State.CLOSED
    assert "was not ended" in caplog.text


def test_somebody_taken_back_meanwhile_keeps_their_pair(pair, monkeypatch):
    type(pair.mentor).objects.filter(pk=pair.mentor_id).update(is_active=False)
    usual = leaving.locked_pair

    def taken_back_first(one):
        type(pair.mentor).objects.update(is_active=True)
        return usual(one)

    monkeypatch.setattr(leaving, "locked_pair", taken_back_first)

    assert part_from_leavers(at=MONDAY_NINE) == 0
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE


def test_an_assistant_who_left_is_taken_out_and_the_mentee_told_once(pair):
    place = EnrolmentFactory(cohort=pair.cohort, person=pair.mentee, role="mentee")
    stays = EnrolmentFactory(role="mentee", assistant=PersonFactory())
    Enrolment.objects.filter(pk=place.pk).update(assistant=PersonFactory(is_active=False))

    assert drop_assistants_who_left(at=MONDAY_NINE) == 1
    assert drop_assistants_who_left(at=MONDAY_NINE) == 0

    place.refresh_from_db()
    stays.refresh_from_db()
    assert place.assistant is None
    assert stays.assistant is not None
    [told] = notices("assistant_left")
    assert told.person == pair.mentee
    assert "no longer books your dates" in write_mail(told).subject


def test_one_place_that_fails_stops_no_other(pair, monkeypatch, caplog):
    for _ in range(2):
        place = EnrolmentFactory(cohort=pair.cohort, role="mentee")
        Enrolment.objects.filter(pk=place.pk).update(assistant=PersonFactory(is_active=False))
    first, usual = Enrolment.objects.order_by("pk").first().pk, assistants._dropped

    def fails_first(key, at):
        if key == first:
            raise IntegrityError
        return usual(key, at)

    monkeypatch.setattr(assistants, "_dropped", fails_first)
    monkeypatch.setattr(assistants, "AT_ONCE", 1)

    assert drop_assistants_who_left(at=MONDAY_NINE) == 1
    assert "was not taken out" in caplog.text


def test_an_assistant_taken_back_meanwhile_stays(pair):
    place = EnrolmentFactory(cohort=pair.cohort, role="mentee", assistant=PersonFactory())

    assert not assistants._dropped(place.pk, MONDAY_NINE)


def test_a_locked_database_stops_the_duty_until_the_next_beat(pair, monkeypatch):
    type(pair.mentor).objects.filter(pk=pair.mentor_id).update(is_active=False)

    def locked(*_said):
        raise OperationalError

    monkeypatch.setattr(leaving, "locked_pair", locked)

    with pytest.raises(OperationalError):
        part_from_leavers(at=MONDAY_NINE)
    place = EnrolmentFactory(cohort=pair.cohort, role="mentee")
    Enrolment.objects.filter(pk=place.pk).update(assistant=pair.mentor)
    monkeypatch.setattr(assistants, "_dropped", locked)
    with pytest.raises(OperationalError):
        drop_assistants_who_left(at=MONDAY_NINE)
