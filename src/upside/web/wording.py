"""Words of age on pages: forms name them beside the field that holds them, and never block."""

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.utils.translation import gettext as _

from upside.kernel.texts import in_language
from upside.programmes.wording import Flag, flags
from upside.web.requests import MemberRequest

__all__ = ["age_words", "flags_in_form", "once_each", "warn"]


def flags_in_form(form: forms.Form) -> list[Flag]:
    """Return what ties a role to age in the texts of ``form``, as typed or as kept.

    A form names the fields with texts that speak to people in ``watched``.
    """
    return [flag for name in getattr(form, "watched", ()) for flag in age_words(form[name])]


def age_words(text: object) -> list[Flag]:
    """Return the words of age in a text, or in a field that is watched; in both languages."""
    if isinstance(text, BoundField):
        is_watched = text.name in getattr(text.form, "watched", ())
        text = text.value() if is_watched else ""
    if isinstance(text, list | tuple):
        text = " | ".join(str(line) for line in text)
    return flags(text) if isinstance(text, str) else []


def once_each(found: list[Flag]) -> list[Flag]:
    """Return the flags without those whose words stood before, in capitals or not."""
    return list({flag.words.lower(): flag for flag in reversed(found)}.values())[::-1]


def warn(request: MemberRequest, form: forms.Form) -> None:
    """Say on the next page which words of age were kept, where no field shows them any more."""
    for flag in flags_in_form(form):
        said = {
            "words": flag.words,
            "why": in_language(flag.why),
            "others": " / ".join(flag.instead),
        }
        messages.warning(request, _("“%(words)s”: rather %(others)s. %(why)s") % said)
