"""The catalogue as a file: our own topics in both languages, read once and kept."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from upside.kernel.texts import in_language

__all__ = ["BANDS", "area_name", "area_names", "band_of", "topics"]

FILE = Path(__file__).with_name("catalogue.yaml")
BANDS = ("foundation", "intermediate", "advanced", "specialised")
LEVELS_PER_BAND = 2


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def topics() -> list[dict[str, Any]]:
    """Return the topics as fields of a skill, in the order of the file."""
    return [
        {
            "code": topic["code"],
            "area": topic["area"],
            "direction": topic["direction"],
            "labels": topic["label"],
            "summaries": topic["summary"],
            "aliases": topic["aliases"],
            "descriptors": topic["descriptors"],
            "digcomp": topic["digcomp"],
            "flags": topic["flags"],
        }
        for topic in _file()["skills"]
    ]


def area_names() -> dict[str, str]:
    """Return the areas with their names in the active language, in the order of the file."""
    return {code: in_language(names) for code, names in _file()["areas"].items()}


def area_name(code: str) -> str:
    """Return the name of an area, or its code where the file does not know it."""
    return area_names().get(code, code)


def band_of(level: int) -> str:
    """Return the band of ``level``; empty for level 0, never met."""
    return BANDS[(level - 1) // LEVELS_PER_BAND] if level else ""
