"""Why these two are a pair, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from upside.pairs.models import Pair
from upside.skills.models import Skill

__all__ = ["Reasons", "reasons_of"]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why these two, as rows that a page can put into words."""

    to_mentee: tuple[Skill, ...]
    to_mentor: tuple[Skill, ...]
    common_half_hours: int
    units: tuple[str, ...]
    languages: tuple[str, ...]


def reasons_of(pair: Pair) -> Reasons:
    """Return the reasons of ``pair`` with the skills they name; one query."""
    kept: dict[str, Any] = pair.reasons
    codes = [*kept.get("to_mentee", ()), *kept.get("to_mentor", ())]
    found = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}

    def named(wanted: Iterable[str]) -> tuple[Skill, ...]:
        return tuple(found[code] for code in wanted if code in found)

    return Reasons(
        to_mentee=named(kept.get("to_mentee", ())),
        to_mentor=named(kept.get("to_mentor", ())),
        common_half_hours=kept.get("common_half_hours") or 0,
        units=tuple(unit for unit in kept.get("units", ()) if unit),
        languages=tuple(kept.get("languages", ())),
    )
