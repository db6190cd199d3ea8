from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment

__all__ = ["Attendee", "Encounter", "SpeedMeeting"]


class SpeedMeeting(models.Model):
    """An event of short rounds of talk, after which each person says whom they would choose.

    ``site`` limits it to the people of one site. ``sequence`` grows with each change: calendars
    and the forms of coordinators go by it. With ``may_pair_others`` off, a round pairs nobody who
    did not meet at an event.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        OPEN = "open", _("Announced")
        CLOSED = "closed", _("Preferences closed")
        CALLED_OFF = "called_off", _("Called off")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="speed_meetings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    site = models.CharField(max_length=200, blank=True)
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
    announced_at = models.DateTimeField(null=True, blank=True)
    preferences_until = models.DateTimeField()
    may_pair_others = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["state", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.cohort} {self.starts_at:%Y-%m-%d}"


class Attendee(models.Model):
    """Somebody with whom a speed meeting reckons: for which rounds, and whether they answered.

    ``away_at`` is when somebody said that they do not come or did not: what they would have had
    counts for nobody. ``n_best`` are the rounds' worth of people who suit them best, by fit
    without wishes, ``n_best_met`` those of them whom they meet.
    """

    meeting = models.ForeignKey(SpeedMeeting, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=6, choices=Enrolment.Role.choices)
    first_round = models.PositiveSmallIntegerField(default=1)
    last_round = models.PositiveSmallIntegerField(null=True, blank=True)
    away_at = models.DateTimeField(null=True, blank=True)
    n_best = models.PositiveSmallIntegerField(default=0)
    n_best_met = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="once_at_a_speed_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.person}"


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
