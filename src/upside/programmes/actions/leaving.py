"""Giving a place back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.actions.places import BadPlace
from upside.programmes.actions.waiting import fill_places, lock_cohort
from upside.programmes.call_models import Answers
from upside.programmes.models import SAID_YES, Enrolment, RoleGrant
from upside.programmes.queries import team_of

__all__ = ["withdraw"]

State = Enrolment.State


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Person | None, at: datetime) -> Enrolment:
    """End a place at any moment, without a reason; the coordinators are told, nobody else.

    What was answered to the programme's questions is deleted. Whoever is first on the waiting
    list comes in. Leaving the waiting list is the same, and no coordinator is written to.

    A second call changes nothing. Refused where there was no yes: an invitation is answered by
    a no.
    """
    cohort = lock_cohort(enrolment.cohort_id)
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)
    if place.state == State.WITHDRAWN:
        return place
    if place.state not in {State.WAITING, *SAID_YES}:
        raise BadPlace(_("There is nothing to withdraw from: no yes was given."))
    had_a_place = place.state != State.WAITING
    place.state, place.ready_at, place.moved_up_at = State.WITHDRAWN, None, None
    place.save(update_fields=["state", "ready_at", "moved_up_at"])
    Answers.objects.filter(enrolment=place).delete()
    verb = "place.withdrawn" if had_a_place else "place.left_list"
    entry = audit.record(
        verb=verb, subject=place, actor=by, at=at, programme=place.cohort.programme
    )
    if had_a_place:
        came_in = fill_places(cohort, place.role, at=at)
        _tell_coordinators(place, entry.pk, came_in, at=at)
    return place


def _tell_coordinators(
    place: Enrolment, entry: int, came_in: list[Enrolment], *, at: datetime
) -> None:
    programme = place.cohort.programme
    coordinators = team_of(programme).filter(role=RoleGrant.Role.COORDINATOR)
    for grant in coordinators:
        queue_notice(
            "place_withdrawn",
            to=grant.person,
            key=f"place_withdrawn:{place.pk}:{entry}:{grant.person_id}",
            at=at,
            context={
                "programme": programme.names,
                "person": place.person.name,
                "came_in": came_in[0].person.name if came_in else "",
                "path": f"/cohorts/{place.cohort_id}/people/",
            },
        )
