from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.actions.places import refresh_all
from upside.programmes.models import Enrolment, Wish
from upside.skills import actions as skills
from upside.skills.models import Skill

__all__ = [
    "BadWish",
    "drop_wish",
    "save_wish",
    "save_wishes_among",
    "share_skill",
    "stop_sharing",
    "stop_wanting",
    "want_skill",
]

MOST_WISHES = 5
MOST_VETOES = 20


class BadWish(Refused):
    """A wish or a veto cannot be kept."""


@transaction.atomic
def want_skill(
    enrolment: Enrolment,
    skill: Skill,
    *,
    target: int,
    importance: int,
    today: int | None = None,
    at: datetime,
) -> None:
    """Keep what the person of a place wants to learn, and where they stand today if they say.

    Refused where a number is off its scale, or the level to reach is not above today's.
    """
    person = enrolment.person
    if today is not None and today >= target:
        raise skills.OutsideTheScale(
            _("You are at this level already. Choose a higher one to reach.")
        )
    skills.set_want(person, skill, target=target, importance=importance, by=person, at=at)
    if today is not None:
        skills.set_level(person, skill, today, by=person, at=at)
    refresh_all(at=at, person=person)


@transaction.atomic
def stop_wanting(enrolment: Enrolment, skill: Skill, *, at: datetime) -> None:
    """Forget that the person of a place wants to learn a skill."""
    skills.drop_want(enrolment.person, skill, by=enrolment.person, at=at)
    refresh_all(at=at, person=enrolment.person)


@transaction.atomic
def share_skill(enrolment: Enrolment, skill: Skill, *, level: int, at: datetime) -> None:
    """Keep the level at which the person of a place can share a skill; refused off the scale."""
    if level < 1:
        raise skills.OutsideTheScale(_("To share a topic, choose a level from 1 to 8."))
    skills.set_level(enrolment.person, skill, level, by=enrolment.person, at=at)


@transaction.atomic
def stop_sharing(enrolment: Enrolment, skill: Skill, *, at: datetime) -> None:
    """Forget the level of the person of a place in a skill."""
    skills.drop_level(enrolment.person, skill, by=enrolment.person, at=at)


@transaction.atomic
def save_wish(enrolment: Enrolment, other: Person, *, kind: str, at: datetime) -> Wish:
    """Keep that the person of a place would like to meet ``other``, or must not be paired.

    A wish takes the next free rank. A second word about the same person replaces the first. The
    log tells that something was kept, not about whom. Refused for oneself, for a sixth wish and
    a twenty-first veto.
    """
    place = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if other.pk == place.person_id:
        raise BadWish(_("This is you. Choose somebody else."))
    if kind not in Wish.Kind.values:
        raise BadWish(_("Say whether you would like to meet this person or must not."))
    others = Wish.objects.filter(enrolment=place, kind=kind).exclude(other=other)
    wish, _new = Wish.objects.update_or_create(
        enrolment=place,
        other=other,
        defaults={"kind": kind, "rank": _free_rank(kind, [w.rank for w in others])},
    )
    audit.record(
        verb="wish.saved",
        subject=place,
        actor=place.person,
        at=at,
        programme=place.cohort.programme,
    )
    return wish


def _free_rank(kind: str, ranks: list[int | None]) -> int | None:
    if kind != Wish.Kind.RANK:
        if len(ranks) >= MOST_VETOES:
            raise BadWish(_("You named twenty people. Talk with your coordinator instead."))
        return None
    free = [rank for rank in range(1, MOST_WISHES + 1) if rank not in ranks]
    if not free:
        raise BadWish(_("Five wishes are kept. Take one out first."))
    return free[0]


@transaction.atomic
def save_wishes_among(
    enrolment: Enrolment,
    people: Iterable[Person],
    said: Mapping[int, int | None],
    *,
    at: datetime,
) -> None:
    """Keep what the person of a place says of some people, instead of all they said of these.

    ``said`` has a rank for people by key, or None for a veto; whom it leaves out they wish nothing
    about. Wishes about others stay, behind these: they keep their order in the ranks that are
    left, the last of which they share. A conflict of interest stays what it is.

    Refused: two people of one rank, ranks off the scale, a twenty-first veto.
    """
    place = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    about = {one.pk for one in people} - {place.person_id}
    ranks = sorted(rank for rank in said.values() if rank is not None)
    if len(set(ranks)) < len(ranks) or not set(ranks) <= set(range(1, MOST_WISHES + 1)):
        raise BadWish(_("Give each rank from 1 to 5 to one person at most."))
    own = Wish.objects.filter(enrolment=place)
    conflicts = set(own.filter(kind=Wish.Kind.CONFLICT).values_list("other", flat=True))
    own.filter(other__in=about).exclude(kind=Wish.Kind.CONFLICT).delete()
    n_vetoes = sum(rank is None for key, rank in said.items() if key in about)
    if n_vetoes + own.filter(kind=Wish.Kind.VETO).count() > MOST_VETOES:
        raise BadWish(_("You named twenty people. Talk with your coordinator instead."))
    _put_behind(place, max(ranks, default=0))
    Wish.objects.bulk_create(
        Wish(
            enrolment=place,
            other_id=key,
            kind=Wish.Kind.VETO if rank is None else Wish.Kind.RANK,
            rank=rank,
        )
        for key, rank in said.items()
        if key in about - conflicts
    )
    audit.record(
        verb="wish.saved",
        subject=place,
        actor=place.person,
        at=at,
        programme=place.cohort.programme,
    )


def _put_behind(place: Enrolment, last: int) -> None:
    """Move the wishes of a place behind the rank ``last``, in their order."""
    ranked = Wish.objects.filter(enrolment=place, kind=Wish.Kind.RANK).order_by("rank", "pk")
    for n, wish in enumerate(ranked, start=1):
        rank = min(max(wish.rank or n, last + n), MOST_WISHES)
        if rank != wish.rank:
            wish.rank = rank
            wish.save(update_fields=["rank"])


@transaction.atomic
def drop_wish(enrolment: Enrolment, wish_id: int, *, at: datetime) -> None:
    """Forget a wish or a veto of the person of a place; nothing happens where there is none."""
    if Wish.objects.filter(enrolment=enrolment, pk=wish_id).delete()[0]:
        audit.record(
            verb="wish.dropped",
            subject=enrolment,
            actor=enrolment.person,
            at=at,
            programme=enrolment.cohort.programme,
        )
