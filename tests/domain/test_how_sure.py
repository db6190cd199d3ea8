"""How sure somebody feels of a skill that came to them: theirs alone, a mean from eight people."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import MONDAY_NINE, PairFactory, SessionFactory, SkillFactory
from upside.feedback.actions import NotAsked, OffTheScale, forget_answers, say_confidence
from upside.feedback.models import Confidence
from upside.feedback.queries import (
    confidence_of,
    confidence_summary,
    sessions_with_confidence,
    sure_by_skill,
)
from upside.kernel.models import AuditEntry
from upside.sessions.actions import Passed, amend_exchanges, record_exchange
from upside.sessions.models import Session
from upside.sessions.queries import sessions_of_pair

pytestmark = pytest.mark.django_db

HELD = Session.State.HELD


@pytest.fixture
def session(cohort):
    return SessionFactory(pair__cohort=cohort, state=HELD)


def passes(session, way="to_mentee"):
    return record_exchange(
        session,
        direction=way,
        kind="skill",
        skill=SkillFactory(),
        by=session.pair.mentor,
        at=MONDAY_NINE,
    )


def say(session, sure, by=None):
    return say_confidence(session, sure, by=by or session.pair.mentee, at=MONDAY_NINE)


def test_whoever_received_a_skill_says_how_sure_and_the_log_does_not(session):
    learned = passes(session)

    assert say(session, {learned.pk: 7}) == 1

    assert Confidence.objects.get().sure == 7
    entry = AuditEntry.objects.get(verb="confidence.said")
    assert entry.details == {}


def test_saying_it_again_corrects_it(session):
    learned = passes(session)
    say(session, {learned.pk: 7})
    say(session, {learned.pk: 0})

    assert Confidence.objects.get().sure == 0


def test_what_came_to_the_other_one_or_is_gone_is_left_out(session):
    shown = passes(session, way="to_mentor")

    assert say(session, {shown.pk: 5, 999_999: 5}) == 0

    assert not Confidence.objects.exists()
    assert not AuditEntry.objects.filter(verb="confidence.said").exists()


def test_each_reads_their_own_answer_only(session, coordinator):
    learned = passes(session)
    say(session, {learned.pk: 4})

    assert confidence_of(session, session.pair.mentee) == {learned.pk: 4}
    assert confidence_of(session, session.pair.mentor) == {}
    assert confidence_of(session, coordinator) == {}


@pytest.mark.parametrize("bad", [-1, 11, 10**9])
def test_what_is_off_the_scale_is_refused(session, bad):
    with pytest.raises(OffTheScale, match="0 to 10"):
        say(session, {passes(session).pk: bad})


def test_a_stranger_and_a_session_not_held_are_refused(session, coordinator):
    learned = passes(session)

    with pytest.raises(NotAsked, match="Only the two"):
        say(session, {learned.pk: 5}, by=coordinator)
    Session.objects.update(state="planned")
    with pytest.raises(NotAsked, match="after the session"):
        say(session, {learned.pk: 5})


def test_it_goes_with_what_was_taken_back(session):
    learned = passes(session)
    say(session, {learned.pk: 5})

    gone = [Passed("to_mentee", "skill", learned.skill)]
    amend_exchanges(session, passed=[], not_passed=gone, by=session.pair.mentor, at=MONDAY_NINE)

    assert not Confidence.objects.exists()


@pytest.mark.parametrize(("people", "is_told"), [(7, False), (8, True)])
def test_a_mean_is_told_from_eight_people_on(cohort, people, is_told):
    for number in range(people):
        session = SessionFactory(pair=PairFactory(cohort=cohort), state=HELD)
        say(session, {passes(session).pk: number % 2 * 10})

    told = confidence_summary(cohort)

    assert (told is not None) == is_told
    if told:
        assert (told.n, told.n_people, told.sure) == (8, 8, 5.0)


def test_it_is_deleted_with_the_answers_of_the_cohort(session):
    say(session, {passes(session).pk: 5})
    late = datetime(session.pair.cohort.ends_on.year + 5, 1, 1, tzinfo=UTC)

    assert forget_answers(at=late - timedelta(days=10_000)) == 0
    assert forget_answers(at=late) == 1
    assert not Confidence.objects.exists()


def session_of(pair, *, days, **said):
    start = MONDAY_NINE + timedelta(days=days)
    return SessionFactory(pair=pair, starts_at=start, ends_at=start + timedelta(hours=1), **said)


def test_how_sure_one_felt_is_told_by_skill_in_the_order_of_the_sessions(session):
    pair, skill = session.pair, SkillFactory()
    later = session_of(pair, days=30, state=HELD)
    usual = {"kind": "skill", "skill": skill, "by": pair.mentor, "at": MONDAY_NINE}
    for one, sure in ((later, 6), (session, 3)):
        learned = record_exchange(one, direction="to_mentee", **usual)
        say(one, {learned.pk: sure})
    record_exchange(session, direction="to_mentor", **usual)
    passes(session)  # of which nothing was said
    planned = session_of(pair, days=60)

    told = list(sessions_with_confidence(sessions_of_pair(pair)))

    assert planned in told
    assert sure_by_skill(told, pair.mentee) == {skill: [3, 6]}
    assert sure_by_skill(told, pair.mentor) == {}
