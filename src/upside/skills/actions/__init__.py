"""Writes of the catalogue, of levels and of wants."""

from upside.skills.actions.catalogue import add_topics, load_catalogue
from upside.skills.actions.concepts import TooManyTopics, import_concepts
from upside.skills.actions.files import SkillsFileRefused, import_skills
from upside.skills.actions.profile import (
    OutsideTheScale,
    drop_level,
    drop_want,
    set_level,
    set_want,
)

__all__ = [
    "OutsideTheScale",
    "SkillsFileRefused",
    "TooManyTopics",
    "add_topics",
    "drop_level",
    "drop_want",
    "import_concepts",
    "import_skills",
    "load_catalogue",
    "set_level",
    "set_want",
]
