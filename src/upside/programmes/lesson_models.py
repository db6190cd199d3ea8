"""The lessons log: what coordinators learned in one cohort, for the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person

__all__ = ["Lesson"]


class Lesson(models.Model):
    """What was learned in a programme, and what is to change; read by its coordinators."""

    class Phase(models.TextChoices):
        FRAME = "frame", _("Framing")
        RECRUIT = "recruit", _("Calling people")
        EVALUATE = "evaluate", _("Evaluating skills")
        TRAIN = "train", _("Training")
        MATCH = "match", _("Forming pairs")
        LAUNCH = "launch", _("Launching")
        SESSIONS = "sessions", _("Sessions")
        REVIEW = "review", _("Reviewing on the way")
        CLOSE = "close", _("Closing")

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="lessons")
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices)
    learned = models.CharField(max_length=1000)
    change = models.CharField(max_length=1000, blank=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.programme_id} {self.phase}"
