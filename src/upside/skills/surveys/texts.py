"""The texts of a survey's answers, and the topics that they may stand for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from upside.people.imports.storing import Stored
from upside.skills.models import Skill
from upside.skills.queries import skills_by_name, suggest_skills
from upside.skills.surveys.cells import split, ticked
from upside.skills.surveys.plan import Asked, SurveyMap
from upside.skills.wording import folded

__all__ = ["Text", "given", "texts_of", "with_topics"]

MOST_SUGGESTED_FOR = 300


@dataclass(frozen=True, slots=True)
class Text:
    """One text that people chose or wrote: how often, and which topics are near."""

    text: str
    times: int
    exact: str = ""
    near: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "times": self.times, "exact": self.exact, "near": self.near}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Text":
        return cls(said["text"], said["times"], said["exact"], tuple(said["near"]))


def given(asked: Asked, cells: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Go through the answers to one question: the column, the text of the topic, the cell.

    A tick that says no is none; a cell of ratings is handed on as it is.
    """
    for heading, option in asked.columns.items():
        cell = cells.get(heading, "")
        if not cell:
            continue
        if asked.is_scaled:
            yield heading, option or heading, cell
        elif not option:
            for text in split(cell, asked.separator):
                yield heading, text, cell
        elif ticked(cell) is not False and split(cell, ""):
            yield heading, option, cell


def texts_of(stored: Stored, plan: SurveyMap) -> Counter[str]:
    """Return every text of the questions that are read, with how often it was given; one pass."""
    places = {heading: place for place, heading in enumerate(stored.headings)}
    used = list(plan.used().values())
    wanted = {h: places[h] for asked in used for h in asked.columns}
    # an option that nobody chose is a topic, too
    options = [o or h for asked in used if asked.has_options for h, o in asked.columns.items()]
    times: Counter[str] = Counter(dict.fromkeys(options, 0))
    for row in stored.rows():
        cells = {h: row.cells[place] for h, place in wanted.items() if place < len(row.cells)}
        for asked in used:
            for _heading, text, _cell in given(asked, cells):
                times[text] += 1
    return _one_spelling(times)


def _one_spelling(times: Counter[str]) -> Counter[str]:
    spelt: dict[str, str] = {}
    for text in list(times):
        first = spelt.setdefault(folded(text), text)
        if first != text:
            times[first] += times.pop(text)
    return times


def with_topics(times: Counter[str]) -> list[Text]:
    """Return texts with the topic that is called so, else at most three that are near."""
    names = skills_by_name()
    texts = []
    for place, (text, n) in enumerate(times.most_common()):
        exact = _only(names.get(folded(text), []))
        near = [] if exact or place >= MOST_SUGGESTED_FOR else suggest_skills(text)
        if not exact and len(same := names.get(folded(text), [])) > 1:
            near = same[:3]
        texts.append(Text(text, n, exact, tuple(skill.code for skill in near)))
    return texts


def _only(skills: list[Skill]) -> str:
    return skills[0].code if len(skills) == 1 else ""
