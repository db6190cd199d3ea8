"""Short lists that stand: filled up, kept as rows, and told of by mail."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from upside.kernel import audit
from upside.matching.choosing import ListPlan
from upside.matching.deadline import last_day_to_choose
from upside.matching.listing import (
    Found,
    Lists,
    lacking,
    list_problem,
    live_lists,
    outcome_of_lists,
    topped_up,
)
from upside.matching.models import Candidate, Choice
from upside.matching.queries import lists_by_person
from upside.matching.spread import solved
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment

__all__ = ["keep_found", "refresh_choice", "tell_listed"]

Mentee = Enrolment.Role.MENTEE


def refresh_choice(choice: Choice, plan: ListPlan, *, mark: str, at: datetime) -> int:
    """Add candidates where a list is missing or somebody on it is taken; return how many.

    ``mark`` of who was free before is kept with them: what fails before is tried again.
    """
    cohort = choice.cohort
    choice.mark, choice.job, choice.refreshed_at = mark, None, at
    problem = list_problem(cohort)
    if not (problem.mentees and problem.mentors):
        choice.save(update_fields=["mark", "job", "refreshed_at"])
        return 0
    names = dict(Person.objects.filter(enrolments__cohort=cohort).values_list("pk", "external_id"))
    stands = lists_by_person(cohort)
    known = {names[pk]: [names[other] for other in others] for pk, others in stands.items()}
    live = live_lists(cohort, plan, names, stands)
    lists: dict[str, Lists] = {}
    for role in plan.sides:
        side = problem.mentees if role == Mentee else problem.mentors
        lacks = {one.id: lacking(plan, known.get(one.id), live.get(one.id)) for one in side}
        lists[role] = topped_up(problem, role, known=known, lacks=lacks)
    found = Found(problem, solved(problem), lists)
    with transaction.atomic():
        n = keep_found(found, cohort, at=at)
        outcome = outcome_of_lists(found, plan)
        kept = {one.external_id for one in Person.objects.filter(short_list__cohort=cohort)}
        choice.outcome["empty"] = [row for row in outcome["empty"] if row["id"] not in kept]
        choice.save(update_fields=["outcome", "mark", "job", "refreshed_at"])
        fresh = {pk for pk in names if pk not in stands and names[pk] in kept}
        tell_listed(choice, plan, fresh, at=at)
        if n:
            audit.record(
                verb="lists.refreshed",
                subject=cohort,
                actor=None,
                at=at,
                details={"n_added": n},
                programme=cohort.programme,
            )
    return n


def keep_found(found: Found, cohort: Cohort, *, at: datetime) -> int:
    """Write new candidates down, those who are on a list already left out; count them."""
    rows = found.rows(cohort, at=at)
    Candidate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def tell_listed(choice: Choice, plan: ListPlan, people: Collection[int], *, at: datetime) -> None:
    """Write to everybody of ``people`` that they can read their list, once each."""
    places = Enrolment.objects.filter(cohort=choice.cohort, person__in=people)
    letters = (
        Letter(
            to=place.person,
            key=f"short_list:{choice.pk}:{place.person_id}",
            context={
                "programme": choice.cohort.programme.names,
                "role": place.role,
                "is_ranked": plan.is_ranked,
                "until_on": last_day_to_choose(choice),
                "path": f"/places/{place.pk}/short-list/",
            },
        )
        for place in places.select_related("person").order_by("pk")
    )
    queue_notices("short_list_ready", letters, at=at)
