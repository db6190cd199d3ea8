"""The trainings as files: our own, in both languages, read once and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Option", "Part", "Question", "Text", "TrainingPath", "path_of", "paths"]

FOLDER = Path(__file__).with_name("path_files")
ORDER = ("mentor", "mentee", "coach")
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be ticked, and what is to be said of it."""

    text: Text
    why: Text
    is_right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the check at the end of a part; one of its options is right."""

    ask: Text
    options: tuple[Option, ...]

    @property
    def right(self) -> int:
        return next(place for place, one in enumerate(self.options) if one.is_right)


@dataclass(frozen=True, slots=True)
class Part:
    """A few minutes: something to read, a situation, an exercise, a check."""

    code: str
    minutes: int
    title: Text
    text: tuple[Text, ...]
    situation: Text
    view: Text
    say: tuple[Text, ...]
    avoid: tuple[Text, ...]
    exercise: Text
    exercise_minutes: float
    questions: tuple[Question, ...]
    commitments: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TrainingPath:
    """The training of one role; ``version`` goes up when its contents change."""

    code: str
    version: int
    title: Text
    lede: Text
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)

    def part(self, code: str) -> Part | None:
        """Return the part of this code, None where there is none."""
        return next((part for part in self.parts if part.code == code), None)


@cache
def paths() -> dict[str, TrainingPath]:
    """Return the trainings by the role that they are for: mentor, mentee, coach."""
    return {code: _read(FOLDER / f"{code}.yaml") for code in ORDER}


def path_of(code: str) -> TrainingPath | None:
    """Return the training for a role, None where there is none."""
    return paths().get(code)


def _read(file: Path) -> TrainingPath:
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    parts = tuple(_part(one) for one in said["parts"])
    return TrainingPath(said["code"], said["version"], said["title"], said["lede"], parts)


def _part(said: Mapping[str, Any]) -> Part:
    return Part(
        code=said["code"],
        minutes=said["minutes"],
        title=said["title"],
        text=tuple(said["text"]),
        situation=said["situation"],
        view=said["view"],
        say=tuple(said["say"]),
        avoid=tuple(said["avoid"]),
        exercise=said["exercise"]["text"],
        exercise_minutes=said["exercise"]["minutes"],
        questions=tuple(_question(one) for one in said["questions"]),
        commitments=tuple(said.get("commitments", ())),
    )


def _question(said: Mapping[str, Any]) -> Question:
    options = (Option(one["text"], one["why"], one.get("right", False)) for one in said["options"])
    return Question(said["ask"], tuple(options))
