"""Two people chosen by hand: what speaks for and against, fix, rule out, swap, propose."""

from collections.abc import Callable
from typing import Any

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
from upside.matching.queries import proposals_run_by, with_studio
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by, enrolments_run_by
from upside.web.by_hand import pages
from upside.web.by_hand.forms import CoupleForm, HoldForm, SeenForm, SwapForm
from upside.web.requests import MemberRequest, here

Said = dict[str, Any]
Do = Callable[[MemberRequest, Cohort, Said], str]


@require_GET
@login_required
def page(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(with_studio(cohorts_run_by(request.user)), pk=cohort_id)
    shown = pages.hands_page(pages.studio_of(cohort), request.GET.dict())
    form = CoupleForm(initial={"mentor": request.GET.get("mentor")})
    template = "web/by_hand/page.html" + ("#hands" if request.htmx else "")
    return render(request, template, {**shown, "form": form})


@require_POST
@login_required
def hold(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, HoldForm(request.POST), _hold)


@require_POST
@login_required
def let_go(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, CoupleForm(request.POST), _let_go)


@require_POST
@login_required
def swap(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, SwapForm(request.POST), _swap, to_page=True)


@require_POST
@login_required
def undo(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, SeenForm(request.POST), _undo)


@require_POST
@login_required
def propose(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, CoupleForm(request.POST), _propose, to_page=True)


@require_POST
@login_required
def take_out(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _tried(request, cohort_id, CoupleForm(request.POST), _take_out, to_page=True)


def _hold(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    mentor, mentee = _people(request, cohort, said["mentor"], said["mentee"])
    actions.hold_pair(
        cohort,
        mentor,
        mentee,
        kind=said["kind"],
        reason=said["reason"],
        by=request.user,
        at=timezone.now(),
    )
    names = {"mentor": mentor.name, "mentee": mentee.name}
    if said["kind"] == "forbid":
        return _("%(mentor)s and %(mentee)s are no pair in the next round.") % names
    return _("%(mentor)s and %(mentee)s are a pair in the next round.") % names


def _let_go(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    mentor, mentee = _people(request, cohort, said["mentor"], said["mentee"])
    actions.let_go(cohort, mentor, mentee, by=request.user, at=timezone.now())
    return _("Nothing is fixed about %(mentor)s and %(mentee)s any more.") % {
        "mentor": mentor.name,
        "mentee": mentee.name,
    }


def _swap(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    one = _people(request, cohort, said["mentor"], said["mentee"])
    other = _people(request, cohort, said["with_mentor"], said["with_mentee"])
    actions.swap_pairs(
        cohort, one, other, reason=said["reason"], by=request.user, at=timezone.now()
    )
    return _("%(first)s and %(second)s have swapped their mentees.") % {
        "first": one[0].name,
        "second": other[0].name,
    }


def _undo(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    actions.undo_change(cohort, by=request.user, at=timezone.now(), seen=said["seen"])
    return _("The last change is taken back.")


def _propose(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    mentor, mentee = _people(request, cohort, said["mentor"], said["mentee"])
    actions.propose_pair(
        cohort, mentor, mentee, reason=said["reason"], by=request.user, at=timezone.now()
    )
    return _(
        "%(mentor)s and %(mentee)s are in the draft. Nobody is told before you release it."
    ) % {"mentor": mentor.name, "mentee": mentee.name}


def _take_out(request: MemberRequest, cohort: Cohort, said: Said) -> str:
    drafts = proposals_run_by(request.user).filter(cohort=cohort, round__state="draft")
    row = drafts.filter(mentor=said["mentor"], mentee=said["mentee"]).exclude(by_hand={})
    found = row.first()
    if found is None:
        raise actions.NotProposed(_("This pair is not in the draft any more."))
    actions.take_out(found, by=request.user, at=timezone.now())
    return _("The pair is out of the draft. Nobody was told of it.")


def _tried(
    request: MemberRequest, cohort_id: int, form: forms.Form, do: Do, *, to_page: bool = False
) -> HttpResponse:
    """Do what a form asks, say what came of it, and go back to the page that it was on."""
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    if not form.is_valid():
        faults = [str(fault) for faults in form.errors.values() for fault in faults]
        messages.error(request, " ".join(dict.fromkeys(faults)))
        return _back(request, cohort)
    try:
        sentence = do(request, cohort, form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request, cohort)
    messages.success(request, sentence)
    return redirect("by_hand:page", cohort.pk) if to_page else _back(request, cohort)


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
