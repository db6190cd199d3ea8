from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that was done, by whom and when; rows are only ever added.

    Each row carries the hash of the row before it, so that a changed or missing row shows.
    """

    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=80)
    verb = models.CharField(_("what"), max_length=80)
    subject = models.CharField(_("about"), max_length=80)
    details = models.JSONField(default=dict)
    # not a key: an entry outlives what it tells of; empty where it belongs to no programme
    programme_ref = models.CharField(_("programme"), max_length=80, blank=True, default="")
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["subject"]),
            models.Index(fields=["verb"]),
            models.Index(fields=["programme_ref"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"


class Job(models.Model):
    """Work for the worker. Who does it renews the lease; one whose lease ran out is done again.

    The row goes when its work is done. Of what is due a higher ``rank`` goes first. ``args`` holds
    ids and numbers, nothing about people.
    """

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        FAILED = "failed"

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    due_at = models.DateTimeField()
    rank = models.SmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["state", "lease_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.task}:{self.pk}"
