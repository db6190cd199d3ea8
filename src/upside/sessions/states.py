"""What may become of a session, and the sentence where it may not."""

from django.utils.translation import gettext_lazy as _

from upside.sessions.models import Session

__all__ = ["MOVES", "REASONS"]

State = Session.State

MOVES: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.HELD, State.MISSED, State.CANCELLED}),
    # "we did not meet" may have been a slip of the thumb; it can be put right
    State.MISSED: frozenset({State.HELD}),
    State.HELD: frozenset(),
    State.CANCELLED: frozenset(),
}

REASONS = {
    State.HELD: _("This session is noted as held. What you wrote on it stays."),
    State.MISSED: _("This session is noted as not held. If you met after all, say so."),
    State.CANCELLED: _("This session was cancelled. Book another one on the page of your pair."),
}
