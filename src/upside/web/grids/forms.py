"""What a grid, a candidate and an evaluator are asked, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.grids.content import ANCHORED, Criterion
from upside.kernel.texts import LANGUAGES
from upside.people.models import Person
from upside.skills.models import Skill

__all__ = [
    "ContestForm",
    "DropForm",
    "NoticeForm",
    "OwnForm",
    "PutUpForm",
    "SettingsForm",
    "SheetForm",
    "TopicForm",
]

WEIGHTS = [(number, str(number)) for number in range(1, 6)]
LONGEST_COMMENT = 1000
OWN_TEXTS = ("label", *(f"seen{level}" for level in ANCHORED))


def _number(label: Any, highest: int) -> forms.TypedChoiceField:
    choices = [(number, str(number)) for number in range(1, highest + 1)]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int)


class SettingsForm(forms.Form):
    """How much each criterion counts, the thresholds, and how many evaluate."""

    topic_threshold = _number(_("Topics: from which level on, of 8"), 8)
    family_threshold = _number(_("Each way of being a mentor: from which level on, of 7"), 7)
    n_evaluators = _number(_("How many evaluators for each candidate"), 5)
    retry_weeks = _number(_("Weeks until a second try"), 52)

    def __init__(
        self, data: Any, content: Mapping[str, Any], criteria: Sequence[Criterion]
    ) -> None:
        super().__init__(data, initial={name: content[name] for name in self.base_fields})
        self.keys = [criterion.key for criterion in criteria]
        for criterion in criteria:
            self.fields[f"weight_{criterion.key}"] = forms.TypedChoiceField(
                label=criterion.label, choices=WEIGHTS, coerce=int, initial=criterion.weight
            )

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"weight_{key}"] for key in self.keys]

    @property
    def number_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def weights(self) -> dict[str, int]:
        return {key: self.cleaned_data[f"weight_{key}"] for key in self.keys}

    def numbers(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class TopicForm(forms.Form):
    """A topic of the catalogue, or the one that each candidate offers."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    weight = forms.TypedChoiceField(label=_("Weight"), choices=WEIGHTS, coerce=int, initial=1)

    def __init__(self, data: Any, skills: Iterable[Skill]) -> None:
        super().__init__(data)
        self.known = {skill.code: skill for skill in skills}
        offered = [("", _("The topic that the candidate offers"))]
        named = [(code, skill.label) for code, skill in self.known.items()]
        field = self.fields["topic"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*offered, *named]

    def skill(self) -> Skill | None:
        return self.known.get(self.cleaned_data["topic"])


class OwnForm(forms.Form):
    """A criterion of the company's own: its name, and what is seen at 1, 4 and 7."""

    watched = tuple(f"{name}_{code}" for name in OWN_TEXTS for code in LANGUAGES)

    label_en = forms.CharField(label=_("Name, in English"), max_length=80, required=False)
    label_fr = forms.CharField(label=_("Name, in French"), max_length=80, required=False)
    seen1_en = forms.CharField(label=_("Seen at 1, in English"), max_length=300, required=False)
    seen1_fr = forms.CharField(label=_("Seen at 1, in French"), max_length=300, required=False)
    seen4_en = forms.CharField(label=_("Seen at 4, in English"), max_length=300, required=False)
    seen4_fr = forms.CharField(label=_("Seen at 4, in French"), max_length=300, required=False)
    seen7_en = forms.CharField(label=_("Seen at 7, in English"), max_length=300, required=False)
    seen7_fr = forms.CharField(label=_("Seen at 7, in French"), max_length=300, required=False)
    own_weight = forms.TypedChoiceField(label=_("Weight"), choices=WEIGHTS, coerce=int, initial=1)

    def labels(self) -> dict[str, str]:
        return self._texts("label")

    def anchors(self) -> dict[int, dict[str, str]]:
        return {level: self._texts(f"seen{level}") for level in ANCHORED}

    def _texts(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in ("en", "fr")}


class DropForm(forms.Form):
    key = forms.CharField(max_length=20)


class PutUpForm(forms.Form):
    """Who evaluates a candidate, of those who may."""

    evaluators = forms.MultipleChoiceField(
        label=_("Who evaluates"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, people: Iterable[Person]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["evaluators"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [
                (key, f"{person.name}, {person.unit}" if person.unit else person.name)
                for key, person in self.people.items()
            ]

    def chosen(self) -> list[Person]:
        return [self.people[key] for key in self.cleaned_data["evaluators"]]


class NoticeForm(forms.Form):
    """That the notice was read, and the topic where the grid leaves it open."""

    read = forms.BooleanField(
        label=_("I have read how I am evaluated, by whom, and who sees the result.")
    )

    def __init__(
        self, data: Any, open_topics: Sequence[Criterion], skills: Iterable[Skill], usual: str
    ) -> None:
        super().__init__(data)
        self.keys = [criterion.key for criterion in open_topics]
        choices = [("", _("Choose a topic")), *((skill.code, skill.label) for skill in skills)]
        for key in self.keys:
            self.fields[f"topic_{key}"] = forms.ChoiceField(
                label=_("The topic that I would share as a mentor"), choices=choices, initial=usual
            )
        self.order_fields([f"topic_{key}" for key in self.keys])

    def topics(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"topic_{key}"] for key in self.keys}


class ContestForm(forms.Form):
    reason = forms.CharField(
        label=_("What was not right"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("The coordinator reads it, and names other evaluators."),
    )


class SheetForm(forms.Form):
    """A rating and a comment for each criterion; a draft may leave out what it likes."""

    overall = forms.CharField(
        label=_("A word for the candidate"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Anything that goes beyond one criterion. The candidate reads it."),
    )

    def __init__(
        self,
        data: Any,
        criteria: Sequence[Criterion],
        ratings: Mapping[str, int],
        comments: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial={"overall": comments.get("overall", "")})
        self.criteria = criteria
        for criterion in criteria:
            key, choices = criterion.key, [(n, str(n)) for n in criterion.scale]
            self.fields[f"rate_{key}"] = forms.TypedChoiceField(
                label=criterion.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=ratings.get(key),
                widget=forms.RadioSelect,
            )
            self.fields[f"say_{key}"] = forms.CharField(
                label=_("What did you see?"),
                max_length=LONGEST_COMMENT,
                required=False,
                initial=comments.get(key, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        return [(c, self[f"rate_{c.key}"], self[f"say_{c.key}"]) for c in self.criteria]

    def ratings(self) -> dict[str, int]:
        said = {c.key: self.cleaned_data[f"rate_{c.key}"] for c in self.criteria}
        return {key: rating for key, rating in said.items() if rating is not None}

    def comments(self) -> dict[str, str]:
        said = {c.key: self.cleaned_data[f"say_{c.key}"] for c in self.criteria}
        return said | {"overall": self.cleaned_data["overall"]}
