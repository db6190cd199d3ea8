"""What the page of demand and supply can be asked."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.programmes.queries import Source, Way

__all__ = ["SOURCES", "WAYS", "AskForm"]

WAYS: dict[Way, Promise] = {
    Way.TO_MENTEES: _("From mentors to mentees"),
    Way.TO_MENTORS: _("From mentees to mentors"),
}
SOURCES: dict[Source, Promise] = {
    Source.COHORT: _("Said yes in this cohort"),
    Source.EVERYBODY: _("Everybody with a profile"),
    Source.NEEDS: _("Need survey"),
}


class AskForm(forms.Form):
    """Whose wants and levels, which way, and one topic to look into."""

    source = forms.ChoiceField(label=_("Whose wants and levels"), required=False)
    way = forms.ChoiceField(label=_("Which way"), required=False)
    skill = forms.CharField(label=_("Look into a topic"), max_length=20, required=False)

    def __init__(self, data: Any, *, has_survey: bool) -> None:
        super().__init__({"source": Source.COHORT, "way": Way.TO_MENTEES} | data.dict())
        sources = [(key.value, word) for key, word in SOURCES.items()]
        self._choose("source", sources if has_survey else sources[:-1])
        self._choose("way", [(key.value, word) for key, word in WAYS.items()])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def said(self) -> tuple[Way, Source, str]:
        """Return what was asked; what makes no sense is as if it were not asked."""
        self.is_valid()
        found = self.cleaned_data
        return (
            Way(found.get("way") or Way.TO_MENTEES),
            Source(found.get("source") or Source.COHORT),
            found.get("skill", ""),
        )

    def offer(self, topics: list[tuple[str, str]]) -> None:
        """Let the page propose these topics, by code."""
        choices = [("", _("No topic")), *topics]
        self.fields["skill"].widget = forms.Select(choices=choices)
