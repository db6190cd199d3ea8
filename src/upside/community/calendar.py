"""A date of a circle as it goes into calendars and mails."""

from django.utils import translation
from django.utils.translation import gettext as _

from upside.community.models import Circle, CircleInvitation
from upside.kernel.host import host
from upside.notices.actions import language_for
from upside.programmes.models import Enrolment
from upside.sessions.calendar import Appointment, appointment_text

__all__ = ["appointment", "calendar_of", "path_of"]


def calendar_of(invitation: CircleInvitation, method: str = "REQUEST") -> str:
    """Return the text of an ``.ics`` file in the person's language: ``REQUEST`` or ``CANCEL``."""
    with translation.override(language_for(invitation.person)):
        return appointment_text(appointment(invitation), method)


def appointment(invitation: CircleInvitation) -> Appointment:
    """Return the date of ``invitation`` for one calendar: nobody else is named in it."""
    date = invitation.date
    circle = date.circle
    return Appointment(
        uid=f"circle-{date.pk}-{invitation.person_id}@{host()}",
        sequence=invitation.sequence,
        changed_at=date.changed_at,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        summary=_summary_of(circle),
        place=date.place,
        path=path_of(circle),
        people=[invitation.person],
        answers=_answers(invitation),
    )


def _answers(invitation: CircleInvitation) -> dict[int, str]:
    words = {True: "ACCEPTED", False: "DECLINED"}
    said = invitation.comes
    return {} if said is None else {invitation.person_id: words[said]}


def path_of(circle: Circle) -> str:
    """Return where the page of ``circle`` is."""
    return f"/circles/{circle.cohort_id}/{circle.role}s/"


def _summary_of(circle: Circle) -> str:
    said = {"programme": circle.cohort.programme.name}
    if circle.role == Enrolment.Role.MENTOR:
        return _("%(programme)s: circle of mentors") % said
    return _("%(programme)s: circle of mentees") % said
