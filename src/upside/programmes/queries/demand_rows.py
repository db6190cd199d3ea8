"""What the demand map counts, as the database counts it: wants and levels by skill."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.need_models import NeedItem, NeedSurvey
from upside.programmes.queries.guests import Guests, guests
from upside.programmes.queries.readiness import of_who_works_here
from upside.programmes.queries.small_groups import Parts
from upside.skills.models import SkillLevel, Want

__all__ = [
    "Counts",
    "Source",
    "Way",
    "counts_for",
    "counts_of_survey",
    "in_parts",
    "people_counted",
]

ANY_LEVEL = 1
Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE


class Way(StrEnum):
    """Which way a skill goes: what mentees want of mentors, or what mentors want of mentees."""

    TO_MENTEES = "to_mentees"
    TO_MENTORS = "to_mentors"


class Source(StrEnum):
    """Whose wants and levels count."""

    COHORT = "cohort"
    EVERYBODY = "everybody"
    NEEDS = "needs"


ByLevel = dict[int, dict[int, Parts]]


def _empty() -> ByLevel:
    return defaultdict(dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many want a skill up to each level, how many are at each level; by skill, then level.

    Of a need survey ``has_targets`` is false: a want there has an importance and no level, and
    all of them stand at ``ANY_LEVEL``.
    """

    wants: ByLevel = field(default_factory=_empty)
    levels: ByLevel = field(default_factory=_empty)
    has_targets: bool = True


def counts_for(cohort: Cohort, way: Way, source: Source) -> Counts:
    """Return the counts of one way and one source; two queries."""
    counts = Counts()
    wants, levels = people_counted(cohort, way, source)
    for skill, target, *parts in in_parts(wants, cohort, "skill", "target"):
        counts.wants[skill][target] = Parts(*parts)
    for skill, level, *parts in in_parts(levels, cohort, "skill", "level"):
        counts.levels[skill][level] = Parts(*parts)
    return counts


def counts_of_survey(survey: NeedSurvey) -> Counts:
    """Return the counts of a need survey; two queries."""
    counts = Counts(has_targets=False)
    items = NeedItem.objects.filter(answer__survey=survey).order_by()
    wants = items.filter(kind=NeedItem.Kind.WANT).values("skill")
    for skill, n in wants.annotate(n=Count("pk")).values_list("skill", "n"):
        counts.wants[skill][ANY_LEVEL] = Parts(others=n)
    offers = items.filter(kind=NeedItem.Kind.OFFER).values("skill", "value")
    for skill, level, n in offers.annotate(n=Count("pk")).values_list("skill", "value", "n"):
        counts.levels[skill][level] = Parts(others=n)
    return counts


def people_counted(
    cohort: Cohort, way: Way, source: Source, known: Guests | None = None
) -> tuple[QuerySet[Want], QuerySet[SkillLevel]]:
    """Return the wants and the levels that count: of one side each, or of all who work here.

    Guests of other programmes than that of ``cohort`` do not count; ``known`` are all guests, for
    who has asked for them already.
    """
    wants = Want.objects.filter(person__is_active=True)
    levels = SkillLevel.objects.filter(person__is_active=True)
    if source == Source.EVERYBODY:
        known = guests() if known is None else known
        if known.firms:
            here = Person.objects.exclude(known.not_theirs(cohort.settings)).values("pk")
            return wants.filter(person__in=here), levels.filter(person__in=here)
        return wants, levels
    wanting, able = (Mentee, Mentor) if way == Way.TO_MENTEES else (Mentor, Mentee)
    return wants.filter(_side(cohort, wanting)), levels.filter(_side(cohort, able))


def in_parts(
    rows: QuerySet[Want] | QuerySet[SkillLevel], cohort: Cohort, *by: str
) -> Iterable[tuple[Any, ...]]:
    """Return the values of ``by`` with how many mentees, mentors and others have them."""
    mentees, mentors = _side(cohort, Mentee), _side(cohort, Mentor)
    grouped = rows.order_by().values(*by)
    found: Iterable[tuple[Any, ...]] = grouped.annotate(
        n_mentees=Count("pk", filter=mentees),
        n_mentors=Count("pk", filter=mentors),
        n_others=Count("pk", filter=~mentees & ~mentors),
    ).values_list(*by, "n_mentees", "n_mentors", "n_others")
    return found


def _side(cohort: Cohort, role: str) -> Q:
    """Return who takes part in ``cohort`` as ``role``: a condition on a row of a person."""
    places = of_who_works_here(Enrolment.objects.filter(cohort=cohort, state__in=SAID_YES))
    return Q(person__in=places.filter(role=role).values("person"))
