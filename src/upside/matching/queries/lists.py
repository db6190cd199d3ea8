"""Short lists: who is on them, who reads them, and what a coordinator reads about all of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from upside.matching.choosing import ListPlan, list_plan
from upside.matching.models import Candidate, Choice, Proposal
from upside.matching.queries.free import free_seats
from upside.matching.queries.reasons import Reasons, reasons_of_list
from upside.matching.queries.rounds import OPEN
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment, Wish
from upside.programmes.queries import enrolments_of, of_who_works_here, ready_places

__all__ = [
    "MOST_TIMES",
    "Between",
    "Card",
    "ListTally",
    "ShortList",
    "between",
    "choice_of",
    "example_list",
    "is_open",
    "lists_by_person",
    "open_choices_of",
    "opened_choices",
    "places_with_list",
    "ranks_of_list",
    "short_list_of",
    "tally_of_lists",
]

MOST_TIMES = 2
"""How often one person may invite the same other, while no answer comes."""
Mentee = Enrolment.Role.MENTEE
Couple = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Card:
    """One person of a short list, as its owner reads them: reasons, never a score or a place.

    ``invitation`` is the owner's own, while it waits.
    """

    person: Person
    reasons: Reasons
    is_free: bool
    invitation: Proposal | None = None


@dataclass(frozen=True, slots=True)
class ShortList:
    """The short list of one place: who can be chosen now, and who cannot any more."""

    place: Enrolment
    plan: ListPlan
    choice: Choice | None
    cards: list[Card] = field(default_factory=list)
    gone: list[Person] = field(default_factory=list)

    @property
    def n_invited(self) -> int:
        return sum(card.invitation is not None for card in self.cards)


@dataclass(frozen=True, slots=True)
class ListTally:
    """What coordinators read of all short lists: counts, and never who chose or declined whom.

    ``n_free`` are the people who are to choose and free; ``n_waiting`` those of them who have
    invited nobody yet.
    """

    n_lists: int
    n_free: int
    n_waiting: int
    largest_load: int
    n_open: int
    n_accepted: int
    n_declined: int
    n_ended: int
    n_ranked: int


def choice_of(cohort: Cohort) -> Choice | None:
    """Return how far the short lists of ``cohort`` are; None before any were prepared."""
    found = Choice.objects.filter(cohort=cohort)
    return found.select_related("made_by", "opened_by", "job").first()


def is_open(choice: Choice | None, *, at: datetime) -> bool:
    """Tell whether people may choose at this moment."""
    if choice is None or choice.opened_at is None:
        return False
    return choice.closes_at is None or choice.closes_at > at


def opened_choices(cohorts: Collection[int]) -> dict[int, Choice]:
    """Return by cohort the choices that a coordinator opened, closed since or not."""
    found = Choice.objects.filter(cohort__in=cohorts, opened_at__isnull=False)
    return {one.cohort_id: one for one in found}


def places_with_list(person: Person) -> QuerySet[Enrolment]:
    """Return the places of ``person`` for which they may look at a short list."""
    return enrolments_of(person).filter(state__in=SAID_YES)


def open_choices_of(person: Person, *, at: datetime) -> dict[int, tuple[Choice, bool, bool]]:
    """Return by cohort the open choices of ``person``: the choice, has a list, has ranked."""
    rows = Candidate.objects.filter(person=person)
    wishes = Wish.objects.filter(
        enrolment__person=person,
        enrolment__cohort=OuterRef("cohort"),
        other__in=rows.filter(cohort=OuterRef("enrolment__cohort")).values("other"),
    )
    found = Choice.objects.filter(
        Q(closes_at__isnull=True) | Q(closes_at__gt=at),
        opened_at__isnull=False,
        cohort__enrolments__person=person,
        cohort__enrolments__state=Enrolment.State.READY,
    ).annotate(has_list=Exists(rows.filter(cohort=OuterRef("cohort"))), has_ranked=Exists(wishes))
    return {one.cohort_id: (one, one.has_list, one.has_ranked) for one in found}


def example_list(cohort: Cohort) -> ShortList | None:
    """Return one list that is not open yet, as its owner will read it; the first one there is."""
    first = Candidate.objects.filter(cohort=cohort).order_by("person").first()
    plan = list_plan(cohort)
    if first is None or plan is None:
        return None
    places = Enrolment.objects.select_related("cohort__programme", "person")
    place = places.get(cohort=cohort, person=first.person_id)
    return _filled(place, plan, choice_of(cohort))


def short_list_of(place: Enrolment) -> ShortList | None:
    """Return the short list of one place as its owner reads it; None where there are no lists.

    Who left, gave up their place, or has ended it with the owner, is on it no more. Nobody is on
    it before the coordinator opened it. The order says nothing: it is drawn by lot, once.
    """
    plan = list_plan(place.cohort)
    if plan is None or place.role not in plan.sides:
        return None
    choice = choice_of(place.cohort)
    if choice is None or choice.opened_at is None:
        return ShortList(place, plan, choice)
    return _filled(place, plan, choice)


def _filled(place: Enrolment, plan: ListPlan, choice: Choice | None) -> ShortList:
    rows = _rows_of(place)
    others = [row.other_id for row in rows]
    open_ = {
        row.mentor_id if place.role == Mentee else row.mentee_id: row
        for row in _proposals(place, others).filter(state__in=OPEN, asked_by=place.person_id)
    }
    never = between(place.cohort, place.person)
    free = free_seats(place.cohort, others)
    reasons = reasons_of_list(rows, reader_is_mentor=place.role != Mentee)
    cards, gone = [], []
    for row, said in zip(rows, reasons, strict=True):
        mine = open_.get(row.other_id)
        two = (place.person_id, row.other_id)
        if never.is_over(*two) and mine is None:
            continue
        can = free.get(row.other_id, 0) > 0 and (plan.is_ranked or not never.is_refused(*two))
        if mine or can:
            cards.append(Card(row.other, said, can, mine))
        else:
            gone.append(row.other)
    cards.sort(key=lambda card: card.invitation is None)
    return ShortList(place, plan, choice, cards[: plan.most], gone[: plan.most])


@dataclass(frozen=True, slots=True)
class Between:
    """What was between two people of a cohort, as couples of keys, the smaller first.

    ``over`` by what both know: a no, a pair that ended, two invitations without an answer.
    ``refused`` rests on what one of the two said in confidence: pages show it as a seat taken.
    """

    over: frozenset[Couple]
    refused: frozenset[Couple]

    def is_over(self, one: int, other: int) -> bool:
        return couple(one, other) in self.over

    def is_refused(self, one: int, other: int) -> bool:
        return couple(one, other) in self.refused


def couple(one: int, other: int) -> Couple:
    """Return two keys in their order."""
    return (one, other) if one < other else (other, one)


def between(cohort: Cohort, person: Person | None = None) -> Between:
    """Return what was between the people of ``cohort``, or between one of them and the others.

    Three queries.
    """
    mine = Q() if person is None else Q(mentor=person) | Q(mentee=person)
    asked: Counter[tuple[int, Couple]] = Counter()
    over: set[Couple] = set()
    proposals = Proposal.objects.filter(mine, cohort=cohort).exclude(state=Proposal.State.DRAFT)
    for state, by, *two in proposals.values_list("state", "asked_by", "mentor", "mentee"):
        asked[by, couple(*two)] += by is not None
        if state == Proposal.State.DECLINED:
            over.add(couple(*two))
    over |= {two for (_by, two), n in asked.items() if n >= MOST_TIMES}
    closed = Pair.objects.filter(mine, cohort=cohort, state=Pair.State.CLOSED)
    over |= {couple(*two) for two in closed.values_list("mentor", "mentee")}
    said = Wish.objects.filter(enrolment__cohort=cohort).exclude(kind=Wish.Kind.RANK)
    if person is not None:
        said = said.filter(Q(enrolment__person=person) | Q(other=person))
    refused = {couple(*two) for two in said.values_list("enrolment__person", "other")}
    return Between(frozenset(over), frozenset(refused))


def ranks_of_list(place: Enrolment) -> dict[int, str]:
    """Return what the owner of a place said of each person of their list: a rank, or a veto."""
    listed = Candidate.objects.filter(cohort=place.cohort_id, person=place.person_id)
    rows = Wish.objects.filter(enrolment=place, other__in=listed.values("other"))
    return {row.other_id: str(row.rank) if row.rank else row.kind for row in rows}


def lists_by_person(cohort: Cohort) -> dict[int, list[int]]:
    """Return the short lists that stand: person, and the others on their list."""
    found: dict[int, list[int]] = {}
    rows = Candidate.objects.filter(cohort=cohort).order_by("position", "pk")
    for one, other in rows.values_list("person", "other"):
        found.setdefault(one, []).append(other)
    return found


def tally_of_lists(cohort: Cohort, plan: ListPlan) -> ListTally:
    """Return the counts of a cohort's short lists, invitations and ranks."""
    lists = Candidate.objects.filter(cohort=cohort)
    loads = lists.filter(_is_of(cohort, plan.sides[0])).values("other").annotate(n=Count("pk"))
    asked = Proposal.objects.filter(cohort=cohort, asked_by__isnull=False)
    states = dict(asked.order_by().values_list("state").annotate(n=Count("pk")))
    places = ready_places(Enrolment.objects.filter(cohort=cohort, role__in=plan.sides))
    free = set(places.values_list("person", flat=True)) & free_seats(cohort).keys()
    inviters = set(asked.filter(state__in=OPEN).values_list("asked_by", flat=True))
    ranked = Wish.objects.filter(
        enrolment__cohort=cohort,
        other__in=lists.filter(person=OuterRef("enrolment__person")).values("other"),
    )
    return ListTally(
        n_lists=lists.order_by().values("person").distinct().count(),
        n_free=len(free),
        n_waiting=len(free - inviters),
        largest_load=max((row["n"] for row in loads), default=0),
        n_open=sum(states.get(state, 0) for state in OPEN),
        n_accepted=states.get(Proposal.State.ACCEPTED, 0),
        n_declined=states.get(Proposal.State.DECLINED, 0),
        n_ended=states.get(Proposal.State.EXPIRED, 0) + states.get(Proposal.State.WITHDRAWN, 0),
        n_ranked=ranked.order_by().values("enrolment").distinct().count(),
    )


def _is_of(cohort: Cohort, role: str) -> Q:
    return Q(person__in=Enrolment.objects.filter(cohort=cohort, role=role).values("person"))


def _rows_of(place: Enrolment) -> list[Candidate]:
    """Return the rows of one list whose people still take part."""
    here = of_who_works_here(Enrolment.objects.filter(cohort=place.cohort_id, state__in=SAID_YES))
    rows = Candidate.objects.filter(
        cohort=place.cohort_id, person=place.person_id, other__in=here.values("person")
    )
    return list(rows.select_related("other__unit").order_by("position", "pk"))


def _proposals(place: Enrolment, others: list[int]) -> QuerySet[Proposal]:
    side, theirs = ("mentee", "mentor") if place.role == Mentee else ("mentor", "mentee")
    between = {side: place.person_id, f"{theirs}__in": others}
    return Proposal.objects.filter(cohort=place.cohort_id, **between).exclude(
        state=Proposal.State.DRAFT
    )
