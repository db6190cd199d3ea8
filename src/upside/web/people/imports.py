from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from upside.kernel.errors import Refused
from upside.people import actions
from upside.people.imports.keeping import n_cut_off
from upside.people.imports.outcome import Choices
from upside.people.imports.problems import problems_csv
from upside.people.models import PeopleImport
from upside.programmes import queries
from upside.programmes.actions import start_import
from upside.web.people.forms import ApplyForm, UploadForm
from upside.web.people.leaving import leaving_page
from upside.web.people.looks import MappingPage, checked_page, kept_problems
from upside.web.people.under_way import under_way_page
from upside.web.people.uploads import on_disk
from upside.web.requests import MemberRequest

__all__ = ["apply", "check", "drop", "faults", "leaving", "mapping", "reactivate", "stop", "upload"]

State = PeopleImport.State
OVER = {State.APPLIED, State.DROPPED}
KEPT = ("faults", "warned")


def _own(request: MemberRequest, import_id: int) -> PeopleImport:
    return get_object_or_404(queries.imports_run_by(request.user), pk=import_id)


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: MemberRequest) -> HttpResponse:
    if not queries.keeps_the_roster(request.user):
        raise Http404
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with on_disk(file) as path:
                received = actions.receive_file(
                    path, name=file.name, by=request.user, at=timezone.now()
                )
            return redirect("people:mapping", received.pk)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    begun = queries.imports_run_by(request.user).exclude(state__in=OVER)[:5]
    status = 409 if form.is_bound else 200
    return render(request, "web/people/upload.html", {"form": form, "begun": begun}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def mapping(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    if import_.state in OVER | {State.RUNNING}:
        return redirect("people:check", import_.pk)
    try:
        page = MappingPage(import_, request.POST if request.method == "POST" else None)
        if page.is_confirmed:
            choices = Choices(
                leavers="keep",
                keep=queries.people_with_a_role(),
                partners=queries.partner_units(),
            )
            actions.check_import(
                import_, page.mapping(), choices, by=request.user, at=timezone.now()
            )
            return redirect("people:check", import_.pk)
    except actions.Unreadable as refusal:
        messages.error(request, str(refusal))
        return redirect("people:upload")
    except Refused as refusal:
        page.refusal = str(refusal)
    return render(request, "web/people/mapping.html", page.context(), status=page.status)


@require_GET
@login_required
def check(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    if import_.state == State.UPLOADED:
        return redirect("people:mapping", import_.pk)
    if import_.state == State.DROPPED:
        messages.info(request, _("This file was dropped. Bring it in again."))
        return redirect("people:upload")
    if import_.state == State.RUNNING and not (request.htmx and import_.is_lost):
        template = "web/people/under_way.html" + ("#progress" if request.htmx else "")
        return render(request, template, under_way_page(import_, at=timezone.now()))
    if request.htmx:  # it was under way when the page began to ask
        return HttpResponseClientRefresh()
    template = "result" if import_.state == State.APPLIED else "check"
    return render(request, f"web/people/{template}.html", checked_page(import_))


@require_POST
@login_required
def apply(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how to import, then try again."))
        return redirect("people:check", import_.pk)
    if import_.state == State.CHECKED and (page := _to_confirm(import_, form)):
        if not form.cleaned_data["agreed"]:
            asked = {name: form.cleaned_data[name] for name in ("revision", "lines", "leavers")}
            return redirect(f"{reverse('people:leaving', args=[import_.pk])}?{urlencode(asked)}")
        return render(request, "web/people/leaving.html", page, status=409)
    choices = form.choices(queries.people_with_a_role(), queries.partner_units())
    revision = form.cleaned_data["revision"]
    try:
        start_import(import_, choices, revision=revision, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:check", import_.pk)


@require_GET
@login_required
def leaving(request: MemberRequest, import_id: int) -> HttpResponse:
    """Ask before people are deactivated, on a page that can be gone back to."""
    import_ = _own(request, import_id)
    form = ApplyForm(request.GET)
    page = _to_confirm(import_, form) if form.is_valid() else None
    if import_.state != State.CHECKED or page is None:
        return redirect("people:check", import_.pk)
    return render(request, "web/people/leaving.html", page)


def _to_confirm(import_: PeopleImport, form: ApplyForm) -> dict[str, Any] | None:
    """Return the page that asks before people are deactivated; None once its number is agreed."""
    page = leaving_page(import_, form.leavers_said)
    chosen = page["chosen"]
    if form.agrees_to(chosen.n, is_few=chosen.is_few):
        return None
    return page | {"said": form.cleaned_data}


@require_POST
@login_required
def stop(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    try:
        actions.stop_import(import_, by=request.user, at=timezone.now())
        messages.success(request, _("The import is stopped. Nothing of it was written."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:check", import_.pk)


@require_POST
@login_required
def reactivate(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    try:
        n = actions.reactivate_leavers(import_, by=request.user, at=timezone.now())
        sentence = ngettext("%(n)s person is active again.", "%(n)s people are active again.", n)
        messages.success(request, sentence % {"n": n})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:check", import_.pk)


@require_GET
@login_required
def faults(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    weighed = [(_("fault"), fault) for fault in kept_problems(import_, "faults")]
    weighed += [(_("warning"), warning) for warning in kept_problems(import_, "warned")]
    name = f"upside-import-{import_.pk}.csv"
    return HttpResponse(
        problems_csv(weighed, n_cut_off=sum(n_cut_off(import_.outcome, w) for w in KEPT)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@login_required
def drop(request: MemberRequest, import_id: int) -> HttpResponse:
    import_ = _own(request, import_id)
    try:
        actions.drop_import(import_, by=request.user, at=timezone.now())
        messages.success(request, _("The file was dropped and its copy deleted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:upload")
