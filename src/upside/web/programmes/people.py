from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.models import SAID_YES, Enrolment
from upside.programmes.needs import FOR_THE_COORDINATOR
from upside.web.programmes.forms import ListForm
from upside.web.requests import MemberRequest

__all__ = ["amend", "enrolments", "withdraw"]

PLACES_A_PAGE = 50
State = Enrolment.State
KINDS = {State.READY: "well", State.ACCEPTED: "look", State.COMPLETE: "look"}


@dataclass(frozen=True, slots=True)
class Row:
    """One place in the list: who, how far, what is missing, whether it can be ended.

    ``other_role`` is the one for which an unanswered invitation could be made instead, ``number``
    the place in the order of the waiting list.
    """

    place: Enrolment
    kind: str
    missing: list[Promise]
    may_withdraw: bool
    other_role: tuple[str, Promise | str] | None
    number: int = 0


def _row(place: Enrolment, numbers: dict[int, int]) -> Row:
    said_yes = place.state in SAID_YES
    codes = queries.missing_for_ready(place) if said_yes else []
    missing = [FOR_THE_COORDINATOR[code] for code in codes]
    is_open = place.state == State.INVITED
    other = next(choice for choice in Enrolment.Role.choices if choice[0] != place.role)
    kind = KINDS.get(State(place.state), "")
    may_withdraw = said_yes or place.state == State.WAITING
    number = numbers.get(place.pk, 0)
    return Row(place, kind, missing, may_withdraw, other if is_open else None, number)


@require_GET
@login_required
def enrolments(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    form = ListForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {"state": "", "role": ""}
    wanted = {name: value for name, value in said.items() if value}
    places = queries.with_needs(queries.enrolments_run_by(request.user)).filter(cohort=cohort)
    if said["state"] == State.WAITING:
        places = queries.in_waiting_order(places)
    page = Paginator(places.filter(**wanted), PLACES_A_PAGE).get_page(request.GET.get("page"))
    counts = queries.funnel_of(cohort)
    numbers = queries.numbers_waiting(cohort) if counts[State.WAITING] else {}
    context = {
        "cohort": cohort,
        "page": page,
        "rows": [_row(place, numbers) for place in page],
        "said": said,
        "states": State.choices,
        "roles": Enrolment.Role.choices,
        "counts": counts,
        "rooms": queries.rooms_of(cohort),
        "n_all": sum(counts.values()),
        "trains": queries.trained_roles(cohort),
        "n_left": places.filter(person__is_active=False).count(),
    }
    return render(request, "web/programmes/enrolments.html", context)


@require_POST
@login_required
def withdraw(request: MemberRequest, cohort_id: int, place_id: int) -> HttpResponse:
    places = queries.enrolments_run_by(request.user).filter(cohort=cohort_id)
    place = get_object_or_404(places, pk=place_id)
    try:
        actions.withdraw(place, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s no longer takes part.") % {"name": place.person.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:enrolments", cohort_id)


@require_POST
@login_required
def amend(request: MemberRequest, cohort_id: int, place_id: int) -> HttpResponse:
    """Take an unanswered invitation back, or make it one for the other role."""
    places = queries.enrolments_run_by(request.user).filter(cohort=cohort_id)
    place = get_object_or_404(places, pk=place_id)
    name, role = place.person.name, request.POST.get("role", "")
    said: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if role:
            actions.change_invited_role(place, role, **said)
            sentence = _("%(name)s gets a new invitation, for the other role.")
        elif actions.take_back_invitation(place, **said):
            sentence = _(
                "The invitation of %(name)s is taken back. Its mail had left: whoever follows it"
                " reads that it was taken back. You may want to tell them yourself."
            )
        else:
            sentence = _("The invitation of %(name)s is taken back. No mail had left yet.")
        messages.success(request, sentence % {"name": name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:enrolments", cohort_id)
