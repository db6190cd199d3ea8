"""Short lists: prepared and opened by a coordinator, kept fresh by the worker, then closed."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

import upmatch
from upside.kernel import audit, jobs
from upside.kernel.days import company_day
from upside.kernel.errors import Refused
from upside.kernel.models import Job
from upside.matching.actions.fresh_lists import keep_found, refresh_choice, tell_listed
from upside.matching.actions.running import AT_ONCE
from upside.matching.choosing import ListPlan, list_plan
from upside.matching.deadline import end_of
from upside.matching.listing import (
    Found,
    lists_of_all,
    outcome_of_lists,
)
from upside.matching.models import Candidate, Choice
from upside.matching.queries import (
    free_of,
    is_open,
    lists_by_person,
    mark_of,
    marks_of,
)
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import Cohort

__all__ = [
    "ChoiceDecided",
    "NoShortLists",
    "close_choice",
    "make_lists",
    "open_choice",
    "prepare_lists",
    "refresh_lists",
]

log = logging.getLogger("upside.matching")
LISTS_AT_ONCE = AT_ONCE // 2
"""Mentees × seats up to which somebody waits for the lists: each layer is a round."""
LOOKED_AT = 50
"""Open choices whose free people are read together."""


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
    mark, free = mark_of(cohort), free_of(cohort)
    is_large = free.n_mentees * free.n_seats > LISTS_AT_ONCE
    found = None if is_large else lists_of_all(cohort, plan)
    with transaction.atomic():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        choice, _new = Choice.objects.get_or_create(cohort=cohort)
        if choice.opened_at is not None:
            raise ChoiceDecided(
                _("These lists have been opened. They are kept fresh by themselves from now on.")
            )
        _stop(choice)
        choice.made_by, choice.made_at = by, None
        choice.save()
        if found is not None:
            return _made(choice, plan, found, mark=mark, at=at)
        _ask_for(choice, at=at)
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
    tell_listed(choice, plan, listed, at=at)
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

    The worker calls this every minute: it looks at who is free in all open choices, and works on
    one cohort where that has changed; a large one becomes a job. What fails is tried again, after
    the others.
    """
    choices = Choice.objects.filter(
        Q(closes_at__isnull=True) | Q(closes_at__gt=at),
        Q(job__isnull=True) | Q(job__state=Job.State.FAILED),
        opened_at__isnull=False,
        cohort__ends_on__gte=company_day(at),
    ).select_related("cohort__programme")
    rows = choices.order_by(F("refreshed_at").asc(nulls_first=True), "pk")
    listed = [choice for choice in rows if list_plan(choice.cohort)]
    for first in range(0, len(listed), LOOKED_AT):
        some = listed[first : first + LOOKED_AT]
        marks = marks_of([choice.cohort_id for choice in some])
        changed = (choice for choice in some if choice.mark != marks[choice.cohort_id])
        choice = next(changed, None)
        if choice is not None:
            return _looked_after(choice, mark=marks[choice.cohort_id], at=at)
    return 0


@task()
def make_lists(choice_id: int) -> None:
    """Make or refresh the lists of a large cohort; done twice it comes to the same."""
    choice = Choice.objects.select_related("cohort__programme").filter(pk=choice_id).first()
    plan = list_plan(choice.cohort) if choice else None
    if choice is None or plan is None:
        return
    at = jobs.moment(choice.opened_at or choice.cohort.programme.created_at)
    mark = mark_of(choice.cohort)
    if choice.opened_at is None:
        found = lists_of_all(choice.cohort, plan)
        jobs.tell("keep", 0.9)  # one that was stopped meanwhile ends here
        _made(choice, plan, found, mark=mark, at=at)
    else:
        refresh_choice(choice, plan, mark=mark, at=at)


def _looked_after(choice: Choice, *, mark: str, at: datetime) -> int:
    """Refresh one open choice, or ask for the job that does; it comes last at the next beat."""
    choice.refreshed_at = at
    choice.save(update_fields=["refreshed_at"])
    free = free_of(choice.cohort)
    if free.n_mentees * free.n_seats > LISTS_AT_ONCE:
        _ask_for(choice, at=at)
        return 0
    try:
        return refresh_choice(choice, _plan_of(choice.cohort), mark=mark, at=at)
    except Exception:
        log.exception("the lists of cohort %s were not refreshed; trying again", choice.cohort_id)
        return 0


def _stop(choice: Choice) -> None:
    if choice.job_id:
        jobs.stop_job(choice.job_id)
    choice.job = None


@transaction.atomic
def _ask_for(choice: Choice, *, at: datetime) -> None:
    """Let the worker make or refresh the lists, in place of a job asked for before."""
    _stop(choice)
    choice.job_id = int(make_lists.using(run_after=at).enqueue(choice.pk).id)
    choice.save(update_fields=["job"])


def _plan_of(cohort: Cohort) -> ListPlan:
    plan = list_plan(cohort)
    if plan is None:
        raise NoShortLists(_("This programme does not form its pairs from short lists."))
    return plan


def _locked(choice: Choice) -> Choice:
    choices = Choice.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    return choices.get(pk=choice.pk)


@transaction.atomic
def _made(choice: Choice, plan: ListPlan, found: Found, *, mark: str, at: datetime) -> Choice:
    """Keep lists that nobody has read yet, in place of those before."""
    choice = _locked(choice)
    if choice.opened_at is not None:  # opened while the worker was at it
        return choice
    cohort = choice.cohort
    Candidate.objects.filter(cohort=cohort).delete()
    keep_found(found, cohort, at=at)
    choice.inputs_sha256 = found.problem.inputs_sha256
    choice.engine_version = upmatch.__version__
    choice.outcome, choice.mark = outcome_of_lists(found, plan), mark
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
