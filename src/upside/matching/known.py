"""What people know and want, in the engine's terms."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

import upmatch
from upside.skills.evidence import OWN_WORD
from upside.skills.models import SkillLevel, Want

__all__ = ["levels_and_wants"]

Levels = dict[int, dict[str, int]]
Wants = dict[int, dict[str, upmatch.Want]]


def levels_and_wants(
    known: QuerySet[SkillLevel],
    wanted: QuerySet[Want],
    *,
    own_word_of: Collection[int] = (),
    counts_up_to: int = 0,
) -> tuple[Levels, Wants]:
    """Return levels and wants by person and code of the skill; two queries.

    The own word of the people ``own_word_of``, which nothing else supports, counts up to a level.
    """
    levels: Levels = defaultdict(dict)
    rows = known.values_list("person_id", "skill__code", "level", "evidence")
    for person, skill, level, evidence in rows:
        is_capped = person in own_word_of and evidence in OWN_WORD
        levels[person][skill] = min(level, counts_up_to) if is_capped else level
    wants: Wants = defaultdict(dict)
    for person, skill, *want in wanted.values_list(
        "person_id", "skill__code", "target", "importance"
    ):
        wants[person][skill] = upmatch.Want(*want)
    return levels, wants
