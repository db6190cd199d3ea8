"""Nudges of a programme's message plan: to who takes the lead at amber, to the coach at red.

Each goes once per spell, and a spell ends with a session held: who books and calls off again is not
written to again. No manager gets any, nor does a pair that rests, has ended or has not begun.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from upside.notices.actions import Letter, queue_new_notices
from upside.notices.models import Notice
from upside.notices.queries import not_told
from upside.pairs.models import Group, Pair
from upside.pairs.queries import leading_in
from upside.programmes.actions.reminding import cohorts_that_remind
from upside.programmes.lead import leading_roles
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import coaching, contacts_in
from upside.programmes.queries.training import trained_roles
from upside.sessions.actions.telling import pairs_told_lately
from upside.sessions.colours import colours_of
from upside.sessions.following import Followed, read_followed
from upside.sessions.models import Session
from upside.sessions.momentum import Colour

__all__ = ["nudge_pairs"]

PAIRS_AT_ONCE = 1_000
AT_ONCE = 1_000
Role = Enrolment.Role
ALL_HERE = Q(mentor__is_active=True, mentee__is_active=True)


def nudge_pairs(*, at: datetime) -> int:
    """Write the nudges that are due to the lead and to coaches; return how many were written.

    The lead hears when a pair turns amber, where the plan has ``amber_to_lead``. The coach hears
    when it turns red, and when it has been amber for ``amber_to_coach_days``, where the plan has
    them. Who still has to be trained cannot book, and is not asked to, nor who was reminded of a
    date in the last days. Pairs of whom everybody was told are not read again, nor more pairs than
    ``AT_ONCE`` mails of a kind need, the longest late first.
    """
    leading = [
        cohort for alike in cohorts_that_remind("amber_to_lead", at=at).values() for cohort in alike
    ]
    to_lead = {cohort.pk for cohort in leading}
    patience = {
        cohort.pk: wait
        for wait, alike in cohorts_that_remind("amber_to_coach_days", at=at).items()
        for cohort in alike
    }
    pairs = Pair.objects.filter(cohort__in=to_lead | patience.keys())
    waiting = _lead_waits(leading) | Q(_coach_waits(), cohort__in=patience)
    coloured = colours_of(pairs.filter(ALL_HERE), at=at, among=waiting)
    told = pairs_told_lately("date_waits", at=at).values_list("pk", flat=True)
    reminded = set(told) if to_lead and coloured else set()
    to_write, to_watch = AT_ONCE if to_lead else 0, AT_ONCE if patience else 0
    n = 0
    for start in range(0, len(coloured), PAIRS_AT_ONCE):
        found = read_followed(coloured[start : start + PAIRS_AT_ONCE], at=at)
        late = [one for one in found if one.pair.cohort_id in to_lead]
        letters = _to_leads([one for one in late if one.pair.pk not in reminded])
        n_leads = queue_new_notices("pair_amber", letters, at=at, most=to_write)
        letters = _to_coaches(found, patience, at)
        n_coaches = queue_new_notices("pair_followed", letters, at=at, most=to_watch)
        to_write, to_watch, n = to_write - n_leads, to_watch - n_coaches, n + n_leads + n_coaches
        if not to_write and not to_watch:
            break
    return n


def _lead_waits(cohorts: Iterable[Cohort]) -> Q:
    """Return the condition that somebody who takes the lead was not written to in this spell."""
    roles = {cohort.pk: leading_roles(cohort) for cohort in cohorts}
    waits = Q(pk__in=())
    for role in Role:
        alike = [pk for pk, leading in roles.items() if role in leading]
        waits |= Q(not_told("pair_amber", "pk", "n_held", role), cohort__in=alike)
    return waits & ~Q(Exists(_told_to_the_group()), group__isnull=False)


def _told_to_the_group() -> QuerySet[Notice]:
    """Return what the mentor of the group of a pair was told, where nobody in it has met since."""
    held = Session.objects.filter(state=Session.State.HELD)
    dates = held.filter(gathering__group=OuterRef(OuterRef("group"))).order_by("-gathering")
    newest = Coalesce(Subquery(dates.values("gathering")[:1], IntegerField()), 0)
    parts: list[Any] = [Value("pair_amber:group"), Cast(OuterRef("group"), CharField())]
    parts += [Value(":"), Cast(newest, CharField()), Value(":")]
    parts += [Cast(OuterRef("mentor"), CharField())]
    since = held.filter(pair__group=OuterRef(OuterRef("group")))
    # noted since is enough: the date itself may have been before the mail
    since = since.filter(
        Q(ends_at__gt=OuterRef("queued_at")) | Q(settled_at__gt=OuterRef("queued_at"))
    )
    return Notice.objects.filter(~Exists(since), key=Concat(*parts))


def _coach_waits() -> Q:
    """Return the condition that a coach was not written to at red in this spell."""
    parts: list[Any] = [Value("pair_followed:"), Cast(OuterRef("pk"), CharField()), Value(":")]
    parts += [Cast(OuterRef("n_held"), CharField()), Value(f":{Colour.RED}:")]
    grants = (
        coaching()
        .filter(
            programme=OuterRef("cohort__programme"),
            person__is_active=True,
            person__email__isnull=False,
        )
        .exclude(Q(person=OuterRef("mentor")) | Q(person=OuterRef("mentee")))
    )
    keyed = grants.annotate(key=Concat(*parts, Cast("person", CharField())))
    return Q(Exists(keyed.filter(~Exists(Notice.objects.filter(key=OuterRef("key"))))))


def _to_leads(found: list[Followed]) -> list[Letter]:
    untrained = _untrained([one.pair for one in found if not one.momentum.n_held])
    late = [one for one in found if one.pair.pk not in untrained]
    n_late = Counter(one.pair.group_id for one in late)
    together = [one for one in late if one.pair.group_id and n_late[one.pair.group_id] > 1]
    letters = [
        Letter(
            person,
            f"pair_amber:{one.pair.pk}:{one.momentum.n_held}:{person.pk}",
            {
                **_said(one),
                "partner": one.pair.partner_of(person).name,
            },
        )
        for one in late
        if one not in together
        for person in leading_in(one.pair)
    ]
    return letters + _to_mentors_of_groups(together)


def _to_mentors_of_groups(together: list[Followed]) -> list[Letter]:
    """Return one letter for each group of which several pairs are late, to its mentor alone.

    The spell of a group ends with a date of it that was held.
    """
    if not together:
        return []
    groups = Group.objects.in_bulk({one.pair.group_id for one in together if one.pair.group_id})
    held = Session.objects.filter(gathering__group__in=groups, state=Session.State.HELD)
    rows = held.values_list("gathering__group").annotate(newest=Max("gathering")).order_by()
    newest: dict[int, int] = dict(rows)
    found: dict[str, Letter] = {}
    for one in together:
        group = groups[one.pair.group_id or 0]
        key = f"pair_amber:group{group.pk}:{newest.get(group.pk, 0)}:{one.pair.mentor_id}"
        said = {**_said(one), "partner": group.name, "path": f"/groups/{group.pk}/"}
        found.setdefault(key, Letter(one.pair.mentor, key, said))
    return list(found.values())


def _to_coaches(
    found: list[Followed], patience: dict[int, timedelta], at: datetime
) -> list[Letter]:
    due = [
        one
        for one in found
        if one.pair.cohort_id in patience
        and (
            one.momentum.colour == Colour.RED
            or at - (one.momentum.since or at) >= patience[one.pair.cohort_id]
        )
    ]
    contacts = contacts_in(one.pair.cohort.programme_id for one in due)
    return [
        Letter(
            coach,
            f"pair_followed:{one.pair.pk}:{one.momentum.n_held}:{one.momentum.colour}:{coach.pk}",
            {
                **_said(one),
                "mentor": one.pair.mentor.name,
                "mentee": one.pair.mentee.name,
                "colour": str(one.momentum.colour),
            },
        )
        for one in due
        for coach in contacts[one.pair.cohort.programme_id].coaches
        if coach not in one.pair.people
    ]


def _said(one: Followed) -> dict[str, Any]:
    return {
        "programme": one.pair.cohort.programme.names,
        "n_held": one.momentum.n_held,
        "in_a_row": one.momentum.in_a_row,
        "held_at": one.momentum.last_held or "",
        "next_at": one.momentum.next_at or "",
        "path": f"/pairs/{one.pair.pk}/",
    }


def _untrained(pairs: list[Pair]) -> set[int]:
    """Return those of ``pairs`` in which somebody is trained before they can book."""
    asked = {pair.cohort_id: trained_roles(pair.cohort) for pair in pairs}
    places = Enrolment.objects.filter(
        cohort__in=[cohort for cohort, roles in asked.items() if roles], trained_on=None
    )
    waiting = set(places.values_list("cohort", "person", "role"))
    return {
        pair.pk
        for pair in pairs
        for person, role in ((pair.mentor_id, Role.MENTOR), (pair.mentee_id, Role.MENTEE))
        if role in asked[pair.cohort_id] and (pair.cohort_id, person, role) in waiting
    }
