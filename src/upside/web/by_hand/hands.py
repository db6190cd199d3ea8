"""Two people chosen by hand: what speaks for and against, fix, rule out, swap, propose."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.queries import proposals_run_by
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by, enrolments_run_by
from upside.web.by_hand import pages
from upside.web.by_hand.forms import CoupleForm, HoldForm, SwapForm
from upside.web.requests import MemberRequest, here

Done = Callable[[forms.Form], str]


@require_GET
@login_required
def page(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    shown = pages.hands_page(pages.studio_of(cohort), request.GET.dict())
    form = CoupleForm(initial={"mentor": request.GET.get("mentor")})
    template = "web/by_hand/page.html" + ("#hands" if request.htmx else "")
    return render(request, template, {**shown, "form": form})


@require_POST
@login_required
def hold(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)

    def done(form: forms.Form) -> str:
        said = form.cleaned_data
        two = _people(request, cohort, said["mentor"], said["mentee"])
        actions.hold_pair(
            cohort,
            *two,
            kind=said["kind"],
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
        names = {"mentor": two[0].name, "mentee": two[1].name}
        if said["kind"] == "forbid":
            return _("%(mentor)s and %(mentee)s are no pair in the next round.") % names
        return _("%(mentor)s and %(mentee)s are a pair in the next round.") % names

    return _tried(request, cohort, HoldForm(request.POST), done)


@require_POST
@login_required
def let_go(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)

    def done(form: forms.Form) -> str:
        said = form.cleaned_data
        two = _people(request, cohort, said["mentor"], said["mentee"])
        actions.let_go(cohort, *two, by=request.user, at=timezone.now())
        return _("Nothing is fixed about %(mentor)s and %(mentee)s any more.") % {
            "mentor": two[0].name,
            "mentee": two[1].name,
        }

    return _tried(request, cohort, CoupleForm(request.POST), done)


@require_POST
@login_required
def swap(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)

    def done(form: forms.Form) -> str:
        said = form.cleaned_data
        one = _people(request, cohort, said["mentor"], said["mentee"])
        other = _people(request, cohort, said["with_mentor"], said["with_mentee"])
        actions.swap_pairs(
            cohort, one, other, reason=said["reason"], by=request.user, at=timezone.now()
        )
        return _("%(first)s and %(second)s have swapped their mentees.") % {
            "first": one[0].name,
            "second": other[0].name,
        }

    return _tried(request, cohort, SwapForm(request.POST), done, to_page=True)


@require_POST
@login_required
def undo(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None  # noqa: PLR2004 - fits a row
    try:
        actions.undo_change(cohort, by=request.user, at=timezone.now(), seen=number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The last change is taken back."))
    return _back(request, cohort)


@require_POST
@login_required
def propose(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)

    def done(form: forms.Form) -> str:
        said = form.cleaned_data
        two = _people(request, cohort, said["mentor"], said["mentee"])
        actions.propose_pair(
            cohort, *two, reason=said["reason"], by=request.user, at=timezone.now()
        )
        return _(
            "%(mentor)s and %(mentee)s are in the draft. Nobody is told before you release it."
        ) % {"mentor": two[0].name, "mentee": two[1].name}

    return _tried(request, cohort, CoupleForm(request.POST), done, to_page=True)


@require_POST
@login_required
def take_out(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)

    def done(form: forms.Form) -> str:
        said = form.cleaned_data
        drafts = proposals_run_by(request.user).filter(cohort=cohort, round__state="draft")
        row = drafts.filter(mentor=said["mentor"], mentee=said["mentee"]).exclude(by_hand={})
        found = row.first()
        if found is None:
            raise actions.NotProposed(_("This pair is not in the draft any more."))
        actions.take_out(found, by=request.user, at=timezone.now())
        return _("The pair is out of the draft. Nobody was told of it.")

    return _tried(request, cohort, CoupleForm(request.POST), done, to_page=True)


def _tried(
    request: MemberRequest, cohort: Cohort, form: forms.Form, done: Done, *, to_page: bool = False
) -> HttpResponse:
    """Do what a form asks, say what came of it, and go back to the page that it was on."""
    if not form.is_valid():
        faults = [str(fault) for faults in form.errors.values() for fault in faults]
        messages.error(request, " ".join(dict.fromkeys(faults)))
        return _back(request, cohort)
    try:
        sentence = done(form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request, cohort)
    messages.success(request, sentence)
    return redirect("by_hand:page", cohort.pk) if to_page else _back(request, cohort)


def _cohort(request: MemberRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)


def _people(
    request: MemberRequest, cohort: Cohort, mentor: int, mentee: int
) -> tuple[Person, Person]:
    """Return two people of the cohort, or say that there are no such."""
    places = enrolments_run_by(request.user).filter(cohort=cohort, person__in=(mentor, mentee))
    people = {place.person_id: place.person for place in places}
    if mentor not in people or mentee not in people:
        raise Http404
    return people[mentor], people[mentee]


def _back(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Lead back to the page that the form was on; to the page of this room where none is known."""
    address = here(request)
    return redirect("by_hand:page", cohort.pk) if address == "/" else redirect(address)
