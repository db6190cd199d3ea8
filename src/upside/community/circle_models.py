"""The tables of circles."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment

__all__ = ["Circle", "CircleDate", "CircleInvitation", "CircleLeave"]


class Circle(models.Model):
    """The mentors, or the mentees, of one cohort among themselves, with dates of their own.

    Whoever said yes in that role belongs to it until they leave it. ``host`` is one of them who
    plans its dates beside the coordinators.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="circles")
    role = models.CharField(max_length=6, choices=Enrolment.Role.choices)
    host = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "role"], name="one_circle_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.role}"


class CircleLeave(models.Model):
    """That somebody left a circle while they stay in the programme; gone when they come back."""

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="leaves")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    left_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "person"], name="one_leave_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} {self.person_id}"


class CircleDate(models.Model):
    """One date of a circle: when, where, about what; ``sequence`` grows with each change."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CALLED_OFF = "called_off", _("Called off")

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="dates")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="circle_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                name="one_planned_date_per_start",
                fields=["circle", "starts_at"],
                condition=Q(state="planned"),
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.circle} {self.starts_at:%Y-%m-%d %H:%M}"


class CircleInvitation(models.Model):
    """One person's invitation to a date of their circle, and whether they come.

    ``sequence`` is that of the last calendar file they were sent. ``is_off`` where they left since.
    """

    date = models.ForeignKey(CircleDate, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="circle_invitations")
    sequence = models.PositiveIntegerField(default=0)
    is_off = models.BooleanField(default=False)
    comes = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["date", "person"], name="one_invitation_per_date"),
        ]

    def __str__(self) -> str:
        return f"{self.date_id} {self.person_id}"
