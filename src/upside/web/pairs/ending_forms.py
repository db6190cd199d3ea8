"""What somebody may say when they end their pair, and until when a pair rests."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upside.pairs.models import Exit
from upside.people.models import Person
from upside.web.templatetags.writing import listed

__all__ = ["LeaveForm", "PauseForm"]

LONGEST_REASON = 2_000


class LeaveForm(forms.Form):
    cause = forms.ChoiceField(
        required=False,
        choices=[("", _("I would rather not say")), *Exit.Cause.choices],
        widget=forms.RadioSelect,
        label=_("What was it mostly?"),
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tells_coach = forms.BooleanField(
        required=False, label=_("My coach may read this, with my name.")
    )

    def __init__(self, data: Any = None, *, coaches: Iterable[Person]) -> None:
        super().__init__(data)
        if names := listed(one.name for one in coaches):
            said = gettext("That is %(names)s. Whoever becomes coach later does not read it.")
            self.fields["tells_coach"].help_text = said % {"names": names}
        else:
            del self.fields["tells_coach"]


class PauseForm(forms.Form):
    until = forms.DateField(
        required=False,
        label=_("Last day of the pause"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, the pause lasts until one of you resumes the pair."),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
