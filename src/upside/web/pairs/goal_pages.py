"""What the two want to learn and offer: the form, and how pages show it, way by way."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upside.pairs.models import Goal, Pair
from upside.pairs.queries import goals_of, history_of_goals, proposed_goals
from upside.people.models import Person

__all__ = ["GoalForm", "Way", "goal_form", "goals_context", "goals_page", "ways_of"]

LONGEST_GOAL = 1_000
LARGEST = 2**31 - 1


class GoalForm(forms.Form):
    """What I want to learn and what I offer, one a line; who else reads it."""

    learn = forms.CharField(
        required=False,
        max_length=LONGEST_GOAL,
        label=_("What I want to learn"),
        help_text=_("One a line. What would you like to do without help at the end?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    offer = forms.CharField(
        required=False,
        max_length=LONGEST_GOAL,
        label=_("What I offer"),
        help_text=_("One a line: what you can show, explain or open."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_for_coach = forms.BooleanField(required=False, label=_("My coach may read them, too"))
    goal_number = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput
    )

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        data = self.cleaned_data
        return {
            **{key: data[key] for key in ("learn", "offer", "is_for_coach")},
            "after": data["goal_number"],
        }


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a pair: what both name, what else is wanted, what else is offered."""

    giver: Person
    taker: Person
    shared: list[str]
    wanted: list[str]
    offered: list[str]
    is_back: bool


def ways_of(pair: Pair, goals: dict[int, Goal]) -> list[Way]:
    """Return both directions, from mentor to mentee first."""
    found = []
    for giver, taker in (pair.people, pair.people[::-1]):
        offered = goals[giver.pk].to_offer if giver.pk in goals else []
        wanted = goals[taker.pk].to_learn if taker.pk in goals else []
        found.append(
            Way(
                giver,
                taker,
                [line for line in wanted if line in offered],
                [line for line in wanted if line not in offered],
                [line for line in offered if line not in wanted],
                giver.pk == pair.mentee_id,
            )
        )
    return found


def goal_form(pair: Pair, person: Person, goals: dict[int, Goal], data: Any = None) -> GoalForm:
    """Return the form with what ``person`` wrote, else with topics to start from."""
    mine = goals.get(person.pk)
    if mine:
        initial: dict[str, Any] = {
            "learn": "\n".join(mine.to_learn),
            "offer": "\n".join(mine.to_offer),
            "is_for_coach": mine.is_for_coach,
            "goal_number": mine.number,
        }
    elif data is None:
        topics = proposed_goals(pair, person)
        initial = {
            "learn": "\n".join(skill.label for skill in topics.learn),
            "offer": "\n".join(skill.label for skill in topics.offer),
            "goal_number": 0,
        }
    else:
        initial = {}
    return GoalForm(data, initial=initial)


def goals_context(pair: Pair, person: Person) -> dict[str, Any]:
    """Return what a page shows of the goals to one of the two; two queries."""
    goals = goals_of(pair)
    return {
        "ways": ways_of(pair, goals),
        "my_goals": goals.get(person.pk),
        "has_goals": any(goal.learn or goal.offer for goal in goals.values()),
    }


def goals_page(pair: Pair, person: Person, form: GoalForm | None = None) -> dict[str, Any]:
    """Return what the page of the goals shows: today's, the form, and all that was before."""
    history = history_of_goals(pair)
    goals = {goal.person_id: goal for goal in reversed(history)}
    is_open = pair.state != Pair.State.CLOSED
    return {
        "pair": pair,
        "partner": pair.partner_of(person),
        "ways": ways_of(pair, goals),
        "my_goals": goals.get(person.pk),
        "has_goals": any(goal.learn or goal.offer for goal in goals.values()),
        "form": (form or goal_form(pair, person, goals)) if is_open else None,
        "history": [goal for goal in history if goal != goals[goal.person_id]],
    }
