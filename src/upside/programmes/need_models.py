"""The tables of need surveys. What was answered and who was asked never meet in them.

An answer has no person and no time; an invitation has no answer and no token
(docs/decisions/0017).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.skills.models import HIGHEST_LEVEL, Skill

__all__ = ["NeedAnswer", "NeedInvitation", "NeedItem", "NeedSurvey"]

HIGHEST_IMPORTANCE = 3


class NeedSurvey(models.Model):
    """What people are asked before any call: what they would learn, what they could share."""

    cohort = models.ForeignKey("programmes.Cohort", models.CASCADE, related_name="need_surveys")
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.closes_on}"


class NeedInvitation(models.Model):
    """That somebody was asked to answer a need survey, and nothing of whether they did."""

    survey = models.ForeignKey(NeedSurvey, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "person"], name="one_need_invitation_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class NeedAnswer(models.Model):
    """One answer to a need survey, under the hash of the number in its link: nobody's name."""

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(NeedSurvey, models.CASCADE, related_name="answers")

    def __str__(self) -> str:
        return self.key[:8]


class NeedItem(models.Model):
    """One topic of an answer: wanted, with its importance, or offered, with the own level."""

    class Kind(models.TextChoices):
        WANT = "want", _("wanted")
        OFFER = "offer", _("offered")

    answer = models.ForeignKey(NeedAnswer, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "kind", "skill"], name="one_need_item_per_skill"
            ),
            models.CheckConstraint(
                name="need_value_in_scale",
                condition=Q(kind="want", value__gte=1, value__lte=HIGHEST_IMPORTANCE)
                | Q(kind="offer", value__gte=1, value__lte=HIGHEST_LEVEL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.skill_id} {self.value}"
