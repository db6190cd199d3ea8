"""Which programme suits a company, and whether now is the moment: twelve answers, weighed.

Questions, points and sentences stand in ``suits.yaml``; here they are only added up. The same
answers always give the same advice, and nothing counts that is not shown with its sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from upside.kernel.texts import in_language

__all__ = [
    "Advice",
    "Parameter",
    "Reason",
    "Suggestion",
    "advise",
    "drives",
    "questions",
    "settings_with",
    "template_codes",
]

FILE = Path(__file__).with_name("suits.yaml")
N_ALTERNATIVES = 2
PILOT = "pilot_pairs"
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the advice, and the points it carries; none where it only says to wait."""

    question: str
    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One template: its points, what speaks for it and what against."""

    template: str
    name: str
    points: int
    reasons: tuple[Reason, ...]
    doubts: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of the programme as advised, and why."""

    key: str
    value: int
    why: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What twelve answers come to.

    ``best`` is proposed, ``alternatives`` follow it. ``not_now`` says what would have to change
    before a start, and is empty where the moment is right; ``first`` says what to do before.
    """

    best: Suggestion
    alternatives: tuple[Suggestion, ...]
    not_now: tuple[Reason, ...]
    first: tuple[Reason, ...]
    answers: Answers

    @property
    def is_right_moment(self) -> bool:
        return not self.not_now

    def about(self, template: str) -> Suggestion:
        """Return what speaks for and against ``template``, whatever its place."""
        return _suggestion(template, self.answers)

    def parameters(
        self, template: str, settings: Mapping[str, Any] | None = None
    ) -> tuple[Parameter, ...]:
        """Return the settings advised for ``template``; a later question goes before an earlier.

        They start from ``settings``, which are the template's own where it is installed.
        """
        found = {one.key: one for one in _base(template, settings or {})}
        for _question, option in _chosen(self.answers):
            for key, told in option.get("set", {}).items():
                found[key] = Parameter(key, told["to"], in_language(told["why"]))
        return tuple(found.values())


@cache
def _rules() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def questions() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each question: its key, its text, its options by key; in the reader's language."""
    return [
        (
            one["key"],
            in_language(one["text"]),
            [(option["key"], in_language(option["label"])) for option in one["options"]],
        )
        for one in _rules()["questions"]
    ]


def template_codes() -> list[str]:
    """Return the templates that can be advised."""
    return list(_rules()["templates"])


def drives(template: str) -> str:
    """Return who drives the sessions in a template: mentee, mentor, shared or both."""
    return str(_rules()["templates"][template]["drives"])


def advise(answers: Answers) -> Advice:
    """Return what the answers come to; a question without a known answer counts for nothing."""
    found = sorted(
        (_suggestion(template, answers) for template in template_codes()),
        key=lambda one: -one.points,
    )
    return Advice(
        best=found[0],
        alternatives=tuple(found[1 : 1 + N_ALTERNATIVES]),
        not_now=_said("not_now", answers),
        first=_said("first", answers),
        answers=dict(answers),
    )


def _base(template: str, settings: Mapping[str, Any]) -> Iterator[Parameter]:
    """Yield the usual settings of a template, its own first, with the sentence about it."""
    rules = _rules()["templates"][template]
    own = {**settings, PILOT: settings.get("launch", {}).get(PILOT)}
    for key, value in rules["base"].items():
        kept = own.get(key) or value
        why = in_language(rules["why"]) if kept == value else _("So it stands in the template.")
        yield Parameter(key, kept, why)


def _chosen(answers: Answers) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (question, option)
        for question in _rules()["questions"]
        for option in question["options"]
        if option["key"] == answers.get(question["key"])
    ]


def _suggestion(template: str, answers: Answers) -> Suggestion:
    reasons, doubts = [], []
    for question, option in _chosen(answers):
        about = in_language(question["text"])
        if points := option.get("for", {}).get(template, 0):
            reasons.append(Reason(about, in_language(option["reason"]), points))
        if points := option.get("against", {}).get(template, 0):
            doubts.append(Reason(about, in_language(option["but"]), points))
    return Suggestion(
        template=template,
        name=in_language(_rules()["templates"][template]["name"]),
        points=sum(one.points for one in reasons) - sum(one.points for one in doubts),
        reasons=tuple(reasons),
        doubts=tuple(doubts),
    )


def _said(kind: str, answers: Answers) -> tuple[Reason, ...]:
    return tuple(
        Reason(in_language(question["text"]), in_language(option[kind]))
        for question, option in _chosen(answers)
        if kind in option
    )


def settings_with(settings: Mapping[str, Any], parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return the settings of a programme with the parameters in their places."""
    advised = {one.key: one.value for one in parameters}
    launch = {**settings.get("launch", {})}
    if PILOT in advised:
        launch[PILOT] = advised.pop(PILOT)
    return {**settings, **advised, "launch": launch}
