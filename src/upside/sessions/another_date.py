"""Where whoever cannot come finds another date."""

from upside.people.models import Person
from upside.programmes.modes import is_clinic
from upside.sessions.models import Session

__all__ = ["way_to_another_date"]


def way_to_another_date(session: Session, person: Person) -> str:
    """Return the page on which ``person``, one of the two, changes the date of ``session``.

    A mentee of a group moves no date: on the page of the session they stay away from it. In a
    clinic nobody moves a session: dates come from the times that its mentors offer.
    """
    cohort = session.pair.cohort
    if session.gathering_id is not None and person != session.pair.mentor:
        return f"/sessions/{session.pk}/"
    if not is_clinic(cohort):
        return f"/sessions/{session.pk}/move/"
    mine = "" if person == session.pair.mentee else "mine/"
    return f"/cohorts/{cohort.pk}/clinic/{mine}"
