from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upside.people import queries as people
from upside.programmes import queries
from upside.web.people.forms import FilterForm
from upside.web.requests import MemberRequest

__all__ = ["people_list"]

PEOPLE_A_PAGE = 50


@require_GET
@login_required
def people_list(request: MemberRequest) -> HttpResponse:
    if not queries.keeps_the_roster(request.user):
        raise Http404
    roster = queries.roster_visible_to(request.user)
    form = FilterForm(request.GET)
    found = people.found_among(roster, **form.asked())
    context = {
        "counts": people.counts_of(roster),
        "form": form,
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "web/people/list.html", context)
