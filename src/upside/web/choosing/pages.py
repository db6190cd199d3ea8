"""What the pages of short lists show, put together from the room's reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField

from upside.matching import queries, words
from upside.matching.choosing import ListPlan
from upside.matching.deadline import last_day_to_choose
from upside.matching.queries import Card, ShortList
from upside.matching.reading import Reading, reading_of, unit_line
from upside.matching.spoken import spoken_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import SMALLEST_GROUP, guests
from upside.web.choosing.forms import InviteForm, OpenForm, RankForm

__all__ = ["list_page", "lists_page", "people_of"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One card as it is drawn: who, why, and what can be said or done."""

    card: Card
    line: str
    reading: Reading
    form: InviteForm | None = None
    say: BoundField | None = None

    @property
    def name(self) -> str:
        return words.first_name(self.card.person)


def people_of(found: ShortList) -> list[Person]:
    """Return who is on a short list now, in the order of the page."""
    return [card.person for card in found.cards]


def list_page(
    found: ShortList, *, ranks: RankForm | None, invited: InviteForm | None, at: datetime
) -> dict[str, Any]:
    """Return a short list as its owner reads it; ``invited`` is a form that was refused."""
    is_open = queries.is_open(found.choice, at=at)
    n_open = queries.most_open(found.place, found.plan)
    return {
        "place": found.place,
        "cohort": found.place.cohort,
        "is_mentor": found.place.role == "mentor",
        "is_ranked": found.plan.is_ranked,
        "is_opened": found.choice is not None and found.choice.opened_at is not None,
        "is_open": is_open,
        "last_day": last_day_to_choose(found.choice) if found.choice else None,
        "n_left": max(n_open - found.n_invited, 0),
        "n_open": n_open,
        "cards": list(_shown(found, ranks, invited)),
        "gone": [words.first_name(one) for one in found.gone],
        "ranks": ranks,
        "form": ranks or invited,
    }


def _shown(found: ShortList, ranks: RankForm | None, invited: InviteForm | None) -> Iterator[Shown]:
    firms = guests()
    for card in found.cards:
        key = card.person.pk
        form = InviteForm(initial={"other": key}, auto_id=f"id_{key}_%s")
        if invited is not None and invited.data.get("other") == str(key):
            form = invited
        yield Shown(
            card=card,
            line=unit_line(card.person, firms.firm_of(card.person)),
            reading=reading_of(card.reasons),
            form=form if ranks is None and card.invitation is None else None,
            say=ranks[f"p{key}"] if ranks is not None else None,
        )


def lists_page(
    cohort: Cohort, plan: ListPlan, *, form: OpenForm | None, at: datetime
) -> dict[str, Any]:
    """Return how far the short lists of a cohort are, for its coordinator."""
    choice = queries.choice_of(cohort)
    tally = queries.tally_of_lists(cohort, plan)
    outcome = choice.outcome if choice else {}
    has_failed = choice is not None and choice.has_failed
    is_asked_for = choice is not None and choice.made_at is None and choice.job is not None
    return {
        "cohort": cohort,
        "plan": plan,
        "choice": choice,
        "free": queries.free_of(cohort),
        "is_making": is_asked_for and not has_failed,
        "has_failed": has_failed,
        "is_made": choice is not None and choice.made_at is not None,
        "is_open": queries.is_open(choice, at=at),
        "last_day": last_day_to_choose(choice) if choice else None,
        "tally": tally,
        "n_people": outcome.get("n_people", 0),
        "empty": [
            {
                "person": one.person,
                "line": unit_line(one.person),
                "reason": words.left_over_sentence(one),
            }
            for one in queries.left_over_in(outcome.get("empty", []))
        ],
        "n_ranked": tally.n_ranked if tally.n_ranked >= SMALLEST_GROUP else None,
        "example": _example(cohort) if choice and choice.opened_at is None else None,
        "form": form or (OpenForm() if plan.is_ranked else None),
        "spoken": spoken_of(cohort),
    }


def _example(cohort: Cohort) -> dict[str, Any] | None:
    """Return one list as its owner will read it: whose comes first by their key."""
    found = queries.example_list(cohort)
    if found is None:
        return None
    return {"person": found.place.person, "cards": list(_shown(found, None, None))}
