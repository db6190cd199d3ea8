"""What was published of seven companies' programmes: each fact with its source, and the gaps."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Company", "Fact", "companies", "company"]

FOLDER = Path(__file__).parent
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One documented fact; ``year`` is None where the source does not show it."""

    topic: str
    texts: Texts
    source: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Company:
    """What is documented, what contradicts itself, and what is not known; and where to start."""

    slug: str
    name: str
    template: str
    why: Texts
    facts: tuple[Fact, ...]
    contradictory: tuple[Texts, ...]
    unknown: tuple[Texts, ...]
    settings: Mapping[str, int]


def companies() -> list[Company]:
    """Return the companies in the order of the alphabet."""
    return [_read(file.stem) for file in sorted(FOLDER.glob("*.yaml"))]


def company(slug: str) -> Company | None:
    """Return the company of that short name."""
    return _read(slug) if f"{slug}.yaml" in _files() else None


@cache
def _files() -> frozenset[str]:
    return frozenset(file.name for file in FOLDER.glob("*.yaml"))


@cache
def _read(slug: str) -> Company:
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{slug}.yaml").read_text("utf-8"))
    return Company(
        slug=slug,
        name=said["name"],
        template=said["template"],
        why=said["why"],
        facts=tuple(
            Fact(one["topic"], {"en": one["en"], "fr": one["fr"]}, one["source"], one.get("year"))
            for one in said["facts"]
        ),
        contradictory=tuple(said.get("contradictory", ())),
        unknown=tuple(said.get("unknown", ())),
        settings=said.get("settings", {}),
    )
