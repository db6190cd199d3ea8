"""The date of a group on the first page: once for its mentor, a wait for its mentees."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import shared_group
from upside.people.models import Person
from upside.programmes.queries.training import untrained
from upside.sessions.gatherings import FEWEST, called, is_led_by, pairs_to_meet
from upside.sessions.models import Session
from upside.sessions.queries import training_first
from upside.web.front.step import Step, Urgency, short

__all__ = ["of_group", "whom", "with_whom"]


def of_group(
    pair: Pair, pairs: Sequence[Pair], with_date: set[int], person: Person
) -> list[Step] | None:
    """Return what ``pair``, without a date, waits for in its group; None where it has none.

    For the mentor one step for the first pair of the group, and none where the group has a date.
    """
    if pair.group_id is None:
        return None
    if person.pk != pair.mentor_id:
        group = shared_group(pair)
        return [_wait(group, pair)] if group and _meets(pair, pairs_to_meet(group)) else None
    active = [one for one in pairs if one.group_id == pair.group_id and one.state == "active"]
    if len(active) < FEWEST or pair.group is None:  # alone it is a pair like any other
        return None
    late = untrained(pair.cohort, [one for each in active for one in each.people])
    able = [one for one in active if not (set(late) & set(one.people) and training_first(one))]
    if not _meets(pair, able):
        return None
    has_date = any(one.pk in with_date for one in able)
    return [] if has_date or pair != able[0] else [_date(pair.group)]


def _meets(pair: Pair, able: Sequence[Pair]) -> bool:
    """Tell whether a date of its group can be booked for ``pair``, one of those ``able`` to."""
    return len(able) >= FEWEST and pair in able


def _date(group: Group) -> Step:
    return Step(
        urgency=Urgency.BOOK,
        folio=_("Your group"),
        title=_("Find a date with %(group)s.") % {"group": group.name},
        text=_("You see only times that suit everybody, and book in one tap."),
        action=_("Choose a date"),
        address=reverse("groups:group", args=[group.pk]),
    )


def _wait(group: Group, pair: Pair) -> Step:
    said = {"mentor": short(pair.mentor), "group": group.name}
    return Step(
        urgency=Urgency.REST,
        folio=_("Your group"),
        title=_("%(mentor)s plans the next date of %(group)s.") % said,
        text=_("It comes by mail, for your calendar. You two may also meet alone."),
        action=_("See your group"),
        address=reverse("groups:group", args=[group.pk]),
        partner=pair.mentor,
        pair=pair,
    )


def with_whom(session: Session, person: Person) -> dict[str, Any]:
    """Return the session of a step with its pair; the mentor of a group meets no single one."""
    if is_led_by(session, person):
        return {"session": session}
    partner = session.pair.partner_of(person)
    return {"session": session, "partner": partner, "pair": session.pair}


def whom(session: Session, person: Person) -> str:
    """Return whom ``person`` meets: their partner, or with whom else where it is a group."""
    alone = short(session.pair.partner_of(person))
    return called(session, person) if session.gathering_id is not None else alone
