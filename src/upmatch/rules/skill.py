"""The mentor knows something that the mentee wants to learn, clearly better."""

from typing import Any

from upmatch.people import TOP_LEVEL, is_count
from upmatch.table import BoolMatrix, Table

STEPS = 2


def permits(table: Table, **_settings: int) -> BoolMatrix:
    """Return where a wanted skill can pass from mentor to mentee.

    That is a skill whose target is above the mentee's level, known to the mentor at
    ``min_level`` or higher and ``min_gap`` levels or more above the mentee. The mentee's unknown
    level is 0; the mentor's unknown level offers nothing. The settings reach ``table.taught``
    through ``table.skill``, because the term ``teach`` must mean the same skills.
    """
    return table.taught > 0


def check(*, min_level: object, min_gap: object) -> str:
    """Return what is wrong with the settings, or nothing."""
    if not is_count(min_level, 0, TOP_LEVEL):
        return f"min_level {min_level!r} must be 0 to {TOP_LEVEL}"
    return "" if is_count(min_gap, 1, TOP_LEVEL) else f"min_gap {min_gap!r} must be 1 to 8"


def loosened(*, min_level: int, min_gap: int) -> list[dict[str, Any]]:
    """Return looser settings, nearest first: the level, then the gap, then both."""
    levels = [level for level in range(min_level - 1, min_level - 1 - STEPS, -1) if level >= 0]
    gaps = [gap for gap in (min_gap - 1,) if gap >= 1]
    steps = [(level, min_gap) for level in levels]
    steps += [(level, gap) for gap in gaps for level in (min_level, *levels)]
    return [{"min_level": level, "min_gap": gap} for level, gap in steps]
