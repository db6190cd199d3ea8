"""What a coordinator says of a survey: its questions, its texts, the last yes."""

from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.kernel.texts import in_language
from upside.skills.models import HIGHEST_LEVEL, SurveyFile
from upside.skills.queries import labels_by_code, skills_by_name
from upside.skills.surveys.plan import (
    ASK,
    HIGHEST_IMPORTANCE,
    KNOWN,
    LEAVE_OUT,
    OWN,
    RATED,
    WISHED,
    Asked,
    SurveyMap,
)
from upside.skills.surveys.proposing import Proposed
from upside.skills.surveys.questions import Question
from upside.skills.surveys.scales import propose_importance, propose_scale
from upside.skills.surveys.texts import Text
from upside.skills.wording import folded

__all__ = ["ApplySurveyForm", "QuestionsForm", "SurveyUploadForm", "TextsForm"]

MOST_STEPS = 30
MEANS = [
    ("leave_out", gettext_lazy("Something else: leave out")),
    ("had", gettext_lazy("Topics people can")),
    ("wanted", gettext_lazy("Topics people want to learn")),
    ("rated", gettext_lazy("A rating of their level")),
    ("wished", gettext_lazy("A rating of their interest")),
]
SEPARATORS = [
    ("", gettext_lazy("one answer")),
    (";", ";"), (",", ","), ("|", "|"), ("¶", gettext_lazy("line break")), ("/", "/"),
]  # fmt: skip
# which numbers a question needs, by what it asks
NEEDED = {
    "leave_out": (),
    "had": ("separator", "level"),
    "wanted": ("separator", "target", "importance"),
    "rated": (),
    "wished": ("target",),
}
MOST_TEXTS = 300


class SurveyUploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The export of the survey"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), up to 100 MB."),
        max_length=255,
        allow_empty_file=True,  # refused with our own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


def _number(label: str, initial: int | None, lowest: int, highest: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, min_value=lowest, max_value=highest, required=False
    )


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as the page shows it, with the fields that belong to it."""

    question: Question
    is_unsure: bool
    is_topical: bool
    means: Any
    numbers: list[Any]
    spare: list[Any]
    scale: list[Any]


class QuestionsForm(forms.Form):
    """What each question means, with levels and targets, and which column tells who answered."""

    person = forms.ChoiceField(label=gettext_lazy("Whose answers they are"), required=False)
    by = forms.ChoiceField(
        label=gettext_lazy("People are named by"),
        choices=[("mail", gettext_lazy("Mail")), ("id", gettext_lazy("Id of the HR file"))],
        required=False,
    )
    known = forms.ChoiceField(
        label=gettext_lazy("What people have said themselves since"),
        choices=[
            (KNOWN[0], gettext_lazy("stays as they said it")),
            (KNOWN[1], gettext_lazy("is replaced by the survey")),
        ],
    )

    def __init__(self, proposed: Proposed, data: Any = None) -> None:
        super().__init__(data.copy() if data else data)
        self.proposed, plan = proposed, proposed.plan
        alone = [q.name for q in proposed.questions if list(q.columns) == [q.name]]
        nobody = ("", _("Nobody can tell: only count the answers"))
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            person.choices = [nobody, *((name, name[:80]) for name in alone)]
        person.initial, self.fields["by"].initial = plan.person, plan.by or "mail"
        self.fields["known"].initial = plan.known
        for n, question in enumerate(proposed.questions):
            self._add(n, question, plan.questions[question.name])

    def _add(self, n: int, question: Question, asked: Asked) -> None:
        fields = self.fields
        fields[f"means-{n}"] = forms.ChoiceField(
            label=question.name, choices=MEANS, initial=asked.means
        )
        if question.name == self.proposed.plan.person:
            return
        if not any(asked.columns.values()):
            fields[f"separator-{n}"] = forms.ChoiceField(
                label=_("Answers are parted by"),
                choices=SEPARATORS,
                initial=asked.separator,
                required=False,
            )
        fields[f"level-{n}"] = _number(_("Level of who can"), asked.level, 1, HIGHEST_LEVEL)
        fields[f"target-{n}"] = _number(_("Level to reach"), asked.target, 1, HIGHEST_LEVEL)
        fields[f"importance-{n}"] = _number(
            _("Importance, 1 to 3"), asked.importance, 1, HIGHEST_IMPORTANCE
        )
        self._take_as_rating(n, question, asked)
        for place, (answer, level) in enumerate(asked.scale.items()):
            fields[f"scale-{n}-{place}"] = _number(answer, level, 0, HIGHEST_LEVEL)

    def _take_as_rating(self, n: int, question: Question, asked: Asked) -> None:
        """Propose a level for each answer where a person says that it is a rating after all."""
        means = self.data.get(f"means-{n}") if self.is_bound else None
        if means not in {RATED, WISHED} or asked.scale:
            return
        propose = propose_importance if means == WISHED else propose_scale
        asked.scale = propose([value for value, _n in question.values.most_common(MOST_STEPS)])
        for place, level in enumerate(asked.scale.values()):
            cast("QueryDict", self.data).setdefault(
                f"scale-{n}-{place}", "" if level is None else str(level)
            )

    def rows(self) -> list[QuestionRow]:
        rows = []
        for n, question in enumerate(self.proposed.questions):
            asked = self.proposed.plan.questions[question.name]
            is_unsure = question.name in self.proposed.unsure
            mine = [name for name in self.fields if name.endswith(f"-{n}") and name[:5] != "means"]
            scale = [self[f"scale-{n}-{place}"] for place in range(len(asked.scale))
                     if f"scale-{n}-{place}" in self.fields]  # fmt: skip
            means = str(self[f"means-{n}"].value())
            numbers = [name for name in mine if not name.startswith("scale-")]
            needed = [one for one in numbers if one.split("-")[0] in NEEDED.get(means, ())]
            rows.append(
                QuestionRow(
                    question,
                    is_unsure,
                    is_topical=is_unsure or means != LEAVE_OUT,
                    means=self[f"means-{n}"],
                    numbers=[self[name] for name in needed],
                    spare=[self[name] for name in numbers if name not in needed],
                    scale=scale,
                )
            )
        return rows

    def plan(self) -> SurveyMap:
        """Return the mapping as said; empty numbers keep what is proposed."""
        said, before = self.cleaned_data, self.proposed.plan
        questions = {}
        for n, question in enumerate(self.proposed.questions):
            asked = before.questions[question.name]
            scale = {
                answer: said.get(f"scale-{n}-{place}") for place, answer in enumerate(asked.scale)
            }
            means = said[f"means-{n}"]
            questions[question.name] = replace(
                asked,
                means=means,
                separator=said.get(f"separator-{n}") or "",
                level=said.get(f"level-{n}") or asked.level,
                target=said.get(f"target-{n}") or asked.target,
                importance=said.get(f"importance-{n}") or asked.importance,
                scale=scale if means in (RATED, WISHED) else asked.scale,
            )
        person = said["person"]
        by = said["by"] or "mail" if person else ""
        return SurveyMap(person, by, questions, before.topics, before.rest, said["known"])


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text as the page shows it: what it may be, and another topic by its name."""

    text: Text
    choice: Any
    other: Any


class TextsForm(forms.Form):
    """Which topic each text is; the ones that are called exactly so are proposed as such."""

    rest = forms.ChoiceField(
        label=gettext_lazy("All texts that are still open"),
        choices=[
            (ASK, gettext_lazy("ask me again")),
            (LEAVE_OUT, gettext_lazy("leave them out")),
            (OWN, gettext_lazy("add them as topics of our own")),
        ],
    )

    def __init__(self, survey: SurveyFile, data: Any = None) -> None:
        super().__init__(data)
        plan = SurveyMap.from_json(survey.mapping)
        self.texts = [Text.from_json(said) for said in survey.texts]
        self.labels = labels_by_code()
        self.fields["rest"].initial = plan.rest
        for n, text in enumerate(self.texts[:MOST_TEXTS]):
            said = plan.topics.get(folded(text.text), "") or text.exact
            near = [code for code in (text.exact, *text.near, said) if code in self.labels]
            self.fields[f"topic-{n}"] = forms.ChoiceField(
                label=text.text,
                choices=[
                    ("", _("Choose what it is")),
                    *((code, self._named(code)) for code in dict.fromkeys(near)),
                    (OWN, _("A topic of our own")),
                    (LEAVE_OUT, _("Leave it out")),
                ],
                initial=said,
                required=False,
            )
            self.fields[f"other-{n}"] = forms.CharField(
                label=_("or another topic"),
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"list": "topics"}),
            )

    def _named(self, code: str) -> str:
        return in_language(self.labels[code]) or code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        names = None
        for n in range(len(self.texts[:MOST_TEXTS])):
            other = said.get(f"other-{n}", "")
            if other:
                names = names or skills_by_name()
                found = names.get(folded(other), [])
                if len(found) != 1:
                    self.add_error(f"other-{n}", _("The catalogue has no single topic called so."))
                else:
                    said[f"topic-{n}"] = found[0].code
        return said

    def rows(self) -> list[TextRow]:
        return [
            TextRow(text, self[f"topic-{n}"], self[f"other-{n}"])
            for n, text in enumerate(self.texts[:MOST_TEXTS])
        ]

    def exact_rows(self) -> list[TextRow]:
        return [row for row in self.rows() if row.text.exact]

    def open_rows(self) -> list[TextRow]:
        return [row for row in self.rows() if not row.text.exact]

    @property
    def n_unseen(self) -> int:
        return max(0, len(self.texts) - MOST_TEXTS)

    def topics(self) -> dict[str, str]:
        """Return what was said of each text, by its folded spelling."""
        said = self.cleaned_data
        return {
            folded(text.text): said.get(f"topic-{n}", "")
            for n, text in enumerate(self.texts[:MOST_TEXTS])
        }


class ApplySurveyForm(forms.Form):
    revision = forms.IntegerField(min_value=1, max_value=1_000_000)
    lines = forms.ChoiceField(choices=[("all", ""), ("good", "")])
