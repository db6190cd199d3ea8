"""What every change of a speed meeting looks at first, and how it says no."""

from datetime import datetime

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.matching.models import SpeedMeeting

__all__ = [
    "BadPlan",
    "MeetingMoved",
    "MeetingOver",
    "NoRotation",
    "RoundBegun",
    "locked",
    "refuse_over",
]

State = SpeedMeeting.State


class BadPlan(Refused):
    """A speed meeting cannot be planned like this."""


class MeetingMoved(Refused):
    """Somebody else changed the speed meeting since the page was made."""


class MeetingOver(Refused):
    """The speed meeting was called off, is closed or has ended."""


class NoRotation(Refused):
    """Nobody has a plan yet."""


class RoundBegun(Refused):
    """A round that has begun stays as it is."""


def locked(meeting: SpeedMeeting, seen: int | None = None) -> SpeedMeeting:
    """Return the row of ``meeting``, held for the caller's transaction.

    ``seen`` is the ``sequence`` that a form was made with. Refused: another one by now.
    """
    rows = SpeedMeeting.objects.select_for_update(of=("self",))
    meeting = rows.select_related("cohort__programme").get(pk=meeting.pk)
    if seen is not None and seen != meeting.sequence:
        raise MeetingMoved(
            _("Somebody changed this speed meeting meanwhile. Look at it again, then go on.")
        )
    return meeting


def refuse_over(meeting: SpeedMeeting, at: datetime) -> None:
    """Refuse to change what is called off, closed or past."""
    if meeting.state == State.CALLED_OFF:
        raise MeetingOver(_("This speed meeting was called off. Plan another one."))
    if meeting.state == State.CLOSED or meeting.ends_at <= at:
        raise MeetingOver(_("This speed meeting is over, so its plan stays as it was."))
