from django.db import models
from django.db.models import F, Q

from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["Candidate"]


class Candidate(models.Model):
    """Somebody on the short list of somebody else, for a free choice or for ranks.

    ``why`` is as on a proposal: the list's owner reads its words, never a score or a place in it
    that would tell one.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, models.CASCADE, related_name="short_list")
    other = models.ForeignKey(Person, models.CASCADE, related_name="short_listed")
    position = models.PositiveSmallIntegerField()
    why = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="candidate_is_another", condition=~Q(person=F("other"))),
            models.UniqueConstraint(
                fields=["cohort", "person", "other"], name="once_on_a_short_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.position}: {self.other}"
