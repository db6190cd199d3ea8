"""What the pages of the catalogue show: topics by area, and one topic with its eight levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upside.kernel.texts import LANGUAGES, in_language
from upside.skills import queries
from upside.skills.catalogue import area_name
from upside.skills.models import Skill
from upside.web.topics.scale import bands_of

__all__ = ["by_area", "catalogue_page", "topic_page", "way_of"]

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Names:
    """What a topic is called in one language."""

    language: str
    label: str
    aliases: list[str]


def by_area(found: Iterable[Skill]) -> dict[str, list[Skill]]:
    """Return topics under the names of their areas, in the order in which they come."""
    areas: dict[str, list[Skill]] = {}
    for skill in found:
        areas.setdefault(area_name(skill.area), []).append(skill)
    return areas


def way_of(skill: Skill) -> str:
    """Say who a topic goes to."""
    said = {
        Skill.Direction.J2S: _("goes from the mentor to the mentee"),
        Skill.Direction.S2J: _("goes from the mentee to the mentor"),
        Skill.Direction.BOTH: _("goes both ways"),
    }
    return said[Skill.Direction(skill.direction)]


def other_label(skill: Skill) -> str:
    """Return what a topic is called in the language that the page is not in."""
    here = (get_language() or "")[:2]
    other = next(code for code in LANGUAGES if code != here)
    label = skill.labels.get(other, "")
    return "" if label == skill.label else label


def catalogue_page(text: str) -> dict[str, Any]:
    """Return the topics by area, or those near ``text``; a bounded number of queries."""
    found = queries.suggest_skills(text, limit=MOST_FOUND) if text else queries.listed()
    return {
        "text": text,
        "n_found": len(found),
        "n_more": queries.n_imported(),
        "areas": {
            name: [(skill, other_label(skill), way_of(skill)) for skill in skills]
            for name, skills in by_area(found).items()
        },
    }


def topic_page(skill: Skill) -> dict[str, Any]:
    names = {"en": _("English"), "fr": _("French")}
    return {
        "skill": skill,
        "area": area_name(skill.area),
        "way": way_of(skill),
        "names": [
            Names(names[code], skill.labels.get(code, ""), skill.aliases.get(code, []))
            for code in LANGUAGES
            if skill.labels.get(code)
        ],
        "outcomes": [in_language(outcome) for outcome in skill.sub_skills],
        "bands": bands_of(skill),
    }
