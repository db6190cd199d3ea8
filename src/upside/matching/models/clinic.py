from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.sessions.models import Session

__all__ = ["ClinicSlot"]


class ClinicSlot(models.Model):
    """A time that a mentor offers to whoever books it: the offer is the mentor's yes.

    ``question`` is what the mentee wrote for the mentor when booking; nobody else reads it. The
    ``session`` comes with the booking, or, for a pair that is to sign its charter, with that.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Free")
        BOOKED = "booked", _("Booked")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="clinic_slots")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    question = models.CharField(max_length=200, blank=True)
    session = models.ForeignKey(Session, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "mentor", "starts_at"],
                condition=~Q(state="withdrawn"),
                name="one_clinic_slot_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state", "starts_at"]),
            models.Index(fields=["state", "starts_at"]),  # the worker asks each second
        ]

    def __str__(self) -> str:
        return f"{self.mentor} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)
