"""What the auditor reads of rules and changes, and the administrator of the product's health."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upside.programmes.queries import log_visible_to
from upside.web.audit.forms import SubjectForm
from upside.web.audit.health import health
from upside.web.audit.reading import chain_of, entries_about, told
from upside.web.audit.rules import audited_by
from upside.web.requests import MemberRequest, standing_here

ENTRIES = 50


@login_required
@require_GET
def log(request: MemberRequest) -> HttpResponse:
    if not standing_here(request, request.user).may_audit:
        raise Http404
    form = SubjectForm(request.GET)
    about = form.cleaned_data["subject"] if form.is_valid() else ""
    page = Paginator(entries_about(about, log_visible_to(request.user)), ENTRIES).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {"form": form, "page": page, "about": about}
    context["lines"] = told(page)
    context["chain"] = chain_of(is_asked="check" in request.GET)
    return render(request, "web/audit/log.html", context)


@login_required
@require_GET
def rules(request: MemberRequest) -> HttpResponse:
    if not standing_here(request, request.user).may_audit:
        raise Http404
    return render(request, "web/audit/rules.html", {"programmes": audited_by(request.user)})


@login_required
@require_GET
def system(request: MemberRequest) -> HttpResponse:
    if not standing_here(request, request.user).is_administrator:
        raise Http404
    return render(request, "web/audit/system.html", {"health": health(at=timezone.now())})
