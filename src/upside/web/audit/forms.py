from django import forms
from django.utils.translation import gettext_lazy as _


class SubjectForm(forms.Form):
    """Which part of the log to show."""

    subject = forms.CharField(
        label=_("About"),
        max_length=80,
        required=False,
        help_text=_("As the log writes it: round:3, or round for all rounds."),
    )
