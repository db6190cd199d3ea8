"""Each evaluator alone, final once submitted; the last sheet brings the result."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, SkillFactory, SkillLevelFactory
from tests.grid_world import announced, decided, evaluators_of, rated, submit_all, under_way
from upside.grids.actions import SheetRefused, acknowledge, call_off, contest, fill_sheet, put_up
from upside.grids.content import criteria_of
from upside.grids.models import Evaluation, EvaluationSheet
from upside.grids.outcome import outcome_of, read_outcome
from upside.grids.queries import agreement_on, criteria_for, sheets_given_to
from upside.kernel.models import AuditEntry
from upside.notices.models import Notice
from upside.skills.actions import NoEvidence, contest_evidence
from upside.skills.models import Evidence, Skill, SkillLevel

pytestmark = pytest.mark.django_db


def fill(sheet, *, ratings, submit=False, comments=None, by=None):
    return fill_sheet(
        sheet,
        ratings=ratings,
        comments=comments or {},
        submit=submit,
        by=by or sheet.evaluator,
        at=MONDAY_NINE,
    )


@pytest.fixture
def sheet(cohort):
    return under_way(cohort).sheets.order_by("pk").first()


def test_a_draft_keeps_what_is_said_so_far(sheet):
    said = {"align": " Named the goal. ", "overall": "", "unknown": "x"}
    fill(sheet, ratings={"align": 4, "unknown": 3}, comments=said)

    sheet.refresh_from_db()
    assert (sheet.ratings, sheet.comments) == ({"align": 4}, {"align": "Named the goal."})
    assert sheet.submitted_at is None


def test_a_submitted_sheet_is_final_and_submitting_twice_is_as_once(sheet):
    whole = rated(sheet.evaluation)
    fill(sheet, ratings=whole, submit=True)

    again = fill(sheet, ratings={}, submit=True)

    assert again.ratings == whole
    with pytest.raises(SheetRefused, match="final"):
        fill(sheet, ratings=whole)
    assert AuditEntry.objects.filter(verb="evaluation.sheet_submitted").count() == 1


@pytest.mark.parametrize(
    ("ratings", "submit", "said"),
    [({"align": 4}, True, "Rate these too"), ({"align": 8}, False, "not on its scale")],
)
def test_what_is_missing_or_off_the_scale_is_refused(sheet, ratings, submit, said):
    with pytest.raises(SheetRefused, match=said):
        fill(sheet, ratings=ratings, submit=submit)


def test_nobody_fills_in_for_an_evaluator_or_before_the_notice_is_read(cohort, sheet, coordinator):
    with pytest.raises(SheetRefused, match="Only the evaluator"):
        fill(sheet, ratings={}, by=coordinator)
    early = announced(cohort).sheets.first()
    with pytest.raises(SheetRefused, match="has not read the notice"):
        fill(early, ratings={})


def test_nothing_is_filled_in_for_somebody_who_left_or_was_called_off(sheet):
    place = sheet.evaluation.enrolment
    place.state = "withdrawn"
    place.save()
    with pytest.raises(SheetRefused, match="no longer takes part"):
        fill(sheet, ratings={})

    call_off(sheet.evaluation, by=None, at=MONDAY_NINE)
    with pytest.raises(SheetRefused, match="called off"):
        fill(sheet, ratings={})


def test_the_result_waits_for_the_last_sheet(cohort):
    evaluation = under_way(cohort)
    first, *_others = evaluation.sheets.all()

    fill(first, ratings=rated(evaluation), submit=True)

    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.result) == ("under_way", {})
    assert agreement_on(evaluation.grid)[0].n_ratings == 0  # nobody reads the others' before
    found = submit_all(evaluation)
    assert (found.state, found.is_eligible, found.retry_on) == ("decided", True, None)
    assert agreement_on(evaluation.grid)[0].n_ratings == 21
    assert agreement_on(evaluation.grid, found)[1] == 1


def test_below_the_threshold_there_is_a_date_and_the_place_stays(cohort):
    found = decided(cohort, topic=4)

    assert (found.is_eligible, found.retry_on) == (False, date(2026, 4, 27))
    assert found.enrolment.state == "ready"
    letters = Notice.objects.filter(template="evaluation_decided")
    assert [letter.person for letter in letters] == [found.enrolment.person]
    assert "eligible" not in str(letters.get().context)
    assert AuditEntry.objects.get(verb="evaluation.decided").details == {}


def levels_of(evaluation):
    rows = SkillLevel.objects.filter(person=evaluation.enrolment.person)
    return {row.skill.code: (row.level, row.evidence) for row in rows}


def test_an_eligible_result_is_evidence_of_the_level_rounded_down(cohort):
    evaluation = under_way(cohort)
    SkillLevelFactory(person=evaluation.enrolment.person, skill=SkillFactory(code="J1"), level=8)
    for sheet, topic in zip(evaluation.sheets.all(), (6, 6, 5), strict=True):
        fill(sheet, ratings=rated(evaluation, topic), submit=True)

    assert levels_of(evaluation) == {"J1": (5, "grid")}
    assert levels_of(decided(cohort, topic=4)) == {}


def test_evidence_by_a_grid_is_contested_by_a_second_evaluation_alone(cohort, client):
    evaluation = decided(cohort)
    person, evidence = evaluation.enrolment.person, Evidence.objects.get(kind="grid")

    with pytest.raises(NoEvidence, match="page of your evaluation"):
        contest_evidence(evidence, "Not my topic.", by=person, at=MONDAY_NINE)

    client.force_login(person)
    page = client.get(reverse("evidence:level", args=[evidence.skill_id])).content.decode()
    assert reverse("grids:evaluation", args=[evaluation.pk]) in page
    assert "This is wrong" not in page


@pytest.mark.parametrize(("topic", "left"), [(3, {"S1": (6, "self")}), (6, None)])
def test_a_second_result_stands_for_the_level_too(cohort, topic, left):
    first = decided(cohort)
    person = first.enrolment.person
    SkillLevelFactory(person=person, skill=SkillFactory(code="S1"), level=6)
    contest(first, reason="Not my topic.", by=person, at=MONDAY_NINE)
    second = put_up(first.enrolment, evaluators_of(cohort.programme), by=None, at=MONDAY_NINE)
    acknowledge(second, topics={"topic1": "J1"}, by=person, at=MONDAY_NINE)

    submit_all(second, topic=topic)

    assert levels_of(second) == (left or {"J1": (6, "grid"), "S1": (6, "self")})


def test_a_topic_that_left_the_catalogue_gets_no_level(cohort):
    evaluation = under_way(cohort, code="J9")
    Skill.objects.filter(code="J9").delete()

    assert levels_of(submit_all(evaluation)) == {}


def test_means_are_weighted_and_the_threshold_is_exact(cohort):
    content = announced(cohort).grid.content
    two = {"key": "topic2", "axis": "topic", "weight": 1, "skill": ""}
    content = content | {"criteria": [*content["criteria"], two]}
    criteria = criteria_of(content)
    others = {c.key: 3 for c in criteria if not c.is_topic}

    # 6 counts twice, 3 once: (6 + 6 + 3) / 3 = 5
    found = outcome_of(criteria, [{**others, "topic1": 6, "topic2": 3}], content)

    assert (found.topics, found.mentoring, found.is_eligible) == (5, 3, True)
    marks = {mark.criterion.key: mark for mark in found.marks}
    assert (marks["topic1"].is_reached, marks["topic2"].is_reached) == (True, False)
    assert read_outcome(criteria, found.stored(), is_eligible=True) == found


def test_one_family_below_its_threshold_is_enough_for_a_training_path(cohort):
    evaluation = under_way(cohort)
    criteria = criteria_for(evaluation.grid, evaluation)
    sheets = [rated(evaluation) | {"adapt": rating} for rating in (2, 3, 3)]

    found = outcome_of(criteria, sheets, evaluation.content)

    assert not found.is_eligible
    low = next(mark for mark in found.marks if mark.criterion.key == "adapt")
    assert (round(low.mean, 2), low.low, low.high, low.is_reached) == (2.67, 2, 3, False)


def test_an_evaluator_sees_own_sheets_after_the_notice_and_while_in_the_role(cohort):
    people = evaluators_of(cohort.programme)
    announced(cohort, people)
    evaluation = under_way(cohort, people)

    mine = sheets_given_to(people[0])

    assert [sheet.evaluation for sheet in mine] == [evaluation]
    people[0].role_grants.all().delete()
    assert not sheets_given_to(people[0]).exists()
    assert EvaluationSheet.objects.count() == 6
    assert Evaluation.objects.count() == 2
