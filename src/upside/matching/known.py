"""What people know and want, in the engine's terms."""

from collections import defaultdict

from django.db.models import QuerySet

import upmatch
from upside.skills.models import SkillLevel, Want

__all__ = ["levels_and_wants"]

Levels = dict[int, dict[str, int]]
Wants = dict[int, dict[str, upmatch.Want]]


def levels_and_wants(known: QuerySet[SkillLevel], wanted: QuerySet[Want]) -> tuple[Levels, Wants]:
    """Return levels and wants by person and code of the skill; two queries."""
    levels: Levels = defaultdict(dict)
    for person, skill, level in known.values_list("person_id", "skill__code", "level"):
        levels[person][skill] = level
    wants: Wants = defaultdict(dict)
    for person, skill, *want in wanted.values_list(
        "person_id", "skill__code", "target", "importance"
    ):
        wants[person][skill] = upmatch.Want(*want)
    return levels, wants
