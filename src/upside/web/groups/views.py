from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.pairs.actions.groups import add_to_group, form_group, rename_group
from upside.pairs.models import Group
from upside.pairs.queries.groups import groups_of, groups_run_by, may_meet_together, members_of
from upside.programmes import queries
from upside.programmes.models import Cohort
from upside.sessions.actions import (
    DateInDoubt,
    book_gatherings,
    dissolve_group,
    part_from_group,
)
from upside.web.groups.forms import NameForm, NewGroupForm, PairForm
from upside.web.groups.pages import group_page, groups_page
from upside.web.pairs.forms import BookForm
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422


@require_http_methods(["GET", "POST"])
@login_required
def groups(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    if request.method == "GET":
        return render(request, "web/groups/list.html", groups_page(cohort))
    form = _new_form(request, cohort)
    if not form.is_valid():
        return _again(request, cohort, form, UNCLEAR)
    try:
        group = form_group(
            cohort,
            form.chosen,
            name=form.cleaned_data["name"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, cohort, form, REFUSED)
    said = _("%(group)s meets together from now on. Everybody in it is told by mail.")
    messages.success(request, said % {"group": group.name})
    return redirect("groups:list", cohort.pk)


def _new_form(request: MemberRequest, cohort: Cohort) -> NewGroupForm:
    """Return the form as it was sent, with the pairs of the mentor it was sent for."""
    sent = set(request.POST.getlist("pairs"))
    free = [pairs for _mentor, pairs in may_meet_together(cohort)]
    of_one = next((some for some in free if sent & {str(pair.pk) for pair in some}), None)
    of_one = of_one or next(iter(free), [])
    mentor = of_one[0].mentor_id if of_one else 0
    return NewGroupForm(request.POST, pairs=of_one, auto_id=f"id_{mentor}_%s")


def _again(request: MemberRequest, cohort: Cohort, form: NewGroupForm, status: int) -> HttpResponse:
    page = groups_page(cohort, form)
    is_drawn = any(one.form is form for one in page["candidates"])
    if not is_drawn:
        messages.error(request, _("These pairs are not to be chosen any more. Here is how it is."))
    return render(request, "web/groups/list.html", page, status=status)


@require_GET
@login_required
def group(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_of(request.user), pk=group_id)
    page = group_page(found, request.user, at=timezone.now())
    return render(request, "web/groups/group.html", page)


@require_POST
@login_required
def book(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_of(request.user).filter(mentor=request.user), pk=group_id)
    form = BookForm(request.POST)
    if not form.is_valid():
        return _booking_again(request, found, form, UNCLEAR)
    try:
        booked = book_gatherings(
            found,
            starts=form.chosen,
            place=form.cleaned_data["place"],
            by=request.user,
            at=timezone.now(),
            despite_busy=form.despite_busy,
        )
    except DateInDoubt as warning:
        return _booking_again(request, found, form, REFUSED, warning=str(warning))
    except Refused as error:
        return _booking_again(request, found, form, REFUSED, refusal=str(error))
    said = ngettext(
        "The date is booked. Everybody gets it by mail, for the calendar.",
        "%(n)s dates are booked. Everybody gets them by mail, for the calendar.",
        len(booked),
    )
    messages.success(request, said % {"n": len(booked)})
    return redirect("groups:group", found.pk)


def _booking_again(
    request: MemberRequest, group: Group, form: BookForm, status: int, **more: str
) -> HttpResponse:
    page = group_page(group, request.user, at=timezone.now(), form=form)
    return render(request, "web/groups/group.html", page | more, status=status)


@require_POST
@login_required
def rename(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_run_by(request.user), pk=group_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the group a name of at most 80 letters."))
        return _to_list(found)
    try:
        rename_group(found, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
        messages.success(request, _("Kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to_list(found)


@require_POST
@login_required
def add(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_run_by(request.user), pk=group_id)
    own = {mentor.pk: pairs for mentor, pairs in may_meet_together(found.cohort)}
    form = PairForm(request.POST, pairs=own.get(found.mentor_id, []))
    if not form.is_valid():
        messages.error(request, _("Choose a pair from the list."))
        return _to_list(found)
    try:
        pair = add_to_group(found, form.chosen, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s is in the group, from the next date that is booked.")
        messages.success(request, said % {"name": pair.mentee.name})
    return _to_list(found)


@require_POST
@login_required
def take_out(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_run_by(request.user), pk=group_id)
    form = PairForm(request.POST, pairs=members_of(found))
    if not form.is_valid():
        messages.info(request, _("This pair is not in the group any more."))
        return _to_list(found)
    pair = form.chosen
    part_from_group(found, pair, by=request.user, at=timezone.now())
    said = _("%(name)s is out of the group. Both of the pair are told by mail.")
    messages.success(request, said % {"name": pair.mentee.name})
    return _to_list(found)


@require_POST
@login_required
def dissolve(request: MemberRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(groups_run_by(request.user), pk=group_id)
    if dissolve_group(found, by=request.user, at=timezone.now()):
        said = _("%(group)s is dissolved. Its pairs go on, and everybody is told by mail.")
        messages.success(request, said % {"group": found.name})
    else:
        messages.info(request, _("This group was dissolved before."))
    return _to_list(found)


def _to_list(group: Group) -> HttpResponse:
    return redirect("groups:list", group.cohort_id)
