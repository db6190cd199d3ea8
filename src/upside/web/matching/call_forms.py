"""What the two of a proposal say of a call before their answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.web.instants import Instant

__all__ = ["ASK", "DATE", "NO", "CallForm"]

ASK, DATE, NO, OFF = "ask", "date", "no", "off"
LONGEST_MARK = 50


class CallForm(forms.Form):
    """Ask, choose a date, answer without, call off; ``seen`` marks what the page showed."""

    answer = forms.ChoiceField(choices=[(one, one) for one in (ASK, DATE, NO, OFF)])
    starts = Instant(required=False)
    seen = forms.CharField(required=False, max_length=LONGEST_MARK)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("answer") == DATE and not said.get("starts") and not self.errors:
            raise forms.ValidationError(_("Choose a date first: tap one of the list."))
        return said
