"""What the search fields of a profile answer while somebody types."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from upside.programmes import queries
from upside.web.places.forms import SearchForm
from upside.web.places.profile import SIDES, suggested
from upside.web.requests import MemberRequest

__all__ = ["colleague_suggest", "skill_suggest"]

LONGEST_KEY = 18


@require_GET
@login_required
def skill_suggest(request: MemberRequest) -> HttpResponse:
    key, side = request.GET.get("place", ""), request.GET.get("side", "")
    is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    place = queries.enrolments_of(request.user).filter(pk=int(key) if is_key else 0).first()
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = suggested(text, side, place.role) if place and side in SIDES else []
    context = {"place": place, "side": side, "text": text, "found": found}
    return render(request, "web/places/suggestions.html", context)


@require_GET
@login_required
def colleague_suggest(request: MemberRequest, place_id: int) -> HttpResponse:
    place = get_object_or_404(queries.enrolments_of(request.user), pk=place_id)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    people = queries.people_to_name(request.user, text)
    context = {"place": place, "text": text, "people": people, "side": request.GET.get("side")}
    return render(request, "web/places/colleagues.html", context)
