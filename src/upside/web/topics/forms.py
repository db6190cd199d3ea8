from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["LookForm"]


class LookForm(forms.Form):
    """Words to look for among the topics."""

    q = forms.CharField(label=_("Look for a topic"), max_length=100, required=False)
