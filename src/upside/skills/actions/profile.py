from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.skills.evidence import OWN_WORD
from upside.skills.models import HIGHEST_LEVEL, Evidence, Skill, SkillLevel, Want

__all__ = [
    "OWN_WORD",
    "OutsideTheScale",
    "check_level",
    "drop_level",
    "drop_want",
    "set_level",
    "set_want",
]

HIGHEST_IMPORTANCE = 3


class OutsideTheScale(Refused):
    """A level, a target or an importance is not on its scale."""


@transaction.atomic
def set_level(
    person: Person,
    skill: Skill,
    level: int,
    *,
    evidence: str = SkillLevel.Evidence.SELF,
    by: Person | None,
    at: datetime,
) -> SkillLevel:
    """Keep what ``person``, or a file, says about their level; a second call replaces it.

    Where evidence of somebody else holds, that stays the level which counts.
    Refused where the level is not from 0 to 8. The log tells that a level was set, not which.
    """
    check_level(level)
    said = {"own_level": level, "level": level, "evidence": evidence, "set_at": at}
    kept, is_new = SkillLevel.objects.get_or_create(person=person, skill=skill, defaults=said)
    if not is_new:
        counts = kept.evidence not in OWN_WORD
        kept.own_level, kept.set_at = level, at
        if not counts:
            kept.level, kept.evidence = level, evidence
        kept.save(update_fields=["own_level", "level", "evidence", "set_at"])
    audit.record(verb="level.set", subject=person, actor=by, at=at)
    return kept


def check_level(level: int) -> None:
    """Refuse a level that is not from 0 to 8."""
    if not 0 <= level <= HIGHEST_LEVEL:
        raise OutsideTheScale(_("Levels go from 0 to 8. Choose one of them."))


@transaction.atomic
def drop_level(person: Person, skill: Skill, *, by: Person | None, at: datetime) -> None:
    """Forget the level of ``person`` in a skill, and its evidence; nothing happens without one."""
    Evidence.objects.filter(person=person, skill=skill).delete()
    if SkillLevel.objects.filter(person=person, skill=skill).delete()[0]:
        audit.record(verb="level.dropped", subject=person, actor=by, at=at)


@transaction.atomic
def set_want(
    person: Person,
    skill: Skill,
    *,
    target: int,
    importance: int,
    by: Person | None,
    at: datetime,
) -> Want:
    """Keep what ``person`` wants to learn, up to which level; a second call replaces it.

    Refused where the target is not from 1 to 8 or the importance not from 1 to 3.
    """
    if not 1 <= target <= HIGHEST_LEVEL:
        raise OutsideTheScale(_("A level to reach goes from 1 to 8. Choose one of them."))
    if not 1 <= importance <= HIGHEST_IMPORTANCE:
        raise OutsideTheScale(_("How much it matters goes from 1 to 3. Choose one of them."))
    want, _new = Want.objects.update_or_create(
        person=person, skill=skill, defaults={"target": target, "importance": importance}
    )
    audit.record(verb="want.set", subject=person, actor=by, at=at)
    return want


@transaction.atomic
def drop_want(person: Person, skill: Skill, *, by: Person | None, at: datetime) -> None:
    """Forget that ``person`` wants to learn a skill; nothing happens where they did not."""
    if Want.objects.filter(person=person, skill=skill).delete()[0]:
        audit.record(verb="want.dropped", subject=person, actor=by, at=at)
