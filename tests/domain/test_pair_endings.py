"""A pair ends or rests: what changes, what is kept of it, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import connection

from tests.factories import MONDAY_NINE, CohortFactory, PairFactory, PersonFactory
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.pairs.actions import (
    CannotPause,
    NotOneOfThePair,
    PairClosed,
    close_pair,
    forget_reasons,
    keep_exit,
    lapse_pair,
    open_pair,
    resume_pair,
    set_pause,
    sign_charter,
)
from upside.pairs.models import Exit, Pair, Pause
from upside.pairs.queries import pairs_of

pytestmark = pytest.mark.django_db

State, Ending = Pair.State, Pair.Ending
DAY = timedelta(days=1)
LATER = MONDAY_NINE + DAY
JUNE = date(2026, 6, 1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort, state=State.ACTIVE, activated_at=MONDAY_NINE)


def verbs():
    return [entry.verb for entry in AuditEntry.objects.order_by("pk")]


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ACTIVE, State.PAUSED])
@pytest.mark.parametrize("ending", [Ending.COMPLETED, Ending.ENDED])
def test_a_pair_closes_from_any_state_and_says_how(cohort, state, ending):
    pair = PairFactory(cohort=cohort, state=state)

    closed = close_pair(pair, ending=ending, by=pair.mentor, at=LATER)

    assert (closed.state, closed.ending, closed.closed_at) == (State.CLOSED, ending, LATER)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == ("pair.closed", {"ending": ending.value})
    assert not Notice.objects.exists()


def test_a_pair_that_has_ended_stays_as_it_did(pair):
    close_pair(pair, ending=Ending.COMPLETED, by=None, at=MONDAY_NINE)

    again = close_pair(pair, ending=Ending.ENDED, by=None, at=LATER)

    assert (again.ending, again.closed_at) == (Ending.COMPLETED, MONDAY_NINE)
    assert verbs() == ["pair.closed"]


def test_a_pause_ends_with_its_pair(pair):
    set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    close_pair(pair, ending=Ending.ENDED, by=None, at=LATER)

    assert Pause.objects.get().ended_at == LATER


def test_a_pair_that_never_began_says_so(cohort):
    pair = lapse_pair(PairFactory(cohort=cohort), by=None, at=LATER)

    assert (pair.state, pair.ending) == (State.CLOSED, Ending.LAPSED)


@pytest.mark.parametrize("until", [JUNE, None])
def test_a_pair_rests_until_a_day_or_until_one_resumes(pair, until):
    pause = set_pause(pair, until=until, by=pair.mentee, at=MONDAY_NINE)

    pair.refresh_from_db()
    assert (pair.state, pause.until_on, pause.started_at) == (State.PAUSED, until, MONDAY_NINE)
    assert resume_pair(pair, by=pair.mentor, at=LATER)
    pair.refresh_from_db()
    assert (pair.state, pair.pauses.get().ended_at) == (State.ACTIVE, LATER)
    assert verbs() == ["pair.paused", "pair.resumed"]


def test_pausing_twice_keeps_the_first_instant_and_the_last_day(pair):
    set_pause(pair, until=None, by=pair.mentee, at=MONDAY_NINE)
    set_pause(pair, until=None, by=pair.mentor, at=LATER)
    pause = set_pause(pair, until=JUNE, by=pair.mentor, at=LATER)

    assert (pause.started_at, pause.until_on) == (MONDAY_NINE, JUNE)
    assert Pause.objects.count() == 1
    assert verbs() == ["pair.paused", "pair.paused"]


def test_resuming_a_pair_that_does_not_rest_changes_nothing(pair):
    assert not resume_pair(pair, by=pair.mentor, at=LATER)
    assert verbs() == []


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2026, 9, 2)])
def test_no_pause_until_a_day_that_is_over_or_after_the_cohort(pair, until):
    with pytest.raises(CannotPause, match="Choose a day from today"):
        set_pause(pair, until=until, by=pair.mentor, at=MONDAY_NINE)


def test_no_pause_in_a_cohort_that_is_over():
    pair = PairFactory(
        cohort=CohortFactory(starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 1)),
        state=State.ACTIVE,
    )

    with pytest.raises(CannotPause):
        set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)


def test_no_pause_before_both_have_signed(cohort):
    pair = PairFactory(cohort=cohort)

    with pytest.raises(CannotPause, match="once both of you have signed"):
        set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)


def test_only_the_two_let_it_rest_and_go_on_and_only_until_the_end(pair):
    with pytest.raises(NotOneOfThePair):
        set_pause(pair, until=None, by=PersonFactory(), at=MONDAY_NINE)
    with pytest.raises(NotOneOfThePair):
        resume_pair(pair, by=PersonFactory(), at=MONDAY_NINE)
    close_pair(pair, ending=Ending.ENDED, by=None, at=LATER)
    with pytest.raises(PairClosed):
        set_pause(pair, until=None, by=pair.mentor, at=LATER)
    with pytest.raises(PairClosed):
        resume_pair(pair, by=pair.mentor, at=LATER)


def test_signing_on_pause_does_not_end_the_pause(pair):
    set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    for person in pair.people:
        sign_charter(pair, by=person, at=LATER)

    pair.refresh_from_db()
    assert pair.state == State.PAUSED


def test_a_pair_on_pause_holds_its_seat_and_stands_before_those_that_ended(pair):
    over = PairFactory(mentor=pair.mentor, state=State.CLOSED, accepted_at=LATER)
    set_pause(pair, until=None, by=pair.mentor, at=MONDAY_NINE)

    there = open_pair(
        cohort=pair.cohort, mentor=pair.mentor, mentee=pair.mentee, reasons={}, by=None, at=LATER
    )

    assert there == pair
    assert list(pairs_of(pair.mentor)) == [pair, over]


def test_what_somebody_says_of_their_exit_is_encrypted_and_kept_once(pair):
    said = {"cause": "time", "reason": "  Too much travel.  ", "tells_coach": True}
    keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, **said)
    keep_exit(pair, by=pair.mentor, at=LATER, reason="Another word.")

    kept = Exit.objects.get()
    assert (kept.cause, kept.reason, kept.tells_coach) == ("time", "Too much travel.", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cause, reason FROM pairs_exit")
        assert not {"time", "Too much travel."} & set(cursor.fetchone())
    assert verbs() == []


def test_nothing_said_is_nothing_for_the_coach(pair):
    kept = keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, cause="made up", tells_coach=True)

    assert (kept.cause, kept.reason, kept.tells_coach) == (None, None, False)


def test_reasons_go_as_private_notes_do_and_the_cause_stays(pair):
    keep_exit(pair, by=pair.mentor, at=MONDAY_NINE, cause="time", reason="Mine alone.")
    keep_exit(pair, by=pair.mentee, at=MONDAY_NINE, cause="work")

    assert forget_reasons(at=MONDAY_NINE + 29 * DAY) == 0
    assert forget_reasons(at=MONDAY_NINE + 30 * DAY) == 1
    assert forget_reasons(at=MONDAY_NINE + 30 * DAY) == 0
    assert [(one.cause, one.reason) for one in Exit.objects.order_by("pk")] == [
        ("time", None),
        ("work", None),
    ]
    assert verbs() == ["programme.reasons_forgotten"]
