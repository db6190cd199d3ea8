from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.actions.launching import check_launched
from upside.programmes.actions.places import refresh_readiness
from upside.programmes.actions.training import carry_training
from upside.programmes.actions.waiting import fill_places, lock_cohort, put_on_list
from upside.programmes.eligibility import reasons_against
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import guests
from upside.programmes.queries.waiting import is_full
from upside.programmes.templates import hours_asked

__all__ = [
    "AnswerNotTheirs",
    "InviteOutcome",
    "NotInvitable",
    "answer_invitation",
    "check_invitable",
    "invite",
    "invite_many",
    "letter_of",
    "record_yes",
    "usual_seats",
]

State = Enrolment.State
BEFORE_YES = (State.INVITED, State.DECLINED, State.WITHDRAWN)
ROWS_AT_ONCE = 500


class NotInvitable(Refused):
    """Somebody cannot be invited into a cohort."""


class AnswerNotTheirs(Refused):
    """Somebody answered an invitation that is not their own."""


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """How many people an invitation reached, and how many not and why."""

    invited: int
    already: int
    without_mail: int
    left: int = 0
    not_meant: int = 0


@transaction.atomic
def invite(
    cohort: Cohort, person: Person, role: str, *, by: Person | None, at: datetime
) -> Enrolment:
    """Offer ``person`` a place in ``cohort`` and tell them by mail.

    Whoever has the place already keeps it, and gets no second mail: not even those who said no,
    nobody is asked twice. Refused for an unknown role, the other role, people without a mail,
    leavers, people whom the programme does not mean, a cohort that is over or not launched.
    """
    check_invitable(cohort, role, at)
    check_launched(cohort)
    if not person.is_active:
        raise NotInvitable(
            _("%(name)s has left the company and cannot be invited.") % {"name": person.name}
        )
    if not person.email:
        raise NotInvitable(
            _("%(name)s has no mail. Add it to the HR file and import the file again.")
            % {"name": person.name}
        )
    against = reasons_against(person, cohort.settings, role, guests())
    if against:
        raise NotInvitable(
            _("%(name)s is not meant for this side: %(reasons)s")
            % {"name": person.name, "reasons": " ".join(against)}
        )
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    existing = Enrolment.objects.filter(cohort=cohort, person=person).first()
    if existing is None:
        return _place_all(cohort, [person], role, by=by, at=at)[0]
    if existing.role != role:
        raise NotInvitable(
            _("%(name)s has a place in this cohort as %(role)s; a cohort gives one place each.")
            % {"name": person.name, "role": existing.get_role_display().lower()}
        )
    return existing


@transaction.atomic
def invite_many(
    cohort: Cohort,
    people: Iterable[Person],
    role: str,
    *,
    said_yes: bool = False,
    by: Person | None,
    at: datetime,
) -> InviteOutcome:
    """Offer many people a place; whoever cannot be invited is counted, the others are.

    Refused for an unknown role, for a cohort that is over, and for one that is not launched:
    unless everybody ``said_yes`` elsewhere, when nobody is written to before the launch.
    """
    check_invitable(cohort, role, at)
    if not said_yes:
        check_launched(cohort)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    everybody = list({person.pk: person for person in people}.values())
    placed = set(Enrolment.objects.filter(cohort=cohort).values_list("person_id", flat=True))
    new = [person for person in everybody if person.pk not in placed]
    here = [person for person in new if person.is_active]
    known = guests()
    meant = [p for p in here if not reasons_against(p, cohort.settings, role, known)]
    reachable = [person for person in meant if person.email]
    _place_all(cohort, reachable, role, by=by, at=at)
    return InviteOutcome(
        invited=len(reachable),
        already=len(everybody) - len(new),
        without_mail=len(meant) - len(reachable),
        left=len(new) - len(here),
        not_meant=len(here) - len(meant),
    )


def check_invitable(cohort: Cohort, role: str, at: datetime) -> None:
    """Refuse an unknown role and a cohort that is over."""
    if role not in Enrolment.Role.values:
        raise NotInvitable(_("Choose a role: mentor or mentee."))
    _check_runs(cohort, at)


def _check_runs(cohort: Cohort, at: datetime) -> None:
    if cohort.ends_on < company_day(at):
        raise NotInvitable(_("This cohort is over. Choose one that runs."))


def _place_all(
    cohort: Cohort, people: list[Person], role: str, *, by: Person | None, at: datetime
) -> list[Enrolment]:
    """Make places, mails and one line in the log; the cohort is locked by the caller."""
    seats = usual_seats(cohort, role)
    places = Enrolment.objects.bulk_create(
        (Enrolment(cohort=cohort, person=p, role=role, seats=seats, invited_at=at) for p in people),
        batch_size=ROWS_AT_ONCE,
    )
    if cohort.launched_at is not None:
        queue_notices("invited", [letter_of(place, by) for place in places], at=at)
    if places:
        audit.record(
            verb="people.invited",
            subject=cohort,
            actor=by,
            at=at,
            details={"role": role, "enrolments": [place.pk for place in places]},
            programme=cohort.programme,
        )
    return places


def usual_seats(cohort: Cohort, role: str) -> int:
    """Return with how many people somebody of ``role`` meets unless they say otherwise."""
    usual = int(cohort.settings.get("seats", 1))
    return usual if role == Enrolment.Role.MENTOR else 1


def letter_of(place: Enrolment, by: Person | None, *, again: int | None = None) -> Letter:
    """Return the invitation to ``place``; ``again`` tells one that replaces another apart."""
    cohort = place.cohort
    context = {
        "programme": cohort.programme.names,
        "cohort": cohort.names,
        "role": place.role,
        "coordinator": by.name if by else "",
        "hours": hours_asked(cohort.settings),
        "path": f"/places/{place.pk}/",
    }
    key = f"invited:{place.pk}" if again is None else f"invited:{place.pk}:{again}"
    return Letter(place.person, key, context)


@transaction.atomic
def answer_invitation(
    enrolment: Enrolment, *, yes: bool, by: Person | None, at: datetime
) -> Enrolment:
    """Keep the person's own yes or no; no reason is asked, and a no tells nobody anything more.

    The same answer twice changes nothing. Somebody who said no or withdrew may come back by a
    yes of their own. Where all places of the role are taken, a yes leads to the waiting list.
    Refused for anybody else's answer, for a no after the yes (there is a
    button for withdrawing), and for a yes to a cohort that is over.
    """
    place = _locked(enrolment)
    if by is None or by.pk != place.person_id:
        raise AnswerNotTheirs(_("Only the invited person answers an invitation."))
    if yes:
        return _say_yes(place, by=by, at=at, details={})
    if place.state == State.INVITED:
        place.state, place.answered_at = State.DECLINED, at
        place.save(update_fields=["state", "answered_at"])
        audit.record(
            verb="invitation.declined",
            subject=place,
            actor=by,
            at=at,
            programme=place.cohort.programme,
        )
    elif place.state not in {State.DECLINED, State.WITHDRAWN}:
        raise NotInvitable(_("You said yes before. To leave, choose “Withdraw”."))
    return place


@transaction.atomic
def record_yes(enrolment: Enrolment, *, by: Person | None, at: datetime) -> Enrolment:
    """Take over a yes that was collected outside the product; the log says so.

    Where all places are taken it leads to the waiting list, as any other.
    Only the command line does this. Somebody who said no here keeps their no.
    """
    place = _locked(enrolment)
    if place.state in {State.DECLINED, State.WITHDRAWN}:
        raise AnswerNotTheirs(
            _("%(name)s said no here. Only they can change that.") % {"name": place.person.name}
        )
    return _say_yes(place, by=by, at=at, details={"collected": "elsewhere"})


def _locked(enrolment: Enrolment) -> Enrolment:
    lock_cohort(enrolment.cohort_id)  # before the place, as everywhere: no two wait for each other
    rows = Enrolment.objects.select_for_update(of=("self",))
    return rows.select_related("person", "cohort__programme").get(pk=enrolment.pk)


def _say_yes(
    place: Enrolment, *, by: Person | None, at: datetime, details: dict[str, Any]
) -> Enrolment:
    if place.state not in BEFORE_YES:
        return place
    _check_runs(place.cohort, at)
    must_wait = _has_to_wait(place, at)
    if must_wait:
        put_on_list(place, at=at)
    else:
        place.state, place.answered_at, place.waiting_since = State.ACCEPTED, at, None
        place.save(update_fields=["state", "answered_at", "waiting_since"])
        carry_training(place, at=at)
    audit.record(
        verb="place.waiting" if must_wait else "invitation.accepted",
        subject=place,
        actor=by,
        at=at,
        details=details,
        programme=place.cohort.programme,
    )
    return refresh_readiness(place, at=at)


def _has_to_wait(place: Enrolment, at: datetime) -> bool:
    """Tell whether all places are taken, by those who came first at the latest now."""
    if place.cohort.places_for(place.role) is None:
        return False
    fill_places(place.cohort, place.role, at=at)
    return is_full(place.cohort, place.role)
