from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort


class FirstCall(models.Model):
    """A short call of two people before they say yes: one asks for it, the other chooses the date.

    ``path`` is the page about it. It has a start and an end from the day on which it is planned.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        PLANNED = "planned", _("Planned")
        REFUSED = "refused", _("Not wished for")
        CANCELLED = "cancelled", _("Called off")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="first_calls")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    minutes = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=100)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="first_call_planned_with_its_dates",
                condition=~Q(state="planned") | Q(ends_at__gt=F("starts_at")),
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"

    @property
    def people(self) -> tuple[Person, Person]:
        """The mentor, then the mentee."""
        return self.mentor, self.mentee

    def partner_of(self, person: Person) -> Person:
        """Return the other one of the two."""
        return self.mentee if person.pk == self.mentor_id else self.mentor

    def is_ahead(self, at: datetime) -> bool:
        """Tell whether it is planned and not over at ``at``."""
        return self.state == self.State.PLANNED and self.ends_at is not None and self.ends_at > at
