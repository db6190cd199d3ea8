"""The kits as files: our own, in both languages, read once and kept."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["GIVE_BACK", "STEPS", "TEXTS", "hash_of", "in_one_language", "kits"]

FOLDER = Path(__file__).with_name("kit_files")
GIVE_BACK = "give_back"
STEPS = ("opening", "demonstration", "exercise", GIVE_BACK, "exit")
"""The steps of every kit, in the order in which they come."""
TEXTS = ("title", "whom", "tool", "exit", "artefact", "homework", "wrong", "caution")
"""What a kit says beside its steps and what to prepare; only the caution may be missing."""


@cache
def kits() -> list[dict[str, Any]]:
    """Return the kits as fields: those of the six sessions first, then J1 to J17 and S1 to S11."""
    found = sorted((_read(file) for file in FOLDER.glob("*.yaml")), key=_order)
    return [one | {"place": place} for place, one in enumerate(found)]


def _order(one: Mapping[str, Any]) -> tuple[str, int]:
    return one["topic"][:1], one["session"] or int(one["topic"][1:])


def _read(file: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    content = {name: said[name] for name in (*TEXTS, "prepare", "steps") if name in said}
    return {
        "code": said["code"],
        "topic": said.get("topic", ""),
        "session": said.get("session"),
        "needs_review": said["needs_expert_review"],
        "content": content,
        "content_hash": hash_of(content),
    }


def hash_of(content: Mapping[str, Any]) -> str:
    """Return what stands for the very words of a kit: another word gives another hash."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def in_one_language(content: Any, language: str) -> Any:
    """Return ``content`` with its texts in one language only, in the same shape."""
    if isinstance(content, Mapping):
        if language in content:
            return {language: content[language]}
        return {name: in_one_language(said, language) for name, said in content.items()}
    if isinstance(content, list):
        return [in_one_language(said, language) for said in content]
    return content
