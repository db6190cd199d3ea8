"""How many places a cohort has, and the order of who waits for one."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.web.requests import MemberRequest

__all__ = ["MoveUpForm", "PlacesForm", "move_up", "places"]

MOST_PLACES = 10_000


class PlacesForm(forms.Form):
    """How many people may take part as what; empty is without a limit."""

    mentors = forms.IntegerField(
        label=gettext_lazy("Places for mentors"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
    )
    mentees = forms.IntegerField(
        label=gettext_lazy("Places for mentees"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
    )


class MoveUpForm(forms.Form):
    """Why somebody comes before the others."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


@require_http_methods(["GET", "POST"])
@login_required
def places(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    now = {"mentors": cohort.places_mentors, "mentees": cohort.places_mentees}
    form = PlacesForm(request.POST or None, initial=now)
    if form.is_bound and form.is_valid():
        n = actions.set_places(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _came_in(n) if n else _("Kept."))
        return redirect("programmes:enrolments", cohort.pk)
    context = {"cohort": cohort, "form": form, "rooms": queries.rooms_of(cohort)}
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/places.html", context, status=status)


def _came_in(n: int) -> str:
    return ngettext(
        "Kept. %(n)s person came in from the waiting list and is told by mail.",
        "Kept. %(n)s people came in from the waiting list and are told by mail.",
        n,
    ) % {"n": n}


@require_POST
@login_required
def move_up(request: MemberRequest, cohort_id: int, place_id: int) -> HttpResponse:
    waiting = queries.enrolments_run_by(request.user).filter(cohort=cohort_id)
    place = get_object_or_404(waiting, pk=place_id)
    form = MoveUpForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.move_up(place, reason=reason, by=request.user, at=timezone.now())
        said = _("%(name)s is first on the waiting list now.") % {"name": place.person.name}
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:enrolments", cohort_id)
