"""What the two are asked at the end: levels then and now, goals, thanks, and a next time."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upside.community.learning_models import SharedLearning
from upside.pairs.farewell_models import LevelThen, LookBack
from upside.skills.models import HIGHEST_LEVEL, Skill
from upside.web.pairs.forms import AT_EASE

__all__ = ["AgreeForm", "LearnedForm", "LookBackForm", "ReviewForm"]

LONGEST = 2_000
LARGEST = 2**31 - 1
BANDS = (
    (0, _("has not met the topic")),
    (2, _("simple things, with help")),
    (4, _("the usual things alone")),
    (6, _("solves problems and helps others")),
    (HIGHEST_LEVEL, _("whom specialists ask")),
)


def _scale(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=AT_EASE, coerce=int, widget=forms.RadioSelect, label=label
    )


def rungs() -> list[tuple[str, str]]:
    """Return the levels with what they mean, and no answer first."""
    levels = range(HIGHEST_LEVEL + 1)
    words = [(str(n), gettext("%(n)s: %(words)s") % {"n": n, "words": _words(n)}) for n in levels]
    return [("", str(_("No answer"))), *words]


def _words(level: int) -> str:
    """Return what a level means; the upper of the two in a band says only what is more."""
    if level and level in dict(BANDS):
        return gettext("the same, with more ease")
    return next(str(word) for top, word in BANDS if level <= top)


class LookBackForm(forms.Form):
    goals = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("What became of your goals?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    thanks = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("A word of thanks to the other"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    asks_again = forms.BooleanField(required=False, label=_("Ask me again for the next cohort"))

    def __init__(
        self,
        data: Any = None,
        *,
        skills: Iterable[Skill],
        said: Mapping[int, LevelThen],
        mine: LookBack | None,
    ) -> None:
        initial: dict[str, Any] = {}
        if mine:
            initial = {"goals": mine.goals, "thanks": mine.thanks, "asks_again": mine.asks_again}
        super().__init__(data, initial=initial)
        self.skills = list(skills)
        self.half: forms.BoundField | None = None  # the first level that lacks its other half
        for skill in self.skills:
            for name, label in self._names(skill):
                field = forms.TypedChoiceField(
                    required=False, coerce=int, empty_value=None, choices=rungs(), label=label
                )
                if skill.pk in said:
                    field.initial = str(getattr(said[skill.pk], name.partition("_")[0]))
                self.fields[name] = field

    @property
    def rows(self) -> list[tuple[Skill, Any, Any]]:
        """Each skill with its two fields, for the page."""
        return [(skill, self[f"now_{skill.pk}"], self[f"then_{skill.pk}"]) for skill in self.skills]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for skill in self.skills:
            two = [given.get(name) for name, _label in self._names(skill)]
            if two.count(None) == 1:
                lacking = f"then_{skill.pk}" if two[1] is None else f"now_{skill.pk}"
                self.half = self.half or self[lacking]
                self.add_error(
                    lacking,
                    _("Say both, where you are now and where you were then, or leave both out."),
                )
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        data = self.cleaned_data
        levels = {
            skill.pk: (data[f"then_{skill.pk}"], data[f"now_{skill.pk}"])
            for skill in self.skills
            if data[f"now_{skill.pk}"] is not None
        }
        return {"levels": levels, **{key: data[key] for key in ("goals", "thanks", "asks_again")}}

    def _names(self, skill: Skill) -> tuple[tuple[str, Any], tuple[str, Any]]:
        return (
            (f"now_{skill.pk}", _("Where are you now?")),
            (f"then_{skill.pk}", _("Looking back, where were you at the start?")),
        )


class ReviewForm(forms.Form):
    helps = _scale(_("Does your pair help you with what you came for?"))
    both_ways = _scale(_("Does something pass both ways?"))
    go_on = _scale(_("Would you like to go on as you do now?"))


class LearnedForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("What we learned"),
        help_text=_("Write for somebody who was not there. No names of others, nothing secret."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    readers = forms.ChoiceField(
        choices=SharedLearning.Readers.choices,
        widget=forms.RadioSelect,
        label=_("Who may read it"),
        initial=SharedLearning.Readers.PROGRAMME,
    )
    is_signed = forms.BooleanField(required=False, label=_("With our names below it"))
    number = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "readers": data["readers"],
            "is_signed": data["is_signed"],
            "after": data["number"],
        }


class AgreeForm(forms.Form):
    number = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
