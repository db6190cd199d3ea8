from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.people.models import Person


class ConnectedCalendar(models.Model):
    """A calendar that somebody lets the product read: an address, a file or a CalDAV account.

    Address, user and password are secrets and encrypted; the field keeps an empty one as NULL.
    ``holds`` is encrypted too: the calendars of an account that may be written, as a JSON list of
    address and name. One that ``is_leaving`` is shown to nobody and goes once what was written is
    taken out.
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
    holds = EncryptedTextField(null=True, blank=True)
    is_leaving = models.BooleanField(default=False)

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


class Writing(models.Model):
    """That dates are written into one calendar of an account, and how that goes.

    ``address`` and ``label``, its name there, are encrypted. One that ``is_ending`` goes once what
    was written is taken out.
    """

    calendar = models.OneToOneField(ConnectedCalendar, models.CASCADE, related_name="writing")
    address = EncryptedTextField()
    label = EncryptedTextField(null=True, blank=True)
    is_ending = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    is_asked = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=20, blank=True)
    n_failed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class WrittenEntry(models.Model):
    """One date as it was written last: which version, where, and what the server calls it since.

    ``is_theirs`` where it stands there already, from the invitation by mail: that is left to mail.
    ``out_since`` where it lies in a calendar chosen before and is to be taken out there.
    """

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="entries")
    uid = models.CharField(max_length=255)
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    place = EncryptedTextField()
    etag = models.CharField(max_length=255, blank=True)
    is_theirs = models.BooleanField(default=False)
    out_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_written_entry_per_date",
                fields=["writing", "uid"],
                condition=Q(out_since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.sequence}"
