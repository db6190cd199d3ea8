from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from upside.matching.actions import LONGEST_NOTE
from upside.matching.models import Proposal

__all__ = ["AnswerForm", "ReleaseForm"]

YES, NO = "yes", "no"
LONGEST_KEY = 18


class AnswerForm(forms.Form):
    """Yes or no to a proposal; the reason is for its author alone."""

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why not, in your own words"),
        help_text=_("Only you can read this. The coordinator sees how many gave a reason."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)


class KeysField(forms.TypedMultipleChoiceField):
    """Keys of rows, however many a page has; those of other rows are left out by the query."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) <= LONGEST_KEY


class ReleaseForm(forms.Form):
    """Which of the proposals that wait go out now, and why this plan."""

    ALL, TICKED, FIRST, UNIT = "all", "ticked", "first", "unit"
    MOST = 1_000_000

    which = forms.ChoiceField(choices=[(one, one) for one in (ALL, TICKED, FIRST, UNIT)])
    only = KeysField(coerce=int, required=False)
    first = forms.IntegerField(
        label=_("How many pairs"), required=False, initial=10, min_value=1, max_value=MOST
    )
    unit = forms.CharField(label=_("Unit of the mentee"), required=False, max_length=500)
    note = forms.CharField(
        label=_("Why this plan"),
        help_text=_("It stays with the round and in the log. The pairs do not read it."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, n_waiting: int | None = None) -> None:
        super().__init__(data)
        self.n_waiting = n_waiting

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        which = said.get("which")
        if which == self.FIRST and self.n_waiting and (said.get("first") or 0) > self.n_waiting:
            raise forms.ValidationError(
                ngettext(
                    "Only %(n)s pair waits. Nothing was released: type a smaller number, or"
                    " release them all.",
                    "Only %(n)s pairs wait. Nothing was released: type a smaller number, or"
                    " release them all.",
                    self.n_waiting,
                )
                % {"n": self.n_waiting}
            )
        if which == self.TICKED and not said.get("only") and not self.errors:
            raise forms.ValidationError(_("Tick at least one pair."))
        if which == self.FIRST and not said.get("first") and not self.errors:
            raise forms.ValidationError(_("Say how many pairs are to go out now."))
        if which == self.UNIT and not said.get("unit") and not self.errors:
            raise forms.ValidationError(_("Choose a unit."))
        return said

    def chosen(self, waiting: QuerySet[Proposal]) -> list[int] | None:
        """Return the keys of what goes out of what waits, best fit first; None for all of it."""
        said = self.cleaned_data
        if said["which"] == self.ALL:
            return None
        if said["which"] == self.TICKED:
            return list(said["only"])
        if said["which"] == self.UNIT:
            path = said["unit"]
            within = Q(mentee__unit__path=path) | Q(mentee__unit__path__startswith=f"{path}/")
            return list(waiting.filter(within).values_list("pk", flat=True))
        return list(waiting.values_list("pk", flat=True)[: said["first"]])
