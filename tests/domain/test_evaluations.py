"""Put up, notice, contest, call off: what each promises and whom it refuses."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    ProposalFactory,
    RoleGrantFactory,
    RoundFactory,
    SkillFactory,
)
from tests.grid_world import announced, decided, evaluators_of, under_way
from upside.grids.actions import (
    NotEvaluated,
    acknowledge,
    call_off,
    contest,
    put_up,
    take_ready_grid,
)
from upside.grids.models import Evaluation, EvaluationSheet
from upside.grids.queries import evaluators_for, standing_evaluation, waiting_for_a_second
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.programmes.actions import NotLaunched
from upside.programmes.models import Cohort

pytestmark = pytest.mark.django_db

NOW = {"by": None, "at": MONDAY_NINE}


def told(template):
    return [notice.person for notice in Notice.objects.filter(template=template).order_by("pk")]


@pytest.fixture
def mentor(cohort):
    take_ready_grid(cohort.programme, **NOW)
    return EnrolmentFactory(cohort=cohort, person=PersonFactory())


def test_the_candidate_gets_the_notice_and_the_evaluators_wait(cohort):
    evaluation = announced(cohort, state="invited")

    assert evaluation.state == "announced"
    assert told("evaluation_announced") == [evaluation.enrolment.person]
    assert told("evaluation_to_fill") == []
    assert put_up(evaluation.enrolment, [], **NOW) == evaluation
    entry = AuditEntry.objects.get(verb="evaluation.announced")
    assert (entry.details, entry.programme_ref) == ({}, f"programme:{cohort.programme_id}")


def test_nobody_is_put_up_before_the_launch(cohort, mentor):
    Cohort.objects.update(launched_at=None)

    with pytest.raises(NotLaunched):
        put_up(mentor, evaluators_of(cohort.programme), **NOW)


@pytest.mark.parametrize("changes", [{"role": "mentee"}, {"state": "declined"}])
def test_only_mentors_who_take_part_or_may_are_put_up(cohort, changes):
    place = EnrolmentFactory(cohort=cohort, **changes)

    with pytest.raises(NotEvaluated, match="Only mentors"):
        put_up(place, evaluators_of(cohort.programme), **NOW)


def test_without_a_grid_nobody_is_put_up(cohort):
    with pytest.raises(NotEvaluated, match="no grid yet"):
        put_up(EnrolmentFactory(cohort=cohort), [], **NOW)


def test_the_number_of_evaluators_is_that_of_the_grid(cohort, mentor):
    people = evaluators_of(cohort.programme)

    for chosen in (people[:2], [*people[:2], people[0]]):
        with pytest.raises(NotEvaluated, match="asks for 3 evaluators"):
            put_up(mentor, chosen, **NOW)


def test_who_stands_above_or_below_or_may_be_the_partner_is_kept_out(cohort, mentor):
    chief, boss, below, partner, coming, free = evaluators_of(cohort.programme, 6)
    candidate = mentor.person
    boss.manager, candidate.manager, below.manager = chief, boss, candidate
    chief.manager = below  # a circle in the HR file ends
    for person in (boss, candidate, below, chief):
        person.save()
    PairFactory(cohort=cohort, mentor=candidate, mentee=partner)
    ProposalFactory(round=RoundFactory(cohort=cohort), mentor=candidate, mentee=coming)
    RoleGrantFactory(role="evaluator", programme=cohort.programme, person=candidate)

    found = {e.person: e.kept_out for e in evaluators_for(mentor)}

    assert found == {
        chief: "line", boss: "line", below: "line", partner: "partner", coming: "partner",
        free: "", candidate: "self",
    }  # fmt: skip
    with pytest.raises(NotEvaluated, match="neither above nor below"):
        put_up(mentor, [boss, partner, free], **NOW)


def test_whoever_lacks_the_role_is_no_evaluator(cohort, mentor):
    people = [PersonFactory(), *evaluators_of(cohort.programme, 2)]

    with pytest.raises(NotEvaluated, match="hold the role"):
        put_up(mentor, people, **NOW)


def test_the_notice_is_read_by_the_candidate_who_chooses_the_topic(cohort):
    evaluation = announced(cohort)
    skill = SkillFactory(code="J1")

    found = acknowledge(
        evaluation, topics={"topic1": "J1"}, by=evaluation.enrolment.person, at=MONDAY_NINE
    )

    assert (found.state, found.topics) == ("under_way", {"topic1": skill.code})
    assert len(told("evaluation_to_fill")) == 3
    again = acknowledge(evaluation, topics={}, by=evaluation.enrolment.person, at=MONDAY_NINE)
    assert again.acknowledged_at == MONDAY_NINE


def test_nobody_else_reads_the_notice_for_the_candidate(cohort, coordinator):
    with pytest.raises(NotEvaluated, match="Only the candidate"):
        acknowledge(announced(cohort), topics={}, by=coordinator, at=MONDAY_NINE)


@pytest.mark.parametrize(("code", "direction"), [("", "J2S"), ("S1", "S2J")])
def test_a_topic_that_mentors_share_has_to_be_chosen(cohort, code, direction):
    SkillFactory(code="S1", direction=direction)
    evaluation = announced(cohort)

    with pytest.raises(NotEvaluated, match="Choose the topic"):
        acknowledge(
            evaluation, topics={"topic1": code}, by=evaluation.enrolment.person, at=MONDAY_NINE
        )


def test_an_evaluation_is_called_off_before_its_result_with_its_drafts(cohort):
    evaluation = under_way(cohort)

    call_off(evaluation, **NOW)
    call_off(evaluation, **NOW)

    assert not EvaluationSheet.objects.exists()
    assert told("evaluation_called_off") == [evaluation.enrolment.person]
    assert standing_evaluation(evaluation.enrolment) is None
    with pytest.raises(NotEvaluated, match="called off"):
        acknowledge(evaluation, topics={}, by=evaluation.enrolment.person, at=MONDAY_NINE)
    with pytest.raises(NotEvaluated, match="a result already"):
        call_off(decided(cohort), **NOW)


def contested(cohort):
    evaluation = decided(cohort, topic=3)
    return contest(
        evaluation, reason=" My tool was down. ", by=evaluation.enrolment.person, at=MONDAY_NINE
    )


def test_a_contest_tells_the_coordinators_and_keeps_the_first_result(cohort, coordinator):
    found = contested(cohort)

    assert (found.state, found.contest_reason) == ("contested", "My tool was down.")
    assert told("evaluation_contested") == [coordinator]
    assert found.result["topics"] == 3
    again = contest(found, reason="Again", by=found.enrolment.person, at=MONDAY_NINE)
    assert again.contest_reason == "My tool was down."
    assert "down" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_the_second_evaluation_is_by_others_and_stands(cohort):
    first = contested(cohort)
    before = [sheet.evaluator for sheet in first.sheets.all()]

    with pytest.raises(NotEvaluated, match="contested"):
        put_up(first.enrolment, before, **NOW)
    second = put_up(first.enrolment, evaluators_of(cohort.programme), **NOW)

    assert second.second_of == first
    assert standing_evaluation(first.enrolment) == second
    Evaluation.objects.filter(pk=second.pk).update(state="decided")
    with pytest.raises(NotEvaluated, match="second evaluation stands"):
        contest(second, reason="No.", by=first.enrolment.person, at=MONDAY_NINE)


def test_a_contest_waits_until_a_second_evaluation_is_under_way(cohort, coordinator):
    first = contested(cohort)
    assert list(waiting_for_a_second(coordinator)) == [first]

    second = put_up(first.enrolment, evaluators_of(cohort.programme), **NOW)
    assert not waiting_for_a_second(coordinator).exists()

    call_off(second, **NOW)
    assert list(waiting_for_a_second(coordinator)) == [first]
    assert standing_evaluation(first.enrolment) == first


def test_a_contest_needs_a_result_a_reason_and_the_candidate(cohort, coordinator):
    open_, closed = under_way(cohort), decided(cohort)

    with pytest.raises(NotEvaluated, match="no result yet"):
        contest(open_, reason="No.", by=open_.enrolment.person, at=MONDAY_NINE)
    with pytest.raises(NotEvaluated, match="in a sentence"):
        contest(closed, reason=" ", by=closed.enrolment.person, at=MONDAY_NINE)
    with pytest.raises(NotEvaluated, match="Only the candidate"):
        contest(closed, reason="No.", by=coordinator, at=MONDAY_NINE)


def test_a_candidate_below_the_threshold_may_be_put_up_again(cohort):
    evaluation = decided(cohort, topic=3)

    again = put_up(
        evaluation.enrolment,
        [sheet.evaluator for sheet in evaluation.sheets.all()],
        by=None,
        at=MONDAY_NINE + timedelta(weeks=8),
    )

    assert again.second_of is None
    assert evaluation.enrolment.state == "ready"
