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
