"""The two questions after a session, and their sum once eight people have answered."""

import pytest

from tests.factories import MONDAY_NINE, PairFactory, SessionFactory
from upside.feedback.actions import NotAsked, OffTheScale, answer_pulse
from upside.feedback.models import Pulse
from upside.feedback.queries import pulse_of, pulse_summary
from upside.kernel.models import AuditEntry
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db

HELD = Session.State.HELD


@pytest.fixture
def session(cohort):
    return SessionFactory(pair__cohort=cohort, state=HELD)


def answer(session, by=None, useful=4, at_ease=5):
    by = by or session.pair.mentee
    return answer_pulse(session, useful=useful, at_ease=at_ease, by=by, at=MONDAY_NINE)


def answers(cohort, pairs):
    for _turn in range(pairs):
        session = SessionFactory(pair=PairFactory(cohort=cohort), state=HELD)
        for person, useful in zip(session.pair.people, (2, 4), strict=True):
            answer(session, by=person, useful=useful)


def test_answer_pulse_keeps_both_answers_and_logs_neither(session):
    pulse = answer(session)

    assert (pulse.useful, pulse.at_ease) == (4, 5)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == ("pulse.answered", {})


def test_answering_again_corrects_the_answer(session):
    answer(session)
    answer(session, useful=1, at_ease=1)

    pulse = Pulse.objects.get()
    assert (pulse.useful, pulse.at_ease) == (1, 1)


def test_each_reads_their_own_answer_only(session, coordinator):
    pulse = answer(session)

    assert pulse_of(session, session.pair.mentee) == pulse
    assert pulse_of(session, session.pair.mentor) is None
    assert pulse_of(session, coordinator) is None


@pytest.mark.parametrize("bad", [0, 6, -1, 10**9])
def test_answer_pulse_refuses_what_is_off_the_scale(session, bad):
    with pytest.raises(OffTheScale, match="five answers"):
        answer(session, useful=bad)
    with pytest.raises(OffTheScale):
        answer(session, at_ease=bad)

    assert not Pulse.objects.exists()


def test_answer_pulse_refuses_anybody_else(session, coordinator):
    with pytest.raises(NotAsked, match="Only the two"):
        answer(session, by=coordinator)


@pytest.mark.parametrize("state", sorted(set(Session.State) - {HELD}))
def test_answer_pulse_refuses_a_session_that_was_not_held(session, state):
    Session.objects.update(state=state)

    with pytest.raises(NotAsked, match="that you met"):
        answer(session)


def test_answers_of_seven_people_are_told_to_nobody(cohort, session):
    answers(cohort, pairs=3)
    answer(session)
    for again in SessionFactory.create_batch(3, pair=session.pair, state=HELD):
        answer(again)

    assert Pulse.objects.count() == 10
    assert pulse_summary(cohort) is None


def test_answers_of_eight_people_are_told_together(cohort):
    answers(cohort, pairs=4)

    summary = pulse_summary(cohort)

    assert (summary.n, summary.useful, summary.at_ease) == (8, 3.0, 5.0)
    assert summary.useful_counts == (0, 4, 0, 4, 0)
    assert summary.at_ease_counts == (0, 0, 0, 0, 8)


def test_answers_of_other_cohorts_do_not_count(cohort):
    answers(PairFactory().cohort, pairs=4)

    assert pulse_summary(cohort) is None


def test_answers_wait_while_a_session_is_noted_as_not_held(cohort):
    answers(cohort, pairs=4)
    Session.objects.update(state=Session.State.MISSED)

    assert pulse_summary(cohort) is None
