"""The sessions of one date of a group, locked: what the mentor says of one holds for all."""

from datetime import datetime

from upside.people.models import Person
from upside.sessions.gatherings import is_led_by
from upside.sessions.models import Gathering, Session

__all__ = ["locked_together", "raise_sequence"]

TOLD = (
    "pair__cohort__programme", "pair__mentor", "pair__mentee", "settled_by", "gathering__group",
)  # fmt: skip


def locked_together(session: Session, by: Person) -> list[Session]:
    """Return ``session``, and for the mentor of a group the others of its date still planned.

    Held until the end of the transaction. The gathering is locked first, so that two people who
    change the same date wait for each other.
    """
    if session.gathering_id is not None:
        Gathering.objects.select_for_update().get(pk=session.gathering_id)
    rows = Session.objects.select_for_update(of=("self",)).select_related(*TOLD)
    first = rows.get(pk=session.pk)
    if not is_led_by(first, by):
        return [first]
    others = rows.filter(gathering=first.gathering_id, state=Session.State.PLANNED)
    return [first, *others.exclude(pk=first.pk).order_by("pk")]


def raise_sequence(gathering: Gathering, *, at: datetime) -> int:
    """Let the mentor's event of ``gathering`` change once more; return its new sequence.

    It is above that of each of its sessions, so that a mentee's event can take it, too.
    """
    held = Gathering.objects.select_for_update().get(pk=gathering.pk)
    known = [held.sequence, *held.sessions.values_list("sequence", flat=True)]
    gathering.sequence, gathering.changed_at = max(known) + 1, at
    gathering.save(update_fields=["sequence", "changed_at"])
    return gathering.sequence
