from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.pairs.models import Pair
from upside.people.models import Person
from upside.skills.models import Skill


class Session(models.Model):
    """One meeting of a pair: booked, then held, cancelled or missed."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("place or video link"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                name="one_planned_session_per_start",
                fields=["pair", "starts_at"],
                condition=Q(state="planned"),
            ),
        ]
        indexes = [models.Index(fields=["pair", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.pair} {self.starts_at:%Y-%m-%d %H:%M}"


class Exchange(models.Model):
    """What passed in a session, in which direction and of which kind; counts, never names."""

    class Direction(models.TextChoices):
        TO_MENTEE = "to_mentee", _("mentor to mentee")
        TO_MENTOR = "to_mentor", _("mentee to mentor")

    class Kind(models.TextChoices):
        SKILL = "skill", _("Skill")
        KNOWLEDGE = "knowledge", _("Knowledge")
        CONTACT = "contact", _("Contact")
        OUTLOOK = "outlook", _("Outlook")

    session = models.ForeignKey(Session, models.CASCADE, related_name="exchanges")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="skill_named_where_a_skill_passed",
                condition=Q(kind="skill", skill__isnull=False)
                | (~Q(kind="skill") & Q(skill__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_exchange_per_skill",
                fields=["session", "direction", "skill"],
                condition=Q(kind="skill"),
            ),
            models.UniqueConstraint(
                name="one_exchange_per_other_kind",
                fields=["session", "direction", "kind"],
                condition=~Q(kind="skill"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind}"


class PrivateNote(models.Model):
    """What one person wrote down for themselves; encrypted, and read by its author only."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    text = EncryptedTextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_note_per_author"),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.saved_at:%Y-%m-%d}"
