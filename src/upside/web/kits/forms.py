"""What one looks for in the library, and what somebody makes of a copy."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.learning.kits import STEPS
from upside.learning.models import Kit
from upside.web.kits.sheet import step_names

__all__ = ["ApproveForm", "CopyForm", "HideForm", "LookForm", "ShareForm"]

LONGEST, LONGEST_STEP = 500, 1500
MOST_LINES = 6


class LookForm(forms.Form):
    """Words to look for among the kits."""

    q = forms.CharField(label=_("Look for a kit"), max_length=100, required=False)


class ShareForm(forms.Form):
    """Whether the name of its author stands on a shared copy."""

    is_named = forms.BooleanField(label=_("Show my name on it"), required=False)


class HideForm(forms.Form):
    """Why a coordinator hides a copy."""

    reason = forms.CharField(
        label=_("Why it is hidden"), max_length=300, help_text=_("Its author reads this sentence.")
    )


class ApproveForm(forms.Form):
    """Who of the company's experts read the text; ``seen`` stands for its very words."""

    expert = forms.CharField(
        label=_("Expert who has read it"),
        max_length=120,
        help_text=_("Name and function. It stands on the kit with the date."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


def _line(label: Any, *, rows: int = 2, longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows})
    )


class CopyForm(forms.Form):
    """The texts and the steps of a copy, in its own language."""

    watched = ("title", "whom", "prepare", "exit", "artefact", "homework", "wrong", "caution")

    title = forms.CharField(label=_("Title"), max_length=120)
    whom = _line(_("For whom"))
    tool = _line(_("The tool"))
    prepare = _line(_("To prepare, one thing a line"), rows=3, longest=1000)
    exit = _line(_("The question to take along"))
    artefact = _line(_("What you leave with"))
    homework = _line(_("Ten minutes until next time"))
    wrong = _line(_("What can go wrong"), rows=3)
    caution = forms.CharField(
        label=_("Take care"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kit: Kit, **more: Any) -> None:
        super().__init__(*args, **more)
        for kind, name in step_names(kit).items():
            self.fields[f"minutes_{kind}"] = forms.IntegerField(
                label=_("Minutes for “%(step)s”") % {"step": name},
                min_value=1,
                max_value=180,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"step_{kind}"] = _line(name, rows=4, longest=LONGEST_STEP)

    @property
    def steps(self) -> list[tuple[Any, Any]]:
        """The fields of each step: minutes and words."""
        return [(self[f"minutes_{kind}"], self[f"step_{kind}"]) for kind in STEPS]

    @property
    def before(self) -> list[Any]:
        return [self[name] for name in ("title", "whom", "tool", "prepare")]

    @property
    def after(self) -> list[Any]:
        return [self[name] for name in ("exit", "artefact", "homework", "wrong", "caution")]

    def clean_prepare(self) -> str:
        text: str = self.cleaned_data["prepare"]
        if len(_lines(text)) > MOST_LINES:
            raise forms.ValidationError(_("No more than six things: preparing has to stay short."))
        return text

    @staticmethod
    def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the fields for a copy as it is."""
        names = [name for name in CopyForm.base_fields if name != "prepare"]
        said: dict[str, Any] = {name: in_language(content.get(name, {})) for name in names}
        said["prepare"] = "\n".join(in_language(line) for line in content["prepare"])
        for step in content["steps"]:
            said[f"minutes_{step['kind']}"] = step["minutes"]
            said[f"step_{step['kind']}"] = in_language(step["text"])
        return said

    def content(self, language: str) -> dict[str, Any]:
        """Return what was typed, in the shape of a kit in one language."""
        data = self.cleaned_data
        names = [n for n in CopyForm.base_fields if n != "prepare" and data[n]]
        return {
            **{name: {language: data[name]} for name in names},
            "prepare": [{language: line} for line in _lines(data["prepare"])],
            "steps": [
                {
                    "kind": kind,
                    "minutes": data[f"minutes_{kind}"],
                    "text": {language: data[f"step_{kind}"]},
                }
                for kind in STEPS
            ],
        }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
