from django.db import models
from django.utils.translation import gettext_lazy as _

from upside.people.models import Language, Person


class Notice(models.Model):
    """One mail that somebody is to get: a row first, sent by the worker after.

    ``key`` is unique, so the same event never tells the same person twice. Subject and body are
    written at sending, in the person's language; in demo mode they are kept for the mailbox page.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=Language.choices)
    context = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["template", "queued_at"]),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def to_mail(self) -> str:
        """The address it goes to: the person's own, or one that they named."""
        return self.context.get("to_mail") or self.person.email or ""


class SignInRequest(models.Model):
    """One request for a sign-in link, kept for a quarter of an hour to count them.

    Mail and network address are kept as keyed hashes: they can be compared, not read.
    """

    mail_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["mail_hash", "at"]),
            models.Index(fields=["address_hash", "at"]),
            models.Index(fields=["at"]),
        ]


class MailboxMark(models.Model):
    """How far the mailbox of calendar replies was read; nothing of the mails is kept.

    ``next_at`` is when it is read again: whoever reads it moves that on first, so that of two
    workers one reads.
    """

    mailbox = models.CharField(max_length=64, unique=True)
    validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.validity}:{self.last_uid}"
