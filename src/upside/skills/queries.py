"""Reads of the catalogue and of what people can and want to learn."""

from collections.abc import Iterable
from dataclasses import dataclass

from upside.people.models import Person
from upside.skills.models import Skill, SkillLevel, Want
from upside.skills.wording import closeness, folded

__all__ = [
    "SkillProfile",
    "catalogue",
    "in_order",
    "labels_by_code",
    "names_of",
    "profile_of",
    "skill_by_code",
    "skills_by_name",
    "suggest_skills",
]

LONGEST_TEXT = 100
MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """What somebody can and wants to learn, by the id of the skill."""

    levels: dict[int, SkillLevel]
    wants: dict[int, Want]

    def level_of(self, skill_id: int) -> int | None:
        """Return the level in a skill; None where nobody said."""
        found = self.levels.get(skill_id)
        return found.level if found else None


def in_order(skills: Iterable[Skill]) -> list[Skill]:
    """Return skills by their codes, J2 before J10."""
    return sorted(skills, key=lambda s: (s.code.rstrip("0123456789"), len(s.code), s.code))


def catalogue() -> list[Skill]:
    """Return every topic, J2 before J10; one query."""
    return in_order(Skill.objects.all())


def labels_by_code() -> dict[str, dict[str, str]]:
    """Return the labels of every topic, in both languages, by its code; one query."""
    return dict(Skill.objects.values_list("code", "labels"))


def skill_by_code(code: str) -> Skill | None:
    """Return the topic with that code; None where the catalogue has none."""
    return Skill.objects.filter(code=code).first()


def names_of(skill: Skill) -> list[str]:
    """Return the folded labels and aliases of a skill, in both languages."""
    labels = [folded(label) for label in skill.labels.values()]
    aliases = [folded(alias) for said in skill.aliases.values() for alias in said]
    return list(dict.fromkeys(labels + aliases))


def suggest_skills(text: str, *, limit: int = MOST_SUGGESTED) -> list[Skill]:
    """Return the topics whose label or alias is near ``text``, nearest first; one query.

    An empty list says that the catalogue has nothing near: nothing is guessed silently.
    """
    typed = folded(text[:LONGEST_TEXT])
    if not typed:
        return []
    near = [
        (max(closeness(typed, name) for name in [*names_of(skill), folded(skill.code)]), skill)
        for skill in catalogue()
    ]
    found = sorted((pair for pair in near if pair[0]), key=lambda pair: -pair[0])
    return [skill for _closeness, skill in found[:limit]]


def skills_by_name() -> dict[str, list[Skill]]:
    """Return the topics under their folded codes, labels and aliases; a name may be of several."""
    found: dict[str, list[Skill]] = {}
    for skill in catalogue():
        for name in {folded(skill.code), *names_of(skill)}:
            found.setdefault(name, []).append(skill)
    return found


def profile_of(person: Person) -> SkillProfile:
    """Return the levels and wants of ``person``, their skills with them; two queries."""
    levels = SkillLevel.objects.filter(person=person).select_related("skill")
    wants = Want.objects.filter(person=person).select_related("skill")
    return SkillProfile(
        levels={level.skill_id: level for level in levels},
        wants={want.skill_id: want for want in wants},
    )
