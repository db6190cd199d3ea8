"""Questions to a plan: who else, what a rule costs, who is left over and what would help."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.queries import people_by_ref, rounds_run_by
from upside.matching.questions import Asked, round_asked
from upside.people.models import Person
from upside.programmes.queries import cohorts_run_by
from upside.web.by_hand import answers
from upside.web.by_hand.forms import LoosenForm
from upside.web.by_hand.pages import studio_of
from upside.web.requests import MemberRequest, here

People = Mapping[str, Person]
Said = Mapping[str, str]
Shown = dict[str, Any]


@require_GET
@login_required
def instead(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _of_studio(request, cohort_id, "instead", answers.others)


@require_GET
@login_required
def prices(request: MemberRequest, cohort_id: int) -> HttpResponse:
    def answered(asked: Asked, _people: People, said: Said) -> Shown:
        return {"prices": answers.prices(asked, said.get("rule", "")), "may_loosen": True}

    return _of_studio(request, cohort_id, "prices", answered)


@require_GET
@login_required
def left_over(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _of_studio(request, cohort_id, "left_over_page", answers.left_over)


@require_POST
@login_required
def loosen(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    form = LoosenForm(request.POST)
    address = here(request)
    back = redirect("by_hand:prices", cohort.pk) if address == "/" else redirect(address)
    if not form.is_valid():
        messages.error(request, _("Choose a rule and how far to loosen it."))
        return back
    said = form.cleaned_data
    try:
        actions.loosen_rule(cohort, said["rule"], said["step"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The rule is looser in the studio; the programme stays."))
    return back


@require_GET
@login_required
def instead_in_round(request: MemberRequest, round_id: int) -> HttpResponse:
    def answered(asked: Asked) -> Shown:
        people = people_by_ref(person.id for person in asked.problem.people)
        return answers.others(asked, people, request.GET.dict())

    return _of_round(request, round_id, "instead", answered)


@require_GET
@login_required
def prices_of_round(request: MemberRequest, round_id: int) -> HttpResponse:
    def answered(asked: Asked) -> Shown:
        return {"prices": answers.prices(asked, request.GET.get("rule", ""))}

    return _of_round(request, round_id, "prices", answered)


def _of_studio(
    request: MemberRequest,
    cohort_id: int,
    name: str,
    answered: Callable[[Asked, People, Said], Shown],
) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    studio = studio_of(cohort)
    shown: Shown = {"cohort": cohort, "refusal": studio.refusal}
    if studio.asked is not None:
        shown |= answered(studio.asked, studio.pool.by_ref, request.GET.dict())
    return _shown(request, name, shown)


def _of_round(
    request: MemberRequest, round_id: int, name: str, answered: Callable[[Asked], Shown]
) -> HttpResponse:
    found = get_object_or_404(rounds_run_by(request.user).defer(None), pk=round_id)
    shown: Shown = {"cohort": found.cohort, "round": found, "refusal": ""}
    try:
        shown |= answered(round_asked(found))
    except Refused as refusal:
        shown["refusal"] = str(refusal)
    return _shown(request, name, shown)


def _shown(request: MemberRequest, name: str, shown: Shown) -> HttpResponse:
    part = "#part" if request.htmx else ""
    return render(request, f"web/by_hand/{name}.html{part}", shown)
