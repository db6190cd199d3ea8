"""The check at the end of a part: one answer to each question, and what somebody commits to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.learning.paths import Part

__all__ = ["CheckForm"]


class CheckForm(forms.Form):
    """One choice for each question of a part, one box for each commitment; none of it is kept."""

    def __init__(self, *args: Any, part: Part, **more: Any) -> None:
        super().__init__(*args, **more)
        self.part = part
        for number, question in enumerate(part.questions):
            self.fields[f"question_{number}"] = forms.ChoiceField(
                label=in_language(question.ask),
                choices=[
                    (str(place), in_language(option.text))
                    for place, option in enumerate(question.options)
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )
        for number, text in enumerate(part.commitments):
            self.fields[f"commitment_{number}"] = forms.BooleanField(
                label=in_language(text), required=False
            )

    @property
    def answers(self) -> list[int | None]:
        """The place of the option ticked for each question, None where there is none."""
        given = (self._said(f"question_{n}") for n in range(len(self.part.questions)))
        return [int(one) if one else None for one in given]

    @property
    def n_commitments(self) -> int:
        return sum(bool(self._said(f"commitment_{n}")) for n in range(len(self.part.commitments)))

    @property
    def commitments(self) -> list[Any]:
        return [self[f"commitment_{n}"] for n in range(len(self.part.commitments))]

    def _said(self, name: str) -> Any:
        return getattr(self, "cleaned_data", {}).get(name)
