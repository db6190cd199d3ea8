"""The mail to one's manager: look at the very words, then send them, or use one's own mail."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.notices.actions import language_for
from upside.programmes.models import Enrolment
from upside.programmes.queries import enrolments_of
from upside.sessions.actions.manager_notice import (
    ManagerMail,
    NotSent,
    look_of,
    mails_to_managers,
    preview_for_manager,
    refuse_stranger,
    takes_part,
    tell_manager,
)
from upside.web.places.manager_forms import ManagerForm, SendForm
from upside.web.requests import MemberRequest

__all__ = ["manager", "mine", "send"]

CHOICE = "manager_mail"  # kept in the session, so that no address stands in an address
UNCLEAR = 422
FEW = 10
SIGN = "\n-- \n"


@require_GET
@login_required
def mine(request: MemberRequest, cohort_id: int) -> HttpResponse:
    place = get_object_or_404(enrolments_of(request.user), cohort=cohort_id)
    return redirect("places:manager", place.pk)


@require_http_methods(["GET", "POST"])
@login_required
def manager(request: MemberRequest, place_id: int) -> HttpResponse:
    at = timezone.now()
    place = _own_or_404(request, place_id, at)
    if request.method == "GET":
        return _page(request, place, ManagerForm(initial=_chosen(request, place)), at)
    form = ManagerForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form, at, status=UNCLEAR)
    request.session[CHOICE] = {"place": place.pk, **form.cleaned_data}
    return redirect("places:manager", place.pk)


@require_POST
@login_required
def send(request: MemberRequest, place_id: int) -> HttpResponse:
    at = timezone.now()
    place = _own_or_404(request, place_id, at)
    form = SendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Look at the words once more, then send them."))
        return redirect("places:manager", place.pk)
    seen = form.cleaned_data["seen"]
    try:
        is_new = tell_manager(place, form.mail, seen=seen, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Sent.") if is_new else _("These words went out today already; nothing was sent.")
        messages.success(request, said)
    return redirect("places:manager", place.pk)


def _own_or_404(request: MemberRequest, place_id: int, at: datetime) -> Enrolment:
    place = get_object_or_404(enrolments_of(request.user), pk=place_id)
    if not takes_part(place, at=at):
        raise Http404
    return place


def _chosen(request: MemberRequest, place: Enrolment) -> dict[str, Any]:
    """Return what the person chose last; before that, what the HR file knows of the manager."""
    kept = request.session.get(CHOICE, {})
    if kept.get("place") == place.pk:
        return {name: kept.get(name, "") for name in ManagerForm.base_fields}
    known = place.person.manager
    if known is None or not known.is_active or not known.email:
        return {"address": "", "language": language_for(place.person)}
    return {"address": known.email, "language": language_for(known)}


def _page(
    request: MemberRequest, place: Enrolment, form: ManagerForm, at: datetime, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "place": place,
        "form": form,
        "sent": list(mails_to_managers(place)[:FEW]),
    }
    chosen = form.initial
    if not form.is_bound and chosen["address"]:
        mail = ManagerMail(chosen["address"], chosen["language"], bool(chosen.get("with_days")))
        context |= _look(place, mail, at)
        if context.get("stranger"):  # shown once: the next visit begins with the HR file again
            request.session.pop(CHOICE, None)
    return render(request, "web/places/manager.html", context, status=status)


def _look(place: Enrolment, mail: ManagerMail, at: datetime) -> dict[str, Any]:
    """Return the words as they would go out, the form that sends them, and one's own mail."""
    preview = preview_for_manager(place, mail, at=at)
    if preview.mail is None:
        return {}
    words = preview.mail.text.partition(SIGN)[0]
    said = {
        "address": mail.address,
        "language": mail.language,
        "with_days": "on" if mail.with_days else "",
        "seen": look_of(preview),
    }
    own = f"mailto:{quote(mail.address)}?subject={quote(preview.mail.subject)}&body={quote(words)}"
    try:
        refuse_stranger(mail.address)
    except NotSent as refusal:
        stranger = str(refusal)
    else:
        stranger = ""
    return {
        "preview": preview,
        "stranger": stranger,
        "words": words,
        "said": said,
        "own": own,
    }
