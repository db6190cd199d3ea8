"""What goes with every change of a programme: why, and on which version it was made."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.programmes.files import BadProgrammeFile, words_of

__all__ = ["KeepForm"]

LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as a page says it: by the words of the key, or with the line of the file."""

    words: str
    said: str
    with_line: str


class KeepForm(forms.Form):
    """A reason, asked for when the change is kept; looking at it needs none."""

    why = forms.CharField(
        label=_("Why, in a sentence for whoever asks later"),
        max_length=500,
        required=False,
        error_messages={"required": _("Say why in a sentence: auditors and successors read it.")},
    )
    after = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST, required=False
    )

    def __init__(self, data: Any, *, newest: int) -> None:
        super().__init__(data, initial={"after": newest})
        self.is_final = bool(data) and "keep" in data
        self.fields["why"].required = self.is_final
        self.faults: tuple[Told, ...] = ()
        self.meanwhile = 0  # the version that somebody else kept first

    def clean(self) -> dict[str, Any]:
        """Ask for the reason from here on: the page that shows the changes needs it."""
        self.fields["why"].required = True
        return super().clean() or {}

    def refuse(self, refusal: BadProgrammeFile) -> None:
        """Show the faults of the file beside the form."""
        self.faults = tuple(Told(words_of(one.path), one.said, str(one)) for one in refusal.faults)
