"""The open call of a cohort, and what people answered to the programme's questions."""

from django.db import models

from upside.kernel.texts import in_language

__all__ = ["Answers", "OpenCall"]


class OpenCall(models.Model):
    """A call that everybody in the company may read and answer while it is open."""

    cohort = models.OneToOneField("programmes.Cohort", models.CASCADE, related_name="call")
    texts = models.JSONField(default=dict)
    for_mentors = models.BooleanField(default=True)
    for_mentees = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.cohort_id}"

    @property
    def text(self) -> str:
        return in_language(self.texts)


class Answers(models.Model):
    """What one person answered to the questions of the application form, by key."""

    enrolment = models.OneToOneField(
        "programmes.Enrolment", models.CASCADE, related_name="application"
    )
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrolment_id}"
