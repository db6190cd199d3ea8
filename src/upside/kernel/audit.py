"""The audit log: who did what to whom and when, in a chain that shows any later change."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from upside.kernel.models import AuditEntry

__all__ = ["broken_link", "n_entries", "record", "reference"]

START = "0" * 64


def reference(thing: models.Model | str | None) -> str:
    """Return the short name by which the log speaks of a row, such as ``pair:12``."""
    if thing is None:
        return "system"
    if isinstance(thing, str):
        return thing
    return f"{thing._meta.model_name}:{thing.pk}"  # noqa: SLF001 - public in all but name


@transaction.atomic
def record(
    *,
    verb: str,
    subject: models.Model | str,
    actor: models.Model | str | None,
    at: datetime,
    details: dict[str, Any] | None = None,
    programme: models.Model | str | None = None,
) -> AuditEntry:
    """Add one entry at the end of the chain, in the transaction of the change it tells about.

    ``details`` holds facts that JSON can hold, never what people wrote to each other.
    ``programme`` is the one in which it happened: only its auditors read the entry.
    """
    # whoever writes holds the first entry, so that two at once do not both follow the same last
    AuditEntry.objects.select_for_update().order_by("pk").first()
    last = AuditEntry.objects.order_by("-pk").first()
    entry = AuditEntry(
        at=at,
        actor=reference(actor),
        verb=verb,
        subject=reference(subject),
        details=details or {},
        programme_ref="" if programme is None else reference(programme),
        previous_hash=last.hash if last else START,
    )
    entry.hash = _hash_of(entry)
    entry.save()
    return entry


def n_entries() -> int:
    """Return how many entries the chain has."""
    return AuditEntry.objects.count()


def broken_link() -> AuditEntry | None:
    """Return the first entry that does not follow from the one before it; None if all do."""
    previous = START
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if entry.previous_hash != previous or entry.hash != _hash_of(entry):
            return entry
        previous = entry.hash
    return None


def _hash_of(entry: AuditEntry) -> str:
    said = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),  # as it is read back
        entry.actor,
        entry.verb,
        entry.subject,
        entry.details,
        *([entry.programme_ref] if entry.programme_ref else []),
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
