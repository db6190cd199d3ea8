"""Whose sessions one sees, which come next, which wait to be settled, and what others count."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SessionFactory,
)
from upside.pairs.actions import sign_charter
from upside.pairs.queries import pairs_run_by
from upside.sessions.models import Session
from upside.sessions.queries import (
    exchanges_of,
    next_session,
    sessions_arranged_by,
    sessions_of_pair,
    sessions_to_settle,
    sessions_visible_to,
    with_counts,
)

pytestmark = pytest.mark.django_db

State = Session.State
THURSDAY = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def pair(cohort):
    return PairFactory(cohort=cohort)


def session_of(pair, starts_at=THURSDAY, state=State.PLANNED):
    return SessionFactory(pair=pair, starts_at=starts_at, ends_at=starts_at + HOUR, state=state)


def test_only_the_two_see_what_is_in_a_session(pair, coordinator):
    session = session_of(pair)
    coach = RoleGrantFactory(programme=pair.cohort.programme, role="coach").person

    assert [list(sessions_visible_to(person)) for person in pair.people] == [[session]] * 2
    assert not sessions_visible_to(coordinator).exists()
    assert not sessions_visible_to(coach).exists()


def test_the_assistant_arranges_dates_and_sees_nothing_else(pair, coordinator):
    session = session_of(pair)
    assistant = PersonFactory()
    EnrolmentFactory(cohort=pair.cohort, person=pair.mentee, role="mentee", assistant=assistant)

    assert list(sessions_arranged_by(assistant)) == [session]
    assert not sessions_visible_to(assistant).exists()
    assert not sessions_arranged_by(coordinator).exists()
    assert list(sessions_arranged_by(pair.mentor)) == [session]


def test_next_session_is_the_soonest_planned_one_until_it_ends(pair):
    soon, later = session_of(pair), session_of(pair, THURSDAY + timedelta(days=7))
    session_of(pair, THURSDAY - timedelta(days=7), State.CANCELLED)

    assert next_session(pair.mentor, MONDAY_NINE) == soon
    assert next_session(pair.mentor, THURSDAY + HOUR / 2) == soon
    assert next_session(pair.mentor, THURSDAY + HOUR) == later
    assert next_session(PersonFactory(), MONDAY_NINE) is None


def test_sessions_to_settle_are_over_and_without_an_answer(pair):
    over = session_of(pair)
    session_of(pair, THURSDAY - timedelta(days=7), State.HELD)
    session_of(pair, THURSDAY + timedelta(days=7))

    assert list(sessions_to_settle(pair.mentee, THURSDAY + HOUR)) == [over]
    assert not sessions_to_settle(pair.mentee, THURSDAY).exists()


def test_sessions_of_pair_come_in_order_with_their_exchanges(pair, django_assert_num_queries):
    later, sooner = session_of(pair, THURSDAY + HOUR), session_of(pair)

    with django_assert_num_queries(2):
        found = list(sessions_of_pair(pair))
        assert [list(session.exchanges.all()) for session in found] == [[], []]

    assert found == [sooner, later]
    assert not exchanges_of(sooner).exists()


def test_with_counts_tells_coordinators_how_many_never_what(pair, coordinator):
    for days, state in enumerate([State.HELD, State.HELD, State.CANCELLED, State.PLANNED]):
        session_of(pair, THURSDAY + timedelta(days=days), state)
    sign_charter(pair, by=pair.mentee, at=MONDAY_NINE)

    found = with_counts(pairs_run_by(coordinator)).get()

    counts = (found.n_held, found.n_cancelled, found.n_planned, found.n_missed)
    assert counts == (2, 1, 1, 0)
    assert [signature.person_id for signature in found.signatures.all()] == [pair.mentee_id]
