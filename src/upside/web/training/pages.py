"""What the pages of a training show: how far one is, one part, the certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel.texts import in_language
from upside.learning.models import Training
from upside.learning.paths import Part, Question, Text, TrainingPath
from upside.learning.queries import minutes_left, trainings_of, valid_until
from upside.people.models import Person
from upside.programmes.queries import here_texts
from upside.web.templatetags.writing import day
from upside.web.training.forms import CheckForm

__all__ = ["Card", "card_of", "certificate_page", "finished_words", "part_page", "path_page"]

CONTACTS_IN = "handing-over"


@dataclass(frozen=True, slots=True)
class Line:
    """One part in a list: where it stands, and whether it is done."""

    number: int
    code: str
    title: str
    minutes: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A training and how far somebody is in it."""

    code: str
    title: str
    lede: str
    minutes: int
    left: int
    lines: list[Line]
    completed_on: date | None
    until: date | None

    @property
    def next(self) -> Line | None:
        """The first part that is not done."""
        return next((line for line in self.lines if not line.is_done), None)

    @property
    def n_done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One answer; ``why`` is empty as long as it is not to be told."""

    value: str
    text: str
    why: str
    is_right: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question with its answers, and what is missing."""

    name: str
    ask: str
    options: list[OptionLine]
    errors: Any


def card_of(path: TrainingPath, training: Training | None) -> Card:
    """Return a training as ``training`` stands in it."""
    done = training.done if training else ()
    lines = [
        Line(number, part.code, in_language(part.title), part.minutes, part.code in done)
        for number, part in enumerate(path.parts, start=1)
    ]
    return Card(
        code=path.code,
        title=in_language(path.title),
        lede=in_language(path.lede),
        minutes=path.minutes,
        left=minutes_left(path, training),
        lines=lines,
        completed_on=training.completed_on if training else None,
        until=valid_until(training) if training else None,
    )


def path_page(path: TrainingPath, person: Person, *, takes: bool) -> dict[str, Any]:
    """Return what the page of a training shows; whoever does not take it only reads."""
    training = trainings_of(person).get(path.code)
    return {
        "card": card_of(path, training),
        "takes": takes,
        "here_texts": here_texts(person, path.code),
    }


def part_page(
    path: TrainingPath, part: Part, person: Person, *, takes: bool, form: CheckForm | None = None
) -> dict[str, Any]:
    """Return what the page of a part shows; its answers are told once it is done."""
    card = card_of(path, trainings_of(person).get(path.code))
    line = next(one for one in card.lines if one.code == part.code)
    form = form or CheckForm(part=part)
    tells_all = line.is_done or not takes
    questions = [
        _question(number, one, form, tells_all=tells_all)
        for number, one in enumerate(part.questions)
    ]
    return {
        "card": card,
        "part": part,
        "line": line,
        "takes": takes,
        "form": form,
        "questions": questions,
        "tells_all": tells_all,
        "paragraphs": _said(part.text),
        "situation": in_language(part.situation),
        "view": in_language(part.view),
        "say": _said(part.say),
        "avoid": _said(part.avoid),
        "exercise": in_language(part.exercise),
        "commitments": _said(part.commitments),
        "names_contacts": part.code == CONTACTS_IN,
        "here_texts": here_texts(person, path.code) if part.code == CONTACTS_IN else [],
    }


def certificate_page(training: Training) -> dict[str, Any]:
    """Return what a certificate says: what was covered, when, how long; no mark."""
    return {
        "training": training,
        "covered": [(in_language(one["title"]), one["minutes"]) for one in training.covered],
        "until": valid_until(training),
        "finished_words": finished_words(training),
    }


def finished_words(training: Training) -> str:
    """Return that a training was finished, and when, as the certificate goes on after the name."""
    said = {
        "mentor": _(
            "has finished the training for mentors in reverse mentoring on %(day)s, %(n)s minutes"
            " in all."
        ),
        "mentee": _(
            "has finished the training for mentees in reverse mentoring on %(day)s, %(n)s minutes"
            " in all."
        ),
        "coach": _(
            "has finished the briefing for coaches in reverse mentoring on %(day)s, %(n)s minutes"
            " in all."
        ),
    }
    on = day(training.completed_on, "year") if training.completed_on else ""
    return said[training.path] % {"day": on, "n": training.minutes}


def _said(texts: Iterable[Text]) -> list[str]:
    return [in_language(one) for one in texts]


def _question(number: int, question: Question, form: CheckForm, *, tells_all: bool) -> QuestionLine:
    name = f"question_{number}"
    ticked = form.data.get(name) if form.is_bound else None
    options = []
    for place, option in enumerate(question.options):
        is_ticked = ticked == str(place)
        why = in_language(option.why) if tells_all or is_ticked else ""
        options.append(
            OptionLine(str(place), in_language(option.text), why, option.is_right, is_ticked)
        )
    return QuestionLine(name, in_language(question.ask), options, form[name].errors)
