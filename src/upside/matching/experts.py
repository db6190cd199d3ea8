"""Which experts of a clinic a mentee may book: those whom every rule of the programme permits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import upmatch
from upside.matching.models import ClinicSlot
from upside.matching.outcome import why_data
from upside.matching.problem import CannotBeSolved, matching_settings, problem_of
from upside.matching.queries import Place, free_places
from upside.matching.queries.clinics import slots_about, without_clash
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.skills.models import Skill

__all__ = ["Expert", "experts_for", "permitted_to"]

Codes = Mapping[int, Collection[str]]


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert whom a mentee may book: what they can show, in words, and their free times."""

    person: Person
    skills: list[Skill]
    slots: list[ClinicSlot]


def experts_for(
    place: Enrolment,
    *,
    at: datetime,
    pair: Pair | None = None,
    known: tuple[list[ClinicSlot], list[ClinicSlot]] | None = None,
) -> list[Expert]:
    """Return whom the mentee of ``place`` may book and when, who is free soonest first.

    In a ``pair`` it is the mentor of that pair and nobody else. Without one, each rule of the
    programme is asked; whoever one of them forbids is left out, and nothing tells which rule it
    was. Times at which one of the two has something else are left out, too; ``known`` is what
    ``slots_about`` says, for whoever has read it.
    """
    booked, slots = known or slots_about(place, at=at, pair=pair)
    free = without_clash(slots, besides=place.person, booked=booked)
    mentors = {slot.mentor_id: slot.mentor for slot in free}
    codes = _codes_in(pair) if pair else _codes_of(permitted_to(place, mentors))
    skills = _skills(codes)
    return [
        Expert(
            mentor,
            [skills[code] for code in codes[key] if code in skills],
            [slot for slot in free if slot.mentor_id == key],
        )
        for key, mentor in mentors.items()
        if key in codes
    ]


def permitted_to(place: Enrolment, mentors: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return why each of ``mentors`` could be with the mentee of ``place``, by their keys.

    Left out is whoever has no free seat or whom a rule forbids; everybody, where the mentee is not
    ready or has a pair. A pair that ended before both had signed is no earlier pair.
    """
    asked = {place.person_id, *mentors}
    free = free_places(place.cohort, people=asked)
    places = [one for one in free if _is_asked(one, place, mentors)]
    keys = {one.enrolment.person.external_id: one.enrolment.person_id for one in places}
    own = place.person.external_id
    if own not in keys or len(keys) == 1:
        return {}
    try:
        problem = problem_of(place.cohort, seed=0, settings=_settings(place), places=places)
        plan = upmatch.solve(problem)
    except (CannotBeSolved, upmatch.UpmatchError):
        return {}  # what is wrong is told to the coordinators, on their pages
    found = {}
    for mentor in problem.mentors:
        why = plan.why(own, mentor.id)
        if not why.forbidden_by:
            found[keys[mentor.id]] = why_data(problem.mentees[0], mentor, why)
    return found


def _settings(place: Enrolment) -> dict[str, Any]:
    """Return the rules of the programme: a clinic has no studio that would set others."""
    return {**matching_settings(place.cohort), "holds": []}


def _codes_in(pair: Pair) -> Codes:
    return {pair.mentor_id: pair.reasons.get("to_mentee", [])}


def _codes_of(why: Mapping[int, dict[str, Any]]) -> Codes:
    return {key: [one["skill"] for one in said["to_mentee"]] for key, said in why.items()}


def _is_asked(one: Place, place: Enrolment, mentors: Collection[int]) -> bool:
    if one.enrolment.role == Enrolment.Role.MENTEE:
        return one.enrolment.pk == place.pk
    return one.enrolment.person_id in mentors


def _skills(codes: Codes) -> dict[str, Skill]:
    named = {code for one in codes.values() for code in one}
    return {skill.code: skill for skill in Skill.objects.filter(code__in=named)} if named else {}
