"""What a coordinator fills in: filters, an upload, what columns and titles mean, the last yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.people.imports.columns import FIELDS
from upside.people.imports.mapping import LEAVE_OUT, TREE, Mapping, Proposal
from upside.people.imports.outcome import Choices
from upside.people.models import Unit
from upside.people.queries import in_order, units_of

__all__ = [
    "ApplyForm",
    "ColumnsForm",
    "FilterForm",
    "GradesForm",
    "UploadForm",
    "mapping_from",
]

SHOWS = {"": True, "left": False, "all": None}
MOST_TITLES = 300
HIGHEST_GRADE = 99


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Unit) -> str:
        return obj.path


class FilterForm(forms.Form):
    """Narrows the roster; what cannot be read is as if it had not been asked."""

    q = forms.CharField(label=_("Name, id, mail or title"), max_length=100, required=False)
    unit = UnitField(units_of().none(), label=_("Unit"), required=False, empty_label=_("All units"))
    show = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("Who works here")), ("left", _("Who has left")), ("all", _("Everybody"))],
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        units = self.fields["unit"]
        if isinstance(units, forms.ModelChoiceField):
            units.queryset = units_of()
            keys = {unit.path: unit.pk for unit in units.queryset}
            units.choices = [("", _("All units")), *((keys[path], path) for path in in_order(keys))]

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        said = self.cleaned_data
        return {
            "text": said.get("q", ""),
            "unit": said.get("unit"),
            "is_active": SHOWS[said.get("show", "")],
        }


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The file of the HR department"),
        help_text=_("CSV or Excel (.xlsx), up to 100 MB, headings in the first line."),
        max_length=255,
        allow_empty_file=True,  # refused with our own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """One choice per column; protected columns have none."""

    def __init__(self, proposals: list[Proposal], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.proposals = proposals
        fields = [(LEAVE_OUT, _("Do not import")), *FIELDS.items()]
        for place, proposal in enumerate(proposals):
            if not proposal.kind:
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=proposal.heading, choices=fields, initial=proposal.field
                )

    def columns(self) -> dict[str, str]:
        """Return field by heading, as chosen or, before that, as proposed."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {
            proposal.heading: said.get(f"column-{place}", proposal.field)
            for place, proposal in enumerate(self.proposals)
            if not proposal.kind
        }

    def rows(self) -> list[tuple[Proposal, Any]]:
        return [
            (proposal, None if proposal.kind else self[f"column-{place}"])
            for place, proposal in enumerate(self.proposals)
        ]


class GradesForm(forms.Form):
    """One grade per job title or label; ``grades_of`` names the column that it was shown for."""

    grades_of = forms.CharField(max_length=600, widget=forms.HiddenInput, strip=False)
    source = forms.ChoiceField(
        label=_("Where grades come from"), widget=forms.RadioSelect, required=False
    )

    def __init__(
        self,
        of: str,
        heading: str,
        table: dict[str, int | None],
        data: Any = None,
        *,
        has_tree: bool = False,
        source: str = "",
    ) -> None:
        self.key = f"{of}:{heading}"
        # a table that was shown for another column is no answer for this one
        was_shown = bool(data) and data.get("grades_of") == self.key
        super().__init__(data if was_shown else None, initial={"grades_of": self.key})
        self.of, self.table = of, table
        self.has_tree = has_tree
        chosen = self.fields["source"]
        if isinstance(chosen, forms.ChoiceField):
            by_title = [("title", _("Job titles, by the table below"))] if of == "title" else []
            none = [("none", _("None: people have no grade for now"))] if of == TREE else []
            by_tree = [(TREE, _("The reporting tree: how deep, and how many they lead"))]
            chosen.choices = [*by_title, *by_tree, *none] if has_tree else [(of, "")]
        chosen.initial = source or of
        self.labels = list(table)[:MOST_TITLES]
        for place, label in enumerate(self.labels):
            self.fields[f"grade-{place}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=HIGHEST_GRADE,
                required=False,
                initial=table[label],
            )

    @property
    def n_unseen(self) -> int:
        return len(self.table) - len(self.labels)

    def grades(self) -> dict[str, int | None]:
        """Return the table as confirmed; titles beyond those shown keep what we propose."""
        said = {label: self.cleaned_data[f"grade-{n}"] for n, label in enumerate(self.labels)}
        return self.table | said

    def rows(self) -> list[Any]:
        return [self[f"grade-{place}"] for place in range(len(self.labels))]


class ApplyForm(forms.Form):
    revision = forms.IntegerField(min_value=1, max_value=1_000_000)
    lines = forms.ChoiceField(choices=[("all", ""), ("good", "")])
    leavers = forms.ChoiceField(choices=[("deactivate", ""), ("keep", "")], required=False)
    agreed = forms.IntegerField(min_value=0, max_value=10_000_000, required=False)
    sure = forms.BooleanField(required=False)

    @property
    def leavers_said(self) -> str:
        return self.cleaned_data["leavers"] or "keep"

    def agrees_to(self, n: int, *, is_few: bool) -> bool:
        """Tell whether the number of people who leave was read, and where many leave, confirmed."""
        said = self.cleaned_data
        return n == (said["agreed"] or 0) and (is_few or bool(said["sure"]))

    def choices(self, keep: frozenset[int], partners: tuple[str, ...]) -> Choices:
        return Choices(
            only_good=self.cleaned_data["lines"] == "good",
            leavers=self.leavers_said,
            keep=keep,
            partners=partners,
            at_most=self.cleaned_data["agreed"] or 0,
        )


def mapping_from(columns: dict[str, str], grades: GradesForm | None) -> Mapping:
    if grades is None:
        return Mapping(columns)
    source = grades.cleaned_data["source"] or grades.of
    if source == TREE:
        return Mapping(columns, TREE)
    return Mapping(columns) if source == "none" else Mapping(columns, grades.of, grades.grades())
