from django import forms
from django.utils.translation import gettext_lazy as _


class SubjectForm(forms.Form):
    """Which part of the log to show."""

    subject = forms.CharField(
        label=_("About"),
        max_length=80,
        required=False,
        help_text=_(
            "As the list below writes it: matching round no. 3, or matching round for all of them."
        ),
    )
