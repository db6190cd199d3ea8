from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    """The one thing that we ask of somebody who signs in."""

    mail = forms.EmailField(
        label=_("Work mail"),
        max_length=254,
        help_text=_("We send you a link. It works once, for a quarter of an hour."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    next = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


class MailboxForm(forms.Form):
    """Which mails of the demo to show."""

    q = forms.CharField(
        label=_("Person or subject"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
