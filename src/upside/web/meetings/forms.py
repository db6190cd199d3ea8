"""What is filled in about a speed meeting: the plan, who comes, whom somebody would like."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from upside.matching.actions import MeetingPlan, Presence
from upside.matching.models import Attendee, SpeedMeeting
from upside.people.models import Person
from upside.web.programmes.forms import DateInput

__all__ = [
    "RATHER_NOT",
    "AwayForm",
    "FromRoundForm",
    "PlanForm",
    "PreferencesForm",
    "PresenceForm",
    "SeenForm",
    "presence_choices",
    "presence_of",
]

RATHER_NOT = "no"
HIGHEST_ROUND = 12
FEWEST, USUAL_ROUNDS = 3, 10
LONG_ENOUGH_FOR_A_BREAK = 6
TWO_WEEKS, THREE_DAYS = timedelta(days=14), timedelta(days=3)
TWO_O_CLOCK = time(14)
LARGEST_SEQUENCE = 2**31 - 1


class SeenForm(forms.Form):
    """The state of the meeting that the page of the form was made with."""

    seen = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_SEQUENCE, widget=forms.HiddenInput
    )


class PlanForm(SeenForm):
    """Date and place in the company's time zone, and how many rounds of how many minutes."""

    starts_on = forms.DateField(label=_("Day"), widget=DateInput())
    starts_at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    site = forms.ChoiceField(label=_("Who comes"), required=False)
    n_rounds = forms.IntegerField(
        label=_("Rounds"), min_value=FEWEST, max_value=HIGHEST_ROUND, help_text=_("3 to 12.")
    )
    minutes = forms.IntegerField(
        label=_("Minutes of a talk"), min_value=3, max_value=30, help_text=_("3 to 30.")
    )
    pause_minutes = forms.IntegerField(
        label=_("Minutes to change tables"), min_value=0, max_value=15
    )
    n_tables = forms.IntegerField(
        label=_("Tables"),
        min_value=1,
        max_value=150,
        help_text=_("With fewer tables than people of a side, the others rest in turn."),
    )
    break_after = forms.IntegerField(
        label=_("Longer break after round"),
        min_value=1,
        max_value=HIGHEST_ROUND - 1,
        required=False,
        help_text=_("Empty: no break."),
    )
    break_minutes = forms.IntegerField(
        label=_("Minutes of the break"), min_value=0, max_value=60, required=False
    )
    until_on = forms.DateField(
        label=_("Preferences until the end of"),
        widget=DateInput(),
        help_text=_("Everybody is asked by mail after the event, and reminded once."),
    )
    only_met = forms.BooleanField(
        label=_("Pair only people who met at the event"),
        required=False,
        help_text=_("Else those who did not meet may be paired as well, where nothing is better."),
    )

    def __init__(self, *args: Any, sites: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["site"]
        field.choices = [
            ("", _("Everybody who is ready and free")),
            *((site, site) for site in sites),
        ]

    def plan(self) -> MeetingPlan:
        """Return what was filled in, its times in the company's time zone."""
        data = self.cleaned_data
        return MeetingPlan(
            starts_at=_at(data["starts_on"], data["starts_at"]),
            preferences_until=_at(data["until_on"] + timedelta(days=1), time.min),
            n_tables=data["n_tables"],
            n_rounds=data["n_rounds"],
            minutes=data["minutes"],
            pause_minutes=data["pause_minutes"],
            break_after=data["break_after"],
            break_minutes=(data["break_minutes"] or 0) if data["break_after"] else 0,
            place=data["place"],
            site=data["site"],
            may_pair_others=not data["only_met"],
        )

    @staticmethod
    def proposed(n_mentees: int, n_mentors: int, *, at: datetime) -> dict[str, Any]:
        """Return sensible answers for so many people: everybody meets as many as there is time."""
        day = timezone.localtime(at, _zone()).date() + TWO_WEEKS
        n_rounds = min(max(n_mentees, n_mentors, FEWEST), USUAL_ROUNDS)
        has_break = n_rounds >= LONG_ENOUGH_FOR_A_BREAK
        return {
            "starts_on": day,
            "starts_at": TWO_O_CLOCK,
            "n_rounds": n_rounds,
            "minutes": 8,
            "pause_minutes": 2,
            "n_tables": min(n_mentees, n_mentors) or 10,
            "break_after": n_rounds // 2 if has_break else None,
            "break_minutes": 15 if has_break else None,
            "until_on": day + THREE_DAYS,
        }

    @staticmethod
    def kept(meeting: SpeedMeeting) -> dict[str, Any]:
        """Return the answers that stand."""
        start = timezone.localtime(meeting.starts_at, _zone())
        last = timezone.localtime(meeting.preferences_until - timedelta(seconds=1), _zone())
        names = ("place", "site", "n_rounds", "minutes", "pause_minutes", "n_tables")
        return {
            **{name: getattr(meeting, name) for name in names},
            "seen": meeting.sequence,
            "starts_on": start.date(),
            "starts_at": start.time(),
            "break_after": meeting.break_after,
            "break_minutes": meeting.break_minutes or None,
            "until_on": last.date(),
            "only_met": not meeting.may_pair_others,
        }


class FromRoundForm(SeenForm):
    """From which round on the rotation is made."""

    from_round = forms.IntegerField(
        label=_("From round"), min_value=1, max_value=HIGHEST_ROUND, required=False
    )


class PresenceForm(SeenForm):
    """For which rounds somebody is there: ``all``, ``none``, ``from-3`` or ``until-3``."""

    rounds = forms.ChoiceField(label=_("Is there"))

    def __init__(self, *args: Any, n_rounds: int, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["rounds"]
        field.choices = presence_choices(n_rounds)

    def presence(self) -> Presence:
        word, _dash, number = self.cleaned_data["rounds"].partition("-")
        if word == "from":
            return Presence(first_round=int(number))
        if word == "until":
            return Presence(last_round=int(number))
        return Presence(comes=word == "all")


def presence_choices(n_rounds: int) -> list[tuple[str, str]]:
    """Return how somebody may be there."""
    return [
        ("all", str(_("All rounds"))),
        ("none", str(_("Does not come"))),
        *((f"from-{n}", _from(n)) for n in range(2, n_rounds + 1)),
        *((f"until-{n}", _until(n)) for n in range(1, n_rounds)),
    ]


def presence_of(one: Attendee) -> str:
    """Return which of the choices stands for somebody."""
    if one.away_at is not None:
        return "none"
    if one.first_round > 1:
        return f"from-{one.first_round}"
    return f"until-{one.last_round}" if one.last_round else "all"


def _from(number: int) -> str:
    return str(_("From round %(number)s on")) % {"number": number}


def _until(number: int) -> str:
    said = ngettext("Round %(number)s only", "Up to round %(number)s", number)
    return said % {"number": number}


class AwayForm(forms.Form):
    """Whether somebody cannot come, or was not there."""

    away = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class PreferencesForm(forms.Form):
    """One choice for each person met: nothing, a rank from 1 to 5, or rather not."""

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [
            ("", _("No preference")),
            ("1", _("First choice")),
            ("2", _("Second choice")),
            ("3", _("Third choice")),
            ("4", _("Fourth choice")),
            ("5", _("Fifth choice")),
            (RATHER_NOT, _("Rather not")),
        ]
        self.keys = {f"p{person.pk}": person.pk for person in people}
        for name, person in zip(self.keys, people, strict=True):
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, label=person.name
            )

    def said(self) -> dict[int, int | None]:
        """Return a rank, or None for rather not, of those about whom there is anything."""
        given = {key: self.cleaned_data[name] for name, key in self.keys.items()}
        return {
            key: None if answer == RATHER_NOT else int(answer)
            for key, answer in given.items()
            if answer
        }


def _at(day: Any, clock: time) -> datetime:
    return datetime.combine(day, clock, _zone())


def _zone() -> Any:
    return timezone.get_default_timezone()
