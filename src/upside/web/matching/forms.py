from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["AnswerForm"]

YES, NO = "yes", "no"


class AnswerForm(forms.Form):
    """Yes or no to a proposal; the reason is for its author alone."""

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why not, in your own words"),
        help_text=_("Only you can read this. The coordinator sees how many gave a reason."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)
