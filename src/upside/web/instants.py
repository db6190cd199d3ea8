"""An instant as forms and links of pages send it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["LONGEST", "Instant"]

LONGEST = 40
YEARS = range(2000, 2200)


class Instant(forms.Field):
    """One instant, as a choice of a page or a link sends it: with its distance from UTC."""

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            found = datetime.fromisoformat(str(value)[:LONGEST])
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or found.year not in YEARS:
            raise forms.ValidationError(_("This date cannot be read. Choose one from the list."))
        return found.astimezone(UTC)
