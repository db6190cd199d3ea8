from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["Encounter", "SpeedMeeting"]


class SpeedMeeting(models.Model):
    """An event of short rounds of talk, after which each person says whom they would choose."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        OPEN = "open", _("Announced")
        CLOSED = "closed", _("Preferences closed")
        CALLED_OFF = "called_off", _("Called off")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="speed_meetings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    n_rounds = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    pause_minutes = models.PositiveSmallIntegerField(default=2)
    n_tables = models.PositiveSmallIntegerField()
    break_after = models.PositiveSmallIntegerField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    preferences_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.cohort} {self.starts_at:%Y-%m-%d}"


class Encounter(models.Model):
    """One talk of two people at a speed meeting: in which round, at which table."""

    meeting = models.ForeignKey(SpeedMeeting, models.CASCADE, related_name="encounters")
    number = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    mentor = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="encounter_of_two_people", condition=~Q(mentor=F("mentee"))
            ),
            models.UniqueConstraint(
                fields=["meeting", "mentor", "mentee"], name="nobody_meets_twice"
            ),
            models.UniqueConstraint(
                fields=["meeting", "number", "table"], name="one_talk_per_table"
            ),
            models.UniqueConstraint(
                fields=["meeting", "number", "mentor"], name="one_talk_per_mentor_and_round"
            ),
            models.UniqueConstraint(
                fields=["meeting", "number", "mentee"], name="one_talk_per_mentee_and_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.table}: {self.mentor} → {self.mentee}"
