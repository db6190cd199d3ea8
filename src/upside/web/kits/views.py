from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.learning import actions, queries
from upside.learning.models import Kit, KitCopy
from upside.web.kits.forms import ApproveForm, CopyForm, HideForm, LookForm, ShareForm
from upside.web.kits.pages import copy_page, kit_page, library_page
from upside.web.requests import MemberRequest, standing_here
from upside.web.wording import warn

__all__ = [
    "adopt", "approve", "approve_copy", "copy", "drop", "edit", "hide", "kit", "library",
    "make_copy", "share", "show", "withdraw",
]  # fmt: skip

REFUSED = 409


@require_GET
@login_required
def library(request: MemberRequest) -> HttpResponse:
    _reader(request)
    return render(request, "web/kits/list.html", library_page(LookForm(request.GET), request.user))


@require_GET
@login_required
def kit(request: MemberRequest, kit_id: int) -> HttpResponse:
    found, oversees = _kit(request, kit_id), _reader(request)
    return render(request, "web/kits/kit.html", kit_page(found, request.user, oversees=oversees))


@require_POST
@login_required
def make_copy(request: MemberRequest, kit_id: int) -> HttpResponse:
    language = (get_language() or "en")[:2]
    made = actions.copy_kit(
        _kit(request, kit_id), language=language, by=request.user, at=timezone.now()
    )
    return redirect("kits:edit", made.pk)


@require_POST
@login_required
def approve(request: MemberRequest, kit_id: int) -> HttpResponse:
    found = _kit(request, kit_id)
    return _approved(request, found, redirect("kits:kit", found.pk))


@require_GET
@login_required
def copy(request: MemberRequest, copy_id: int) -> HttpResponse:
    found, oversees = _visible(request, copy_id), _reader(request)
    return render(request, "web/kits/copy.html", copy_page(found, request.user, oversees=oversees))


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = _own(request, copy_id)
    initial = CopyForm.initial_of(found.content)
    form = CopyForm(request.POST or None, initial=initial, kit=found.kit)
    if form.is_bound and form.is_valid():
        try:
            actions.change_copy(found, form.content(found.language), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            warn(request, form)
            messages.success(request, _("Kept. This copy is yours."))
            return redirect("kits:copy", found.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "web/kits/edit.html", {"copy": found, "form": form}, status=status)


@require_POST
@login_required
def share(request: MemberRequest, copy_id: int) -> HttpResponse:
    found, form = _own(request, copy_id), ShareForm(request.POST)
    is_named = form.is_valid() and form.cleaned_data["is_named"]

    def change(at: datetime) -> None:
        actions.share_copy(found, is_named=is_named, at=at)

    return _done(request, change, _("Shared. You can take it back at any time."), found)


@require_POST
@login_required
def withdraw(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = actions.withdraw_copy(_own(request, copy_id))
    messages.success(request, _("Taken back. Only you see it now."))
    return redirect("kits:copy", found.pk)


@require_POST
@login_required
def drop(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = _own(request, copy_id)
    actions.drop_copy(found)
    messages.success(request, _("Your copy is deleted."))
    return redirect("kits:kit", found.kit_id)


@require_POST
@login_required
def adopt(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = _visible(request, copy_id)
    try:
        made = actions.adopt_copy(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("kits:kit", found.kit_id)
    messages.success(request, _("Adopted. This copy is yours now, to change as you like."))
    return redirect("kits:copy", made.pk)


@require_POST
@login_required
def hide(request: MemberRequest, copy_id: int) -> HttpResponse:
    found, form = _overseen(request, copy_id), HideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def change(at: datetime) -> None:
        actions.hide_copy(found, reason, by=request.user, at=at)

    return _done(request, change, _("Hidden. Its author reads why."), found)


@require_POST
@login_required
def show(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = _overseen(request, copy_id)
    actions.show_copy(found, by=request.user, at=timezone.now())
    messages.success(request, _("Everybody sees it again."))
    return redirect("kits:copy", found.pk)


@require_POST
@login_required
def approve_copy(request: MemberRequest, copy_id: int) -> HttpResponse:
    found = _overseen(request, copy_id)
    return _approved(request, found, redirect("kits:copy", found.pk))


def _approved(request: MemberRequest, found: Kit | KitCopy, back: HttpResponse) -> HttpResponse:
    if not _reader(request):
        raise Http404
    form = ApproveForm(request.POST)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {"expert": "", "seen": ""}
    try:
        actions.approve(found, **said, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted. It holds for this very text."))
    return back


def _done(
    request: MemberRequest, change: Callable[[datetime], object], said: str, found: KitCopy
) -> HttpResponse:
    try:
        change(timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("kits:copy", found.pk)


def _reader(request: MemberRequest) -> bool:
    """Tell whether whoever asks oversees the kits; not found for those who do not read them."""
    standing = standing_here(request, request.user)
    if not standing.reads_kits:
        raise Http404
    return standing.runs_programmes or standing.is_administrator


def _kit(request: MemberRequest, kit_id: int) -> Kit:
    _reader(request)
    return get_object_or_404(queries.all_kits(), pk=kit_id)


def _visible(request: MemberRequest, copy_id: int) -> KitCopy:
    oversees = _reader(request)
    read: Callable[..., QuerySet[KitCopy]] = (
        queries.copies_run_by if oversees else queries.copies_visible_to
    )
    return get_object_or_404(read(request.user), pk=copy_id)


def _own(request: MemberRequest, copy_id: int) -> KitCopy:
    _reader(request)
    return get_object_or_404(queries.copies_of(request.user), pk=copy_id)


def _overseen(request: MemberRequest, copy_id: int) -> KitCopy:
    if not _reader(request):
        raise Http404
    return get_object_or_404(queries.copies_run_by(request.user), pk=copy_id)
