"""Reads of rounds and proposals, who may see them, and who is free for the next round."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from upside.matching.models import Proposal, Round
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, RoleGrant
from upside.programmes.queries import ready_enrolments
from upside.skills.models import Skill

__all__ = [
    "OPEN",
    "LeftOver",
    "Passing",
    "Place",
    "Reasons",
    "Why",
    "couples_that_ended",
    "draft_of",
    "fits_and_units_of",
    "free_places",
    "left_over_of",
    "may_answer",
    "not_released_of",
    "proposals_of",
    "proposals_run_by",
    "reasons_for",
    "rounds_run_by",
    "tally_of",
    "why_of",
]

OPEN = (Proposal.State.RELEASED, Proposal.State.HALF)


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who is ready and not yet taken, and how many pairs they can still take."""

    enrolment: Enrolment
    seats: int


@dataclass(frozen=True, slots=True)
class Passing:
    """One skill that passes from one of the two to the other; levels are 0 to 8."""

    skill: Skill
    level: int
    target: int
    importance: int
    teacher_level: int


@dataclass(frozen=True, slots=True)
class Why:
    """Why the engine put two people together, for the coordinator: levels and shares of the fit."""

    proposal: Proposal
    to_mentee: list[Passing]
    to_mentor: list[Passing]
    n_wants_mentee: int
    n_wants_mentor: int
    half_hours: int
    units: tuple[str, str]
    languages: list[str]
    terms: dict[str, int]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why these two, for one of them: skills by name, common time, units; never a score."""

    reader_is_mentor: bool
    partner: Person
    to_mentee: list[Skill]
    to_mentor: list[Skill]
    half_hours: int
    units: tuple[str, str]
    languages: list[str]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Somebody whom the round left without a partner, why, and what would change it."""

    person: Person
    is_mentor: bool
    reason: str
    facts: dict[str, Any]
    partner: Person | None


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
        .select_related("cohort__programme", "run_by", "released_by")
        .annotate(n_proposals=Count("proposals"))
        .defer("inputs")
        .order_by("-run_at", "-pk")
    )


def draft_of(cohort: Cohort) -> Round | None:
    """Return the round of ``cohort`` that waits for a decision, if there is one."""
    return Round.objects.filter(cohort=cohort, state=Round.State.DRAFT).defer("inputs").first()


def proposals_run_by(person: Person) -> QuerySet[Proposal]:
    """Return the proposals of the rounds that ``person`` coordinates, best fit first."""
    return (
        Proposal.objects.filter(_coordinates(person, "round__cohort__programme"))
        .select_related("round__cohort__programme", "mentor__unit", "mentee__unit")
        .defer("round__inputs", "decline_reason")
        .order_by("-fit", "pk")
    )


def proposals_of(person: Person) -> QuerySet[Proposal]:
    """Return the proposals that a coordinator released to ``person``, newest first."""
    return (
        Proposal.objects.filter(Q(mentor=person) | Q(mentee=person))
        .exclude(state=Proposal.State.DRAFT)
        .select_related("round__cohort__programme", "mentor__unit", "mentee__unit")
        .defer("round__inputs")
        .order_by("-pk")
    )


def may_answer(proposal: Proposal, person: Person, *, at: datetime) -> bool:
    """Tell whether ``person`` still has a yes or a no to give."""
    yes_at = proposal.mentor_yes_at if proposal.mentor_id == person.pk else proposal.mentee_yes_at
    is_late = proposal.expires_at is not None and proposal.expires_at <= at
    return proposal.state in OPEN and yes_at is None and not is_late


def free_places(cohort: Cohort) -> list[Place]:
    """Return who is ready in ``cohort`` and has room, mentees and mentors.

    A released proposal holds a seat as much as an open pair does, until it is answered.
    """
    open_proposals = Proposal.objects.filter(round__cohort=cohort, state__in=OPEN)
    open_pairs = Pair.objects.filter(cohort=cohort).exclude(state=Pair.State.CLOSED)
    both = [*_couples(open_proposals), *_couples(open_pairs)]
    taken = Counter(person for couple in both for person in couple)
    places = [
        Place(enrolment, _seats(enrolment) - taken[enrolment.person_id])
        for enrolment in ready_enrolments(cohort).prefetch_related("slots")
    ]
    return [place for place in places if place.seats > 0]


def couples_that_ended(cohort: Cohort) -> set[tuple[str, str]]:
    """Return (mentor, mentee), by their ids in the HR file, who said no or closed a pair."""
    declined = Proposal.objects.filter(round__cohort=cohort, state=Proposal.State.DECLINED)
    closed = Pair.objects.filter(cohort=cohort, state=Pair.State.CLOSED)
    fields = ("mentor__external_id", "mentee__external_id")
    return {*declined.values_list(*fields), *closed.values_list(*fields)}


def tally_of(round_: Round) -> dict[str, int]:
    """Return how many proposals of ``round_`` are in each state, and how many gave a reason."""
    states = Proposal.objects.filter(round=round_).values_list("state").annotate(n=Count("pk"))
    tally = dict.fromkeys(Proposal.State.values, 0) | dict(states)
    reasons = Proposal.objects.filter(round=round_).exclude(decline_reason="")
    return tally | {"with_reason": reasons.count()}


def fits_and_units_of(round_: Round) -> list[tuple[int, list[str]]]:
    """Return the fit of each pair of ``round_`` and the units of its mentor and its mentee."""
    rows = Proposal.objects.filter(round=round_).values_list("fit", "why__units")
    return [(fit, units or ["", ""]) for fit, units in rows]


def left_over_of(round_: Round) -> list[LeftOver]:
    """Return whom ``round_`` left without a partner, in the engine's order.

    ``partner`` is who they would get by the remedy that the engine found, if it found one.
    """
    rows = round_.outcome.get("left_over", [])
    remedies = {row["id"]: (row["facts"]["remedy"] or {}).get("partner") for row in rows}
    people = _people({*remedies, *filter(None, remedies.values())})
    return [
        LeftOver(
            person=people[row["id"]],
            is_mentor=row["role"] == "mentor",
            reason=row["reason"],
            facts=row["facts"],
            partner=people.get(remedies[row["id"]] or ""),
        )
        for row in rows
        if row["id"] in people
    ]


def not_released_of(round_: Round) -> list[tuple[Proposal, str]]:
    """Return the proposals that ``round_`` kept back at its release, each with the reason."""
    rows = round_.outcome.get("not_released", [])
    reasons = {row["proposal"]: row["reason"] for row in rows}
    kept = Proposal.objects.filter(pk__in=reasons).select_related("mentor", "mentee")
    return [(proposal, reasons[proposal.pk]) for proposal in kept.order_by("pk")]


def why_of(proposals: Iterable[Proposal]) -> list[Why]:
    """Return why each of the proposals came about, with the skills in both directions."""
    rows = list(proposals)
    skills = _skills(rows)
    return [
        Why(
            proposal=row,
            to_mentee=_passing(row.why.get("to_mentee", []), skills),
            to_mentor=_passing(row.why.get("to_mentor", []), skills),
            n_wants_mentee=row.why.get("n_wants_mentee", 0),
            n_wants_mentor=row.why.get("n_wants_mentor", 0),
            half_hours=row.why.get("common_half_hours", 0),
            units=_units(row),
            languages=row.why.get("languages", []),
            terms=row.terms,
        )
        for row in rows
    ]


def reasons_for(proposal: Proposal, reader: Person) -> Reasons:
    """Return what ``reader``, one of the two, reads about the proposal."""
    skills = _skills([proposal])
    is_mentor = proposal.mentor_id == reader.pk
    return Reasons(
        reader_is_mentor=is_mentor,
        partner=proposal.mentee if is_mentor else proposal.mentor,
        to_mentee=[one.skill for one in _passing(proposal.why.get("to_mentee", []), skills)],
        to_mentor=[one.skill for one in _passing(proposal.why.get("to_mentor", []), skills)],
        half_hours=proposal.why.get("common_half_hours", 0),
        units=_units(proposal),
        languages=proposal.why.get("languages", []),
    )


def _seats(enrolment: Enrolment) -> int:
    return enrolment.seats if enrolment.role == Enrolment.Role.MENTOR else 1


def _couples(rows: QuerySet[Proposal] | QuerySet[Pair]) -> list[tuple[int, int]]:
    return [(mentor, mentee) for mentor, mentee in rows.values_list("mentor_id", "mentee_id")]


def _people(ids: Iterable[str]) -> dict[str, Person]:
    found = Person.objects.filter(external_id__in=list(ids)).select_related("unit")
    return {person.external_id: person for person in found}


def _skills(proposals: list[Proposal]) -> dict[str, Skill]:
    codes = {
        row["skill"]
        for proposal in proposals
        for way in ("to_mentee", "to_mentor")
        for row in proposal.why.get(way, [])
    }
    return {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}


def _passing(rows: list[dict[str, Any]], skills: dict[str, Skill]) -> list[Passing]:
    return [
        Passing(
            skills[row["skill"]],
            row["level"],
            row["target"],
            row["importance"],
            row["teacher_level"],
        )
        for row in rows
        if row["skill"] in skills
    ]


def _units(proposal: Proposal) -> tuple[str, str]:
    mentor, mentee = proposal.why.get("units", ["", ""])
    return mentor, mentee
