from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from upside.kernel.texts import in_language
from upside.programmes.companies import companies, company
from upside.programmes.templates import template_names
from upside.web.programmes.cards import USUAL_TEMPLATE, card_of, documented_of, only_for_keepers
from upside.web.requests import MemberRequest

__all__ = ["company_list", "company_page", "gallery", "template_page"]

TOPICS = {
    "start": _("How it started"),
    "mentees": _("Who learns"),
    "mentors": _("Who teaches"),
    "choosing": _("How they are chosen"),
    "pairing": _("How pairs form"),
    "scale": _("How many"),
    "rhythm": _("How long, how often"),
    "topics": _("What about"),
    "support": _("What helps"),
    "confidence": _("What stays between the two"),
    "measure": _("What was measured"),
}


@require_GET
@login_required
def gallery(request: MemberRequest) -> HttpResponse:
    only_for_keepers(request)
    cards = [card_of(name) for name in template_names()]
    # the usual one first, then those that run today
    templates = sorted(cards, key=lambda one: one["code"] != USUAL_TEMPLATE)
    return render(request, "web/programmes/gallery.html", {"templates": templates})


@require_GET
@login_required
def template_page(request: MemberRequest, name: str) -> HttpResponse:
    only_for_keepers(request)
    if name not in template_names():
        raise Http404
    return render(request, "web/programmes/template.html", {"template": card_of(name)})


@require_GET
@login_required
def company_list(request: MemberRequest) -> HttpResponse:
    only_for_keepers(request)
    rows = [(one, in_language(one.why)) for one in companies()]
    return render(request, "web/programmes/companies.html", {"rows": rows})


@require_GET
@login_required
def company_page(request: MemberRequest, slug: str) -> HttpResponse:
    only_for_keepers(request)
    found = company(slug)
    if found is None:
        raise Http404
    context = {
        "firm": found,
        "why": in_language(found.why),
        "facts": [(TOPICS[fact.topic], in_language(fact.texts), fact) for fact in found.facts],
        "contradictory": [in_language(texts) for texts in found.contradictory],
        "unknown": [in_language(texts) for texts in found.unknown],
        "template": card_of(found.template),
        "documented": documented_of(found),
    }
    return render(request, "web/programmes/company.html", context)
