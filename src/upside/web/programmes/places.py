"""How many places a cohort has, and the order of who waits for one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.kernel.texts import LANGUAGES
from upside.programmes import actions, queries
from upside.programmes.models import Cohort
from upside.web.programmes.forms import DateInput
from upside.web.requests import MemberRequest

__all__ = ["MoveUpForm", "PlacesForm", "move_up", "places"]

MOST_PLACES = 10_000


class PlacesForm(forms.Form):
    """Names, dates, and how many people may take part as what; empty is without a limit."""

    name_en = forms.CharField(label=gettext_lazy("Name, in English"), max_length=80, required=False)
    name_fr = forms.CharField(label=gettext_lazy("Name, in French"), max_length=80, required=False)
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())
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
    form = PlacesForm(request.POST or None, initial=_as_kept(cohort))
    if form.is_bound and form.is_valid():
        try:
            n = _kept(request, cohort, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _came_in(n) if n else _("Kept."))
            return redirect("programmes:enrolments", cohort.pk)
    context = {"cohort": cohort, "form": form, "rooms": queries.rooms_of(cohort)}
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/places.html", context, status=status)


def _as_kept(cohort: Cohort) -> dict[str, Any]:
    return {
        **{f"name_{code}": cohort.names.get(code, "") for code in LANGUAGES},
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        "mentors": cohort.places_mentors,
        "mentees": cohort.places_mentees,
    }


@transaction.atomic
def _kept(request: MemberRequest, cohort: Cohort, said: dict[str, Any]) -> int:
    """Keep all of it or, where something is refused, nothing; return how many came in."""
    by, at = request.user, timezone.now()
    names = {code: said[f"name_{code}"] for code in LANGUAGES}
    actions.amend_cohort(
        cohort, names=names, starts_on=said["starts_on"], ends_on=said["ends_on"], by=by, at=at
    )
    return actions.set_places(
        cohort, mentors=said["mentors"], mentees=said["mentees"], by=by, at=at
    )


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
