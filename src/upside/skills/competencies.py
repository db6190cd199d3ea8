"""How to be a mentor as a file: six families of behaviour with anchors, read once and kept."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from upside.skills.models import HIGHEST_LEVEL, Skill

__all__ = ["HIGHEST_RATING", "Anchors", "Family", "anchors_of", "families", "usual_anchors"]

FILE = Path(__file__).with_name("competencies.yaml")
HIGHEST_RATING = 7
Anchors = dict[int, dict[str, str]]
"""What can be seen at a level, in both languages, by the level."""


@dataclass(frozen=True, slots=True)
class Family:
    """One of the six families: its code, names, and what is seen at 1, 3, 4 and 7."""

    code: str
    labels: dict[str, str]
    hints: dict[str, str]
    anchors: Anchors


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


@cache
def families() -> dict[str, Family]:
    """Return the six families by their codes, in the order of the file."""
    return {
        code: Family(code, said["label"], said["hint"], said["anchors"])
        for code, said in _file()["families"].items()
    }


def usual_anchors() -> Anchors:
    """Return what levels 1 to 8 look like in any topic."""
    return dict(_file()["levels"])


def anchors_of(skill: Skill) -> Anchors:
    """Return what levels 1 to 8 of ``skill`` look like: its own words, else those of any topic."""
    usual, said = usual_anchors(), skill.descriptors
    levels = range(1, HIGHEST_LEVEL + 1)
    return {level: said.get(str(level)) or usual[level] for level in levels}
