"""An open call: opened and closed by a coordinator, answered by whoever wants to take part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.actions.invitations import answer_invitation, usual_seats
from upside.programmes.actions.launching import check_launched
from upside.programmes.call_models import Answers, OpenCall
from upside.programmes.eligibility import reasons_against
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import guests

__all__ = ["CannotApply", "apply_to_call", "close_call", "open_call", "save_answers"]

Role = Enrolment.Role


class CannotApply(Refused):
    """A call is closed or not meant for somebody, or somebody has a place already."""


@transaction.atomic
def open_call(
    cohort: Cohort,
    *,
    texts: Mapping[str, str],
    roles: frozenset[str],
    by: Person,
    at: datetime,
) -> OpenCall:
    """Open the call of ``cohort``, or change what it says; everybody in the company may read it.

    Refused before the launch, without a text, and for no role at all.
    """
    check_launched(cohort)
    said = {code: text.strip() for code, text in texts.items() if text.strip()}
    if not said or not roles:
        raise CannotApply(_("Say in a text what you offer, and whom you look for."))
    call, _is_new = OpenCall.objects.update_or_create(
        cohort=cohort,
        defaults={
            "texts": said,
            "for_mentors": Role.MENTOR in roles,
            "for_mentees": Role.MENTEE in roles,
            "opened_at": at,
            "closed_at": None,
        },
    )
    audit.record(verb="call.opened", subject=cohort, actor=by, at=at, programme=cohort.programme)
    return call


@transaction.atomic
def close_call(call: OpenCall, *, by: Person, at: datetime) -> OpenCall:
    """Close the call: nobody applies any more, places stay; a second call changes nothing."""
    found = OpenCall.objects.select_for_update().select_related("cohort__programme").get(pk=call.pk)
    if found.closed_at is None:
        found.closed_at = at
        found.save(update_fields=["closed_at"])
        programme = found.cohort.programme
        audit.record(verb="call.closed", subject=found.cohort, actor=by, at=at, programme=programme)
    return found


@transaction.atomic
def apply_to_call(
    call: OpenCall, person: Person, role: str, answers: Mapping[str, Any], *, at: datetime
) -> Enrolment:
    """Take ``person`` in by their own application, which is their yes; or on the waiting list.

    Applying twice gives one place. Whoever was invited as the same, said no, or withdrew comes
    in by it too. Refused for a closed call, a role that is not looked for, people whom the
    programme does not mean, and a place in the other role.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=call.cohort_id)
    call = OpenCall.objects.get(pk=call.pk)
    wanted = call.for_mentors if role == Role.MENTOR else call.for_mentees
    if call.closed_at is not None or role not in Role.values or not wanted:
        raise CannotApply(
            _("This call is closed for that role. Ask the coordinator of the programme.")
        )
    against = reasons_against(person, cohort.settings, role, guests())
    if against:
        raise CannotApply(" ".join(against))
    place, is_new = Enrolment.objects.get_or_create(
        cohort=cohort,
        person=person,
        defaults={"role": role, "seats": usual_seats(cohort, role), "invited_at": at},
    )
    if place.role != role:
        raise CannotApply(
            _("You have a place in this cohort as %(role)s; a cohort gives one place each.")
            % {"role": place.get_role_display().lower()}
        )
    if is_new:
        audit.record(
            verb="call.answered", subject=place, actor=person, at=at, programme=cohort.programme
        )
    save_answers(place, answers, at=at)
    return answer_invitation(place, yes=True, by=person, at=at)


@transaction.atomic
def save_answers(place: Enrolment, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what somebody answered to the questions; a later answer takes its place."""
    if answers:
        Answers.objects.update_or_create(
            enrolment=place, defaults={"answers": dict(answers), "answered_at": at}
        )
