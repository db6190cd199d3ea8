"""The catalogue as files: our own topics in both languages, read once and kept."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from upside.kernel.texts import in_language

__all__ = ["BANDS", "LEVELS_PER_BAND", "area_name", "area_names", "topics"]

FOLDER = Path(__file__).with_name("catalogue_files")
BANDS = ("foundation", "intermediate", "advanced", "specialised")
LEVELS_PER_BAND = 2


@cache
def _areas() -> dict[str, dict[str, str]]:
    areas: dict[str, dict[str, str]] = _read("areas")["areas"]
    return areas


@cache
def _topics() -> list[dict[str, Any]]:
    """Return the topics of every area's file, J2 before J10."""
    files = [area for area in _areas() if (FOLDER / f"{area}.yaml").exists()]
    found = [topic for area in files for topic in _read(area)["skills"]]
    return sorted(found, key=lambda topic: (topic["code"][0], int(topic["code"][1:])))


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def topics() -> list[dict[str, Any]]:
    """Return the topics as fields of a skill, in the order of their codes."""
    return [
        {
            "code": topic["code"],
            "area": topic["area"],
            "direction": topic["direction"],
            "labels": topic["label"],
            "summaries": topic["summary"],
            "aliases": topic["aliases"],
            "descriptors": {str(level): said for level, said in topic["descriptors"].items()},
            "sub_skills": topic["sub_skills"],
            "digcomp": topic["digcomp"],
            "flags": topic["flags"],
        }
        for topic in _topics()
    ]


def area_names() -> dict[str, str]:
    """Return the areas with their names in the active language, in the order of the file."""
    return {code: in_language(names) for code, names in _areas().items()}


def area_name(code: str) -> str:
    """Return the name of an area, or its code where the file does not know it."""
    return area_names().get(code, code)
