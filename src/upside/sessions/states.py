"""What may become of a session, and the sentences where it may not, or none may be booked."""

from django.utils.translation import gettext_lazy as _

from upside.pairs.models import Pair
from upside.sessions.models import Session

__all__ = ["MOVES", "REASONS", "SAID_BY", "WHY_NO_DATES"]

State = Session.State

MOVES: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.HELD, State.MISSED, State.CANCELLED}),
    # either may have been a slip of the thumb; who knows what was said can put it right
    State.MISSED: frozenset({State.HELD}),
    State.HELD: frozenset({State.MISSED}),
    State.CANCELLED: frozenset(),
}

REASONS = {
    State.HELD: _(
        "This session is noted as held. If you did not meet, put it right on the page of the"
        " session; what was written on it stays."
    ),
    State.MISSED: _(
        "This session is noted as not held. If you met after all, put it right on the page of the"
        " session."
    ),
    State.CANCELLED: _("This session was cancelled. Book another one on the page of your pair."),
}

SAID_BY = {
    State.HELD: _(
        "%(name)s has said that you met, so the session is noted as held. If you did not meet, put"
        " it right on the page of the session; what was written on it stays."
    ),
    State.MISSED: _(
        "%(name)s has said that you did not meet, so the session is noted as not held. If you met"
        " after all, put it right on the page of the session."
    ),
    State.CANCELLED: _(
        "%(name)s has called this session off. Book another one on the page of your pair."
    ),
}

WHY_NO_DATES = {
    Pair.State.ACCEPTED: _("Dates can be booked once both of you have signed the charter."),
    Pair.State.PAUSED: _(
        "This pair is on pause. Resume it on its page, then dates can be booked again."
    ),
    Pair.State.CLOSED: _("This pair has ended, so no more sessions can be booked."),
}
