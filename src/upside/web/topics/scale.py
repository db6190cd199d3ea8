"""The eight levels in words: of one topic, and in general where a topic does not say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.skills.catalogue import BANDS, LEVELS_PER_BAND
from upside.skills.models import Skill

__all__ = ["Band", "Rung", "band_names", "bands_of", "in_general", "said_of"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One level and what somebody does at it."""

    level: int
    said: str


@dataclass(frozen=True, slots=True)
class Band:
    """Two neighbouring levels under one name."""

    name: str
    rungs: list[Rung]


def band_names() -> dict[str, str]:
    return {
        "foundation": _("With help"),
        "intermediate": _("On my own"),
        "advanced": _("I help others"),
        "specialised": _("Others come to me"),
    }


def in_general() -> list[str]:
    """Return what each level from 1 means for any topic."""
    return [
        _("Has tried it once or twice, with somebody alongside."),
        _("Does a simple task, and asks when stuck."),
        _("Does the usual tasks without help."),
        _("Copes with varied cases and mends own mistakes."),
        _("Does different tasks well, and shows others how."),
        _("Adapts to hard cases, and reviews the work of others."),
        _("Solves what few can, and sets the rules that others follow."),
        _("Moves the practice forward, beyond the company too."),
    ]


def said_of(skill: Skill, level: int) -> str:
    """Return what somebody does at a level of a topic; nothing is said of level 0."""
    return skill.descriptor(level) or (in_general()[level - 1] if level else "")


def bands_of(skill: Skill) -> list[Band]:
    names = band_names()
    firsts = range(1, len(BANDS) * LEVELS_PER_BAND, LEVELS_PER_BAND)
    return [
        Band(
            names[band],
            [Rung(n, said_of(skill, n)) for n in range(first, first + LEVELS_PER_BAND)],
        )
        for band, first in zip(BANDS, firsts, strict=True)
    ]
