from django.db import models

from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["Setup"]


class Setup(models.Model):
    """How the studio of a cohort stands after one change: rules, weights, aim, pairs by hand.

    The newest that was not taken back counts. ``holds`` are the pairs fixed or ruled out by hand:
    ``{"mentee", "mentor"`` (ids of the HR file)``, "kind": "lock" | "forbid", "reason",
    "overrides": [rules], "by", "at"}``. ``change`` says what this change was.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="setups")
    number = models.PositiveIntegerField()
    rules = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    objective = models.CharField(max_length=20)
    seed = models.PositiveIntegerField(default=0)
    holds = models.JSONField(default=list)
    change = models.JSONField(default=dict)
    is_undone = models.BooleanField(default=False)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_setup_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.number}"
