"""What one looks for in the catalogue, and how a coordinator answers a word that it lacks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import LANGUAGES
from upside.skills.models import Skill
from upside.skills.wording import LONGEST_NAME

__all__ = ["AddForm", "DropForm", "LookForm", "MapForm"]


class LookForm(forms.Form):
    """Words to look for among the topics."""

    q = forms.CharField(label=_("Look for a topic"), max_length=100, required=False)


class MapForm(forms.Form):
    """The topic that a word means, by its code."""

    skill = forms.CharField(label=_("Topic"), max_length=20)


class AddForm(forms.Form):
    """The names of a topic of the company's own, and who it goes to."""

    label_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME)
    label_fr = forms.CharField(label=_("Name in French"), max_length=LONGEST_NAME)
    direction = forms.ChoiceField(label=_("Who it goes to"), choices=Skill.Direction.choices)

    @property
    def labels(self) -> dict[str, str]:
        found: dict[str, Any] = self.cleaned_data
        return {code: found[f"label_{code}"] for code in LANGUAGES}


class DropForm(forms.Form):
    """Why a word stays out."""

    reason = forms.CharField(
        label=_("Why it stays out"),
        max_length=300,
        help_text=_("Whoever asked reads this sentence."),
    )
