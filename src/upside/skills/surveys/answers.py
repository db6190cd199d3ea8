"""A survey line by line: whose it is, which levels and wants it holds, what is wrong with it."""

from collections import Counter
from dataclasses import dataclass, field

from upside.people.imports.problems import SHOWN, Problem
from upside.people.imports.storing import Stored
from upside.people.imports.table import Row
from upside.people.imports.values import tidy
from upside.people.models import Person
from upside.skills.surveys.cells import ticked
from upside.skills.surveys.plan import HAD, LEAVE_OUT, OWN, RATED, Asked, SurveyMap
from upside.skills.surveys.texts import given
from upside.skills.wording import folded

__all__ = ["Answers", "Said", "read_answers"]

CUT_OFF = "too_few_cells"


@dataclass(slots=True)
class Said:
    """What one person said of one topic; None where they said nothing of the kind."""

    level: int | None = None
    target: int | None = None
    importance: int | None = None

    def join(self, other: "Said") -> None:
        """Keep the higher of two answers: the same topic may stand under several texts."""
        self.level = _higher(self.level, other.level)
        self.target = _higher(self.target, other.target)
        self.importance = _higher(self.importance, other.importance)


@dataclass(slots=True)
class Answers:
    """All answers by the id of the person and the topic, with the findings and counts by topic.

    A topic is a code, or a folded text that becomes a topic of its own. ``lines`` tells on which
    line each person stands.
    """

    n_read: int = 0
    said: dict[str, dict[str, Said]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    n_had: Counter[str] = field(default_factory=Counter)
    n_wanted: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    own: dict[str, str] = field(default_factory=dict)

    @property
    def n_refused(self) -> int:
        return len({fault.line for fault in self.faults})


def read_answers(stored: Stored, plan: SurveyMap) -> Answers:
    """Read every line under ``plan``; a line with a fault says nothing. One query.

    Without a person column nobody's levels or wants are kept: answers are only counted by topic.
    """
    reader = _Reader(stored, plan)
    for row in stored.rows():
        reader.read(row)
    reader.answers.warned[:0] = stored.notes
    return reader.answers


class _Reader:
    def __init__(self, stored: Stored, plan: SurveyMap) -> None:
        self.plan, self.headings = plan, stored.headings
        self.answers = Answers()
        self.is_active: dict[str, bool] = {}
        self.id_of: dict[str, str] = {}
        if plan.person:
            people = Person.objects.values_list("external_id", "email", "is_active")
            for identity, mail, is_active in people.iterator(chunk_size=5_000):
                self.is_active[identity] = is_active
                if key := identity if plan.by == "id" else (mail or "").lower():
                    self.id_of[key] = identity
        self.codes: dict[str, str] = {}

    def read(self, row: Row) -> None:
        answers = self.answers
        answers.n_read += 1
        before = len(answers.faults)
        if row.trouble and row.trouble != CUT_OFF:
            self._fault(row.line, "", "".join(row.cells[:1]), row.trouble)
            return
        cells = dict(zip(self.headings, row.cells, strict=False))
        identity = self._whose(row.line, tidy(cells.get(self.plan.person, "")))
        said = self._said(row.line, cells)
        if len(answers.faults) > before:
            return
        for topic, one in said.items():
            answers.n_had[topic] += one.level is not None
            answers.n_wanted[topic] += one.target is not None
        if identity:
            self._keep(row.line, identity, said)

    def _fault(self, line: int, column: str, value: str, code: str) -> None:
        self.answers.faults.append(Problem(line, column, value[:SHOWN], code))

    def _whose(self, line: int, cell: str) -> str:
        plan = self.plan
        if not plan.person:
            return ""
        if not cell:
            self._fault(line, plan.person, "", "answer_of_nobody")
            return ""
        key = cell.removeprefix("mailto:").strip("<>").lower() if plan.by == "mail" else cell
        identity = self.id_of.get(key) or self.id_of.get(key.removesuffix(".0"), "")
        if not identity:
            self._fault(line, plan.person, cell, "answer_of_unknown")
        return identity

    def _keep(self, line: int, identity: str, said: dict[str, Said]) -> None:
        answers = self.answers
        if identity in answers.said:
            details = {"other": answers.lines[identity]}
            answers.warned.append(
                Problem(line, self.plan.person, identity, "answered_again", details)
            )
        if not self.is_active[identity]:
            answers.warned.append(Problem(line, self.plan.person, identity, "answer_of_leaver"))
        answers.said[identity], answers.lines[identity] = said, line

    def _said(self, line: int, cells: dict[str, str]) -> dict[str, Said]:
        said: dict[str, Said] = {}
        for asked in self.plan.used().values():
            for heading, text, cell in given(asked, cells):
                topic = self._topic(text)
                if topic == LEAVE_OUT:
                    continue
                one = self._one(line, asked, heading, cell)
                if one and topic:
                    said.setdefault(topic, Said()).join(one)
                elif one:
                    self.answers.undecided[text] += 1
        return said

    def _one(self, line: int, asked: Asked, heading: str, cell: str) -> Said | None:
        if asked.is_scaled:
            number = self._rated(line, heading, cell, asked.scale)
            if number is None:
                return None
            is_level = asked.means == RATED
            return Said(level=number) if is_level else Said(None, asked.target, number)
        if option := asked.columns[heading]:
            self._check_tick(line, heading, cell, option)
        if asked.means == HAD:
            return Said(level=asked.level)
        return Said(target=asked.target, importance=asked.importance)

    def _topic(self, text: str) -> str:
        """Return the code of a text, or for a topic of its own the folded text."""
        found = self.codes.get(text)
        if found is None:
            found = self.plan.topic_of(text)
            if found == OWN:
                found = folded(text)
                self.answers.own.setdefault(found, text)
            self.codes[text] = found
        return found

    def _rated(
        self, line: int, heading: str, cell: str, scale: dict[str, int | None]
    ) -> int | None:
        text = tidy(cell).removesuffix(".0")
        if text and text not in scale:
            self._fault(line, heading, text, "rating_unknown")
        return scale.get(text)

    def _check_tick(self, line: int, heading: str, cell: str, option: str) -> None:
        if ticked(cell) is None:
            text, wanted = folded(cell), folded(option)
            if wanted not in text and text not in folded(heading):
                self._fault(line, heading, cell, "tick_unknown")


def _higher(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)
