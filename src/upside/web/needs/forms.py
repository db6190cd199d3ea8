"""What a coordinator fills in to ask about needs, and what whoever is asked answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.programmes.actions import MOST_TOPICS
from upside.programmes.need_models import NeedItem
from upside.skills.models import HIGHEST_LEVEL, Skill
from upside.skills.queries import named_exactly, suggest_skills
from upside.web.programmes.forms import DateInput, InviteForm

__all__ = ["AskForm", "NeedsForm", "OpenForm", "Row"]

WANT, OFFER = NeedItem.Kind.WANT, NeedItem.Kind.OFFER
IMPORTANCE: list[tuple[int, Promise]] = [
    (1, _("Nice to have")),
    (2, _("Matters")),
    (3, _("Matters most")),
]
USUAL_IMPORTANCE = 2
ROWS = [(kind, n) for kind in (WANT, OFFER) for n in range(1, MOST_TOPICS + 1)]


class OpenForm(forms.Form):
    """Until when answers are taken."""

    closes_on = forms.DateField(
        label=_("Last day for answers"),
        widget=DateInput(),
        help_text=_("Results are told once the survey is closed. Two weeks are usual."),
    )


class AskForm(InviteForm):
    """Whom to ask: everybody that the filters leave, or a pasted list."""

    role = None  # type: ignore[assignment]  # Django's way to leave a field out
    people = None  # type: ignore[assignment]
    file = None  # type: ignore[assignment]
    nobody = _("Tick at least one person, or paste a list.")

    def chosen(self) -> list[Any]:
        """Return everybody who is meant."""
        said = self.cleaned_data
        return [*said["pasted"], *(self.filters.found() if said["everybody"] else [])]


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of the page: its text, its number, and the topics near what was typed."""

    n: int
    topic: BoundField
    value: BoundField
    pick: str
    near: list[Skill] = field(default_factory=list)


class NeedsForm(forms.Form):
    """Five topics to learn and five to share, typed; what is near is offered, never guessed."""

    def __init__(self, data: Mapping[str, Any] | None, kept: list[NeedItem]) -> None:
        super().__init__(data, initial=_as_initial(kept))
        self.near: dict[str, list[Skill]] = {}
        self.found: dict[str, dict[Skill, int]] = {WANT: {}, OFFER: {}}
        self.unknown: list[str] = []
        for kind, n in ROWS:
            name = f"{kind.value}_{n}"
            self.fields[name] = forms.CharField(
                label=_("Topic"),
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
            )
            self.fields[f"{name}_is"] = forms.CharField(max_length=20, required=False)
            self.fields[f"{name}_value"] = _value_field(kind)

    def clean(self) -> dict[str, Any]:
        """Find the topic that each text names; where none or several are meant, ask."""
        cleaned = super().clean() or {}
        for kind, n in ROWS:
            name = f"{kind.value}_{n}"
            if cleaned.get(name):
                self._find(kind, name, cleaned)
        return cleaned

    def _find(self, kind: str, name: str, cleaned: dict[str, Any]) -> None:
        near = suggest_skills(cleaned[name])
        picked = [skill for skill in near if skill.code == cleaned.get(f"{name}_is")]
        meant = picked or named_exactly(cleaned[name], near)
        value = cleaned.get(f"{name}_value") or (USUAL_IMPORTANCE if kind == WANT else None)
        if not near:
            self.unknown.append(cleaned[name])
            if "without" not in self.data:
                self.add_error(name, _("Not found."))
        elif len(meant) != 1:
            self.near[name] = near
            self.add_error(name, _("Which of these do you mean?"))
        elif value is None:
            self.add_error(f"{name}_value", _("Choose your level."))
        else:
            self.found[kind][meant[0]] = value

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield the rows of one side, as the page draws them."""
        for n in range(1, MOST_TOPICS + 1):
            name = f"{kind}_{n}"
            near = self.near.get(name, [])
            yield Row(n, self[name], self[f"{name}_value"], f"{name}_is", near)

    def wanted(self) -> Iterator[Row]:
        """Yield the rows of what somebody would learn."""
        return self.rows(WANT)

    def offered(self) -> Iterator[Row]:
        """Yield the rows of what somebody could share."""
        return self.rows(OFFER)


def _value_field(kind: str) -> forms.TypedChoiceField:
    levels = [("", _("Level")), *((n, n) for n in range(1, HIGHEST_LEVEL + 1))]
    return forms.TypedChoiceField(
        label=_("How much it matters") if kind == WANT else _("Your level, 1 to 8"),
        choices=IMPORTANCE if kind == WANT else levels,
        initial=USUAL_IMPORTANCE if kind == WANT else "",
        coerce=int,
        empty_value=None,
        required=False,
    )


def _as_initial(kept: list[NeedItem]) -> dict[str, Any]:
    """Return an answer given before as the fields say it."""
    initial: dict[str, Any] = {}
    for kind in (WANT, OFFER):
        for n, item in enumerate((one for one in kept if one.kind == kind), start=1):
            initial |= {f"{kind}_{n}": item.skill.label, f"{kind}_{n}_value": item.value}
    return initial


def in_two_weeks(today: date) -> dict[str, date]:
    """Return what is proposed as the last day."""
    return {"closes_on": date.fromordinal(today.toordinal() + 14)}
