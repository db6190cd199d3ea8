from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Enrolment, Programme


class EvaluationGrid(models.Model):
    """One version of the criteria by which a programme casts its mentors; frozen once in use."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="evaluation_grids")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="one_grid_version_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} grid v{self.number}"

    @property
    def n_evaluators(self) -> int:
        return int(self.content["n_evaluators"])


class Evaluation(models.Model):
    """One mentor put up for evaluation: the notice, who evaluates, then the result, confidential.

    ``topics`` says which skill the candidate chose where the grid leaves the topic open.
    ``result`` holds the means by criterion, written once when the last sheet came in.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Waits for the candidate to read the notice")
        UNDER_WAY = "under_way", _("Evaluators fill in their grids")
        DECIDED = "decided", _("Decided")
        CONTESTED = "contested", _("Contested")
        CALLED_OFF = "called_off", _("Called off")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="evaluations")
    grid = models.ForeignKey(EvaluationGrid, models.PROTECT, related_name="evaluations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    topics = models.JSONField(default=dict)
    put_up_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    put_up_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_eligible = models.BooleanField(null=True, blank=True)
    retry_on = models.DateField(null=True, blank=True)
    result = models.JSONField(default=dict)
    contested_at = models.DateTimeField(null=True, blank=True)
    contest_reason = models.TextField(blank=True)
    second_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="seconds"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state__in=["announced", "under_way"]),
                name="one_open_evaluation_per_place",
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.pk}"

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = self.grid.content
        return found


class EvaluationSheet(models.Model):
    """What one evaluator says of one candidate, alone; final once it is submitted."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="sheets")
    evaluator = models.ForeignKey(Person, models.PROTECT, related_name="evaluation_sheets")
    ratings = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "evaluator"], name="one_sheet_per_evaluator"
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"
