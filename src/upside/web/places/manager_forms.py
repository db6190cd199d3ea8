"""What somebody chooses of the mail to their manager: to whom, in which language, with days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.people.models import Language
from upside.sessions.actions.manager_notice import ManagerMail

__all__ = ["ManagerForm", "SendForm"]


class ManagerForm(forms.Form):
    address = forms.EmailField(label=_("Mail address of your manager"), max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=Language.choices, widget=forms.RadioSelect
    )
    with_days = forms.BooleanField(
        label=_("Name the days of my booked sessions"),
        help_text=_("Day and hour only, never with whom."),
        required=False,
    )

    @property
    def mail(self) -> ManagerMail:
        """What the action is told."""
        return ManagerMail(**{name: self.cleaned_data[name] for name in ManagerForm.base_fields})


class SendForm(ManagerForm):
    """The same choice once more, hidden, with the words that were looked at."""

    seen = forms.CharField(max_length=16)
