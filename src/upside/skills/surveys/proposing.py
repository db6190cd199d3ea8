"""What a survey seems to mean, proposed with a reason for each question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from upside.people.imports.columns import recognise
from upside.people.imports.headings import plain
from upside.people.imports.storing import Stored
from upside.people.imports.survey import Column
from upside.people.imports.values import is_mail
from upside.people.models import Person
from upside.skills.surveys.meaning import asks_for
from upside.skills.surveys.plan import (
    HAD,
    LEAVE_OUT,
    RATED,
    WANTED,
    WISHED,
    Asked,
    SurveyMap,
)
from upside.skills.surveys.questions import GRID, MANY, ONE, OPTIONS, Question, questions_of
from upside.skills.surveys.scales import is_scale, propose_importance, propose_scale
from upside.skills.wording import folded

__all__ = ["Proposed", "columns_read", "named_questions", "propose_map", "with_remembered"]

SAMPLE = 200
HALF = 0.5
TOPICS = 0.3
MOST_TEXTS = 400
ANSWERS = ("respondent", "repondant", "participant")
SHARED_LEVEL = 5
"""Who offers to teach a topic says that they can help others in it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mapping to confirm, the questions it speaks of, and of each whether it is sure."""

    plan: SurveyMap
    questions: list[Question]
    unsure: frozenset[str]


def columns_read(stored: Stored) -> list[Column]:
    """Return the columns that are not left behind for what they hold."""
    return [column for column in stored.columns if column.heading not in stored.kinds]


def named_questions(stored: Stored) -> list[Question]:
    """Return the questions of a stored survey."""
    return questions_of(columns_read(stored))


def propose_map(stored: Stored, names: Iterable[str]) -> Proposed:
    """Propose what each question means; ``names`` are the folded names of all topics."""
    questions = named_questions(stored)
    person, by = _person(columns_read(stored))
    known, unsure = set(names), set()
    asked = {}
    for question in questions:
        means, is_sure = _means(question, known, person)
        if not is_sure:
            unsure.add(question.name)
        asked[question.name] = _asked(question, means)
    return Proposed(SurveyMap(person, by, asked), questions, frozenset(unsure))


def with_remembered(proposed: Proposed, before: SurveyMap) -> SurveyMap:
    """Return the mapping of an earlier export for this one; new options join their questions."""
    plan = proposed.plan
    questions = {}
    for name, ours in plan.questions.items():
        found = before.questions.get(name)
        questions[name] = _joined(ours, found) if found else ours
    return SurveyMap(
        before.person, before.by, questions, dict(before.topics), before.rest, before.known
    )


def _joined(ours: Asked, found: Asked) -> Asked:
    """Return what a question meant before, with the columns and the answers that it has now."""
    columns = {heading: found.columns.get(heading, o) for heading, o in ours.columns.items()}
    return replace(found, columns=columns, shape=ours.shape, scale=ours.scale | found.scale)


def _asked(question: Question, means: str) -> Asked:
    asked = Asked(means, dict(question.columns), question.shape, question.separator)
    if means == HAD and _is_offered(question.name):
        asked.level = SHARED_LEVEL
    if question.shape == GRID or means in (RATED, WISHED) or is_scale(question.values):
        propose = propose_importance if means == WISHED else propose_scale
        asked.scale = propose(question.values)
    return asked


def _is_offered(name: str) -> bool:
    return asks_for(name) == HAD and asks_for(f"{name} learn") == HAD


def _means(question: Question, known: set[str], person: str) -> tuple[str, bool]:
    """Return what a question seems to mean, and whether its words and its answers say so."""
    if person in question.columns or not question.values:
        return LEAVE_OUT, True
    asked = asks_for(question.name)
    if question.shape == GRID:
        return (WISHED, False) if asked == WANTED else (RATED, True)
    if question.shape == ONE:
        return _means_one(question, known, asked)
    options = _options(question)
    if len(options) > MOST_TEXTS:
        return LEAVE_OUT, True
    topics = sum(1 for text in options if folded(text) in known)
    if asked:
        return asked, True
    # topics, but whether people have or want them nobody can tell
    return LEAVE_OUT, topics < TOPICS * len(options) and question.shape != OPTIONS


def _options(question: Question) -> list[str]:
    if question.shape == MANY:
        return list(question.values)
    return list(question.columns.values())


def _means_one(question: Question, known: set[str], asked: str) -> tuple[str, bool]:
    values = list(question.values)
    topics = sum(1 for text in values if folded(text) in known)
    if len(values) <= MOST_TEXTS and topics > TOPICS * len(values):
        return (asked, True) if asked else (LEAVE_OUT, False)
    words = f" {folded(question.name)} "
    if is_scale(values) and any(f" {name} " in words for name in known if len(name) > 1):
        return WISHED if asked == WANTED else RATED, False
    return LEAVE_OUT, True


def _person(columns: list[Column]) -> tuple[str, str]:
    """Return which column tells whose answer a line is, and by what; nothing where none does."""
    known_mails = [c for c in columns if _share(c, is_mail) >= HALF]
    by_id = _by_known_ids(columns)
    if known_mails:
        named = [c for c in known_mails if (g := recognise(c.heading)) and g.field == "mail"]
        return (named or known_mails)[0].heading, "mail"
    if by_id:
        return by_id, "id"
    for column in columns:
        guess = recognise(column.heading)
        words = plain(column.heading)
        is_id = bool(guess and guess.sure and guess.field == "id") or words.startswith(ANSWERS)
        if is_id and column.is_unique:
            return column.heading, "id"
    return "", ""


def _share(column: Column, holds: Callable[[str], bool]) -> float:
    sample = list(column.values)[:SAMPLE]
    return sum(1 for value in sample if holds(value)) / len(sample) if sample else 0


def _by_known_ids(columns: list[Column]) -> str:
    """Return the column most of whose values are ids of people known here; one query."""
    samples = {c.heading: list(c.values)[:SAMPLE] for c in columns if c.is_unique}
    wanted = {value for sample in samples.values() for value in sample if len(value) <= 64}  # noqa: PLR2004
    if not wanted:
        return ""
    found = set(
        Person.objects.filter(external_id__in=sorted(wanted)[:5_000]).values_list(
            "external_id", flat=True
        )
    )
    shares = {h: sum(v in found for v in s) / len(s) for h, s in samples.items() if s}
    best = max(shares, key=lambda heading: shares[heading], default="")
    return best if best and shares[best] >= HALF else ""
