"""What people fill in about their pair: dates, what passed, two answers, a note."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.feedback.actions import MOST_PEOPLE
from upside.sessions.actions import Passed
from upside.sessions.models import Exchange, Session
from upside.skills.models import Skill
from upside.skills.queries import listed

__all__ = ["BookForm", "ExchangeForm", "NoteForm", "PulseForm", "SettleForm"]

Direction, Kind = Exchange.Direction, Exchange.Kind
MOST_DATES = 6
LONGEST_NOTE = 10_000
USEFUL = (
    (1, _("Not at all")),
    (2, _("Hardly")),
    (3, _("Partly")),
    (4, _("Mostly")),
    (5, _("Very")),
)
HOW_SURE = [
    (0, _("0, not at all")),
    *((n, str(n)) for n in range(1, 10)),
    (10, _("10, I could show it to others")),
]
SURE = "sure_"
BOTH_OR_NEITHER = _("Answer both of these questions, or neither.")
AT_EASE = (*USEFUL[:4], (5, _("Entirely")))
OTHER_KINDS = (
    (Kind.KNOWLEDGE, _("Knowledge: how something works, where it stands, why it is so")),
    (Kind.CONTACT, _("A contact: an introduction, counted and never named")),
    (Kind.OUTLOOK, _("An outlook: another way to look at something")),
)


class Starts(forms.Field):
    """Several instants, as the choices of a page send them."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[datetime]:
        texts = list(value or ())[: MOST_DATES + 1]
        if len(texts) > MOST_DATES:
            raise forms.ValidationError(_("Choose at most six dates at a time."))
        return [self._instant(text) for text in texts]

    def _instant(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise forms.ValidationError(_("One of the dates cannot be read. Choose from the list."))
        return found


class BookForm(forms.Form):
    starts = Starts(required=False, label=_("Dates that suit you both"))
    own_date = forms.DateTimeField(
        required=False,
        label=_("Another date and time"),
        help_text=_(
            "In your own time. Ask the other person first: this one is not from both weeks."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(
        required=False,
        max_length=300,
        label=_("Place or video link"),
        help_text=_("Both read it in the invitation. Leave it empty to settle it later."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.chosen:
            raise forms.ValidationError(_("Choose a date first: tap one, or write your own."))
        return given

    @property
    def chosen(self) -> list[datetime]:
        own = self.cleaned_data.get("own_date")
        return [*self.cleaned_data.get("starts", ()), *([own] if own else [])]

    @property
    def despite_busy(self) -> bool:
        """Whether the box was ticked that the page shows only where the own calendar is busy."""
        return "despite_busy" in self.data

    @property
    def ticked(self) -> list[str]:
        """The values of the dates that were chosen, to draw them chosen again."""
        value = self["starts"].value()
        return [str(text) for text in value or ()]


class SettleForm(forms.Form):
    """What became of a session; ``seen`` is the state that the page showed beside the buttons."""

    answer = forms.ChoiceField(
        choices=[("held", "held"), ("missed", "missed"), ("cancelled", "cancelled")]
    )
    seen = forms.ChoiceField(choices=Session.State.choices, required=False)

    @property
    def instead_of(self) -> str:
        return self.cleaned_data["seen"] or Session.State.PLANNED


class ExchangeForm(forms.Form):
    """Both directions side by side; ``shown`` says what was ticked when the page was made.

    So only what this person changed is changed, whatever the other one saved in the meantime.
    """

    to_mentee = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    to_mentor = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    other_to_mentee = forms.ChoiceField(required=False, label=_("Another topic"))
    other_to_mentor = forms.ChoiceField(required=False, label=_("Another topic"))
    shown = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(
        self, *args: Any, topics: dict[str, list[Skill]] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        topics = topics or {}
        known = [*listed(), *(skill for offered in topics.values() for skill in offered)]
        self.skills = {str(skill.pk): skill for skill in known}
        for way in Direction.values:
            offered = topics.get(way, [])
            own = [(str(skill.pk), skill.label) for skill in offered]
            self._field(way).choices = [*own, *OTHER_KINDS]
            rest = [(key, s.label) for key, s in self.skills.items() if s not in offered]
            self._field(f"other_{way}").choices = [("", "–"), *rest]
        keys = [*self.skills, *(kind for kind, _label in OTHER_KINDS)]
        self._field("shown").choices = [(f"{w}:{k}", "") for w in Direction.values for k in keys]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def passed(self) -> list[Passed]:
        ticked = self._ticked
        return [self._thing(name) for name in sorted(ticked - self._shown)]

    @property
    def not_passed(self) -> list[Passed]:
        return [self._thing(name) for name in sorted(self._shown - self._ticked)]

    @property
    def _shown(self) -> set[str]:
        return set(self.cleaned_data["shown"])

    @property
    def _ticked(self) -> set[str]:
        data = self.cleaned_data
        found = {f"{way}:{key}" for way in Direction.values for key in data[way]}
        others = {f"{w}:{data[f'other_{w}']}" for w in Direction.values if data[f"other_{w}"]}
        return found | others

    def _thing(self, name: str) -> Passed:
        way, key = name.split(":")
        skill = self.skills.get(key)
        return Passed(way, Kind.SKILL if skill else key, skill)


class PulseForm(forms.Form):
    """Two questions, and before them how sure one feels of each skill that came to one.

    Whoever says only how sure they feel need not answer the two questions.
    """

    useful = forms.TypedChoiceField(
        choices=USEFUL,
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Was this session useful to you?"),
    )
    at_ease = forms.TypedChoiceField(
        choices=AT_EASE,
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Did you feel at ease?"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        received: Iterable[Exchange] = (),
        asks_pulse: bool = True,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        names = {f"{SURE}{one.pk}": one for one in received}
        for name, one in names.items():
            self.fields[name] = forms.TypedChoiceField(
                choices=HOW_SURE,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                label=one.skill.label if one.skill else "",
            )
        if names:
            self.use_required_attribute = False  # the two questions may be left out then
        said = data or {}
        is_sure = any(said.get(name) for name in names)
        if not asks_pulse:
            del self.fields["useful"], self.fields["at_ease"]
        elif is_sure and not (said.get("useful") or said.get("at_ease")):
            self.fields["useful"].required = self.fields["at_ease"].required = False
        elif is_sure:
            for name in ("useful", "at_ease"):
                self.fields[name].error_messages["required"] = BOTH_OR_NEITHER

    @property
    def how_sure(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(SURE)]

    @property
    def sure(self) -> dict[int, int]:
        """What was said, by exchange; skills without an answer are left out."""
        return {
            int(name.removeprefix(SURE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(SURE) and value is not None
        }

    @property
    def two_answers(self) -> tuple[int, int] | None:
        """The answers to the two questions; None where they were left out."""
        useful, at_ease = (self.cleaned_data.get(name) for name in ("useful", "at_ease"))
        return (useful, at_ease) if useful and at_ease else None


class PassOnForm(forms.Form):
    """To how many people one showed something of the session; 0 takes it away."""

    topic = forms.ChoiceField(required=False, label=_("What you showed"))
    n_people = forms.IntegerField(
        min_value=0,
        max_value=MOST_PEOPLE,
        label=_("To how many people of your team"),
        help_text=_("0 takes it away."),
    )

    def __init__(
        self, data: Any = None, *, skills: Iterable[Skill], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"n_people": 1} | (initial or {}))
        self.skills = {str(skill.pk): skill for skill in skills}
        named = [(key, skill.label) for key, skill in self.skills.items()]
        chosen: Any = self.fields["topic"]
        chosen.choices = [("", _("Something else of this session")), *named]

    @property
    def chosen(self) -> Skill | None:
        return self.skills.get(self.cleaned_data["topic"])


class NoteForm(forms.Form):
    text = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("Your note on this session"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
