from django.db import models
from django.db.models import Q

from upside.people.models import Person
from upside.sessions.models import Session


class Pulse(models.Model):
    """Two quick answers after a session: was it useful (1 to 5), did you feel at ease (1 to 5)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="pulses")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    useful = models.PositiveSmallIntegerField()
    at_ease = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_pulse_per_session"),
            models.CheckConstraint(
                name="pulse_in_scale",
                condition=Q(useful__gte=1, useful__lte=5, at_ease__gte=1, at_ease__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.useful} {self.at_ease}"
