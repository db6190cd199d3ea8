"""The knobs of the studio as the template draws them: words, fields, and why some stay on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.matching.rule_words import rule_sentence
from upside.matching.studio_rules import SWITCHED, USUAL_TERMS
from upside.matching.vocabulary import SAID
from upside.web.studio.forms import SETTINGS, StudioForm

__all__ = ["RuleKnob", "WeightKnob", "rule_knobs", "weight_knobs"]

NAMES: dict[str, Promise] = {
    "grade_gap": _("Mentee above the mentor"),
    "reporting_line": _("Not in one reporting line"),
    "skill": _("Something to learn"),
    "language": _("A language in common"),
    "slots": _("Time in common"),
    "different": _("Not from the same place"),
    "timezone": _("Time zones not far apart"),
    "said": _("What people said, and earlier pairs"),
}
ALWAYS: dict[str, Promise] = {
    "grade_gap": _("Always on: it is what makes the mentoring a reverse one."),
    "reporting_line": _("Always on: nobody should teach or learn from their own line."),
    "said": _("Always on: a no of a person is not overruled, and nobody is asked twice."),
}


@dataclass(frozen=True, slots=True)
class RuleKnob:
    """A rule: its switch if it has one, its settings, what it asks now, and why it stays on."""

    code: str
    name: Promise
    switch: BoundField | None
    fields: list[BoundField]
    sentence: str
    always: Promise | str


@dataclass(frozen=True, slots=True)
class WeightKnob:
    """A term: its number and its slider; ``is_usual`` unless it stands under “more”."""

    number: BoundField
    slider: BoundField
    is_usual: bool


def rule_knobs(form: StudioForm, settings: Mapping[str, Any]) -> list[RuleKnob]:
    """Return the rules that can be switched, then those that stay on."""
    rules = settings["rules"]
    knobs = [_knob(form, code, rules) for code in SWITCHED]
    knobs += [_knob(form, code, rules) for code in ("grade_gap", "reporting_line") if code in rules]
    said = " ".join(rule_sentence(code, {}) for code in SAID)
    return [*knobs, RuleKnob("said", NAMES["said"], None, [], said, ALWAYS["said"])]


def weight_knobs(form: StudioForm) -> list[WeightKnob]:
    """Return number and slider of each term, the usual ones first."""
    terms = sorted(form.terms, key=lambda term: not _stands_first(form, term))
    return [
        WeightKnob(form[f"weight_{term}"], form[f"slider_{term}"], _stands_first(form, term))
        for term in terms
    ]


def _stands_first(form: StudioForm, term: str) -> bool:
    return term in USUAL_TERMS or bool(form.standing["weights"].get(term))


def _knob(form: StudioForm, code: str, rules: Mapping[str, Any]) -> RuleKnob:
    switch = form[f"on_{code}"] if code in SWITCHED else None
    names = [f"{code}_{name}" for name in SETTINGS.get(code, {})]
    sentence = rule_sentence(code, rules[code]) if code in rules else ""
    fields = [form[name] for name in names if name in form.fields]
    return RuleKnob(code, NAMES[code], switch, fields, sentence, ALWAYS.get(code, ""))
