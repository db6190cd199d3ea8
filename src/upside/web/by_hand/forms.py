from django import forms
from django.utils.translation import gettext_lazy as _

from upside.matching.actions import LONGEST_REASON

__all__ = ["CoupleForm", "HoldForm", "LoosenForm", "SeenForm", "SwapForm"]

Key = forms.IntegerField


class CoupleForm(forms.Form):
    """Two people of a cohort, by their keys, and why."""

    mentor = Key(min_value=1, max_value=10**18, widget=forms.HiddenInput)
    mentee = Key(min_value=1, max_value=10**18, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Coordinators and auditors read it. It stands beside the pair."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HoldForm(CoupleForm):
    """Fix two people, or rule them out."""

    kind = forms.ChoiceField(choices=[(one, one) for one in ("lock", "pair", "forbid")])


class SwapForm(CoupleForm):
    """Two pairs that exchange their mentees."""

    with_mentor = Key(min_value=1, max_value=10**18, widget=forms.HiddenInput)
    with_mentee = Key(min_value=1, max_value=10**18, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """The number of the change that is to be taken back, as the page showed it."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=10**9)


class LoosenForm(forms.Form):
    """Which looser setting of a rule, as the page of prices lists them; 0 is without it."""

    rule = forms.CharField(max_length=40, widget=forms.HiddenInput)
    step = forms.IntegerField(min_value=0, max_value=20, widget=forms.HiddenInput)
