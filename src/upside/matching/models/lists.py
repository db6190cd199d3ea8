from django.db import models
from django.db.models import F, Q

from upside.kernel.models import Job
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["Candidate", "Choice"]


class Choice(models.Model):
    """The short lists of a cohort as a whole: prepared and opened by a coordinator, then closed.

    Nobody reads a list before it is opened; from ``closes_at`` on no rank changes and nobody
    invites. ``outcome`` tells who has an empty list and why, and the largest load; ``mark`` is who
    was free when the lists were last made or refreshed; ``refreshed_at`` is when that was tried.
    """

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="choice")
    outcome = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="+", null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_an_open_choice_closes",
                condition=Q(closes_at__isnull=True) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}"

    @property
    def has_failed(self) -> bool:
        """Whether the worker was to make the lists, and has given up."""
        is_given_up = self.job is not None and self.job.state == Job.State.FAILED
        return self.made_at is None and is_given_up


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
