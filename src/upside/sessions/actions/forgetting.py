"""Letting go of private notes once nobody needs them: the worker's duty."""

from datetime import datetime

from upside.pairs.actions.forgetting import forget_what_was_written
from upside.sessions.models import PrivateNote

__all__ = ["forget_notes"]


def forget_notes(*, at: datetime) -> int:
    """Delete private notes as ``forget_what_was_written`` does, and return how many."""
    return forget_what_was_written(
        PrivateNote.objects.all(),
        pair="session__pair",
        written="saved_at",
        verb="programme.notes_forgotten",
        of="n_notes",
        at=at,
    )
