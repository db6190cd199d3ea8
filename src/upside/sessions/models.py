from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.pairs.models import Group, Pair
from upside.people.models import Person
from upside.sessions import first_call_models  # noqa: F401 - a table of this room, in its own file
from upside.skills.models import Skill


class Gathering(models.Model):
    """One date at which the pairs of a group meet: a session of each, and one event for calendars.

    ``sequence`` and ``changed_at`` are those of the mentor's event, which changes with whoever
    stays away; a mentee's has those of their own session.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="gatherings")
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.group} {self.pk}"


class Session(models.Model):
    """One meeting of a pair: booked, then held, cancelled or missed."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="sessions")
    gathering = models.ForeignKey(
        Gathering, models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("place or video link"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def changed_at(self) -> datetime:
        """When it was last booked, moved or settled."""
        return self.settled_at or self.moved_at or self.booked_at


class SessionReply(models.Model):
    """Whether one of the two comes to a session; gone when the session moves."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("I’ll be there")
        TENTATIVE = "tentative", _("Perhaps")
        DECLINED = "declined", _("I cannot")

    class Via(models.TextChoices):
        PAGE = "page", _("on the page")
        MAIL = "mail", _("by a button in a mail")
        CALENDAR = "calendar", _("from their calendar")

    session = models.ForeignKey(Session, models.CASCADE, related_name="replies")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    answered_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PAGE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_reply_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.answer}"


class CalendarFeed(models.Model):
    """The private address under which one person's calendar reads their sessions.

    The secret is kept encrypted, to be shown again; it is found by its hash.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_feed")
    secret = EncryptedTextField()
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}"


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
