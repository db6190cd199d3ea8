from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from upside.community.actions import CirclePlan
from upside.community.actions.planning import LONGEST, SHORTEST
from upside.community.models import CircleDate
from upside.people.models import Person
from upside.web.programmes.forms import DateInput

__all__ = ["AnswerForm", "BelongForm", "HostForm", "OffForm", "PlanForm"]

LARGEST_SEQUENCE = 2**31 - 1
IN_TWO_WEEKS = timedelta(days=14)
NOON = time(12, 30)


class OffForm(forms.Form):
    """The state of the date that the page of the form was made with."""

    seen = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_SEQUENCE, widget=forms.HiddenInput
    )


class PlanForm(OffForm):
    """A date of a circle, on the clock of whoever plans it."""

    starts_on = forms.DateField(label=_("Day"), widget=DateInput())
    starts_at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST)
    place = forms.CharField(label=_("Place or video link"), max_length=300, required=False)
    topic = forms.CharField(
        label=_("Topic"),
        max_length=300,
        required=False,
        help_text=_("In words; everybody of the circle reads it in the invitation."),
    )

    def plan(self) -> CirclePlan:
        """Return what was filled in, its time in the zone of the reader."""
        data = self.cleaned_data
        start = datetime.combine(data["starts_on"], data["starts_at"])
        return CirclePlan(
            starts_at=timezone.make_aware(start),
            minutes=data["minutes"],
            place=data["place"],
            topic=data["topic"],
        )

    @staticmethod
    def proposed(topic: str, *, at: datetime) -> dict[str, Any]:
        """Return sensible answers: noon in two weeks, an hour."""
        day = timezone.localtime(at).date() + IN_TWO_WEEKS
        return {"starts_on": day, "starts_at": NOON, "minutes": 60, "topic": topic}

    @staticmethod
    def kept(date: CircleDate) -> dict[str, Any]:
        """Return the answers that stand."""
        start = timezone.localtime(date.starts_at)
        return {
            "seen": date.sequence,
            "starts_on": start.date(),
            "starts_at": start.time(),
            "minutes": (date.ends_at - date.starts_at) // timedelta(minutes=1),
            "place": date.place,
            "topic": date.topic,
        }


class AnswerForm(forms.Form):
    comes = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class BelongForm(forms.Form):
    belong = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class HostForm(forms.Form):
    """Who of the members plans its dates, or nobody."""

    host = forms.TypedChoiceField(label=_("Host"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["host"]
        field.choices = [("", _("Nobody")), *((one.pk, one.name) for one in people)]
