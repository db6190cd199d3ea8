from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.pairs.models import Pair

__all__ = ["NameForm", "NewGroupForm", "PairForm"]

LONGEST_NAME = 80


class NameForm(forms.Form):
    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=_("Name of the group"),
        help_text=_("It stands in the calendars of its people."),
    )


class NewGroupForm(NameForm):
    """The pairs of one mentor that are to meet together, and a name."""

    pairs = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label=_("Pairs that meet together"),
        error_messages={"required": _("Choose at least two pairs.")},
    )

    field_order = ("pairs", "name")

    def __init__(self, data: Any = None, *, pairs: Iterable[Pair], **more: Any) -> None:
        super().__init__(data, **more)
        self.known = {pair.pk: pair for pair in pairs}
        field: Any = self.fields["pairs"]
        field.choices = [(key, pair.mentee.name) for key, pair in self.known.items()]

    @property
    def chosen(self) -> list[Pair]:
        return [self.known[key] for key in self.cleaned_data["pairs"]]


class PairForm(forms.Form):
    """One pair that comes into a group, or goes."""

    pair = forms.TypedChoiceField(
        coerce=int,
        label=_("Another pair"),
        error_messages={
            "invalid_choice": _("This pair is not to be chosen any more. Look at the page again.")
        },
    )

    def __init__(self, data: Any = None, *, pairs: Iterable[Pair], **more: Any) -> None:
        super().__init__(data, **more)
        self.known = {pair.pk: pair for pair in pairs}
        field: Any = self.fields["pair"]
        field.choices = [(key, pair.mentee.name) for key, pair in self.known.items()]

    @property
    def chosen(self) -> Pair:
        return self.known[self.cleaned_data["pair"]]
