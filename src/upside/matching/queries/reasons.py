"""Why two people were put together, and why somebody has no partner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from upside.matching.models import Candidate, Encounter, Proposal, Round
from upside.people.models import Person
from upside.skills.models import Skill

__all__ = [
    "LeftOver",
    "Passing",
    "Reasons",
    "Why",
    "left_over_in",
    "left_over_of",
    "names_of",
    "people_by_ref",
    "people_named",
    "reasons_between",
    "reasons_for",
    "reasons_of_list",
    "skills_of",
    "why_of",
]

Couple = Proposal | Encounter


@dataclass(frozen=True, slots=True)
class Passing:
    """One skill that passes from one of the two to the other; levels are 0 to 8.

    ``level`` is where the learner stands; None where they would rather not say.
    """

    skill: Skill
    level: int | None
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


def why_of(proposals: Iterable[Proposal], skills: Mapping[str, Skill] | None = None) -> list[Why]:
    """Return why each of the proposals came about, with the skills in both directions.

    ``skills`` are those of ``skills_of``, for whoever needs them besides.
    """
    rows = list(proposals)
    skills = skills_of(rows) if skills is None else skills
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
    [found] = reasons_between([proposal], reader)
    return found


def reasons_between(couples: Iterable[Couple], reader: Person) -> list[Reasons]:
    """Return what ``reader`` reads about each couple of which they are one; one query."""
    rows = list(couples)
    skills = skills_of(rows)
    return [_reasons(row, reader, skills) for row in rows]


def _reasons(couple: Couple, reader: Person, skills: Mapping[str, Skill]) -> Reasons:
    is_mentor = couple.mentor_id == reader.pk
    return Reasons(
        reader_is_mentor=is_mentor,
        partner=couple.mentee if is_mentor else couple.mentor,
        to_mentee=[one.skill for one in _passing(couple.why.get("to_mentee", []), skills)],
        to_mentor=[one.skill for one in _passing(couple.why.get("to_mentor", []), skills)],
        half_hours=couple.why.get("common_half_hours", 0),
        units=_units(couple),
        languages=couple.why.get("languages", []),
    )


def reasons_of_list(rows: Iterable[Candidate], *, reader_is_mentor: bool) -> list[Reasons]:
    """Return what the owner of a short list reads about each person on it; one query."""
    listed = list(rows)
    skills = skills_of(listed)
    return [
        Reasons(
            reader_is_mentor=reader_is_mentor,
            partner=row.other,
            to_mentee=[one.skill for one in _passing(row.why.get("to_mentee", []), skills)],
            to_mentor=[one.skill for one in _passing(row.why.get("to_mentor", []), skills)],
            half_hours=row.why.get("common_half_hours", 0),
            units=_units(row),
            languages=row.why.get("languages", []),
        )
        for row in listed
    ]


def left_over_of(round_: Round) -> list[LeftOver]:
    """Return whom ``round_`` left without a partner, in the engine's order.

    ``partner`` is who they would get by the remedy that the engine found, if it found one.
    """
    return left_over_in(round_.outcome.get("left_over", []))


def left_over_in(
    rows: Sequence[Mapping[str, Any]], people: Mapping[str, Person] | None = None
) -> list[LeftOver]:
    """Return who is left over by rows as a round keeps them.

    ``people`` are those whom the rows can name, by id, for whoever has read them; else one query.
    """
    remedies = {row["id"]: (row["facts"]["remedy"] or {}).get("partner") for row in rows}
    if people is None:
        people = people_by_ref({*remedies, *filter(None, remedies.values())})
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


def names_of(keys: Iterable[int]) -> dict[int, str]:
    """Return the names of people by key. One query."""
    return {person.pk: person.name for person in Person.objects.filter(pk__in=list(keys))}


def people_named(refs: Iterable[str], keys: Iterable[int]) -> list[Person]:
    """Return people by their id in the HR file or by key. One query, none for nobody."""
    ids, pks = set(refs), set(keys)
    if not (ids or pks):
        return []
    return list(Person.objects.filter(Q(external_id__in=ids) | Q(pk__in=pks)))


def people_by_ref(ids: Iterable[str]) -> dict[str, Person]:
    """Return people by their id in the HR file. One query."""
    found = Person.objects.filter(external_id__in=list(ids)).select_related("unit")
    return {person.external_id: person for person in found}


def skills_of(
    couples: Iterable[Couple | Candidate], besides: Iterable[str] = ()
) -> dict[str, Skill]:
    """Return the skills that pass in these couples, and others, by code. One query."""
    codes = {
        row["skill"]
        for couple in couples
        for way in ("to_mentee", "to_mentor")
        for row in couple.why.get(way, [])
    }
    return {skill.code: skill for skill in Skill.objects.filter(code__in={*codes, *besides})}


def _passing(rows: list[dict[str, Any]], skills: Mapping[str, Skill]) -> list[Passing]:
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


def _units(couple: Couple | Candidate) -> tuple[str, str]:
    mentor, mentee = couple.why.get("units", ["", ""])
    return mentor, mentee
