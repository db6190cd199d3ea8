"""What people send to move a session, to say whether they come, to book a series."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.sessions.models import SessionReply
from upside.web.instants import LONGEST, Instant

__all__ = ["AnswerForm", "Instant", "MoveForm", "SeriesForm"]

MOST_DATES = 40
Answer = SessionReply.Answer


class MoveForm(forms.Form):
    """Another date for a session; ``seen`` is the sequence that the page showed."""

    starts = Instant(required=False)
    own_date = forms.DateTimeField(
        required=False,
        label=_("Another date and time"),
        help_text=_(
            "In your own time. Ask the other person first: this one is not from both weeks."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=32_767)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("starts") or given.get("own_date")):
            raise forms.ValidationError(_("Choose a date first: tap one, or write your own."))
        return given

    @property
    def chosen(self) -> datetime:
        found: datetime = self.cleaned_data["starts"] or self.cleaned_data["own_date"]
        return found

    @property
    def despite_busy(self) -> bool:
        """Whether the button was pressed that the page shows only where a date is in doubt."""
        return "despite_busy" in self.data


class AnswerForm(forms.Form):
    """Whether somebody comes; ``seen`` is the sequence that the page showed."""

    answer = forms.ChoiceField(choices=Answer.choices)
    seen = forms.IntegerField(required=False, min_value=0, max_value=32_767)


class SeriesForm(forms.Form):
    """The dates of a series as they were shown before, in one field: all of them or none."""

    dates = forms.CharField(max_length=MOST_DATES * LONGEST)

    def clean_dates(self) -> list[datetime]:
        one = Instant()
        return [one.clean(text) for text in self.cleaned_data["dates"].split()[:MOST_DATES]]
