"""A candidate, three evaluators and a grid in use: what several tests of evaluations start from."""

from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    EvaluationFactory,
    EvaluationGridFactory,
    EvaluationSheetFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
)
from upside.grids.actions import acknowledge, fill_sheet, put_up, take_ready_grid
from upside.grids.models import Evaluation
from upside.grids.outcome import outcome_of
from upside.grids.queries import criteria_for

NOW = {"at": MONDAY_NINE}
TYPED_IN_GRIDS = {
    "label_en": "Tells a story",
    "seen1_en": "Reads it aloud.",
    "seen4_en": "Speaks from words.",
    "seen7_en": "Changes it as asked.",
}


def evaluators_of(programme, n=3):
    """Give ``n`` new people the role."""
    return [RoleGrantFactory(role="evaluator", programme=programme).person for _ in range(n)]


def announced(cohort, evaluators=None, **place):
    """Put a new mentor up by the ready grid; the candidate has not read the notice."""
    take_ready_grid(cohort.programme, by=None, **NOW)
    enrolment = EnrolmentFactory(cohort=cohort, person=PersonFactory(), **place)
    people = evaluators or evaluators_of(cohort.programme)
    return put_up(enrolment, people, by=None, **NOW)


def under_way(cohort, evaluators=None, code="J1", **place):
    """Put a new mentor up who has read the notice and chose a topic."""
    evaluation = announced(cohort, evaluators, **place)
    topics = {"topic1": SkillFactory(code=code).code}
    candidate = evaluation.enrolment.person
    return acknowledge(evaluation, topics=topics, by=candidate, **NOW)


def rated(evaluation, topic=6, others=5):
    """Return ratings for every criterion."""
    criteria = criteria_for(evaluation.grid, evaluation)
    return {c.key: topic if c.is_topic else others for c in criteria}


def submit_all(evaluation, *, comments=None, **ratings):
    """Let every evaluator submit the same; return the evaluation as it is after."""
    for sheet in evaluation.sheets.order_by("pk"):
        fill_sheet(
            sheet,
            ratings=rated(evaluation, **ratings),
            comments=comments or {},
            submit=True,
            by=sheet.evaluator,
            **NOW,
        )
    return Evaluation.objects.select_related("grid").get(pk=evaluation.pk)


def decided(cohort, evaluators=None, **ratings):
    """Return an evaluation with a result."""
    return submit_all(under_way(cohort, evaluators), **ratings)


def result_of(place, evaluator):
    """Make an evaluation with a result by one evaluator, without a log and without mails."""
    grid = EvaluationGridFactory(programme=place.cohort.programme)
    evaluation = EvaluationFactory(
        enrolment=place, grid=grid, state="decided", decided_at=MONDAY_NINE, is_eligible=True
    )
    ratings = rated(evaluation)
    evaluation.result = outcome_of(criteria_for(grid), [ratings], grid.content).stored()
    evaluation.save()
    sheet = EvaluationSheetFactory(
        evaluation=evaluation, evaluator=evaluator, ratings=ratings, submitted_at=MONDAY_NINE
    )
    return {"evaluation": evaluation, "sheet": sheet}


def pages_of_grids(people, things, later):
    """Make what the forms of evaluations need; return the pages on which they stand, by role."""
    grid = things["evaluation"].grid
    own = {
        "key": "own1", "axis": "own", "weight": 1, "labels": {"en": "Tells a story"},
        "anchors": {at: {"en": f"Does it {at} times"} for at in ("1", "4", "7")},
    }  # fmt: skip
    one, *families = grid.content["criteria"]
    topics = [one | {"skill": "J1"}, one | {"skill": "J3", "key": "topic2"}]
    newer = EvaluationGridFactory(
        programme=grid.programme,
        number=2,
        content=grid.content | {"criteria": [*topics, *families, own]},
    )
    place = EnrolmentFactory(cohort=later, person=people["coach"], role="mentor")
    announced_ = EvaluationFactory(enrolment=place, grid=newer)
    other = EnrolmentFactory(cohort=later, person=PersonFactory(), role="mentor")
    open_ = EvaluationFactory(enrolment=other, grid=newer, state="under_way")
    sheet = EvaluationSheetFactory(
        evaluation=open_, evaluator=people["evaluator"], ratings=rated(open_)
    )
    EvaluationSheetFactory(evaluation=open_)
    return [
        ("coach", reverse("grids:evaluation", args=[announced_.pk])),
        ("evaluator", reverse("grids:sheet", args=[sheet.pk])),
    ]
