from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.people.models import Person


class ConnectedCalendar(models.Model):
    """A calendar that somebody lets the product read: an address, a file or a CalDAV account.

    Address, user and password are secrets and encrypted; the field keeps an empty one as NULL.
    ``faults`` are codes with their lines, never anything of what the calendar holds; ``fault`` is
    set where nothing of it could be read.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Published address")
        FILE = "file", _("File")
        CALDAV = "caldav", _("CalDAV account")

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendars")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=100)
    address = EncryptedTextField(null=True, blank=True)
    user = EncryptedTextField(null=True, blank=True)
    password = EncryptedTextField(null=True, blank=True)
    connected_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    is_asked = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    known_until = models.DateTimeField(null=True, blank=True)
    n_entries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    fault_line = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    n_failed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class BusySpan(models.Model):
    """A span of time in which somebody is busy; nothing says with what, where or with whom."""

    calendar = models.ForeignKey(ConnectedCalendar, models.CASCADE, related_name="spans")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="busy_span_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["calendar", "ends_at"]),
            models.Index(fields=["ends_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
