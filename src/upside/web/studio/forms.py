"""The knobs of the studio: rules with their settings, weights as slider and number, the aim."""

from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.matching.rule_words import hours
from upside.matching.studio_rules import MORE_TERMS, OBJECTIVES, SWITCHED, USUAL_TERMS, usual
from upside.matching.vocabulary import PLACES, TERMS

__all__ = ["AIMS", "SETTINGS", "NameForm", "SeenForm", "StudioForm", "aim_of"]

MOST_WEIGHT, LONGEST_SLIDER = 1_000, 100
LARGEST_NUMBER = 10**9
LEAST_GAP = 1
HALF_HOURS = (1, 2, 3, 4, 5, 6, 8, 10)
AIMS: dict[str, tuple[Promise, Promise]] = {
    "people-first": (
        _("Most people, then the best fit"),
        _("As many pairs as can be; among those plans, the best sum of fit."),
    ),
    "total": (
        _("The best fit in all"),
        _("Somebody may wait so that the others fit better."),
    ),
    "weakest": (
        _("Lift the weakest pair"),
        _("As many pairs as can be, and the poorest of them as good as can be."),
    ),
    "stable": (
        _("Stable on both sides"),
        _("No two would both rather have each other; fewer pairs may form."),
    ),
}
OTHER_AIMS: dict[str, tuple[Promise, Promise]] = {
    "bands": (_("Most pairs above each step of fit"), _("As the programme says.")),
    "at_least": (_("Most people, spread as mentors wish"), _("As the programme says.")),
}
SETTINGS: dict[str, dict[str, forms.Field]] = {
    "grade_gap": {"g": forms.IntegerField(label=_("Grades at least"), max_value=99)},
    "skill": {
        "min_level": forms.IntegerField(label=_("Level at least"), min_value=0, max_value=8),
        "min_gap": forms.IntegerField(label=_("Levels ahead"), min_value=1, max_value=8),
    },
    "language": {"n": forms.IntegerField(label=_("At least"), min_value=0, max_value=10)},
    "slots": {"k": forms.TypedChoiceField(label=_("A week, at least"), coerce=int)},
    "timezone": {"h": forms.IntegerField(label=_("Hours at most"), min_value=0, max_value=12)},
    "different": {
        "by": forms.MultipleChoiceField(
            label=_("They do not share"),
            choices=list(PLACES.items()),
            widget=forms.CheckboxSelectMultiple,
        )
    },
}


class NameForm(forms.Form):
    """The name of a scenario."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=80)


class SeenForm(forms.Form):
    """Which state of the studio was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_NUMBER)


class StudioForm(SeenForm):
    """Everything that can be turned; ``standing`` is what the page showed.

    Slider and number of a weight are two fields of one thing: without a script the one that was
    moved counts, and the number where both were.
    """

    objective = forms.ChoiceField(widget=forms.RadioSelect)
    tab = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(self, standing: Mapping[str, Any], seen: int, data: Any = None) -> None:
        shown = {"seen": seen, "objective": standing["objective"], "tab": token_hex(8)}
        super().__init__(data, initial=shown)
        self.standing = standing
        words = {**{aim: AIMS[aim] for aim in OBJECTIVES}, **_own_aim(standing["objective"])}
        self.aims = words
        self._field("objective").choices = [(aim, word) for aim, (word, _hint) in words.items()]
        for rule in ("grade_gap", *SWITCHED):
            self._add_rule(rule)
        for term in self.terms:
            self._add_weight(term)

    @property
    def terms(self) -> list[str]:
        """The terms that have a slider: the usual ones, a few more, and those that weigh now."""
        weighed = [term for term, points in self.standing["weights"].items() if points]
        return [term for term in TERMS if term in {*USUAL_TERMS, *MORE_TERMS, *weighed}]

    def rules(self) -> dict[str, dict[str, Any]]:
        """Return the rules that are on, with their settings."""
        found = dict(self.standing["rules"])
        for rule in SWITCHED:
            found.pop(rule, None)
        for rule in ("grade_gap", *SWITCHED):
            if self.cleaned_data.get(f"on_{rule}", rule in found):
                was = self.standing["rules"].get(rule) or usual(rule)
                found[rule] = {**was, **self._said(rule)}
        return found

    def weights(self) -> dict[str, int]:
        """Return the weight of each term."""
        found = dict(self.standing["weights"])
        for term in self.terms:
            was = found.get(term, 0)
            number = self.cleaned_data.get(f"weight_{term}")
            slider = self.cleaned_data.get(f"slider_{term}")
            is_typed = number is not None and number != was
            is_moved = slider is not None and slider != min(was, LONGEST_SLIDER)
            moved = slider if is_moved and slider is not None else was
            found[term] = number if is_typed and number is not None else moved
        return found

    def controls(self) -> Iterator[str]:
        """Yield which knobs were turned, each by its name."""
        weights, rules = self.weights(), self.rules()
        for term, points in weights.items():
            if points != self.standing["weights"].get(term, 0):
                yield f"weight:{term}"
        for rule in {**self.standing["rules"], **rules}:
            if rules.get(rule) != self.standing["rules"].get(rule):
                yield f"rule:{rule}"
        if self.cleaned_data["objective"] != self.standing["objective"]:
            yield "objective"

    def _said(self, rule: str) -> dict[str, Any]:
        said = {name: self.cleaned_data.get(f"{rule}_{name}") for name in SETTINGS[rule]}
        return {name: value for name, value in said.items() if value not in (None, "", [])}

    def _add_rule(self, rule: str) -> None:
        now = self.standing["rules"].get(rule)
        if rule in SWITCHED:
            switch = forms.CheckboxInput(attrs={"class": "switch", "role": "switch"})
            self.fields[f"on_{rule}"] = forms.BooleanField(
                required=False, initial=now is not None, widget=switch
            )
        elif now is None:
            return
        for name, usual_field in SETTINGS[rule].items():
            field = _copy(usual_field)
            value = (now or usual(rule))[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(k, hours(k)) for k in sorted({*HALF_HOURS, value})]
            field.initial, field.required = value, False
            if rule == "grade_gap":  # the programme alone may say that grades do not count
                field.min_value = min(LEAST_GAP, value)
                field.widget.attrs["min"] = field.min_value
                field.validators.append(MinValueValidator(field.min_value))
            self.fields[f"{rule}_{name}"] = field

    def _add_weight(self, term: str) -> None:
        name, hint = TERMS[term]
        points = self.standing["weights"].get(term, 0)
        slider = forms.NumberInput(
            attrs={"type": "range", "class": "range", "data-twin": f"id_weight_{term}"}
        )
        number = forms.NumberInput(attrs={"class": "number", "data-twin": f"id_slider_{term}"})
        said: dict[str, Any] = {"label": name, "help_text": hint, "required": False, "min_value": 0}
        self.fields[f"weight_{term}"] = forms.IntegerField(
            initial=points, max_value=MOST_WEIGHT, widget=number, **said
        )
        self.fields[f"slider_{term}"] = forms.IntegerField(
            initial=min(points, LONGEST_SLIDER), max_value=LONGEST_SLIDER, widget=slider, **said
        )

    def _field(self, name: str) -> Any:
        return self.fields[name]


def aim_of(objective: str) -> Promise | str:
    """Return what a round aims at, in a few words."""
    return {**AIMS, **OTHER_AIMS}.get(objective, (objective, ""))[0]


def _own_aim(objective: str) -> dict[str, tuple[Promise, Promise]]:
    return {} if objective in AIMS else {objective: OTHER_AIMS[objective]}


def _copy(field: forms.Field) -> Any:
    copied = field.__deepcopy__({})
    copied.widget.attrs.setdefault("class", _class_of(copied))
    return copied


def _class_of(field: forms.Field) -> str:
    if isinstance(field, forms.MultipleChoiceField):
        return ""
    return "select" if isinstance(field, forms.ChoiceField) else "number"
