"""Groups: a coordinator lets two to five pairs of one mentor meet together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import queue_notice
from upside.pairs.models import Group, Pair
from upside.pairs.queries.groups import MOST_PAIRS, members_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.modes import is_clinic

__all__ = [
    "FEWEST_PAIRS",
    "GroupEnded",
    "NotAGroup",
    "add_to_group",
    "end_group",
    "form_group",
    "rename_group",
    "take_from_group",
]

FEWEST_PAIRS = 2
LONGEST_NAME = 80


class NotAGroup(Refused):
    """These pairs cannot meet together: too few, too many, of two mentors, or not free for it."""


class GroupEnded(Refused):
    """The group was dissolved."""


@transaction.atomic
def form_group(
    cohort: Cohort, pairs: Iterable[Pair], *, name: str, by: Person, at: datetime
) -> Group:
    """Let ``pairs`` of one mentor in ``cohort`` meet together, and tell everybody in them.

    The same pairs again, pressed twice, give the group that is there. Refused: fewer than two or
    more than five, of two mentors or another cohort, one that has ended or is in a group already,
    a clinic, a name of nothing.
    """
    named = _named(name)
    chosen = _locked(pairs)
    first = chosen[0].group if chosen else None
    if first and {one.pk for one in members_of(first)} == {one.pk for one in chosen}:
        return first
    _refuse_number(len(chosen))
    if is_clinic(cohort):
        raise NotAGroup(_("In a clinic mentees book times one by one, so there are no groups."))
    mentors = {one.mentor_id for one in chosen}
    if len(mentors) > 1 or any(one.cohort_id != cohort.pk for one in chosen):
        raise NotAGroup(_("A group has one mentor, and pairs of one cohort."))
    for one in chosen:
        _refuse_taken(one)
    group = Group.objects.create(
        cohort=cohort, mentor=chosen[0].mentor, name=named, made_by=by, made_at=at
    )
    Pair.objects.filter(pk__in=[one.pk for one in chosen]).update(group=group)
    _record("group.formed", group, by=by, at=at, n_pairs=len(chosen))
    for person in (group.mentor, *(one.mentee for one in chosen)):
        _tell(group, person, at=at)
    return group


@transaction.atomic
def rename_group(group: Group, *, name: str, by: Person, at: datetime) -> Group:
    """Give ``group`` another name; the same name changes nothing. Refused: one that has ended."""
    named = _named(name)
    group = _open_or_refused(group)
    if group.name != named:
        group.name = named
        group.save(update_fields=["name"])
        _record("group.renamed", group, by=by, at=at)
    return group


@transaction.atomic
def add_to_group(group: Group, pair: Pair, *, by: Person, at: datetime) -> Pair:
    """Let another pair of the same mentor meet with ``group``, from the next date booked on.

    Already in it, nothing changes. Refused as ``form_group`` refuses, and a group that has ended.
    """
    group = _open_or_refused(group)
    [pair] = _locked([pair])
    if pair.group_id == group.pk and pair.state != Pair.State.CLOSED:
        return pair
    if pair.mentor_id != group.mentor_id or pair.cohort_id != group.cohort_id:
        raise NotAGroup(_("A group has one mentor, and pairs of one cohort."))
    _refuse_taken(pair)
    _refuse_number(members_of(group).count() + 1)
    pair.group = group
    pair.save(update_fields=["group"])
    _record("group.pair_added", group, by=by, at=at, pair=pair.pk)
    _tell(group, pair.mentee, at=at)
    return pair


@transaction.atomic
def take_from_group(group: Group, pair: Pair, *, by: Person, at: datetime) -> bool:
    """Let ``pair`` meet for itself again; say whether it was in ``group``.

    Nobody is told, and no session is touched: ``part_from_group`` of the sessions does that.
    """
    [pair] = _locked([pair])
    if pair.group_id != group.pk:
        return False
    pair.group = None
    pair.save(update_fields=["group"])
    _record("group.pair_taken_out", group, by=by, at=at, pair=pair.pk)
    return True


@transaction.atomic
def end_group(group: Group, *, by: Person, at: datetime) -> list[Pair]:
    """Dissolve ``group``; return the pairs that were in it, none where it had ended before.

    Nobody is told, and no session is touched: ``dissolve_group`` of the sessions does that.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.ended_at is not None:
        return []
    pairs = _locked(members_of(group))
    Pair.objects.filter(group=group).update(group=None)
    group.ended_at = at
    group.save(update_fields=["ended_at"])
    _record("group.dissolved", group, by=by, at=at, n_pairs=len(pairs))
    return pairs


def _named(name: str) -> str:
    named = " ".join(name.split())[:LONGEST_NAME]
    if not named:
        raise NotAGroup(_("Give the group a name: it stands in the calendars of its people."))
    return named


def _locked(pairs: Iterable[Pair]) -> list[Pair]:
    rows = Pair.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in pairs])
    return list(rows.select_related("mentor", "mentee", "group").order_by("pk"))


def _open_or_refused(group: Group) -> Group:
    rows = Group.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    group = rows.get(pk=group.pk)
    if group.ended_at is not None:
        raise GroupEnded(_("This group was dissolved meanwhile. Its pairs meet for themselves."))
    return group


def _refuse_taken(pair: Pair) -> None:
    if pair.state == Pair.State.CLOSED:
        raise NotAGroup(
            _("The pair of %(name)s has ended, so it is in no group.") % {"name": pair.mentee.name}
        )
    if pair.group_id is not None:
        raise NotAGroup(
            _("%(name)s is in a group already. Take them out there first.")
            % {"name": pair.mentee.name}
        )


def _refuse_number(n_pairs: int) -> None:
    if not FEWEST_PAIRS <= n_pairs <= MOST_PAIRS:
        raise NotAGroup(
            _("A group has from %(fewest)s to %(most)s pairs.")
            % {"fewest": FEWEST_PAIRS, "most": MOST_PAIRS}
        )


def _tell(group: Group, person: Person, *, at: datetime) -> None:
    queue_notice(
        "group_formed",
        to=person,
        key=f"group_formed:{group.pk}:{at.isoformat()}:{person.pk}",
        at=at,
        context={
            "programme": group.cohort.programme.names,
            "group": group.name,
            "mentor": group.mentor.name,
            "is_mentor": person.pk == group.mentor_id,
            "path": f"/groups/{group.pk}/",
        },
    )


def _record(verb: str, group: Group, *, by: Person, at: datetime, **details: Any) -> None:
    audit.record(
        verb=verb,
        subject=group,
        actor=by,
        at=at,
        details=details,
        programme=group.cohort.programme,
    )
