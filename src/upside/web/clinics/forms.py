"""What people fill in for a clinic: times to offer, a time to book, a word with a call-off."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from upside.matching.actions import Series
from upside.matching.actions.clinics import MOST_WEEKS
from upside.programmes.models import Cohort

__all__ = ["BookForm", "CallOffForm", "OfferForm", "TakeBackForm", "usual_offer"]

LARGEST_KEY = 10**18 - 1
NOON, TWO = time(12), time(14)
USUAL_WEEKS = 6


class OfferForm(forms.Form):
    """A stretch of one day, once or in several weeks."""

    first_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    weeks = forms.IntegerField(
        min_value=1,
        max_value=MOST_WEEKS,
        label=_("In how many weeks"),
        help_text=_("1 is this one day; 6 is the same day in six weeks."),
    )
    place = forms.CharField(
        required=False,
        max_length=200,
        label=_("Place or video link"),
        help_text=_("Whoever books reads it in the invitation."),
    )

    @property
    def series(self) -> Series:
        """What was filled in, as the action takes it."""
        return Series(**self.cleaned_data)


def usual_offer(cohort: Cohort, *, at: datetime) -> dict[str, Any]:
    """Return what the form proposes: noon to two, in six weeks, from next week on."""
    soon: date = timezone.localtime(at).date() + timedelta(days=7)
    first = min(max(soon, cohort.starts_on), cohort.ends_on)
    return {"first_on": first, "starts": NOON, "ends": TWO, "weeks": USUAL_WEEKS}


class BookForm(forms.Form):
    """Which time, and, where the mentee likes, the question in a sentence."""

    slot = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    question = forms.CharField(
        required=False,
        max_length=200,
        label=_("Your question, in one sentence"),
        help_text=_("Only the expert reads it, before you meet."),
    )


class CallOffForm(forms.Form):
    word = forms.CharField(
        required=False,
        max_length=500,
        label=_("A word to the mentee"),
        help_text=_("It goes into the mail. You need not give a reason."),
    )


class TakeBackForm(forms.Form):
    slots = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, data: Any, known: list[int]) -> None:
        super().__init__(data)
        field: Any = self.fields["slots"]
        field.choices = [(str(key), str(key)) for key in known]
