"""Suggesting something, and the answer to it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.programmes.models import Programme

__all__ = ["AnswerSuggestionForm", "SuggestForm"]

LONGEST = 2_000
WITH, WITHOUT = "with", "without"


class SuggestForm(forms.Form):
    programme = forms.TypedChoiceField(coerce=int, label=_("To the coordinators of"))
    text = forms.CharField(
        max_length=LONGEST,
        label=_("What would you do differently?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    name = forms.ChoiceField(
        choices=[(WITH, _("With my name")), (WITHOUT, _("Without my name"))],
        initial=WITH,
        widget=forms.RadioSelect,
        label=_("Who says it"),
        help_text=_(
            "Without your name, no row and no log of this product says that it was you, and only"
            " the day is kept. Your way of writing may still tell, where few take part; so may"
            " the log of your company’s own network."
        ),
    )

    def __init__(self, data: Any, programmes: Iterable[Programme]) -> None:
        self.programmes = {one.pk: one for one in programmes}
        first = next(iter(self.programmes), None)
        super().__init__(data, initial={"programme": first})
        field = self.fields["programme"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(one.pk, one.name) for one in self.programmes.values()]

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        data = self.cleaned_data
        return {"text": data["text"], "is_signed": data["name"] == WITH}


class AnswerSuggestionForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST, label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 4})
    )
