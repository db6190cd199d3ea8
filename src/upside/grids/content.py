"""What a grid asks: its criteria with what is seen at each level, read from a stored version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.texts import in_language
from upside.skills.competencies import (
    HIGHEST_RATING,
    Anchors,
    anchors_of,
    families,
    usual_anchors,
)
from upside.skills.models import HIGHEST_LEVEL, Skill

__all__ = ["ANCHORED", "Anchor", "Axis", "Criterion", "criteria_of", "ready_content", "skill_codes"]

ANCHORED = (1, 4, 7)
"""The levels of a criterion of the company's own that need a behaviour."""


class Axis(StrEnum):
    """Mastery of a topic, or one of the ways of being a mentor: a family, or the company's own."""

    TOPIC = "topic"
    FAMILY = "family"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What can be seen from one level to another."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a grid: what is rated, how much it counts, and what is seen at which level."""

    key: str
    axis: Axis
    weight: int
    skill: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    said: Anchors = field(default_factory=dict)

    @property
    def is_topic(self) -> bool:
        return self.axis == Axis.TOPIC

    @property
    def highest(self) -> int:
        return HIGHEST_LEVEL if self.is_topic else HIGHEST_RATING

    @property
    def scale(self) -> range:
        return range(1, self.highest + 1)

    @property
    def label(self) -> str:
        return in_language(self.labels) or _("The topic that the candidate offers")

    @property
    def texts(self) -> list[str]:
        """Its words in every language: the name, and what is seen."""
        return [text for said in (self.labels, *self.said.values()) for text in said.values()]

    @property
    def hint(self) -> str:
        return in_language(self.hints)

    @property
    def anchors(self) -> list[Anchor]:
        """What is seen at the levels, those that look alike told together."""
        found: list[Anchor] = []
        for level, texts in sorted(self.said.items()):
            text = in_language(texts)
            if found and found[-1].text == text:
                found[-1] = Anchor(found[-1].first, level, text)
            else:
                found.append(Anchor(level, level, text))
        return found

    def reached(self, mean: float) -> Anchor | None:
        """Return the highest behaviour that a mean reaches; None below the first."""
        return next((anchor for anchor in reversed(self.anchors) if anchor.first <= mean), None)

    def following(self, mean: float) -> Anchor | None:
        """Return the behaviour that comes after a mean; None above the last."""
        return next((anchor for anchor in self.anchors if anchor.first > mean), None)


def ready_content() -> dict[str, Any]:
    """Return the grid that anybody can start from: the candidate's topic and the six families."""
    topic = {"key": "topic1", "axis": Axis.TOPIC.value, "weight": 2, "skill": ""}
    rest = [{"key": code, "axis": Axis.FAMILY.value, "weight": 1} for code in families()]
    return {
        "criteria": [topic, *rest],
        "topic_threshold": 5,
        "family_threshold": 3,
        "n_evaluators": 3,
        "retry_weeks": 8,
    }


def skill_codes(content: Mapping[str, Any], topics: Mapping[str, str]) -> set[str]:
    """Return the codes of the skills that a grid, with what a candidate chose, speaks of."""
    return {topics.get(said["key"]) or said.get("skill", "") for said in content["criteria"]} - {""}


def criteria_of(
    content: Mapping[str, Any],
    skills: Iterable[Skill] = (),
    topics: Mapping[str, str] | None = None,
) -> list[Criterion]:
    """Return the criteria of a grid, topics first, with their words.

    ``topics`` tells which skill stands where the grid leaves it to the candidate; the ``skills``
    are those of ``skill_codes``.
    """
    known = {skill.code: skill for skill in skills}
    return [_criterion(said, known, topics or {}) for said in content["criteria"]]


def _criterion(
    said: Mapping[str, Any], known: Mapping[str, Skill], topics: Mapping[str, str]
) -> Criterion:
    key, axis, weight = said["key"], Axis(said["axis"]), said["weight"]
    if axis == Axis.FAMILY:
        family = families()[key]
        return Criterion(key, axis, weight, "", family.labels, family.hints, family.anchors)
    if axis == Axis.OWN:
        anchors = {int(level): texts for level, texts in said["anchors"].items()}
        return Criterion(key, axis, weight, "", said["labels"], {}, anchors)
    code = topics.get(key) or said["skill"]
    if code not in known:
        return Criterion(key, axis, weight, code, {}, {}, usual_anchors())
    skill = known[code]
    return Criterion(key, axis, weight, code, skill.labels, skill.summaries, anchors_of(skill))
