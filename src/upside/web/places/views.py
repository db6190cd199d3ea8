from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.grids.queries import standing_evaluation
from upside.kernel.errors import Refused
from upside.kernel.texts import in_language
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.programmes import actions, queries
from upside.programmes.models import OPEN_STATES, SAID_YES, Enrolment
from upside.programmes.templates import hours_asked
from upside.web.places.blocks import part_of, save_block
from upside.web.places.forms import SearchForm, YesNoForm
from upside.web.places.profile import SIDES, profile_page, suggested
from upside.web.requests import MemberRequest

__all__ = ["answer", "mine", "place", "profile", "withdraw"]

State = Enrolment.State
LONGEST_CODE = 20
ASKS_A_LEVEL = {"share", "hear_share"}
BEFORE_YES = {State.INVITED, State.DECLINED, State.WITHDRAWN}


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    """Lead to one's own page: of the newest place with a yes, else of the newest that is open."""
    own = queries.enrolments_of(request.user)
    found = own.filter(state__in=SAID_YES).first() or own.filter(state__in=OPEN_STATES).first()
    return redirect("places:place", found.pk) if found else redirect("front:home")


@require_GET
@login_required
def place(request: MemberRequest, place_id: int) -> HttpResponse:
    found = queries.enrolments_of(request.user).filter(pk=place_id).first()
    if found is None:
        if not queries.was_taken_back(request.user, place_id):
            raise Http404
        messages.info(request, _("This invitation was taken back. You need do nothing."))
        return redirect("front:home")
    if found.state == State.WAITING:
        context = {"place": found, "number": queries.number_of(found)}
        return render(request, "web/places/waiting.html", context)
    if found.state in BEFORE_YES:
        context = invitation(found) | {"evaluation": standing_evaluation(found)}
        return render(request, "web/places/invitation.html", context)
    said = {name: request.GET.get(name, "")[:LONGEST_CODE] for name in ("topic", "asked")}
    context = profile_page(found, opened=said["topic"], asked=said["asked"])
    context |= {
        "open_pairs": open_pairs(found),
        "evaluation": standing_evaluation(found),
        "is_to_be_trained": found.trained_on is None
        and found.role in queries.trained_roles(found.cohort),
    }
    return render(request, "web/places/place.html", context | searched(request, found))


def open_pairs(found: Enrolment) -> QuerySet[Pair]:
    """Return the pairs that leaving this place would not end."""
    pairs = pairs_of(found.person).filter(cohort=found.cohort_id)
    return pairs.exclude(state=Pair.State.CLOSED)


def invitation(found: Enrolment) -> dict[str, Any]:
    settings = found.cohort.settings
    return {
        "place": found,
        "is_mentor": found.role == Enrolment.Role.MENTOR,
        "settings": settings,
        "hours": hours_asked(settings),
        "notice": queries.privacy_notice_of(found.cohort),
        "is_full": queries.is_full(found.cohort, found.role),
        "steps": [in_language(step) for step in settings.get("steps", [])],
        "coordinators": [
            grant.person
            for grant in queries.team_of(found.cohort.programme)
            if grant.role == queries.Role.COORDINATOR
        ],
    }


def searched(request: MemberRequest, found: Enrolment) -> dict[str, Any]:
    """Return what the search fields of the page found, for browsers without JavaScript."""
    form = SearchForm(request.GET)
    side = request.GET.get("side", "")
    if not form.is_valid() or not form.cleaned_data["q"]:
        return {}
    text = form.cleaned_data["q"]
    if side in SIDES:
        return {"side": side, "text": text, "found": suggested(text, side, found.role)}
    people = queries.people_to_name(request.user, text)
    return {"side": "assistant" if side == "assistant" else "wish", "text": text, "people": people}


@require_POST
@login_required
def answer(request: MemberRequest, place_id: int) -> HttpResponse:
    found = get_object_or_404(queries.enrolments_of(request.user), pk=place_id)
    form = YesNoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
        return redirect("places:place", found.pk)
    yes = form.cleaned_data["answer"] == "yes"
    try:
        place = actions.answer_invitation(found, yes=yes, by=request.user, at=timezone.now())
        if yes and place.state == State.ACCEPTED:
            messages.success(
                request,
                _("Thank you, you are in. Now say what you bring and when you have time."),
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("places:place", found.pk)


@require_POST
@login_required
def profile(request: MemberRequest, place_id: int) -> HttpResponse:
    found = get_object_or_404(queries.enrolments_of(request.user), pk=place_id)
    if found.state in {State.WAITING, *BEFORE_YES}:
        return redirect("places:place", found.pk)
    block, opened, refusal = request.POST.get("block", ""), "", ""
    part = part_of(block)
    try:
        opened = save_block(block, found, request.POST, at=timezone.now())
    except Refused as error:
        refusal = str(error)
    if not refusal and not request.htmx:
        anchor = f"#{part}"
        name = "asked" if block in ASKS_A_LEVEL else "topic"
        query = f"?{name}={opened}" if opened else ""
        return redirect(reverse("places:place", args=[found.pk]) + query + anchor)
    return _redrawn(request, place_id, {"part": part, "opened": opened, "refusal": refusal})


def _redrawn(request: MemberRequest, place_id: int, said: dict[str, str]) -> HttpResponse:
    """Draw the block again (htmx), or the page: 409 and the sentence where it was refused."""
    found = get_object_or_404(queries.enrolments_of(request.user), pk=place_id)
    code = said["opened"] or request.POST.get("skill", "")[:LONGEST_CODE]
    asked = code if request.POST.get("block") in ASKS_A_LEVEL else ""
    context = profile_page(found, opened=code, asked=asked)
    context |= {
        "open_pairs": open_pairs(found),
        "evaluation": standing_evaluation(found),
        "part": said["part"],
        "refusal": said["refusal"],
        "typed": request.POST,
    }
    template = "web/places/redrawn.html" if request.htmx else "web/places/place.html"
    return render(request, template, context, status=409 if said["refusal"] else 200)


@require_POST
@login_required
def withdraw(request: MemberRequest, place_id: int) -> HttpResponse:
    found = get_object_or_404(queries.enrolments_of(request.user), pk=place_id)
    try:
        actions.withdraw(found, by=request.user, at=timezone.now())
        if found.state == State.WAITING:
            messages.success(request, _("You left the waiting list."))
        else:
            messages.success(request, _("You no longer take part. Your coordinator is told."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("places:place", found.pk)
