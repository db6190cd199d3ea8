"""Counts of a cohort: how far people are, what they want to learn and can share."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from upside.programmes.models import OPEN_STATES, SAID_YES, Cohort, Enrolment
from upside.programmes.queries.readiness import of_who_works_here
from upside.skills.models import Skill, SkillLevel, Want
from upside.skills.queries import in_order

__all__ = [
    "SMALLEST_GROUP",
    "Balance",
    "BothWays",
    "demand_and_supply",
    "funnel_by_role",
    "funnel_of",
    "placed_among",
    "with_counts",
]

SMALLEST_GROUP = 8
Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE


@dataclass(frozen=True, slots=True)
class Balance:
    """One topic: how many want to learn it on one side, how many can share it on the other."""

    skill: Skill
    n_want: int
    n_share: int


@dataclass(frozen=True, slots=True)
class BothWays:
    """Demand and supply of a cohort, from mentors to mentees and back."""

    to_mentees: list[Balance]
    to_mentors: list[Balance]
    n_mentors: int
    n_mentees: int
    min_level: int


def funnel_by_role(cohort: Cohort) -> dict[str, dict[str, int]]:
    """Return how many people of ``cohort`` are in each state, per role; leavers do not count.

    One query.
    """
    found: dict[str, dict[str, int]] = {
        role: dict.fromkeys(Enrolment.State.values, 0) for role in Enrolment.Role.values
    }
    places = of_who_works_here(Enrolment.objects.filter(cohort=cohort))
    rows = places.values_list("role", "state")
    for role, state, n in rows.annotate(n=Count("pk")).order_by():
        found[role][state] = n
    return found


def funnel_of(cohort: Cohort) -> dict[str, int]:
    """Return how many people of ``cohort`` are in each state; one query."""
    sides = funnel_by_role(cohort).values()
    return {state: sum(side[state] for side in sides) for state in Enrolment.State.values}


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return the same cohorts with how many are invited, in, and ready of those who work here."""
    works = Q(enrolments__person__is_active=True)
    in_now, ready = Q(enrolments__state__in=SAID_YES), Q(enrolments__state=Enrolment.State.READY)
    return cohorts.annotate(
        n_invited=Count("enrolments", filter=works),
        n_in=Count("enrolments", filter=works & in_now),
        n_ready=Count("enrolments", filter=works & ready),
    )


def demand_and_supply(cohort: Cohort) -> BothWays | None:
    """Return who wants and who can share what, as counts; None for groups below eight.

    Counted are people who said yes. A mentor shares from the programme's lowest level for
    teaching; on the way back any level from 1 counts.
    """
    said_yes = Enrolment.objects.filter(cohort=cohort, state__in=SAID_YES)
    mentors, mentees = said_yes.filter(role=Mentor), said_yes.filter(role=Mentee)
    n_mentors, n_mentees = mentors.count(), mentees.count()
    if min(n_mentors, n_mentees) < SMALLEST_GROUP:
        return None
    rules = cohort.settings.get("matching", {}).get("rules", {})
    min_level = int(rules.get("skill", {}).get("min_level", 5))
    to_learn, to_learn_back = _n_wants(mentees), _n_wants(mentors)
    skills = in_order(Skill.objects.filter(pk__in={*to_learn, *to_learn_back}))
    return BothWays(
        to_mentees=_balances(skills, to_learn, _n_shares(mentors, min_level)),
        to_mentors=_balances(skills, to_learn_back, _n_shares(mentees, 1)),
        n_mentors=n_mentors,
        n_mentees=n_mentees,
        min_level=min_level,
    )


def _n_wants(places: QuerySet[Enrolment]) -> Counter[int]:
    rows = Want.objects.filter(person__in=places.values("person"))
    return Counter(dict(rows.values_list("skill").annotate(n=Count("pk")).order_by()))


def _n_shares(places: QuerySet[Enrolment], min_level: int) -> Counter[int]:
    rows = SkillLevel.objects.filter(person__in=places.values("person"), level__gte=min_level)
    return Counter(dict(rows.values_list("skill").annotate(n=Count("pk")).order_by()))


def _balances(skills: list[Skill], want: Counter[int], share: Counter[int]) -> list[Balance]:
    """Return the topics that anybody wants, most wanted first."""
    rows = [Balance(skill, want[skill.pk], share[skill.pk]) for skill in skills if want[skill.pk]]
    return sorted(rows, key=lambda row: -row.n_want)


def placed_among(ids: Collection[str]) -> frozenset[str]:
    """Return those of ``ids`` (of the HR file) who are invited or take part anywhere; one query."""
    places = Enrolment.objects.filter(state__in=OPEN_STATES)
    found = places.values_list("person__external_id", flat=True)
    return frozenset(found).intersection(ids)
