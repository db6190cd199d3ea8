"""Planning the dates of a circle: by a coordinator, or by the member who is its host."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from upside.community.actions.inviting import keep_invited, tell_again
from upside.community.actions.refusals import BadDate, DateOver, NotInCircle, NotTheirCircle
from upside.community.models import Circle, CircleDate
from upside.community.queries import belonging_of, may_lead, members_of
from upside.kernel import audit
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import Cohort
from upside.sessions.queries import cohort_span

__all__ = [
    "LONGEST",
    "SHORTEST",
    "CirclePlan",
    "call_off_date",
    "move_date",
    "name_host",
    "plan_date",
]

State = CircleDate.State
SHORTEST, LONGEST = 15, 240
MOST_TO_COME = 24


@dataclass(frozen=True, slots=True)
class CirclePlan:
    """When and where a circle meets, for how many minutes, and about what, in words."""

    starts_at: datetime
    minutes: int = 60
    place: str = ""
    topic: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@transaction.atomic
def plan_date(
    cohort: Cohort, role: str, plan: CirclePlan, *, by: Person, at: datetime
) -> CircleDate:
    """Plan a date of the circle of ``role`` and invite everybody who belongs to it.

    The same start again gives the date that is there. Refused: anybody but a coordinator and the
    host, a cohort that is not launched, and as by ``_check``.
    """
    own = belonging_of(by, cohort.pk, role)
    if own is None or not own.leads:
        raise NotTheirCircle(_("Dates of this circle are planned by coordinators and its host."))
    check_launched(cohort)
    circle, _is_new = Circle.objects.get_or_create(cohort=cohort, role=role)
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    there = circle.dates.filter(state=State.PLANNED, starts_at=plan.starts_at).first()
    if there:
        return there
    _check(circle, plan, at)
    date = CircleDate.objects.create(
        circle=circle,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
        topic=plan.topic,
        planned_by=by,
        planned_at=at,
        changed_at=at,
    )
    keep_invited(date, at=at)
    _record("circle.planned", date, by=by, at=at)
    return date


@transaction.atomic
def move_date(
    date: CircleDate, plan: CirclePlan, *, by: Person, at: datetime, seen: int | None = None
) -> CircleDate:
    """Change day, place or topic, and tell everybody; with another time they are asked anew.

    Nothing changed tells nobody. Refused: anybody but a coordinator and the host, a date that has
    begun or is called off, a form made before another change, and as by ``_check``.
    """
    date = _locked(date, by=by, at=at, seen=seen)
    before = (date.starts_at, date.ends_at, date.place, date.topic)
    after = (plan.starts_at, plan.ends_at, plan.place, plan.topic)
    if before == after:
        return date
    _check(date.circle, plan, at, but=date)
    date.starts_at, date.ends_at, date.place, date.topic = after
    date.sequence += 1
    date.changed_at = at
    date.save()
    if before[:2] != after[:2]:
        date.invitations.update(comes=None, answered_at=None)
    tell_again("circle_moved", date, at=at, method="REQUEST")
    keep_invited(date, at=at)
    _record("circle.moved", date, by=by, at=at)
    return date


@transaction.atomic
def call_off_date(
    date: CircleDate, *, by: Person, at: datetime, seen: int | None = None
) -> CircleDate:
    """Call a date off and take it out of every calendar; again changes nothing.

    Refused: anybody but a coordinator and the host, a date that has begun, a form made before
    another change.
    """
    held = CircleDate.objects.select_for_update().get(pk=date.pk)
    if held.state == State.CALLED_OFF and may_lead(held.circle, by):
        return held
    date = _locked(date, by=by, at=at, seen=seen)
    date.state = State.CALLED_OFF
    date.sequence += 1
    date.changed_at = at
    date.save(update_fields=["state", "sequence", "changed_at"])
    tell_again("circle_called_off", date, at=at, method="CANCEL")
    _record("circle.called_off", date, by=by, at=at)
    return date


@transaction.atomic
def name_host(
    cohort: Cohort, role: str, host: Person | None, *, by: Person, at: datetime
) -> Circle:
    """Name a member who plans the dates beside the coordinators, or nobody any more.

    Refused: anybody but a coordinator, and a host who does not belong to the circle.
    """
    own = belonging_of(by, cohort.pk, role)
    if own is None or not own.runs:
        raise NotTheirCircle(_("A coordinator names the host of a circle."))
    circle, _is_new = Circle.objects.get_or_create(cohort=cohort, role=role)
    if host is not None and not members_of(circle).filter(person=host).exists():
        raise NotInCircle(_("%(name)s does not belong to this circle.") % {"name": host.name})
    circle.host = host
    circle.save(update_fields=["host"])
    audit.record(
        verb="circle.host_named",
        subject=circle,
        actor=by,
        at=at,
        details={"host": host.pk if host else None},
        programme=cohort.programme,
    )
    return circle


def _locked(date: CircleDate, *, by: Person, at: datetime, seen: int | None) -> CircleDate:
    found = CircleDate.objects.select_for_update().get(pk=date.pk)
    if not may_lead(found.circle, by):
        raise NotTheirCircle(_("Dates of this circle are planned by coordinators and its host."))
    if found.state == State.CALLED_OFF:
        raise DateOver(_("This date is called off. Plan another one."))
    if found.starts_at <= at:
        raise DateOver(_("This date has begun: it stays as it is."))
    if seen is not None and seen != found.sequence:
        raise DateOver(_("This date has changed since you opened the page. Look at it again."))
    return found


def _check(
    circle: Circle, plan: CirclePlan, at: datetime, *, but: CircleDate | None = None
) -> None:
    """Refuse what cannot be: past, outside the cohort, too short or long, over another date."""
    if not SHORTEST <= plan.minutes <= LONGEST:
        said = {"least": SHORTEST, "most": LONGEST}
        raise BadDate(_("A circle meets for %(least)s to %(most)s minutes.") % said)
    if plan.starts_at <= at:
        raise BadDate(_("Choose a date that is still to come."))
    opens, closes = cohort_span(circle.cohort, ZoneInfo("UTC"))
    if not opens <= plan.starts_at or plan.ends_at > closes:
        raise BadDate(_("Choose a date between the first and the last day of the cohort."))
    others = circle.dates.filter(state=State.PLANNED, ends_at__gt=at)
    others = others.exclude(pk=but.pk) if but else others
    if others.filter(starts_at__lt=plan.ends_at, ends_at__gt=plan.starts_at).exists():
        raise BadDate(_("This circle meets at that time already. Choose another one."))
    if but is None and others.count() >= MOST_TO_COME:
        said = {"most": MOST_TO_COME}
        raise BadDate(_("A circle has %(most)s dates to come at most.") % said)


def _record(verb: str, date: CircleDate, *, by: Person, at: datetime) -> None:
    audit.record(verb=verb, subject=date, actor=by, at=at, programme=date.circle.cohort.programme)
