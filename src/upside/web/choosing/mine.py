from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions, queries
from upside.matching.queries import ShortList
from upside.programmes.models import Enrolment
from upside.web.choosing.forms import InviteForm, RankForm
from upside.web.choosing.pages import list_page, people_of
from upside.web.requests import MemberRequest
from upside.web.wording import warn


@require_GET
@login_required
def short_list(request: MemberRequest, place_id: int) -> HttpResponse:
    found = _list_or_404(request, place_id)
    return _page(request, found, _rank_form(found))


@require_POST
@login_required
def invite(request: MemberRequest, place_id: int) -> HttpResponse:
    found = _list_or_404(request, place_id)
    form = InviteForm(request.POST)
    other = next(
        (one for one in people_of(found) if str(one.pk) == request.POST.get("other", "")), None
    )
    if not form.is_valid() or other is None:
        form.add_error(None, _("Choose somebody who is on your short list now."))
        return _page(request, found, None, invited=form, status=422)
    try:
        made = actions.invite_to_pair(
            found.place, other, at=timezone.now(), message=form.cleaned_data["message"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, None, invited=form, status=409)
    warn(request, form)
    messages.success(request, _("%(name)s has your invitation.") % {"name": other.name})
    return redirect("matching:proposal", made.pk)


@require_POST
@login_required
def rank(request: MemberRequest, place_id: int) -> HttpResponse:
    found = _list_or_404(request, place_id)
    form = _rank_form(found, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.rank_list(found.place, form.said, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=409)
    messages.success(request, _("Kept. Only you can read what you said."))
    return redirect("choosing:list", found.place.pk)


@require_POST
@login_required
def withdraw(request: MemberRequest, proposal_id: int) -> HttpResponse:
    asked = queries.proposals_of(request.user).filter(asked_by=request.user)
    found = get_object_or_404(asked, pk=proposal_id)
    try:
        actions.withdraw_invitation(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:proposal", found.pk)


def _list_or_404(request: MemberRequest, place_id: int) -> ShortList:
    place: Enrolment = get_object_or_404(queries.places_with_list(request.user), pk=place_id)
    found = queries.short_list_of(place)
    if found is None:
        raise Http404
    return found


def _rank_form(found: ShortList, data: object = None) -> RankForm | None:
    if not found.plan.is_ranked:
        return None
    return RankForm(data, people_of(found), queries.ranks_of_list(found.place))


def _page(
    request: MemberRequest,
    found: ShortList,
    ranks: RankForm | None,
    invited: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = list_page(found, ranks=ranks, invited=invited, at=timezone.now())
    return render(request, "web/choosing/list.html", page, status=status)
