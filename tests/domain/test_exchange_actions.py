"""What passed in a session: both directions, four kinds, one row for one thing."""

import pytest

from tests.factories import MONDAY_NINE, SessionFactory, SkillFactory
from upside.kernel.models import AuditEntry
from upside.sessions.actions import (
    NotHeld,
    NotInTheSession,
    Passed,
    UnclearExchange,
    amend_exchanges,
    record_exchange,
)
from upside.sessions.models import Exchange, Session
from upside.sessions.queries import exchanges_of

pytestmark = pytest.mark.django_db

TO_MENTEE, TO_MENTOR = Exchange.Direction.TO_MENTEE, Exchange.Direction.TO_MENTOR
Kind = Exchange.Kind


@pytest.fixture
def session():
    return SessionFactory(state=Session.State.HELD)


def record(session, direction=TO_MENTEE, kind=Kind.KNOWLEDGE, by=None, **more):
    by = by or session.pair.mentor
    return record_exchange(session, direction=direction, kind=kind, by=by, at=MONDAY_NINE, **more)


@pytest.mark.parametrize("direction", Exchange.Direction)
@pytest.mark.parametrize("kind", Kind)
def test_record_exchange_keeps_every_kind_in_both_directions(session, direction, kind):
    skill = SkillFactory() if kind == Kind.SKILL else None

    exchange = record(session, direction, kind, skill=skill)

    assert list(exchanges_of(session)) == [exchange]
    assert exchange.recorded_by == session.pair.mentor
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["exchange.recorded"]


def test_the_same_exchange_said_by_both_is_one_row(session):
    skill = SkillFactory()

    first = record(session, kind=Kind.SKILL, skill=skill)
    again = record(session, kind=Kind.SKILL, skill=skill, by=session.pair.mentee)

    assert first == again
    assert AuditEntry.objects.count() == 1
    record(session, kind=Kind.SKILL, skill=SkillFactory())
    assert session.exchanges.count() == 2


@pytest.mark.parametrize(
    "state", [Session.State.PLANNED, Session.State.CANCELLED, Session.State.MISSED]
)
def test_record_exchange_refuses_a_session_that_was_not_held(session, state):
    Session.objects.update(state=state)  # since the page was loaded

    with pytest.raises(NotHeld, match="that you met"):
        record(session)


def test_record_exchange_refuses_anybody_else(session, coordinator):
    with pytest.raises(NotInTheSession):
        record(session, by=coordinator)


@pytest.mark.parametrize(
    ("direction", "kind", "has_skill", "sentence"),
    [
        (TO_MENTEE, Kind.SKILL, False, "Choose the skill"),
        (TO_MENTEE, Kind.CONTACT, True, "Only a skill"),
        ("sideways", Kind.CONTACT, False, "which way"),
        (TO_MENTOR, "gossip", False, "which way"),
    ],
)
def test_record_exchange_refuses_what_is_unclear(session, direction, kind, has_skill, sentence):
    with pytest.raises(UnclearExchange, match=sentence):
        record(session, direction, kind, skill=SkillFactory() if has_skill else None)

    assert not Exchange.objects.exists()


def test_amend_exchanges_changes_only_what_is_named(session):
    mine = record(session, kind=Kind.CONTACT)
    theirs = record(session, direction=TO_MENTOR, by=session.pair.mentee)
    skill = SkillFactory()

    amend_exchanges(
        session,
        passed=[Passed(TO_MENTOR, Kind.SKILL, skill)],
        not_passed=[Passed(mine.direction, mine.kind), Passed(TO_MENTEE, Kind.OUTLOOK)],
        by=session.pair.mentor,
        at=MONDAY_NINE,
    )

    left = [(e.direction, e.kind, e.skill) for e in exchanges_of(session)]
    assert left == [(TO_MENTOR, theirs.kind, None), (TO_MENTOR, Kind.SKILL, skill)]
    assert AuditEntry.objects.filter(verb="exchange.taken_back").count() == 1


def test_amend_exchanges_keeps_nothing_when_one_thing_is_refused(session):
    with pytest.raises(UnclearExchange):
        amend_exchanges(
            session,
            passed=[Passed(TO_MENTEE, Kind.OUTLOOK), Passed(TO_MENTEE, Kind.SKILL)],
            by=session.pair.mentor,
            at=MONDAY_NINE,
        )

    assert not Exchange.objects.exists()
