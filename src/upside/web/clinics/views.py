from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions, queries
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment
from upside.programmes.modes import is_clinic
from upside.programmes.queries import cohorts_run_by
from upside.web.clinics import pages
from upside.web.clinics.forms import (
    BookForm,
    CallOffForm,
    OfferForm,
    TakeBackForm,
    usual_offer,
)
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422


@require_GET
@login_required
def clinic(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _clinic_page(request, _guest_place(request, cohort_id), BookForm())


@require_POST
@login_required
def book(request: MemberRequest, cohort_id: int) -> HttpResponse:
    place = _guest_place(request, cohort_id)
    form = BookForm(request.POST)
    if not form.is_valid():
        return _clinic_page(request, place, form, status=UNCLEAR)
    try:
        said = form.cleaned_data
        slot = actions.book_time(
            place, said["slot"], by=request.user, at=timezone.now(), question=said["question"]
        )
    except Refused as refusal:
        return _clinic_page(request, place, form, status=REFUSED, refusal=str(refusal))
    if slot.session_id:
        said_so = _("It is booked. Both of you get the date by mail, for the calendar.")
        messages.success(request, said_so)
        return redirect(_page_of(request, place))
    messages.success(
        request, _("The time is kept for you. Both of you sign the charter, then it is a session.")
    )
    pair = queries.open_pair_of(place)
    if pair and request.user == place.person and pair.state == Pair.State.ACCEPTED:
        return redirect("pairs:pair", pair.pk)
    return redirect(_page_of(request, place))


@require_POST
@login_required
def give_back(request: MemberRequest, cohort_id: int, slot_id: int) -> HttpResponse:
    place = _guest_place(request, cohort_id)
    slot = get_object_or_404(queries.bookings_of(place), pk=slot_id)
    try:
        actions.give_back_time(slot, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Given back. The expert is told, and others can book it."))
    return redirect(_page_of(request, place))


@require_http_methods(["GET", "POST"])
@login_required
def mine(request: MemberRequest, cohort_id: int) -> HttpResponse:
    place = _expert_place(request, cohort_id)
    at = timezone.now()
    if request.method == "GET":
        return _mine_page(request, place, OfferForm(initial=usual_offer(place.cohort, at=at)))
    form = OfferForm(request.POST)
    if not form.is_valid():
        return _mine_page(request, place, form, status=UNCLEAR)
    try:
        offered = actions.offer_times(place, form.series, at=at)
    except Refused as refusal:
        return _mine_page(request, place, form, status=REFUSED, refusal=str(refusal))
    messages.success(request, _offered(offered))
    return redirect("clinics:mine", cohort_id)


@require_POST
@login_required
def take_back(request: MemberRequest, cohort_id: int) -> HttpResponse:
    place = _expert_place(request, cohort_id)
    known = list(queries.slots_offered_by(place).values_list("pk", flat=True))
    form = TakeBackForm(request.POST, known)
    chosen = form.cleaned_data["slots"] if form.is_valid() else []
    n = actions.take_back_times(place, chosen, at=timezone.now())
    if n:
        said = ngettext("%(n)s time is taken back.", "%(n)s times are taken back.", n) % {"n": n}
        messages.success(request, said)
    else:
        messages.error(request, _("Tick the free times that you take back."))
    return redirect("clinics:mine", cohort_id)


@require_POST
@login_required
def call_off(request: MemberRequest, cohort_id: int, slot_id: int) -> HttpResponse:
    place = _expert_place(request, cohort_id)
    slot = get_object_or_404(queries.slots_offered_by(place), pk=slot_id)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A word has 500 characters at most."))
        return redirect("clinics:mine", cohort_id)
    try:
        actions.call_off_time(
            slot, by=request.user, at=timezone.now(), word=form.cleaned_data["word"]
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. The mentee is told by mail."))
    return redirect("clinics:mine", cohort_id)


@require_GET
@login_required
def overview(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    if not is_clinic(cohort):
        raise Http404
    return render(
        request, "web/clinics/overview.html", pages.overview_page(cohort, at=timezone.now())
    )


def _guest_place(request: MemberRequest, cohort_id: int) -> Enrolment:
    """Return the mentee's place that the page is about: the reader's own, or one they assist."""
    places = list(queries.guests_of(request.user).filter(cohort=cohort_id))
    asked = request.POST.get("for") or request.GET.get("for")
    named = [one for one in places if str(one.person_id) == asked]
    own = [one for one in places if one.person_id == request.user.pk]
    place = next(iter([*named, *own, *places]), None)
    if place is None or not is_clinic(place.cohort):
        raise Http404
    return place


def _expert_place(request: MemberRequest, cohort_id: int) -> Enrolment:
    place = get_object_or_404(queries.experts_of(request.user), cohort=cohort_id)
    if not is_clinic(place.cohort):
        raise Http404
    return place


def _page_of(request: MemberRequest, place: Enrolment) -> str:
    address = reverse("clinics:clinic", args=[place.cohort_id])
    return address if request.user == place.person else f"{address}?for={place.person_id}"


def _clinic_page(
    request: MemberRequest, place: Enrolment, form: BookForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = pages.clinic_page(place, request.user, at=timezone.now())
    return render(
        request, "web/clinics/clinic.html", {**context, "form": form, **more}, status=status
    )


def _mine_page(
    request: MemberRequest, place: Enrolment, form: OfferForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = pages.mine_page(place, at=timezone.now())
    words = {"form": form, "call_off_form": CallOffForm()}
    return render(request, "web/clinics/mine.html", {**context, **words, **more}, status=status)


def _offered(offered: actions.Offered) -> str:
    n = len(offered.slots)
    said = [ngettext("%(n)s time is offered.", "%(n)s times are offered.", n) % {"n": n}]
    if offered.n_taken:
        left = ngettext(
            "%(n)s was left out: you offer it already, or have a session then.",
            "%(n)s were left out: you offer them already, or have a session then.",
            offered.n_taken,
        )
        said.append(left % {"n": offered.n_taken})
    if offered.n_outside:
        beyond = ngettext(
            "%(n)s was left out: the cohort has ended by then.",
            "%(n)s were left out: the cohort has ended by then.",
            offered.n_outside,
        )
        said.append(beyond % {"n": offered.n_outside})
    return " ".join(said)
