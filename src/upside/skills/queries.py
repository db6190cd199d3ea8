"""Reads of the catalogue and of what people can and want to learn."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from upside.people.models import Person
from upside.skills.models import (
    IMPORTED_AREAS,
    Skill,
    SkillLevel,
    SurveyMapping,
    Want,
)
from upside.skills.surveys.plan import SurveyMap, signature_of
from upside.skills.wording import BY_WORDS, EXACT, closeness, folded

__all__ = [
    "SkillProfile",
    "catalogue",
    "folded_names_of",
    "in_order",
    "labels_by_code",
    "listed",
    "n_imported",
    "named_exactly",
    "names_of",
    "nearest",
    "profile_of",
    "remembered_survey",
    "skill_by_code",
    "skill_by_key",
    "skills_by_name",
    "suggest_skills",
]

LONGEST_TEXT = 100
MOST_SUGGESTED = 3
MOST_IMPORTED_NEAR = 30


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


def listed(*, also: str = "") -> list[Skill]:
    """Return the topics that a page can list: ours and the company's own, and the one ``also``.

    Topics of official files may be thousands: they are found by typing. One query.
    """
    return in_order(Skill.objects.filter(~Q(area__in=IMPORTED_AREAS) | Q(code=also)))


def labels_by_code() -> dict[str, dict[str, str]]:
    """Return the labels of every topic, in both languages, by its code; one query."""
    return dict(Skill.objects.values_list("code", "labels"))


def skill_by_code(code: str) -> Skill | None:
    """Return the topic with that code; None where the catalogue has none."""
    return Skill.objects.filter(code=code).first()


def skill_by_key(key: int) -> Skill | None:
    """Return the topic with that number; None where the catalogue has none."""
    return Skill.objects.filter(pk=key).first()


def n_imported() -> int:
    """Return how many topics come from official files."""
    return Skill.objects.filter(area__in=IMPORTED_AREAS).count()


def names_of(skill: Skill) -> list[str]:
    """Return the folded names of a skill: labels, aliases, and what people here say for it."""
    labels = [folded(label) for label in skill.labels.values()]
    aliases = [folded(alias) for said in skill.aliases.values() for alias in said]
    return list(dict.fromkeys([*labels, *aliases, *map(folded, skill.local_names)]))


def folded_names_of(skill: Skill) -> str:
    """Return the names of a topic of an official file as the database searches them."""
    return "\n".join(["", *sorted(names_of(skill)), ""])


def suggest_skills(text: str, *, limit: int = MOST_SUGGESTED) -> list[Skill]:
    """Return the topics whose label or alias is near ``text``, nearest first; one query.

    Where one is called just so, those whose letters alone are alike are left out. An empty list
    says that the catalogue has nothing near: nothing is guessed silently.
    """
    typed = folded(text[:LONGEST_TEXT])
    if not typed:
        return []
    found = Skill.objects.filter(
        ~Q(area__in=IMPORTED_AREAS) | Q(pk__in=_imported_near(typed).values("pk"))
    )
    near = [(_nearness(typed, skill), skill) for skill in in_order(found)]
    # of two that are as near, ours comes before one of an official file
    near.sort(key=lambda pair: (-pair[0], pair[1].area in IMPORTED_AREAS))
    is_named = bool(near) and near[0][0] == EXACT
    least = BY_WORDS if is_named else 0
    return [skill for nearness, skill in near if nearness and nearness >= least][:limit]


def named_exactly(text: str, among: Iterable[Skill]) -> list[Skill]:
    """Return those of ``among`` called just like ``text``; capitals and accents do not count."""
    typed = folded(text)
    return [skill for skill in among if typed in {*names_of(skill), *_said_of(skill)}]


def nearest(text: str, skills: Iterable[Skill]) -> Skill | None:
    """Return which of ``skills`` is nearest to ``text``; None where none is near. No query."""
    typed = folded(text[:LONGEST_TEXT])
    near = [(_nearness(typed, skill), skill) for skill in skills]
    best, skill = max(near, key=lambda pair: pair[0], default=(0, None))
    return skill if best else None


def _nearness(typed: str, skill: Skill) -> float:
    return max(closeness(typed, name) for name in [*names_of(skill), *_said_of(skill)])


def _said_of(skill: Skill) -> list[str]:
    """Return the folded code where people say it: nobody says that of an official file."""
    return [] if skill.area in IMPORTED_AREAS else [folded(skill.code)]


def _imported_near(typed: str) -> QuerySet[Skill]:
    """Return the few topics of official files that hold every word typed, nearest first.

    The database does it, on names folded at the import: thousands of topics are not compared by
    their letters.
    """
    found = Skill.objects.filter(area__in=IMPORTED_AREAS)
    for part in typed.split():
        found = found.filter(folded_names__contains=part)
    nearness = Case(
        When(folded_names__contains=f"\n{typed}\n", then=Value(0)),
        When(folded_names__contains=f"\n{typed}", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(nearness, Length("folded_names"), F("pk"))[:MOST_IMPORTED_NEAR]


def skills_by_name() -> dict[str, list[Skill]]:
    """Return the topics under their folded codes, labels and aliases; a name may be of several.

    A name that is ours leads to ours alone, whatever an official file calls so as well.
    """
    ours: dict[str, list[Skill]] = {}
    imported: dict[str, list[Skill]] = {}
    for skill in catalogue():
        found = imported if skill.area in IMPORTED_AREAS else ours
        for name in {folded(skill.code), *names_of(skill)}:
            found.setdefault(name, []).append(skill)
    return imported | ours


def profile_of(person: Person) -> SkillProfile:
    """Return the levels and wants of ``person``, their skills with them; two queries."""
    levels = SkillLevel.objects.filter(person=person).select_related("skill")
    wants = Want.objects.filter(person=person).select_related("skill")
    return SkillProfile(
        levels={level.skill_id: level for level in levels},
        wants={want.skill_id: want for want in wants},
    )


def remembered_survey(names: list[str]) -> SurveyMap | None:
    """Return what a survey with these questions meant when it was last imported; one query."""
    found = SurveyMapping.objects.filter(signature=signature_of(names)).first()
    return SurveyMap.from_json(found.mapping) if found else None
