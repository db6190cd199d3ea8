"""What somebody may say about themselves, field by field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.programmes.languages import LANGUAGES
from upside.programmes.models import END_OF_DAY, Wish
from upside.skills.models import HIGHEST_LEVEL

__all__ = [
    "AskForm",
    "AssistantForm",
    "HearForm",
    "LanguagesForm",
    "SearchForm",
    "ShareForm",
    "TimesForm",
    "TopicForm",
    "WantForm",
    "WishDropForm",
    "WishForm",
    "YesNoForm",
]

LARGEST_KEY = 10**18 - 1
LAST_WEEKDAY = 6
MOST_TIMES = 100
LONGEST_NUMBER = 4
Stretch = tuple[int, int, int]


class SearchForm(forms.Form):
    """A few words to look for."""

    q = forms.CharField(max_length=100, required=False)


class YesNoForm(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class TopicForm(forms.Form):
    skill = forms.CharField(max_length=20)


class AskForm(forms.Form):
    """A word that the catalogue lacks."""

    text = forms.CharField(max_length=100)


class HearForm(YesNoForm):
    """What somebody says to the answer that their word got."""

    request = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class WantForm(TopicForm):
    target = forms.IntegerField(min_value=1, max_value=HIGHEST_LEVEL, required=False)
    importance = forms.IntegerField(min_value=1, max_value=3, required=False)
    today = forms.IntegerField(min_value=0, max_value=HIGHEST_LEVEL, required=False)


class ShareForm(TopicForm):
    """A topic to share; ``asked`` where the levels stood beside the button."""

    asked = forms.BooleanField(required=False)
    level = forms.IntegerField(min_value=1, max_value=HIGHEST_LEVEL, required=False)


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(choices=list(LANGUAGES.items()), required=False)


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


class StretchesField(forms.Field):
    """Times of the week as ``weekday-start-end``, in minutes."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[Stretch]:
        """Return the stretches; refuse what no box of the page says."""
        texts = value if isinstance(value, list) else []
        if len(texts) > MOST_TIMES:
            raise forms.ValidationError(_("Choose times by the boxes of the page."))
        return [self._stretch(text) for text in texts]

    def _stretch(self, text: str) -> Stretch:
        parts = text.split("-")
        if len(parts) != 3 or not all(_is_short_number(part) for part in parts):  # noqa: PLR2004
            raise forms.ValidationError(_("Choose times by the boxes of the page."))
        day, start, end = (int(part) for part in parts)
        if day > LAST_WEEKDAY or end > END_OF_DAY or start >= end:
            raise forms.ValidationError(_("Choose times by the boxes of the page."))
        return day, start, end


class TimesForm(forms.Form):
    """Blocks of the week, an exact time besides, and seats where the person is a mentor."""

    times = StretchesField(required=False)
    weekday = forms.IntegerField(min_value=0, max_value=LAST_WEEKDAY, required=False)
    starts = forms.TimeField(required=False)
    ends = forms.TimeField(required=False)
    seats = forms.IntegerField(min_value=1, max_value=5, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse half an exact time, so that nobody believes it was kept."""
        cleaned = super().clean() or {}
        exact = [cleaned.get(name) for name in ("starts", "ends")]
        if any(exact) and not all(exact):
            raise forms.ValidationError(_("An exact time needs a beginning and an end."))
        return cleaned

    def stretches(self) -> list[Stretch]:
        """Return all times together, the exact one among them."""
        found = list(self.cleaned_data["times"])
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        if starts is not None and ends is not None:
            day = self.cleaned_data["weekday"] or 0
            found.append((day, starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute))
        return found


class WishForm(forms.Form):
    other = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    kind = forms.ChoiceField(choices=[(Wish.Kind.RANK, "rank"), (Wish.Kind.VETO, "veto")])


class AssistantForm(forms.Form):
    other = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class WishDropForm(forms.Form):
    wish = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
