from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upside.kernel.texts import in_language
from upside.programmes import queries
from upside.programmes.suits import Advice, Suggestion, advise, drives
from upside.programmes.templates import load_template, template_names
from upside.web.requests import MemberRequest
from upside.web.suits.forms import QuestionsForm, carried
from upside.web.suits.words import DRIVERS, PARAMETERS

__all__ = ["which"]


@require_GET
@login_required
def which(request: MemberRequest) -> HttpResponse:
    if not queries.keeps_the_roster(request.user):
        raise Http404
    form = QuestionsForm(request.GET)
    context: dict[str, Any] = {"form": form, "n_questions": len(form.fields)}
    if form.is_begun and form.is_valid():
        context |= _answer(advise(form.cleaned_data))
    return render(request, "web/suits/which.html", context)


def _answer(advice: Advice) -> dict[str, Any]:
    """Return what the page says of the answers."""
    here = template_names()
    cards = [_card(advice, one, here) for one in (advice.best, *advice.alternatives)]
    return {
        "advice": advice,
        "best": cards[0],
        "others": cards[1:],
        "instead": next((card for card in cards[1:] if card["is_here"]), None),
    }


def _card(advice: Advice, found: Suggestion, here: list[str]) -> dict[str, Any]:
    is_here = found.template in here
    settings = load_template(found.template) if is_here else {}
    parameters = advice.parameters(found.template, settings)
    return {
        "found": found,
        "name": in_language(settings["name"]) if is_here else found.name,
        "is_here": is_here,
        "carried": carried(advice, found.template),
        "parameters": [(PARAMETERS[one.key], one) for one in parameters],
        "driver": DRIVERS[drives(found.template)],
    }
