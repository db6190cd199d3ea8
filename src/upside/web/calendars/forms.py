"""The three ways to connect a calendar, and into which one dates are written."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["NOWHERE", "AccountForm", "AddressForm", "FileForm", "WritingForm"]

LONGEST = 2_000
NOWHERE = "nowhere"


class AddressForm(forms.Form):
    prefix = "published"

    address = forms.CharField(
        label=_("Published address of your calendar"),
        help_text=_(
            "Your calendar program gives it under “publish” or “share”. It often ends with .ics."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class FileForm(forms.Form):
    prefix = "exported"

    calendar = forms.FileField(
        label=_("Calendar file"),
        help_text=_("An export that ends with .ics, up to 5 MB. The file itself is not kept."),
        max_length=255,
        allow_empty_file=True,  # refused with our own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )


class AccountForm(forms.Form):
    prefix = "account"

    address = forms.CharField(
        label=_("Address of the server or of one calendar"),
        help_text=_("Such as https://cloud.example.org/remote.php/dav/"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    user = forms.CharField(
        label=_("User"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Best one that you made for this purpose only. It is encrypted."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class WritingForm(forms.Form):
    into = forms.ChoiceField(label=_("Write my sessions into"))
    seen = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, places: Mapping[str, str], **more: Any) -> None:
        super().__init__(data, **more)
        field = cast("forms.ChoiceField", self.fields["into"])
        field.choices = [(NOWHERE, _("no calendar")), *places.items()]
