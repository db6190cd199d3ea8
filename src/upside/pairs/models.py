from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.programmes.models import Cohort


class Pair(models.Model):
    """One mentor and one mentee who both said yes, together for one cohort.

    ``reasons`` are the words in which both were told why; never a score.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Charter to sign")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairs")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="pairs_as_mentor")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="pairs_as_mentee")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    reasons = models.JSONField(default=dict)
    accepted_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["cohort", "mentor"])]  # as the mentee's below
        constraints = [
            models.CheckConstraint(name="pair_of_two_people", condition=~Q(mentor=F("mentee"))),
            models.UniqueConstraint(
                name="one_open_pair_per_mentee",
                fields=["cohort", "mentee"],
                condition=~Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"

    @property
    def people(self) -> tuple[Person, Person]:
        return self.mentor, self.mentee

    def partner_of(self, person: Person) -> Person:
        """Return the other one of the two."""
        return self.mentee if person.pk == self.mentor_id else self.mentor


class CharterSignature(models.Model):
    """That one of the two signed the charter, in which version and when."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "person", "version"], name="one_signature_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"
