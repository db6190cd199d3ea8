"""Reads of groups: the mentor and the mentees in one know of it, and who coordinates."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from upside.pairs.models import Group, Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, RoleGrant

__all__ = [
    "MOST_PAIRS",
    "groups_in",
    "groups_of",
    "groups_run_by",
    "may_meet_together",
    "members_of",
    "shared_group",
]

MOST_PAIRS = 5


def members_of(group: Group) -> QuerySet[Pair]:
    """Return the pairs that meet in ``group``: those of it that have not ended, by name."""
    return _by_name(_open_pairs().filter(group=group))


def shared_group(pair: Pair) -> Group | None:
    """Return the group in which ``pair`` meets with at least one other; None where it is alone.

    Its pairs are in ``members``.
    """
    if pair.group_id is None or pair.state == Pair.State.CLOSED:
        return None
    group = _told().get(pk=pair.group_id)
    return group if len(_members(group)) > 1 else None


def groups_of(person: Person) -> QuerySet[Group]:
    """Return the groups that meet in which ``person`` is the mentor or a mentee, with members."""
    own = _open_pairs().filter(Q(mentor=person) | Q(mentee=person), group=OuterRef("pk"))
    return _told().filter(Exists(own), ended_at=None)


def groups_in(cohort: Cohort) -> QuerySet[Group]:
    """Return the groups of ``cohort`` that still have a pair, with members; two queries."""
    theirs = _open_pairs().filter(group=OuterRef("pk"))
    return _told().filter(Exists(theirs), cohort=cohort, ended_at=None)


def groups_run_by(person: Person) -> QuerySet[Group]:
    """Return the groups, dissolved ones too, of the programmes that ``person`` coordinates."""
    grants = RoleGrant.objects.filter(
        person=person, role=RoleGrant.Role.COORDINATOR, programme=OuterRef("cohort__programme")
    )
    return _told().filter(Exists(grants))


def may_meet_together(cohort: Cohort) -> list[tuple[Person, list[Pair]]]:
    """Return the pairs of ``cohort`` in no group, by mentor. One query."""
    free = _by_name(_open_pairs().filter(cohort=cohort, group=None))
    found: dict[int, tuple[Person, list[Pair]]] = {}
    for pair in free:
        found.setdefault(pair.mentor_id, (pair.mentor, []))[1].append(pair)
    return sorted(found.values(), key=lambda one: (one[0].last_name, one[0].first_name, one[0].pk))


def _open_pairs() -> QuerySet[Pair]:
    return Pair.objects.exclude(state=Pair.State.CLOSED)


def _by_name(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    told = pairs.select_related("mentor__unit", "mentee__unit")
    return told.order_by("mentee__last_name", "mentee__first_name", "pk")


def _told() -> QuerySet[Group]:
    members = Prefetch("pairs", _by_name(_open_pairs()), to_attr="members")
    told = Group.objects.select_related("cohort__programme", "mentor")
    return told.prefetch_related(members).order_by("name", "pk")


def _members(group: Group) -> list[Pair]:
    found: list[Pair] = group.members  # type: ignore[attr-defined]
    return found
