"""What the page of a circle shows: dates and names to its members, counts to coordinators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.community.first_plan import FIRST_CIRCLE, FIRST_TOPIC, Part
from upside.community.models import Circle, CircleDate, CircleInvitation
from upside.community.queries import Belonging, dates_of, invitations_of, members_of
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.web.circles.forms import HostForm, PlanForm

__all__ = ["ROLES", "circle_page", "new_form", "people_of", "plan_page"]

ROLES = {"mentors": Enrolment.Role.MENTOR, "mentees": Enrolment.Role.MENTEE}
FEW_PAST = 5
State = CircleDate.State


@dataclass(frozen=True, slots=True)
class Row:
    """One date as the page draws it; names only for those who were invited."""

    date: CircleDate
    invitation: CircleInvitation | None
    coming: list[str]
    is_over: bool
    has_begun: bool


def circle_page(own: Belonging, reader: Person, *, at: datetime) -> dict[str, Any]:
    """Return what ``reader`` sees of the circle; whoever left it reads no dates."""
    rows = _rows(own, reader, at)
    is_of_mentors = own.role == Enrolment.Role.MENTOR
    ahead = [row for row in rows if not row.is_over and row.date.state == State.PLANNED]
    return {
        "own": own,
        "cohort": own.cohort,
        "circle": own.circle,
        "role": f"{own.role}s",
        "is_of_mentors": is_of_mentors,
        "other_role": "mentees" if is_of_mentors else "mentors",
        "ahead": sorted(ahead, key=lambda row: row.date.starts_at),
        "past": [row for row in rows if row.is_over or row.date.state != State.PLANNED][:FEW_PAST],
        "n_members": members_of(own.circle or _unsaved(own)).count(),
        "plan": _first_plan(own) if own.is_member or own.runs else (),
        "host_form": host_form(own) if own.runs else None,
    }


def new_form(own: Belonging, *, at: datetime) -> PlanForm:
    """Return the form of another date; the first one of mentors comes with a topic."""
    is_first = own.circle is None or not own.circle.dates.exists()
    topic = str(FIRST_TOPIC) if is_first and own.role == Enrolment.Role.MENTOR else ""
    return PlanForm(initial=PlanForm.proposed(topic, at=at))


def plan_page(own: Belonging) -> dict[str, Any]:
    """Return what stands around the form of a date."""
    return {
        "own": own,
        "cohort": own.cohort,
        "role": f"{own.role}s",
        "is_of_mentors": own.role == Enrolment.Role.MENTOR,
        "plan": _first_plan(own),
    }


def people_of(own: Belonging) -> list[Person]:
    """Return who belongs to the circle, by name."""
    return [place.person for place in members_of(own.circle or _unsaved(own))]


def host_form(own: Belonging) -> HostForm:
    """Return the form that names the host; the one who is stands in it."""
    host = own.circle.host_id if own.circle else None
    return HostForm(initial={"host": host}, people=people_of(own))


def _first_plan(own: Belonging) -> tuple[Part, ...]:
    return FIRST_CIRCLE if own.role == Enrolment.Role.MENTOR else ()


def _rows(own: Belonging, reader: Person, at: datetime) -> list[Row]:
    if own.circle is None or own.has_left:
        return []
    mine = {}
    if own.is_member:
        invited = invitations_of(reader).filter(date__circle=own.circle)
        mine = {invitation.date_id: invitation for invitation in invited}
    return [_row(date, mine.get(date.pk), at) for date in dates_of(own.circle)]


def _row(date: CircleDate, invitation: CircleInvitation | None, at: datetime) -> Row:
    coming = getattr(invitation.date, "coming", []) if invitation else []
    return Row(
        date=date,
        invitation=invitation,
        coming=[one.person.name for one in coming],
        is_over=date.ends_at <= at,
        has_begun=date.starts_at <= at,
    )


def _unsaved(own: Belonging) -> Circle:
    """Return the circle before its first date: everybody belongs, nobody has left."""
    return Circle(cohort=own.cohort, role=own.role)
