from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upside.feedback.queries import n_people_uneasy, places_to_speak
from upside.pairs.queries import pairs_run_by
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.momentum import N_SESSIONS, RHYTHM, Pace, pace_of
from upside.programmes.queries import SMALLEST_GROUP, Role, cohorts_run_by, cohorts_visible_to
from upside.programmes.queries.small_groups import Parts, bins_of
from upside.sessions.following import MomentumCounts, counts_by_cohort
from upside.sessions.momentum import Without
from upside.web.momentum.words import label_of_counts
from upside.web.requests import MemberRequest

MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of one cohort that a page tells: pairs by colour, small groups told together."""

    cohort: Cohort
    n: int
    bins: list[tuple[str, int]]
    n_uneasy: int | None


@require_GET
@login_required
def momentum(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    context = {
        "paces": _paces(request.user),
        "without": Without.choices,
        "told": _told(request.user, at),
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "web/momentum/momentum.html", context)


def _paces(person: Person) -> list[tuple[Pace, list[Cohort]]]:
    """Return the cohorts that ``person`` knows by their pace; the usual one for who knows none."""
    followed = cohorts_visible_to(person, Role.COACH, Role.COORDINATOR, Role.SPONSOR)
    known = {one.pk: one for one in (*places_to_speak(person)[:MOST], *followed[:MOST])}
    found: dict[Pace, list[Cohort]] = {}
    for cohort in known.values():
        found.setdefault(pace_of(cohort), []).append(cohort)
    return list(found.items()) or [(Pace(RHYTHM, N_SESSIONS), [])]


def _told(person: Person, at: datetime) -> list[Told]:
    cohorts = [cohort for cohort in cohorts_run_by(person)[:MOST] if cohort.launched_at]
    if not cohorts:
        return []
    counts = counts_by_cohort(pairs_run_by(person).filter(cohort__in=cohorts), at=at)
    uneasy = n_people_uneasy(cohorts)
    return [
        Told(cohort, counts[cohort.pk].n, _bins(counts[cohort.pk]), uneasy.get(cohort.pk))
        for cohort in cohorts
        if cohort.pk in counts
    ]


def _bins(counts: MomentumCounts) -> list[tuple[str, int]]:
    """Return the counts with their words; those that are too small are told with a neighbour."""
    four = (counts.green, counts.amber, counts.red, counts.none)
    bins = bins_of([Parts(mentees=n) for n in four])
    return [(label_of_counts(range(one.first, one.last + 1)), one.parts.n) for one in bins]
