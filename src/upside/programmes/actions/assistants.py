"""Who keeps a mentee's calendar for them: named, and taken out again."""

import logging
from datetime import datetime
from itertools import islice

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.people.models import Person
from upside.programmes.models import GONE, WITHOUT_PLACE, Enrolment, RoleGrant
from upside.programmes.queries import guests

__all__ = ["CannotAssist", "drop_assistant", "drop_assistants_who_left", "name_assistant"]

log = logging.getLogger("upside.programmes")

State = Enrolment.State
AT_ONCE = 100


class CannotAssist(Refused):
    """Somebody cannot be named as an assistant, or not by the one who asks."""


@transaction.atomic
def name_assistant(
    enrolment: Enrolment, assistant: Person, *, by: Person, at: datetime
) -> Enrolment:
    """Let ``assistant`` book and cancel the mentee's dates; they see the dates and nothing else.

    One at a time: a second name replaces the first, the same name again changes nothing.
    Refused for a mentor's place, before the mentee's yes, for anybody but the mentee and their
    coordinators, and for an assistant who is the mentee, is of another company, has a place in the
    cohort (partners come from there), has left, or has no mail to sign in with.
    """
    place = _locked(enrolment, by)
    if place.state in {State.INVITED, *WITHOUT_PLACE}:
        raise CannotAssist(_("An assistant is named after the yes to the programme."))
    _refuse(place, assistant)
    if place.assistant_id != assistant.pk:
        _save(place, assistant, verb="assistant.named", by=by, at=at)
    return place


@transaction.atomic
def drop_assistant(enrolment: Enrolment, *, by: Person, at: datetime) -> Enrolment:
    """Take the mentee's assistant out; nothing happens where there is none.

    Refused for anybody but the mentee and their coordinators.
    """
    place = _locked(enrolment, by)
    if place.assistant_id is not None:
        _save(place, None, verb="assistant.dropped", by=by, at=at)
    return place


def drop_assistants_who_left(*, at: datetime) -> int:
    """Take assistants who have left the company out, and tell each mentee; return how many.

    One that fails stops no other.
    """
    left = Enrolment.objects.filter(assistant__is_active=False).order_by("pk")
    keys = list(left.values_list("pk", flat=True))
    return sum(islice(filter(None, (_safely_dropped(key, at) for key in keys)), AT_ONCE))


def _safely_dropped(key: int, at: datetime) -> bool:
    try:
        return _dropped(key, at)
    except OperationalError:
        raise
    except Exception:
        log.exception("the assistant of place %s was not taken out; going on", key)
        return False


@transaction.atomic
def _dropped(key: int, at: datetime) -> bool:
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk=key)
    place = rows.select_related("cohort__programme", "person", "assistant").first()
    if place is None or place.assistant is None or place.assistant.is_active:
        return False
    gone = place.assistant
    _save(place, None, verb="assistant.dropped", by=None, at=at)
    queue_notice(
        "assistant_left",
        to=place.person,
        key=f"assistant_left:{place.pk}:{gone.pk}:{at.isoformat()}",
        at=at,
        context={
            "programme": place.cohort.programme.names,
            "assistant": gone.name,
            "path": f"/places/{place.pk}/",
        },
    )
    return True


def _locked(enrolment: Enrolment, by: Person) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    place = rows.select_related("cohort__programme", "person").get(pk=enrolment.pk)
    runs = RoleGrant.objects.filter(
        person=by, role=RoleGrant.Role.COORDINATOR, programme=place.cohort.programme
    )
    if by.pk != place.person_id and not runs.exists():
        raise CannotAssist(_("Only the mentee or a coordinator chooses the assistant."))
    if place.role != Enrolment.Role.MENTEE:
        raise CannotAssist(_("Mentees may have an assistant; mentors book for themselves."))
    return place


def _refuse(place: Enrolment, assistant: Person) -> None:
    said = {"name": assistant.name}
    if assistant.pk == place.person_id:
        raise CannotAssist(_("This is the mentee. Choose somebody else."))
    known = guests()
    if known.firm_of(assistant) != known.firm_of(place.person):
        raise CannotAssist(_("%(name)s works for another company. Choose somebody else.") % said)
    if not assistant.is_active:
        raise CannotAssist(_("%(name)s has left the company. Choose somebody else.") % said)
    if not assistant.email:
        raise CannotAssist(_("%(name)s has no mail and cannot sign in. Choose another.") % said)
    places = Enrolment.objects.filter(cohort=place.cohort, person=assistant)
    if places.exclude(state__in=GONE).exists():
        raise CannotAssist(
            _("%(name)s takes part in this cohort. Choose somebody who does not.") % said
        )


def _save(
    place: Enrolment, assistant: Person | None, *, verb: str, by: Person | None, at: datetime
) -> None:
    details = {"assistant": assistant.pk if assistant else place.assistant_id}
    place.assistant = assistant
    place.save(update_fields=["assistant"])
    audit.record(
        verb=verb,
        subject=place,
        actor=by,
        at=at,
        details=details,
        programme=place.cohort.programme,
    )
