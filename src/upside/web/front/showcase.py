"""What the living page of parts shows: every part in every state, drawn by the real templates."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.sessions.models import Session
from upside.web.templatetags.parts import ICONS

__all__ = ["context"]

COLOURS = (
    ("f-to", _("Coral"), _("mentor to mentee")),
    ("f-back", _("Teal"), _("what flows back")),
    ("f-ink", _("Ink"), _("text, actions")),
    ("f-mute", _("Edge"), _("borders that carry meaning")),
    ("f-sunk", _("Sunk"), _("wells, tracks")),
    ("k-look", _("Saffron"), _("look here")),
    ("k-stop", _("Garnet"), _("stopped, refused")),
    ("k-well", _("Moss"), _("going well")),
)
FUNNEL = ((_("Invited"), 40, 100), (_("Said yes"), 31, 78), (_("In a pair"), 24, 60))


class SampleForm(forms.Form):
    """One field of each kind."""

    topic = forms.CharField(
        label=_("Topic you would like"),
        max_length=100,
        help_text=_("From the catalogue, or in your words."),
    )
    seats = forms.IntegerField(label=_("How many people can you meet?"), min_value=1, max_value=5)
    grade = forms.CharField(label=_("Grade"), max_length=40, disabled=True, required=False)
    site = forms.ChoiceField(label=_("Site"), choices=[("n", "Nantes"), ("l", "Lyon")])
    file = forms.FileField(label=_("HR file"), required=False)
    note = forms.CharField(
        label=_("Only for you"), max_length=500, required=False, widget=forms.Textarea
    )
    way = forms.ChoiceField(
        label=_("How would you like to meet?"),
        choices=[("p", _("In person")), ("v", _("By video"))],
        widget=forms.RadioSelect,
    )
    assistant = forms.BooleanField(
        label=_("Let my assistant book"),
        required=False,
        help_text=_("They see dates, nothing else."),
    )


def context() -> dict[str, Any]:
    """Return samples that exist on this page only; the names are invented."""
    mentor = Person(external_id="1", first_name="Noé", last_name="Tanguy", site="Nantes")
    mentee = Person(external_id="2", first_name="Ingrid", last_name="Solheim", site="Lyon")
    session = Session(
        starts_at=datetime(2026, 11, 19, 11, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 19, 12, 30, tzinfo=UTC),
        place="Atlas 4",
    )
    given = {"topic": "Budget", "seats": "forty", "site": "n", "way": "p", "assistant": "on"}
    initial = {"grade": "8", "topic": _("Assistants that write"), "seats": 2}
    return {
        "colours": COLOURS,
        "icons": sorted(drawing.stem for drawing in ICONS.glob("*.svg")),
        "form": SampleForm(initial=initial),
        "wrong": SampleForm(given, prefix=None, auto_id="wrong_%s"),
        "mentor": mentor,
        "mentee": mentee,
        "session": session,
        "funnel": FUNNEL,
        "page": Paginator(range(120), 50).get_page(2),
    }
