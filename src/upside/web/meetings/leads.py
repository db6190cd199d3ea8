"""Where a programme with speed meetings leads its coordinator next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching.models import SpeedMeeting
from upside.matching.queries import answered_of, last_meeting_of
from upside.programmes.models import Cohort
from upside.programmes.modes import mode_of
from upside.web.templatetags.writing import when

__all__ = ["MODE", "Lead", "lead_of"]

MODE: Final = "speed_meet"
State = SpeedMeeting.State


@dataclass(frozen=True, slots=True)
class Lead:
    """What comes next about the event, as a sentence with the page where it is done."""

    title: str
    text: str
    action: str
    address: str


def lead_of(cohort: Cohort, *, at: datetime) -> Lead | None:
    """Return what comes next; None where the programme has no event, or its part is done."""
    if mode_of(cohort) != MODE:
        return None
    meeting = last_meeting_of(cohort)
    if meeting is None or (meeting.state == State.DRAFT and meeting.ends_at <= at):
        return Lead(
            _("Plan the speed meeting"),
            _("People meet for a few minutes each; then each says in private whom they like."),
            _("Plan it"),
            reverse("meetings:list", args=[cohort.pk]),
        )
    return _lead(meeting, at)


def _lead(meeting: SpeedMeeting, at: datetime) -> Lead | None:
    address = reverse("meetings:meeting", args=[meeting.pk])
    start = when(timezone.localtime(meeting.starts_at, timezone.get_default_timezone()))
    if meeting.state == State.CLOSED:
        return None
    if meeting.state == State.DRAFT:
        return Lead(
            _("The speed meeting is not announced yet"),
            _("It is planned for %(start)s. Look at the rotation, then announce it.")
            % {"start": start},
            _("Open the event"),
            address,
        )
    if meeting.ends_at > at:
        return Lead(
            _("Speed meeting: %(start)s") % {"start": start},
            _("Everybody has their plan. If somebody cannot come, make the rotation again."),
            _("Open the event"),
            address,
        )
    answered = answered_of(meeting)
    title = ngettext(
        "%(said)s of %(n)s person has answered after the speed meeting",
        "%(said)s of %(n)s have answered after the speed meeting",
        answered.n_asked,
    ) % {"said": answered.n, "n": answered.n_asked}
    text = _("What they said counts in the round; nobody but they can read it.")
    return Lead(title, text, _("Open the event"), address)
