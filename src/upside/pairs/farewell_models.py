"""The end of a pair: what each of the two says when they look back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.people.models import Person
from upside.skills.models import HIGHEST_LEVEL, Skill

__all__ = ["Farewell", "LevelThen", "LookBack"]


class Farewell(models.Model):
    """That the two of a pair are asked to look back, and since when.

    Empty ``opened_at``: one of the two said that they are done, the other has not yet.
    """

    class Cause(models.TextChoices):
        SESSIONS = "sessions", _("All sessions were held")
        COHORT = "cohort", _("The cohort has ended")
        AGREED = "agreed", _("Both said that they are done")

    pair = models.OneToOneField("pairs.Pair", models.CASCADE, related_name="farewell")
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.pair_id} {self.cause}"


class LookBack(models.Model):
    """What one of a pair says at its end: of the goals, to the other, and of a next time.

    ``goals`` and ``thanks`` are encrypted and for the two. Who ``asks_again`` may be asked for the
    next cohort: coordinators read that tick alone. ``next_time_at`` is when they were asked it by
    itself, after the end, and said yes or no.
    """

    pair = models.ForeignKey("pairs.Pair", models.CASCADE, related_name="look_backs")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # empty is null: the fields encrypt words only
    goals = EncryptedTextField(null=True, blank=True)
    thanks = EncryptedTextField(null=True, blank=True)
    asks_again = models.BooleanField(default=False)
    next_time_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_look_back_per_person", fields=["pair", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.answered_at:%Y-%m-%d}"


class LevelThen(models.Model):
    """A level at the end of a pair, and what its person thinks today that it was at the start.

    ``before`` is what stood in the profile when the pair began, where that is known. A row of its
    own: the level of the profile and its evidence stay as they are.
    """

    pair = models.ForeignKey("pairs.Pair", models.CASCADE, related_name="levels_then")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    then = models.PositiveSmallIntegerField()
    now = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_level_then_per_skill", fields=["pair", "person", "skill"]
            ),
            models.CheckConstraint(
                name="level_then_in_scale",
                condition=Q(then__lte=HIGHEST_LEVEL, now__lte=HIGHEST_LEVEL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.then} {self.now}"
