"""Rows of a cohort as a problem that the engine solves; nothing but ids, levels, times leaves.

People are known to the engine by the id of the HR file, so that a plan can be compared with one
that came from files.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from types import EllipsisType
from typing import Any, cast

from django.utils.translation import gettext as _

import upmatch
from upmatch import defaults
from upside.kernel.errors import Refused
from upside.matching.choosing import HYBRID
from upside.matching.faults import fault_sentence, fixed_in
from upside.matching.known import levels_and_wants
from upside.matching.models import Setup
from upside.matching.queries import (
    FEW_PEOPLE,
    Place,
    couples_that_ended,
    free_places,
    met_in,
    setup_of,
)
from upside.people.firms import firm_of
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, Programme, Wish
from upside.programmes.modes import mode_of
from upside.programmes.queries import asks_for_evidence, least_level, partner_units, partners_of
from upside.skills.models import SkillLevel, Want

__all__ = [
    "CannotBeSolved",
    "NobodyReady",
    "cannot_be_solved",
    "matching_settings",
    "problem_of",
    "refuse_empty_side",
    "studio_settings",
]

Role = Enrolment.Role
OWN_COMPANY = "/"
"""What the host company is called to the engine: no unit can have this path."""


class NobodyReady(Refused):
    """One side of the round is empty."""


class CannotBeSolved(Refused):
    """The engine says what in these inputs it cannot use.

    ``couples`` are the pairs fixed by hand that cannot be, as (mentee, mentor).
    """

    couples: tuple[tuple[str, str], ...] = ()


def matching_settings(owner: Programme | Cohort) -> dict[str, Any]:
    """Return rules, weights, objective and week: of a programme today, or what a cohort goes by.

    What the programme does not say itself, or not as settings, is filled in with what the engine
    takes anyway.
    """
    own = owner.settings.get("matching", {})
    rules = own.get("rules", defaults.RULES)
    return {
        "rules": {
            code: {**defaults.RULES.get(code, {}), **(said if isinstance(said, dict) else {})}
            for code, said in rules.items()
        },
        "weights": own.get("weights", defaults.WEIGHTS),
        "objective": own.get("objective", defaults.OBJECTIVE),
        "week": own.get("week", defaults.WEEK),
    }


def studio_settings(cohort: Cohort, setup: Setup | EllipsisType | None = ...) -> dict[str, Any]:
    """Return what the next round of ``cohort`` goes by: as the studio stands, or the programme.

    ``setup`` is how it stands, for whoever has read that already. ``met`` are those who met at a
    speed meeting, by their ids, where a round is for them only.
    """
    own, setup = matching_settings(cohort), setup_of(cohort) if setup is ... else setup
    own["met"] = met_in(cohort)
    if setup is None:
        return {**own, "seed": 0, "holds": []}
    return {
        **own,
        "rules": setup.rules,
        "weights": setup.weights,
        "objective": setup.objective,
        "seed": setup.seed,
        "holds": setup.holds,
    }


def problem_of(
    cohort: Cohort,
    *,
    seed: int,
    settings: Mapping[str, Any] | None = None,
    places: Sequence[Place] | None = None,
    previous: Collection[tuple[str, str]] = (),
) -> upmatch.Problem:
    """Return the problem of everybody who is ready and free in ``cohort``.

    ``settings`` are those of ``studio_settings`` where none are given, ``places`` those of
    ``free_places``. Of the pairs fixed or ruled out by hand, those count whose people are both in
    the round. ``previous`` are further couples (mentor, mentee) that are not proposed again.

    Where the programme has partner companies, each person goes in with theirs: two of the same
    company are never a pair. The wishes of the two sides go in, and each pair that ended or was
    declined before: whatever rules the programme has, those two are not proposed to each other
    again.

    Raises
    ------
    CannotBeSolved
        If a person's data or the programme's rules are not what the engine reads.
    """
    places = free_places(cohort) if places is None else places
    settings = studio_settings(cohort) if settings is None else settings
    by_hand = _by_hand(settings.get("holds", []), places)
    try:
        return upmatch.Problem.build(
            _people(cohort, places),
            managers=_managers(),
            wishes=_wishes(cohort),
            previous={*couples_that_ended(cohort), *previous},
            seed=seed,
            rules={**settings["rules"], "paired_before": {}, **_rules_of_ranks(cohort)},
            weights=settings["weights"],
            objective=settings["objective"],
            week=settings["week"],
            locks=by_hand["locks"],
            forbids=[*by_hand["forbids"], *_never_met(settings, by_hand["locks"], places)],
            overrides=by_hand["overrides"],
        )
    except upmatch.UpmatchError as fault:
        raise cannot_be_solved(fault, [place.enrolment.person for place in places]) from fault


def cannot_be_solved(fault: upmatch.UpmatchError, people: Iterable[Person]) -> CannotBeSolved:
    """Return what the engine refuses as a refusal in words, with the pairs that stand against it.

    ``people`` are those whose names may be needed.
    """
    refusal = CannotBeSolved(fault_sentence(fault, people))
    refusal.couples = fixed_in(fault)
    return refusal


def _rules_of_ranks(cohort: Cohort) -> dict[str, dict[str, Any]]:
    """Return the rules that count whatever the programme has, where people say “rather not”."""
    return {"veto": {}, "conflict": {}} if mode_of(cohort) == HYBRID else {}


def refuse_empty_side(problem: upmatch.Problem) -> None:
    """Refuse a problem in which nobody is mentee, or nobody mentor."""
    if not problem.mentees:
        raise NobodyReady(
            _(
                "No mentee is ready and free in this cohort. Invite mentees, or wait until their"
                " profiles are complete."
            )
        )
    if not problem.mentors:
        raise NobodyReady(
            _(
                "No mentor with a free seat is ready in this cohort. Invite mentors, or wait until"
                " their profiles are complete."
            )
        )


def _by_hand(
    holds: Iterable[Mapping[str, Any]], places: Sequence[Place]
) -> dict[str, list[tuple[str, str]]]:
    """Return locks, forbidden pairs and locks that overrule, of people who are all there."""
    sides: dict[str, set[str]] = {role: set() for role in Role.values}
    for place in places:
        sides[place.enrolment.role].add(place.enrolment.person.external_id)
    found: dict[str, list[tuple[str, str]]] = {"locks": [], "forbids": [], "overrides": []}
    for hold in holds:
        two = (hold["mentee"], hold["mentor"])
        if two[0] in sides[Role.MENTEE] and two[1] in sides[Role.MENTOR]:
            found["locks" if hold["kind"] == "lock" else "forbids"].append(two)
            if hold["kind"] == "lock" and hold.get("overrides"):
                found["overrides"].append(two)
    return found


def _never_met(
    settings: Mapping[str, Any], locks: Iterable[tuple[str, str]], places: Sequence[Place]
) -> list[tuple[str, str]]:
    """Return who must not be a pair because they never met, where that matters."""
    if settings.get("met") is None:
        return []
    met = {*settings["met"], *locks}
    sides: dict[str, list[str]] = {role: [] for role in Role.values}
    for place in places:
        sides[place.enrolment.role].append(place.enrolment.person.external_id)
    return [two for two in product(sides[Role.MENTEE], sides[Role.MENTOR]) if two not in met]


def _people(cohort: Cohort, places: Sequence[Place]) -> list[upmatch.Person]:
    # where the programme asks for evidence, a mentor's own estimate stops below teaching
    asks = asks_for_evidence(cohort)
    mentors = {p.enrolment.person_id for p in places if p.enrolment.role == Role.MENTOR}
    whose: dict[str, Any] = {"person__enrolments__cohort": cohort}
    if len(places) <= FEW_PEOPLE:
        whose = {"person__in": [place.enrolment.person_id for place in places]}
    levels, wants = levels_and_wants(
        SkillLevel.objects.filter(**whose),
        Want.objects.filter(**whose),
        own_word_of=mentors if asks else (),
        counts_up_to=max(least_level(cohort) - 1, 0),
    )
    people = [
        _person(place, levels[place.enrolment.person_id], wants[place.enrolment.person_id])
        for place in places
    ]
    if not partners_of(cohort.settings):
        return people
    partners = partner_units()
    return [
        replace(one, company=firm_of("/".join(one.unit), partners) or OWN_COMPANY) for one in people
    ]


def _person(place: Place, levels: dict[str, int], wants: dict[str, upmatch.Want]) -> upmatch.Person:
    person, is_mentor = place.enrolment.person, place.enrolment.role == Role.MENTOR
    return upmatch.Person(
        id=person.external_id,
        role="mentor" if is_mentor else "mentee",
        grade=cast("int", person.grade),  # nobody is ready without one; the engine refuses None
        unit=tuple(filter(None, person.unit.path.split("/"))) if person.unit else (),
        site=person.site,
        country=person.country,
        timezone=person.time_zone,
        languages=frozenset(person.languages),
        seats=place.seats if is_mentor else 0,
        slots=tuple(
            upmatch.Slot(slot.weekday, slot.starts, slot.ends)
            for slot in place.enrolment.slots.all()
        ),
        levels=levels,
        wants=wants,
    )


def _managers() -> dict[str, str | None]:
    """Return who is whose manager in the whole company: the line runs through other people."""
    return dict(Person.objects.values_list("external_id", "manager_ref"))


def _wishes(cohort: Cohort) -> list[upmatch.Wish]:
    rows = Wish.objects.filter(enrolment__cohort=cohort).values_list(
        "enrolment__person__external_id", "other__external_id", "kind", "rank"
    )
    # the engine leaves out who is not in the round; the row's kinds are the engine's
    return [upmatch.Wish(*row) for row in rows]  # type: ignore[arg-type]
