"""Pass it on: what a mentee showed their team; read by them, one sum from eight mentees on."""

from datetime import UTC, datetime

import pytest

from tests.factories import MONDAY_NINE, PairFactory, SessionFactory, SkillFactory
from upside.feedback.actions import NotAsked, OffTheScale, forget_answers, pass_on
from upside.feedback.models import PassedOn
from upside.feedback.queries import answers_together, passed_on_by
from upside.kernel.models import AuditEntry
from upside.sessions.actions import record_exchange
from upside.sessions.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return SessionFactory(pair__cohort=cohort, state=Session.State.HELD)


def tell(session, n_people=4, skill=None, by=None):
    by = by or session.pair.mentee
    return pass_on(session, skill=skill, n_people=n_people, by=by, at=MONDAY_NINE)


def learned(session):
    skill = SkillFactory()
    by, at = session.pair.mentor, MONDAY_NINE
    record_exchange(session, direction="to_mentee", kind="skill", skill=skill, by=by, at=at)
    return skill


def test_a_mentee_tells_what_and_to_how_many_and_the_log_does_not(session):
    skill = learned(session)

    told = tell(session, skill=skill)

    assert (told.skill, told.n_people) == (skill, 4)
    assert AuditEntry.objects.get(verb="session.passed_on").details == {}


def test_telling_again_corrects_it_and_nobody_takes_it_away(session):
    tell(session)
    tell(session, n_people=9)
    assert PassedOn.objects.get().n_people == 9

    assert tell(session, n_people=0) is None
    assert not PassedOn.objects.exists()


def test_each_reads_their_own_only(session, coordinator):
    told = tell(session)

    assert passed_on_by(session, session.pair.mentee) == told
    assert passed_on_by(session, session.pair.mentor) is None
    assert passed_on_by(session, coordinator) is None


@pytest.mark.parametrize("bad", [-1, 501])
def test_a_number_that_cannot_be_is_refused(session, bad):
    with pytest.raises(OffTheScale, match="0 to 500"):
        tell(session, n_people=bad)


def test_the_mentor_another_topic_and_a_session_not_held_are_refused(session):
    with pytest.raises(NotAsked, match="Only the mentee"):
        tell(session, by=session.pair.mentor)
    with pytest.raises(NotAsked, match="came to you"):
        tell(session, skill=SkillFactory())
    Session.objects.update(state="planned")
    with pytest.raises(NotAsked, match="after the session"):
        tell(session)


@pytest.mark.parametrize(("mentees", "is_told"), [(7, False), (8, True)])
def test_one_sum_is_told_from_eight_mentees_on(cohort, mentees, is_told):
    for _turn in range(mentees):
        pair = PairFactory(cohort=cohort)
        tell(SessionFactory(pair=pair, state=Session.State.HELD))

    together = answers_together(cohort).passed_on

    assert (together is not None) == is_told
    if together:
        assert (together.n_people, together.n_shown) == (8, 32)


def test_it_goes_with_the_answers_of_the_cohort(session):
    tell(session)

    assert forget_answers(at=datetime(session.pair.cohort.ends_on.year + 5, 1, 1, tzinfo=UTC)) == 1
    assert not PassedOn.objects.exists()
