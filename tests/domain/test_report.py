"""The report's figures: what is counted, which way, and what is merged because it is small."""

import pytest
from django.utils import translation

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoundFactory,
    SessionFactory,
    SkillFactory,
    SkillLevelFactory,
    WantFactory,
)
from upside.feedback.models import Pulse
from upside.insights.export import report_csv, report_sheet
from upside.insights.groups import Bin
from upside.insights.report import report_of
from upside.matching.models import Proposal
from upside.programmes.models import Enrolment
from upside.sessions.models import Exchange, Session

pytestmark = pytest.mark.django_db


def exchange(session, skill, direction=Exchange.Direction.TO_MENTEE, kind=Exchange.Kind.SKILL):
    return Exchange.objects.create(
        session=session,
        direction=direction,
        kind=kind,
        skill=skill,
        recorded_by=session.booked_by,
        recorded_at=session.ends_at,
    )


def held_session(cohort, **pair):
    return SessionFactory(pair=PairFactory(cohort=cohort, **pair), state=Session.State.HELD)


def enough_people(cohort):
    PairFactory.create_batch(3, cohort=cohort)


def steps(report):
    return {step.key: (step.n_mentors, step.n_mentees) for step in report.funnel}


def test_report_of_an_empty_cohort_is_all_zero(cohort):
    report = report_of(cohort)

    assert steps(report) == dict.fromkeys(steps(report), (0, 0))
    assert (report.n_pairs, report.n_people, report.n_booked, report.n_held) == (0, 0, 0, 0)
    assert report.to_mentee.share is None
    assert report.pulse is None


def test_funnel_counts_people_by_role_and_keeps_those_who_left(cohort):
    state = Enrolment.State
    for role, now in (
        ("mentor", state.READY),
        ("mentor", state.INVITED),
        ("mentee", state.DECLINED),
        ("mentee", state.WITHDRAWN),
        ("mentee", state.COMPLETE),
    ):
        EnrolmentFactory(cohort=cohort, role=role, state=now)

    report = report_of(cohort)

    assert steps(report) == {
        "invited": (2, 3),
        "accepted": (1, 2),
        "complete": (1, 1),
        "ready": (1, 0),
        "proposed": (0, 0),
        "paired": (0, 0),
        "met": (0, 0),
    }
    assert (report.n_said_no, report.n_withdrawn) == (1, 1)


def test_funnel_goes_on_to_proposal_pair_and_first_session(cohort):
    session = held_session(cohort)
    mentor, mentee = session.pair.people
    EnrolmentFactory(cohort=cohort, person=mentor, role="mentor")
    EnrolmentFactory(cohort=cohort, person=mentee, role="mentee")
    drawn = RoundFactory(cohort=cohort)
    ProposalFactory(round=drawn, mentor=mentor, mentee=mentee, state=Proposal.State.ACCEPTED)
    ProposalFactory(round=drawn, state=Proposal.State.DRAFT)

    found = steps(report_of(cohort))

    assert (found["proposed"], found["paired"], found["met"]) == ((1, 1), (1, 1), (1, 1))


def test_coverage_counts_open_wishes_that_a_partner_is_far_enough_ahead_in(cohort):
    enough_people(cohort)
    pair = PairFactory(cohort=cohort)
    ahead, close, reached = SkillFactory(), SkillFactory(), SkillFactory()
    for skill, of_mentor, of_mentee in ((ahead, 6, 4), (close, 6, 5), (reached, 8, 6)):
        SkillLevelFactory(person=pair.mentor, skill=skill, level=of_mentor)
        SkillLevelFactory(person=pair.mentee, skill=skill, level=of_mentee)
        WantFactory(person=pair.mentee, skill=skill, target=6)
    back = SkillFactory()
    WantFactory(person=pair.mentor, skill=back, target=3)
    SkillLevelFactory(person=pair.mentee, skill=back, level=1)

    report = report_of(cohort)

    assert (report.to_mentee.covered, report.to_mentee.wanted) == (1, 2)
    assert (report.to_mentor.covered, report.to_mentor.wanted) == (1, 1)
    assert report.to_mentee.share == 0.5
    assert report.teaching == {"min_level": 5, "min_gap": 2}


def test_sessions_are_counted_by_state(cohort):
    session = held_session(cohort)
    SessionFactory(pair=session.pair, state=Session.State.CANCELLED)
    PairFactory(cohort=cohort)
    held_session(PairFactory().cohort)

    report = report_of(cohort)

    assert report.sessions == {"planned": 0, "held": 1, "cancelled": 1, "missed": 0}


def test_pairs_are_counted_by_sessions_held_without_a_small_bin(cohort):
    PairFactory.create_batch(3, cohort=cohort)
    for _ in range(5):
        session = held_session(cohort)
    SessionFactory(pair=session.pair, state=Session.State.HELD)

    report = report_of(cohort)

    assert report.held_per_pair == (Bin(0, 2, 8, 16),)
    assert "sessions_held_per_pair,0_to_2,,8,16" in report_csv(report).splitlines()
    assert "Pairs by number of sessions held,0 to 2 sessions held,,8,16" in report_sheet(report)


def test_skills_that_touched_few_people_are_merged(cohort):
    wide, rare, rarer = SkillFactory(), SkillFactory(), SkillFactory()
    sessions = [held_session(cohort) for _ in range(5)]
    for session in sessions:
        exchange(session, wide)
    exchange(sessions[0], wide, Exchange.Direction.TO_MENTOR)
    for session in sessions[:2]:
        exchange(session, rare)
    for session in sessions[2:4]:
        exchange(session, rarer, Exchange.Direction.TO_MENTOR)

    flows = report_of(cohort).flows

    assert [(f.skill, f.to_mentee, f.to_mentor, f.n_people) for f in flows] == [
        (wide, 5, 1, 10),
        (None, 2, 2, 8),
    ]


def test_a_rest_of_few_people_takes_the_smallest_skill_with_it(cohort):
    sessions = [held_session(cohort) for _ in range(5)]
    widest, wide, rare = SkillFactory(), SkillFactory(), SkillFactory()
    for session in sessions:
        exchange(session, widest)
    for session in sessions[1:]:
        exchange(session, wide)
    exchange(sessions[0], rare)

    flows = report_of(cohort).flows

    assert [(f.skill, f.to_mentee, f.n_people) for f in flows] == [(widest, 5, 10), (None, 5, 10)]


def test_nothing_is_told_of_what_passed_among_few(cohort):
    enough_people(cohort)
    exchange(held_session(cohort), SkillFactory(), Exchange.Direction.TO_MENTOR)

    report = report_of(cohort)

    assert report.has_enough_people
    assert (report.flows, report.kinds) == ((), ())


def kinds_of(cohort):
    return {one.kind: (one.to_mentee, one.to_mentor) for one in report_of(cohort).kinds}


def test_kinds_are_counted_both_ways(cohort):
    for _ in range(4):
        exchange(held_session(cohort), None, Exchange.Direction.TO_MENTOR, Exchange.Kind.CONTACT)

    assert kinds_of(cohort) == {
        "skill": (0, 0),
        "knowledge": (0, 0),
        "contact": (0, 4),
        "outlook": (0, 0),
    }


def test_kinds_that_few_noted_are_merged(cohort):
    sessions = [held_session(cohort) for _ in range(4)]
    for session in sessions:
        exchange(session, SkillFactory())
    for session, kind in zip(sessions, ["contact", "contact", "outlook", "outlook"], strict=True):
        exchange(session, None, kind=kind)

    assert kinds_of(cohort) == {"skill": (4, 0), None: (4, 0)}
    assert "exchanges_by_kind,other_kinds,to_mentee,4,8" in report_csv(report_of(cohort))


def test_coverage_is_told_for_a_side_of_eight_people(cohort):
    mentor = PersonFactory()
    PairFactory.create_batch(8, cohort=cohort, mentor=mentor)

    assert report_of(cohort).coverages.keys() == {"to_mentee"}


def test_of_fewer_than_eight_people_only_totals_are_told(cohort):
    sessions = [held_session(cohort) for _ in range(3)]
    skill = SkillFactory()
    WantFactory(person=sessions[0].pair.mentee, skill=skill, target=6)
    exchange(sessions[0], skill)

    report = report_of(cohort)

    assert (report.n_people, report.n_held) == (6, 3)
    assert (report.flows, report.kinds, report.to_mentee.wanted) == ((), (), 0)
    assert report.held_per_pair == ()
    sections = {line.split(",")[0] for line in report_csv(report).splitlines()[1:]}
    assert sections == {"funnel", "pairs", "sessions"}


def test_csv_holds_every_section_and_no_formula(cohort):
    sessions = [held_session(cohort) for _ in range(4)]
    danger = SkillFactory(code="=1+1")
    for session in sessions:
        exchange(session, danger)
    for session in sessions:
        exchange(session, SkillFactory())

    lines = report_csv(report_of(cohort)).splitlines()

    assert lines[0] == "section,item,direction,value,n_people"
    assert "sessions,held,,4,8" in lines
    assert "exchanges_by_skill,'=1+1,to_mentee,4,8" in lines
    assert "exchanges_by_skill,other_skills,to_mentee,4,8" in lines


def test_sheet_says_every_figure_in_words(cohort):
    sessions = [held_session(cohort) for _ in range(4)]
    skill = SkillFactory(labels={"en": "=Data", "fr": "Données"})
    for session in sessions:
        exchange(session, skill)
        for person in session.pair.people:
            Pulse.objects.create(
                session=session, person=person, useful=4, at_ease=5, answered_at=MONDAY_NINE
            )

    english = report_sheet(report_of(cohort)).splitlines()
    with translation.override("fr"):
        french = report_sheet(report_of(cohort)).splitlines()

    assert '"What passed, by skill",\'=Data,mentor to mentee,4,8' in english
    assert "Pairs by number of sessions held,1 session held,,4,8" in english
    passed = "Ce qui a été transmis, par compétence;Données;du mentor vers la personne mentorée"
    assert f"{passed};4;8" in french
    assert "Réponses après les séances, moyenne de 1 à 5;Utile;;4,0;8" in french
