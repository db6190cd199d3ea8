"""What people say of a short list: an invitation with a few words, ranks, or rather not."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.matching.actions import LONGEST_MESSAGE
from upside.matching.words import first_name
from upside.people.models import Person
from upside.web.programmes.forms import DateInput

__all__ = ["InviteForm", "OpenForm", "RankForm"]

LARGEST = 10**18
RANKS = [
    ("", _("No word")),
    ("1", _("1st choice")),
    ("2", _("2nd choice")),
    ("3", _("3rd choice")),
    ("4", _("4th choice")),
    ("5", _("5th choice")),
    ("veto", _("Rather not")),
]


class InviteForm(forms.Form):
    """Whom to invite, with a few words for them."""

    watched = ("message",)

    other = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("A few words"),
        help_text=_("Only the person you invite reads them, until they answer."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RankForm(forms.Form):
    """A word for each person of a short list: the fields are named by their keys."""

    def __init__(self, data: Any, people: Sequence[Person], said: Mapping[int, str]) -> None:
        initial = {f"p{one.pk}": said.get(one.pk, "") for one in people}
        super().__init__(data, initial=initial)
        for one in people:
            self.fields[f"p{one.pk}"] = forms.ChoiceField(
                label=_("What you say of %(name)s") % {"name": first_name(one)},
                choices=RANKS,
                required=False,
            )

    @property
    def said(self) -> dict[int, str]:
        """Return what is said, by the key of the person."""
        return {int(name[1:]): word for name, word in self.cleaned_data.items()}


class OpenForm(forms.Form):
    """The last day on which people can rank."""

    last_day = forms.DateField(
        label=_("Last day to rank"),
        widget=DateInput(),
        help_text=_("People can change their ranks through this day. Two weeks are usual."),
    )
