"""The form of an open call: the coordinator's text, and the questions of the programme."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.programmes.models import Enrolment
from upside.programmes.questions import Question

__all__ = ["ApplicationForm", "CallForm", "answers_in"]

LONGEST_LINE, LONGEST_TEXT = 200, 2_000
LARGEST = 10**12


class CallForm(forms.Form):
    """What a call says, and whom it looks for."""

    watched = ("text_en", "text_fr")

    text_en = forms.CharField(
        label=_("What you offer, in English: time, rights, what people get back"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    text_fr = forms.CharField(
        label=_("The same in French"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Whom you look for"),
        choices=Enrolment.Role.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class ApplicationForm(forms.Form):
    """The programme's own questions; each is answered in its own way."""

    def __init__(
        self, data: Any, questions: Sequence[Question], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial), prefix="q")
        for question in questions:
            self.fields[question.key] = _field(question)


def _field(question: Question) -> forms.Field:
    words: dict[str, Any] = {"label": question.label, "required": question.is_required}
    choices = [(option, option) for option in question.options]
    if question.kind == "long":
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=LONGEST_TEXT, widget=area, **words)
    if question.kind == "one_of":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
    if question.kind == "several":
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **words)
    if question.kind == "yes_no":
        yes_no = [("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(choices=yes_no, widget=forms.RadioSelect, **words)
    if question.kind == "number":
        return forms.IntegerField(min_value=-LARGEST, max_value=LARGEST, **words)
    return forms.CharField(max_length=LONGEST_LINE, **words)


def answers_in(form: ApplicationForm) -> dict[str, Any]:
    """Return what was answered, by the key of the question; what is empty is left out."""
    return {key: said for key, said in form.cleaned_data.items() if said not in (None, "", [])}
