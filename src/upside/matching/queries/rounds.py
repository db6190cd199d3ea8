"""Rounds and proposals, and who may see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from upside.matching.models import Proposal, Rematch, Round, Setup, SpeedMeeting
from upside.notices.queries import not_told
from upside.people.models import Person
from upside.programmes.models import Cohort, RoleGrant
from upside.programmes.modes import MANUAL
from upside.programmes.queries import SMALLEST_GROUP
from upside.sessions.first_call_models import FirstCall

__all__ = [
    "OPEN",
    "comparable_rounds",
    "draft_of",
    "fits_and_units_of",
    "freed_for",
    "hand_round_of",
    "may_answer",
    "n_reminded_in",
    "not_released_of",
    "pairs_of_rounds",
    "proposals_of",
    "proposals_run_by",
    "rounds_released_in",
    "rounds_run_by",
    "setup_of",
    "studio_rounds",
    "tally_of",
    "under_way_of",
    "waiting_in",
    "who_released",
    "with_studio",
]

OPEN = (Proposal.State.RELEASED, Proposal.State.HALF)


def _coordinates(person: Person, programme: str) -> Exists:
    grants = RoleGrant.objects.filter(
        person=person, role=RoleGrant.Role.COORDINATOR, programme=OuterRef(programme)
    )
    return Exists(grants)


def rounds_run_by(person: Person) -> QuerySet[Round]:
    """Return the rounds of the programmes that ``person`` coordinates, newest first.

    What went in stays in the database until somebody asks for it: it is large.
    """
    return (
        Round.objects.filter(_coordinates(person, "cohort__programme"))
        .select_related("cohort__programme", "run_by", "released_by", "job")
        .annotate(n_proposals=_n_proposals())
        .defer("inputs")
        .order_by("-run_at", "-pk")
    )


def rounds_released_in(cohorts: QuerySet[Cohort]) -> QuerySet[Round]:
    """Return the released rounds of ``cohorts``, newest first."""
    released = Round.objects.filter(cohort__in=cohorts.values("pk"), state=Round.State.RELEASED)
    return released.select_related("cohort__programme").defer("inputs").order_by("-run_at", "-pk")


def _n_proposals() -> Coalesce:
    """Count by itself: joined, a database would group by what went in, and read it for each row."""
    rows = Proposal.objects.filter(round=OuterRef("pk")).order_by().values("round")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def draft_of(cohort: Cohort) -> Round | None:
    """Return the newest round of ``cohort`` that waits for a decision, if there is one."""
    drafts = Round.objects.filter(cohort=cohort, state=Round.State.DRAFT)
    return drafts.defer("inputs").order_by("-number").first()


def hand_round_of(cohort: Cohort) -> Round | None:
    """Return the draft of pairs that coordinators chose themselves, if there is one."""
    drafts = Round.objects.filter(cohort=cohort, state=Round.State.DRAFT)
    return drafts.filter(outcome__objective=MANUAL).defer("inputs").order_by("-number").first()


def with_studio(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return ``cohorts`` with what the pages of their studio need besides; no query of its own.

    ``draft_by_hand`` is the key of the draft of pairs that coordinators chose themselves, if there
    is one, and ``chosen`` its pairs as holds. ``may_pair_others`` is what the newest speed meeting
    whose preferences are closed says, for ``met_in``; None where there was none.
    """
    closed = SpeedMeeting.objects.filter(cohort=OuterRef("pk"), state=SpeedMeeting.State.CLOSED)
    drafts = Round.objects.filter(cohort=OuterRef("pk"), state=Round.State.DRAFT)
    by_hand = drafts.filter(outcome__objective=MANUAL).order_by("-number")
    return cohorts.annotate(
        draft_by_hand=Subquery(by_hand.values("pk")[:1]),
        chosen=Subquery(by_hand.values("holds")[:1], output_field=JSONField()),
        may_pair_others=Subquery(
            closed.order_by("-starts_at", "-pk").values("may_pair_others")[:1]
        ),
    )


def studio_rounds(cohort: Cohort) -> list[Round]:
    """Return the rounds that the studio of ``cohort`` shows, newest first. One query.

    That is whatever is under way, the scenarios that were not dropped, and the newest draft.
    """
    states = (Round.State.RUNNING, Round.State.DRAFT, Round.State.RELEASED)
    shown = Q(state=Round.State.RUNNING) | Q(state=Round.State.DRAFT) | ~Q(name="")
    rows = Round.objects.filter(shown, cohort=cohort, state__in=states)
    return list(rows.select_related("job", "run_by").defer("inputs").order_by("-number"))


def comparable_rounds(cohort: Cohort) -> QuerySet[Round]:
    """Return what can be set side by side: scenarios first, then other drafts; oldest first.

    Each carries the ``rules`` and ``weights`` that went in.
    """
    drafts = Round.objects.filter(cohort=cohort, state=Round.State.DRAFT)
    gone_in = {"rules": F("inputs__rules"), "weights": F("inputs__weights")}
    return (
        drafts.defer("inputs")
        .annotate(is_unnamed=Q(name=""), **gone_in)
        .order_by("is_unnamed", "number")
    )


def pairs_of_rounds(rounds: Iterable[Round]) -> dict[int, dict[int, Proposal]]:
    """Return, by round, the proposal of each mentee. One query."""
    found: dict[int, dict[int, Proposal]] = {round_.pk: {} for round_ in rounds}
    rows = Proposal.objects.filter(round__in=found).select_related("mentor", "mentee")
    for proposal in rows.defer("why", "decline_reason"):
        found[cast("int", proposal.round_id)][proposal.mentee_id] = proposal
    return found


def setup_of(cohort: Cohort) -> Setup | None:
    """Return how the studio of ``cohort`` stands; None while nobody changed anything in it."""
    standing = Setup.objects.filter(cohort=cohort, is_undone=False)
    return standing.select_related("made_by").order_by("-number").first()


def waiting_in(round_: Round) -> QuerySet[Proposal]:
    """Return the proposals of ``round_`` that could still be released: drafts not kept back."""
    return Proposal.objects.filter(round=round_, state=Proposal.State.DRAFT, kept_back="")


def under_way_of(cohort: Cohort) -> Round | None:
    """Return the round of ``cohort`` that the worker is to compute, if there is one."""
    running = Round.objects.filter(cohort=cohort, state=Round.State.RUNNING).defer("inputs")
    found = running.select_related("job").first()
    return None if found is None or found.has_failed else found


def proposals_run_by(person: Person) -> QuerySet[Proposal]:
    """Return the proposals of the rounds that ``person`` coordinates, best fit first.

    They go by the fit that is told, without wishes: a pair out of its place would tell of one.
    """
    wishes = Cast(KT("terms__wishes"), IntegerField())
    return (
        Proposal.objects.filter(_coordinates(person, "cohort__programme"))
        .annotate(order=F("fit") - Coalesce(wishes, 0))
        .select_related("cohort__programme", "round", "mentor__unit", "mentee__unit")
        .defer("round__inputs", "decline_reason")
        .order_by("-order", "pk")
    )


def proposals_of(person: Person) -> QuerySet[Proposal]:
    """Return the proposals that a coordinator released to ``person``, newest first."""
    return (
        Proposal.objects.filter(Q(mentor=person) | Q(mentee=person))
        .exclude(state=Proposal.State.DRAFT)
        .select_related("cohort__programme", "round", "mentor__unit", "mentee__unit", "first_call")
        .defer("round__inputs")
        .order_by("-pk")
    )


def may_answer(proposal: Proposal, person: Person, *, at: datetime) -> bool:
    """Tell whether ``person`` still has a yes or a no to give."""
    yes_at = proposal.mentor_yes_at if proposal.mentor_id == person.pk else proposal.mentee_yes_at
    is_late = proposal.expires_at is not None and proposal.expires_at <= at
    return proposal.state in OPEN and yes_at is None and not is_late


def tally_of(round_: Round) -> dict[str, int]:
    """Return how many proposals of ``round_`` are in each state; of drafts, how many still wait.

    With ``with_reason``, how many of those who said no gave a reason, ``kept_back``, how many
    stayed behind at the release, and ``with_call``, in how many the two talk before they answer, or
    have talked: 0 in a round so small that the figure would name them. One query.
    """
    figures = {state: Count("pk", filter=Q(state=state)) for state in Proposal.State.values}
    figures["with_reason"] = Count("pk", filter=~Q(decline_reason=""))
    figures["with_call"] = Count("pk", filter=Q(first_call__state=FirstCall.State.PLANNED))
    figures["kept_back"] = Count("pk", filter=~Q(kept_back=""))
    tally: dict[str, int] = Proposal.objects.filter(round=round_).aggregate(**figures)
    n_released = sum(tally[state] for state in Proposal.State.values) - tally[Proposal.State.DRAFT]
    if n_released < SMALLEST_GROUP:
        tally["with_call"] = 0
    return tally | {"waiting": tally[Proposal.State.DRAFT] - tally["kept_back"]}


def fits_and_units_of(round_: Round) -> list[tuple[int, list[str]]]:
    """Return the fit of each pair of ``round_``, wishes apart, and the units of the two."""
    rows = Proposal.objects.filter(round=round_).values_list("fit", "terms__wishes", "why__units")
    return [(fit - (wishes or 0), units or ["", ""]) for fit, wishes, units in rows]


def not_released_of(round_: Round) -> list[tuple[Proposal, str]]:
    """Return the proposals that ``round_`` kept back at its release, each with the reason."""
    kept = Proposal.objects.filter(round=round_, state=Proposal.State.DRAFT).exclude(kept_back="")
    rows = kept.select_related("mentor", "mentee").order_by("pk")
    return [(proposal, proposal.kept_back) for proposal in rows]


def who_released(round_: Round) -> dict[int, Person]:
    """Return the people who let something of ``round_`` out, by key; mostly without a query."""
    first = round_.released_by
    known = {first.pk: first} if first else {}
    others = {step["by"] for step in round_.releases if step["by"]} - known.keys()
    return known | (Person.objects.in_bulk(others) if others else {})


def n_reminded_in(round_: Round) -> int:
    """Return of how many proposals of ``round_`` somebody was reminded. One query."""
    neither = not_told("proposal_waits", "pk", "mentor") & not_told(
        "proposal_waits", "pk", "mentee"
    )
    return Proposal.objects.filter(round=round_).exclude(neither).count()


def freed_for(rounds: Iterable[Round]) -> dict[int, int]:
    """Return for how many people who became free each of these second rounds was made."""
    looks = Rematch.objects.filter(round__in=[one.pk for one in rounds])
    return dict(looks.values_list("round", "n_freed"))
