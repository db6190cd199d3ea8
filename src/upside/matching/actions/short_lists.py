"""Short lists: prepared and opened by a coordinator, kept fresh by the worker, then closed."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

import upmatch
from upside.kernel import audit, jobs
from upside.kernel.errors import Refused
from upside.matching.actions.running import AT_ONCE
from upside.matching.choosing import ListPlan, list_plan
from upside.matching.deadline import end_of, last_day_to_choose
from upside.matching.listing import (
    Found,
    Lists,
    lacking,
    list_problem,
    lists_of_all,
    live_lists,
    outcome_of_lists,
    topped_up,
)
from upside.matching.models import Candidate, Choice
from upside.matching.queries import (
    free_of,
    is_open,
    lists_by_person,
    mark_of,
)
from upside.matching.spread import solved
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import Cohort, Enrolment

__all__ = [
    "ChoiceDecided",
    "NoShortLists",
    "close_choice",
    "make_lists",
    "open_choice",
    "prepare_lists",
    "refresh_lists",
]

Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
LISTS_AT_ONCE = AT_ONCE // 2
"""Mentees × seats up to which somebody waits for the lists: each layer is a round."""


class NoShortLists(Refused):
    """The cohort does not form its pairs from short lists."""


class ChoiceDecided(Refused):
    """The choice was opened or closed before, or not prepared yet."""


def prepare_lists(cohort: Cohort, *, by: Person, at: datetime) -> Choice:
    """Make the short lists of everybody who is to choose; nobody reads them before they are opened.

    As often as wanted until then; a large cohort's are made by the worker. The mode, how many
    people a list has and whose lists they are come from the programme, rules and weights from the
    studio. Refused: a cohort without short lists or not launched, one side on which nobody is
    ready and free, and lists that were opened.
    """
    plan = _plan_of(cohort)
    check_launched(cohort)
    free = free_of(cohort)
    is_large = free.n_mentees * free.n_seats > LISTS_AT_ONCE
    found = None if is_large else lists_of_all(cohort, plan)
    with transaction.atomic():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        choice, _new = Choice.objects.get_or_create(cohort=cohort)
        if choice.opened_at is not None:
            raise ChoiceDecided(
                _("These lists have been opened. They are kept fresh by themselves from now on.")
            )
        choice.made_by, choice.made_at, choice.job = by, None, None
        choice.save()
        if found is not None:
            return _made(choice, plan, found, at=at)
        choice.job_id = int(make_lists.using(run_after=at).enqueue(choice.pk).id)
        choice.save(update_fields=["job"])
        return choice


@transaction.atomic
def open_choice(
    choice: Choice, *, by: Person, at: datetime, last_day: date | None = None
) -> Choice:
    """Let people read their short lists, and tell each of them by mail.

    This releases the invitations beforehand: from here on people ask one another without the
    coordinator. ``last_day`` is the last on which ranks can be changed. Refused:
    lists that were opened or have not been made, that give nobody anybody, or ranks without a
    last day.
    """
    choice = _locked(choice)
    plan = _plan_of(choice.cohort)
    if choice.opened_at is not None:
        raise ChoiceDecided(_("These lists are open already. Nobody was written to a second time."))
    if choice.made_at is None:
        raise ChoiceDecided(_("The lists have not been made yet. Prepare them first."))
    until = end_of(last_day) if last_day else None
    if (plan.is_ranked and until is None) or (until is not None and until <= at):
        raise ChoiceDecided(_("Say until when people can rank: a day that is still to come."))
    listed = set(lists_by_person(choice.cohort))
    if not listed:
        raise ChoiceDecided(
            _("Nobody has anybody on their list. See below what stands in the way.")
        )
    choice.opened_by, choice.opened_at, choice.closes_at = by, at, until
    choice.save(update_fields=["opened_by", "opened_at", "closes_at"])
    _tell(choice, plan, listed, at=at)
    audit.record(
        verb="lists.opened",
        subject=choice.cohort,
        actor=by,
        at=at,
        details={"n_lists": len(listed), "mode": plan.mode},
        programme=choice.cohort.programme,
    )
    return choice


@transaction.atomic
def close_choice(choice: Choice, *, by: Person, at: datetime) -> Choice:
    """End the choice now: nobody invites or ranks any more; open invitations can be answered.

    Refused where it is not open.
    """
    choice = _locked(choice)
    if not is_open(choice, at=at):
        raise ChoiceDecided(_("These lists are not open."))
    choice.closes_at = at
    choice.save(update_fields=["closes_at"])
    audit.record(
        verb="lists.closed",
        subject=choice.cohort,
        actor=by,
        at=at,
        programme=choice.cohort.programme,
    )
    return choice


def refresh_lists(*, at: datetime) -> int:
    """Give candidates to people who have no list yet, and in place of those who are taken.

    The worker calls this every minute: it looks at who is free in each open choice, and works on
    one cohort at a time where that has changed; a large one becomes a job.
    """
    choices = Choice.objects.filter(
        Q(closes_at__isnull=True) | Q(closes_at__gt=at),
        opened_at__isnull=False,
        cohort__ends_on__gte=at.date(),
    ).select_related("cohort__programme")
    for choice in choices.order_by(F("refreshed_at").asc(nulls_first=True), "pk"):
        mark = mark_of(choice.cohort)
        if mark == choice.mark or list_plan(choice.cohort) is None:
            continue
        free = free_of(choice.cohort)
        Choice.objects.filter(pk=choice.pk).update(mark=mark, refreshed_at=at)
        if free.n_mentees * free.n_seats > LISTS_AT_ONCE:
            make_lists.using(run_after=at).enqueue(choice.pk)
            return 0
        return _refresh(choice, at=at)
    return 0


@task()
def make_lists(choice_id: int) -> None:
    """Make or refresh the lists of a large cohort; done twice it comes to the same."""
    choice = Choice.objects.select_related("cohort__programme").filter(pk=choice_id).first()
    plan = list_plan(choice.cohort) if choice else None
    if choice is None or plan is None:
        return
    at = jobs.moment(choice.opened_at or choice.cohort.programme.created_at)
    if choice.opened_at is None:
        _made(choice, plan, lists_of_all(choice.cohort, plan), at=at)
    else:
        _refresh(choice, at=at)


def _plan_of(cohort: Cohort) -> ListPlan:
    plan = list_plan(cohort)
    if plan is None:
        raise NoShortLists(_("This programme does not form its pairs from short lists."))
    return plan


def _locked(choice: Choice) -> Choice:
    choices = Choice.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    return choices.get(pk=choice.pk)


@transaction.atomic
def _made(choice: Choice, plan: ListPlan, found: Found, *, at: datetime) -> Choice:
    """Keep lists that nobody has read yet, in place of those before."""
    choice = _locked(choice)
    if choice.opened_at is not None:  # opened while the worker was at it
        return choice
    cohort = choice.cohort
    Candidate.objects.filter(cohort=cohort).delete()
    _keep(found, cohort, at=at)
    choice.inputs_sha256 = found.problem.inputs_sha256
    choice.engine_version = upmatch.__version__
    choice.outcome, choice.mark = outcome_of_lists(found, plan), mark_of(cohort)
    choice.made_at, choice.job = at, None
    choice.save()
    audit.record(
        verb="lists.made",
        subject=cohort,
        actor=choice.made_by,
        at=at,
        details={
            "inputs_sha256": choice.inputs_sha256,
            "n_lists": choice.outcome["n_lists"],
            "n_empty": len(choice.outcome["empty"]),
            "engine": choice.engine_version,
        },
        programme=cohort.programme,
    )
    return choice


def _refresh(choice: Choice, *, at: datetime) -> int:
    """Add candidates where a list is missing or somebody on it is taken; return how many."""
    cohort, plan = choice.cohort, _plan_of(choice.cohort)
    problem = list_problem(cohort)
    if not (problem.mentees and problem.mentors):
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
        n = _keep(found, cohort, at=at)
        outcome = outcome_of_lists(found, plan)
        kept = {one.external_id for one in Person.objects.filter(short_list__cohort=cohort)}
        choice.outcome["empty"] = [row for row in outcome["empty"] if row["id"] not in kept]
        choice.refreshed_at = at
        choice.save(update_fields=["outcome", "refreshed_at"])
        fresh = {pk for pk in names if pk not in stands and names[pk] in kept}
        _tell(choice, plan, fresh, at=at)
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


def _keep(found: Found, cohort: Cohort, *, at: datetime) -> int:
    rows = found.rows(cohort, at=at)
    Candidate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _tell(choice: Choice, plan: ListPlan, people: Collection[int], *, at: datetime) -> None:
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
