"""What two people learned together, and their consent to publish it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.pairs.models import Pair
from upside.people.models import Person

__all__ = ["LearningConsent", "SharedLearning"]


class SharedLearning(models.Model):
    """What the two of a pair learned, in words of both; read by others once both agree.

    Each change is a further ``number`` and takes back both consents. Withdrawn, its words are gone
    and do not come back.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Between the two of you")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Readers(models.TextChoices):
        PROGRAMME = "programme", _("Everybody who takes part in our programme")
        COMPANY = "company", _("Everybody in the company who can sign in")

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="learning")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # encrypted; no words are null
    text = EncryptedTextField(null=True, blank=True)
    readers = models.CharField(max_length=10, choices=Readers.choices, default=Readers.PROGRAMME)
    is_signed = models.BooleanField(default=False)
    number = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_learning_has_words",
                condition=~Q(state="published") | Q(text__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.state}"


class LearningConsent(models.Model):
    """That one of the two agrees to publish these very words, to these readers."""

    learning = models.ForeignKey(SharedLearning, models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_consent_per_person", fields=["learning", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.learning_id} {self.number}"
