"""Levels with evidence: what is believed, how long, who may say so, and who may contest it."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    SkillFactory,
    SlotFactory,
    WantFactory,
)
from upside.kernel.models import AuditEntry
from upside.matching.problem import problem_of
from upside.notices.models import Notice
from upside.programmes.queries import missing_for_ready
from upside.skills import actions
from upside.skills.actions import NoEvidence, OutsideTheScale
from upside.skills.evidence import expiry_of
from upside.skills.models import Evidence, SkillLevel

pytestmark = pytest.mark.django_db
DAY = MONDAY_NINE.date()


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def skill():
    return SkillFactory()


def own(person, skill, level):
    return actions.set_level(person, skill, level, by=person, at=MONDAY_NINE)


def record(person, skill, kind="observed", level=6, **more):
    said = {"given_on": DAY, "by": PersonFactory(), "at": MONDAY_NINE} | more
    return actions.record_evidence(person, skill, kind, level, **said)


def counts(person):
    level = SkillLevel.objects.get(person=person)
    return level.level, level.evidence


def test_evidence_of_somebody_else_counts_before_ones_own_word(person, skill):
    own(person, skill, 8)
    record(person, skill, level=5)

    assert counts(person) == (5, "observed")
    own(person, skill, 7)
    assert counts(person) == (5, "observed")


def test_the_strongest_kind_counts_then_the_newest(person, skill):
    record(person, skill, "grid", 6, given_on=DAY - timedelta(days=90))
    record(person, skill, "peer", 8)
    assert counts(person) == (6, "grid")

    record(person, skill, "grid", 7)
    assert counts(person) == (7, "grid")


def test_a_file_does_not_replace_evidence(person, skill):
    record(person, skill, level=5)
    line = {"id": person.external_id, "skill": skill.code, "level": "8"}

    first = actions.import_skills([line], by=None, at=MONDAY_NINE)
    again = actions.import_skills([line], by=None, at=MONDAY_NINE)

    assert counts(person) == (5, "observed")
    assert SkillLevel.objects.get().own_level == 8
    assert (first["updated"], again["unchanged"]) == (1, 1)


@pytest.mark.parametrize(("area", "years"), [("digital", 2), ("ai", 1)])
def test_evidence_holds_two_years_and_one_for_topics_of_ai(area, years):
    skill = SkillFactory(area=area)

    assert expiry_of(skill, date(2026, 3, 2)) == date(2026 + years, 3, 2)
    assert expiry_of(skill, date(2024, 2, 29)) == date(2024 + years, 2, 28)


def test_evidence_that_is_over_gives_way_to_ones_own_word(person, skill):
    own(person, skill, 3)
    record(person, skill, level=6)
    over = MONDAY_NINE.replace(year=2028)

    assert actions.expire_evidence(at=over - timedelta(days=1)) == 0
    assert actions.expire_evidence(at=over) == 1
    assert actions.expire_evidence(at=over) == 0
    assert counts(person) == (3, "self")


def test_evidence_that_is_over_leaves_no_level_where_nothing_was_said(person, skill):
    record(person, skill)

    actions.expire_evidence(at=MONDAY_NINE.replace(year=2029))

    assert not SkillLevel.objects.exists()
    assert actions.settle_level(person, skill, at=MONDAY_NINE) is not None


def test_one_reminder_comes_a_month_before_the_end(person, skill):
    record(person, skill)
    soon = datetime(2028, 2, 10, 9, tzinfo=MONDAY_NINE.tzinfo)

    for _ in range(2):
        actions.expire_evidence(at=soon)

    assert [(n.person, n.template) for n in Notice.objects.all()] == [(person, "evidence_ends")]


def test_a_colleague_is_asked_attests_and_the_person_is_told(person, skill):
    friend = PersonFactory()
    asked = actions.ask_evidence(person, skill, "peer", given_on=DAY, of=friend, at=MONDAY_NINE)
    again = actions.ask_evidence(person, skill, "peer", given_on=DAY, of=friend, at=MONDAY_NINE)
    assert (again, SkillLevel.objects.exists()) == (asked, False)

    actions.answer_evidence(asked, 6, by=friend, at=MONDAY_NINE)

    assert counts(person) == (6, "peer")
    told = {(n.person, n.template) for n in Notice.objects.all()}
    assert told == {(friend, "evidence_asked"), (person, "evidence_answered")}


def test_a_no_counts_for_nothing(person, skill):
    friend = PersonFactory()
    asked = actions.ask_evidence(person, skill, "peer", given_on=DAY, of=friend, at=MONDAY_NINE)

    actions.answer_evidence(asked, None, by=friend, at=MONDAY_NINE)

    assert Evidence.objects.get().state == "withdrawn"
    assert not SkillLevel.objects.exists()
    with pytest.raises(NoEvidence, match="answered before"):
        actions.answer_evidence(asked, 5, by=friend, at=MONDAY_NINE)


def test_a_certificate_counts_once_somebody_has_confirmed_it(person, skill):
    asked = actions.ask_evidence(
        person, skill, "certificate", level=5, given_on=DAY, reference="Pix", at=MONDAY_NINE
    )

    with pytest.raises(NoEvidence, match="Only who was asked"):
        actions.answer_evidence(asked, 5, by=person, at=MONDAY_NINE)
    actions.answer_evidence(asked, 5, by=PersonFactory(), at=MONDAY_NINE)

    assert counts(person) == (5, "certificate")


def test_what_is_contested_stops_counting_until_a_second_person_decides(person, skill):
    own(person, skill, 7)
    evidence = record(person, skill, level=3)

    actions.contest_evidence(evidence, "I was ill that day.", by=person, at=MONDAY_NINE)
    actions.contest_evidence(evidence, "I was ill that day.", by=person, at=MONDAY_NINE)
    assert counts(person) == (7, "self")

    actions.decide_contest(evidence, 5, by=PersonFactory(), at=MONDAY_NINE)
    assert counts(person) == (5, "observed")
    assert "ill" not in str(list(AuditEntry.objects.values()))


def test_a_contest_may_end_with_the_evidence_withdrawn(person, skill):
    evidence = record(person, skill)
    actions.contest_evidence(evidence, "Not me.", by=person, at=MONDAY_NINE)

    actions.decide_contest(evidence, None, by=PersonFactory(), at=MONDAY_NINE)

    assert not SkillLevel.objects.exists()
    with pytest.raises(NoEvidence, match="nothing to contest"):
        actions.contest_evidence(evidence, "Again.", by=person, at=MONDAY_NINE)


def test_a_contest_is_refused_from_others_without_a_reason_and_without_a_second_person(
    person, skill
):
    evidence = record(person, skill, by=(giver := PersonFactory()))

    with pytest.raises(NoEvidence, match="Only the person it is about"):
        actions.contest_evidence(evidence, "x", by=giver, at=MONDAY_NINE)
    with pytest.raises(NoEvidence, match="Say in a sentence"):
        actions.contest_evidence(evidence, " ", by=person, at=MONDAY_NINE)
    with pytest.raises(NoEvidence, match="from somebody else"):
        actions.decide_contest(evidence, 5, by=giver, at=MONDAY_NINE)
    with pytest.raises(NoEvidence, match="Nobody contests"):
        actions.decide_contest(evidence, 5, by=PersonFactory(), at=MONDAY_NINE)


def test_nobody_gives_evidence_about_themselves_nor_of_a_day_to_come(person, skill):
    with pytest.raises(NoEvidence, match="about themselves"):
        record(person, skill, by=person)
    with pytest.raises(NoEvidence, match="lies ahead"):
        record(person, skill, given_on=DAY + timedelta(days=1))
    with pytest.raises(NoEvidence, match="kind of evidence"):
        record(person, skill, "hearsay")
    with pytest.raises(OutsideTheScale):
        record(person, skill, level=9)
    with pytest.raises(NoEvidence, match="recorded by an evaluator"):
        actions.ask_evidence(person, skill, "grid", level=5, given_on=DAY, at=MONDAY_NINE)


def test_evidence_is_taken_back_by_who_gave_it_or_whom_it_is_about(person, skill):
    evidence = record(person, skill, by=(giver := PersonFactory()))

    with pytest.raises(NoEvidence, match="can take it back"):
        actions.withdraw_evidence(evidence, by=PersonFactory(), at=MONDAY_NINE)
    for _ in range(2):
        actions.withdraw_evidence(evidence, by=giver, at=MONDAY_NINE)

    assert not SkillLevel.objects.exists()


def test_dropping_a_topic_drops_its_evidence(person, skill):
    record(person, skill)

    actions.drop_level(person, skill, by=person, at=MONDAY_NINE)

    assert not Evidence.objects.exists()


BEYOND_SELF = {"evidence": {"mentors": "beyond_self"}}


def a_mentor(cohort, skill, level=7):
    place = EnrolmentFactory(cohort=cohort, role="mentor")
    SlotFactory(enrolment=place)
    WantFactory(person=place.person)
    own(place.person, skill, level)
    return place


@pytest.mark.parametrize(("asked", "missing"), [({}, []), (BEYOND_SELF, ["evidence"])])
def test_ones_own_word_alone_makes_no_mentor_ready_where_evidence_is_asked(skill, asked, missing):
    place = a_mentor(CohortFactory(kept=asked), skill)

    assert missing_for_ready(place) == missing
    record(place.person, skill, "peer", 5)
    assert missing_for_ready(type(place).objects.get()) == []


def test_evidence_below_the_level_for_teaching_is_not_enough(skill):
    place = a_mentor(CohortFactory(kept=BEYOND_SELF), skill)

    record(place.person, skill, "peer", 4)

    assert missing_for_ready(place) == ["evidence"]


def test_ones_own_word_teaches_nobody_where_evidence_is_asked(skill):
    place = a_mentor(CohortFactory(kept=BEYOND_SELF), skill)
    other = SkillFactory()
    record(place.person, other, "peer", 6)

    [mentor] = problem_of(place.cohort, seed=0).mentors

    assert mentor.levels == {skill.code: 4, other.code: 6}


def test_what_rests_on_a_result_that_no_longer_stands_is_withdrawn(person, skill):
    record(person, skill, "grid", 6, reference="evaluation:1")

    assert actions.withdraw_referred(person, "grid", "evaluation:1", at=MONDAY_NINE) == 1
    assert actions.withdraw_referred(person, "grid", "evaluation:1", at=MONDAY_NINE) == 0
    assert not SkillLevel.objects.exists()


def test_ones_own_word_stays_as_it_is_where_there_is_no_evidence(person, skill):
    own(person, skill, 4)

    kept = actions.settle_level(person, skill, at=MONDAY_NINE)

    assert (kept.level, kept.evidence) == (4, "self")
    assert actions.settle_level(person, SkillFactory(), at=MONDAY_NINE) is None
