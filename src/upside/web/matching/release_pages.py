"""What the pages of a release show: both mails, what waits, and who let what out when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet

from upside.matching import queries
from upside.matching.letters import previews_of
from upside.matching.models import Proposal, Round
from upside.matching.words import language_name
from upside.people.models import Person

__all__ = [
    "Step",
    "mails_page",
    "may_be_staged",
    "stage_page",
    "steps_of",
    "waiting_for",
]

ROWS = 100
State = Round.State


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a release: when, who pressed the button or what allowed it, how many, why."""

    at: datetime
    by: Person | None
    n_released: int
    note: str
    allowed_by: str


def may_be_staged(round_: Round, person: Person) -> bool:
    """Tell whether anything of the round can still be let out."""
    is_open = round_.state in (State.DRAFT, State.RELEASED)
    return is_open and waiting_for(round_, person).exists()


def waiting_for(round_: Round, person: Person) -> QuerySet[Proposal]:
    """Return what could be released of a round that ``person`` coordinates, best fit first."""
    proposals = queries.proposals_run_by(person)
    return proposals.filter(pk__in=queries.waiting_in(round_).values("pk"))


def mails_page(proposal: Proposal, *, at: datetime) -> dict[str, Any]:
    """Return both mails of a proposal as they go out, or went out."""
    return {
        "round": proposal.round,
        "cohort": proposal.cohort,
        "proposal": proposal,
        "was_sent": proposal.state != Proposal.State.DRAFT,
        "previews": [(one, language_name(one.language)) for one in previews_of(proposal, at=at)],
    }


def stage_page(round_: Round, person: Person, page: str | None) -> dict[str, Any]:
    """Return what waits in a round, to be ticked or taken by number or unit."""
    waiting = waiting_for(round_, person)
    return {
        "round": round_,
        "cohort": round_.cohort,
        "page": Paginator(waiting, ROWS).get_page(page),
        "units": _units(waiting),
    }


def _units(waiting: QuerySet[Proposal]) -> list[tuple[str, str, int]]:
    """Return the units of the mentees with those above them: path, name, how many wait."""
    counted: dict[str, int] = {}
    rows = waiting.order_by().values_list("mentee__unit__path").annotate(n=Count("pk"))
    for path, n in rows:
        parts = (path or "").split("/")
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            counted[above] = counted.get(above, 0) + n
    return [(path, path.replace("/", " › "), n) for path, n in sorted(counted.items()) if path]


def steps_of(round_: Round) -> list[Step]:
    """Return the steps of the release in their order. One query, for the names."""
    people = queries.who_released(round_)
    return [
        Step(
            at=datetime.fromisoformat(step["at"]),
            by=people.get(step["by"]),
            n_released=step["n_released"],
            note=step["note"],
            allowed_by=step["allowed_by"],
        )
        for step in round_.releases
        if step["at"]
    ]
