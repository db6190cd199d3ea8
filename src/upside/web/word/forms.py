"""A word with the coach: what it is about, a few words if wanted, and how to be answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.feedback.models import Concern

__all__ = ["AnswerForm", "WordForm"]

LONGEST = 10_000


class WordForm(forms.Form):
    about = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("In your words, if you like"),
        help_text=_("You may leave this empty. Then the coach reads only that you feel uneasy."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    answer = forms.ChoiceField(
        choices=Concern.Answer.choices,
        initial=Concern.Answer.HERE,
        label=_("May the coach answer you, and how?"),
        widget=forms.RadioSelect,
    )
    reach = forms.CharField(
        required=False,
        max_length=300,
        label=_("How to reach you in another way"),
        help_text=_("A number, an address, a time of the day. Only if you chose it above."),
    )

    def __init__(
        self, data: Any = None, *, choices: Sequence[tuple[str, str]], about: str = ""
    ) -> None:
        keys = [key for key, _label in choices]
        first = about if about in keys else next(iter(keys), "")
        super().__init__(data, initial={"about": first})
        field: Any = self.fields["about"]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") == Concern.Answer.OUTSIDE and not given.get("reach", "").strip():
            self.add_error("reach", _("Write how the coach can reach you."))
        return given


class AnswerForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST, label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5})
    )
