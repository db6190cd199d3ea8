"""What people fill in about evidence: a colleague, a certificate, a level, what is wrong."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.skills.models import HIGHEST_LEVEL, Skill
from upside.web.programmes.forms import DateInput
from upside.web.topics.scale import said_of

__all__ = [
    "AnswerForm",
    "CertificateForm",
    "ColleagueForm",
    "ContestForm",
    "RecordForm",
    "SearchForm",
]

LARGEST_KEY = 10**18 - 1
CANNOT_SAY = "no"


class SearchForm(forms.Form):
    """Part of a name, a mail or an id."""

    q = forms.CharField(label=_("Name, mail or id"), max_length=100, required=False)


class ColleagueForm(forms.Form):
    """Whom to ask."""

    colleague = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class LevelChoice(forms.TypedChoiceField):
    """A level with what somebody does at it."""

    def __init__(self, **words: Any) -> None:
        super().__init__(coerce=int, widget=forms.RadioSelect, **words)

    def offer(self, skill: Skill, *more: tuple[str, Any]) -> None:
        rungs = [
            (str(n), f"{n}: {said_of(skill, n)}" if n else str(_("0: has not met the topic")))
            for n in range(HIGHEST_LEVEL + 1)
        ]
        self.choices = [*rungs, *more]


class CertificateForm(forms.Form):
    """What a certificate says, and since when."""

    reference = forms.CharField(
        label=_("Name of the certificate, and where it can be checked"), max_length=200
    )
    given_on = forms.DateField(label=_("Date on it"), widget=DateInput())
    level = LevelChoice(label=_("Level that it shows"))

    def __init__(self, data: Any, skill: Skill) -> None:
        super().__init__(data)
        level = self.fields["level"]
        if isinstance(level, LevelChoice):
            level.offer(skill)


class AnswerForm(forms.Form):
    """The level that somebody has seen or confirms; or that they cannot tell."""

    level = LevelChoice(label=_("What have you seen?"))

    def __init__(self, data: Any, skill: Skill, initial: int | None) -> None:
        super().__init__(data, initial={"level": initial})
        level = self.fields["level"]
        if isinstance(level, LevelChoice):
            level.coerce = lambda text: None if text == CANNOT_SAY else int(text)
            level.empty_value = None
            level.offer(skill, (CANNOT_SAY, _("I cannot tell, or it is not so")))


class RecordForm(forms.Form):
    """What an evaluator found out besides the grid: in a quiz, or watching a short session."""

    skill = forms.ChoiceField(label=_("Topic"))
    kind = forms.ChoiceField(
        label=_("How you found out"),
        choices=[("observed", _("I watched a short session")), ("quiz", _("A quiz result"))],
    )
    given_on = forms.DateField(label=_("When"), widget=DateInput())
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(n, str(n)) for n in range(HIGHEST_LEVEL + 1)]
    )
    reference = forms.CharField(
        label=_("What it was: the quiz and its score, or what was shown"), max_length=200
    )

    def __init__(self, data: Any, skills: Sequence[Skill]) -> None:
        super().__init__(data)
        field = self.fields["skill"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(skill.code, skill.label) for skill in skills]


class ContestForm(forms.Form):
    """What is wrong with evidence about oneself."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
