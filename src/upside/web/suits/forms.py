"""The twelve questions, and what their answers carry from page to page."""

from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from upside.programmes.suits import Advice, advise, questions

__all__ = ["QuestionsForm", "advice_in", "carried"]


class QuestionsForm(forms.Form):
    """One choice for each question; all of them are needed before anything is said."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for key, text, options in questions():
            self.fields[key] = forms.ChoiceField(
                label=text,
                choices=options,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one answer.")},
            )
        self.is_begun = "see" in data or any(key in data for key in self.fields)


def advice_in(data: QueryDict) -> Advice | None:
    """Return the advice for the answers in an address; None where they are not whole."""
    form = QuestionsForm(data)
    return advise(form.cleaned_data) if form.is_begun and form.is_valid() else None


def carried(advice: Advice, template: str) -> str:
    """Return what takes the answers along to the page of a new programme."""
    return urlencode({"template": template, **advice.answers})
