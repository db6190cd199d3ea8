from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from upside.kernel.errors import Refused
from upside.pairs.queries.farewells import asks_again
from upside.programmes import queries
from upside.programmes.actions import InviteOutcome, invite_many
from upside.programmes.models import Cohort, Enrolment
from upside.web.programmes.editor.reading import rows_of_section
from upside.web.programmes.forms import FilterForm, InviteForm
from upside.web.requests import MemberRequest

__all__ = ["invite"]

PEOPLE_A_PAGE = 20


@require_http_methods(["GET", "POST"])
@login_required
def invite(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    filters = FilterForm(request.GET, queries.people_to_invite(request.user, cohort))
    everyone = queries.roster_visible_to(request.user)
    form = InviteForm(request.POST or None, filters, everyone, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, cohort, filters, form)
    chosen, role = form.chosen(), form.cleaned_data["role"]
    if form.cleaned_data["everybody"] and "sure" not in request.POST:
        return _page(request, cohort, filters, form, n_meant=len({one.pk for one in chosen}))
    try:
        outcome = invite_many(cohort, chosen, role, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, cohort, filters, form)
    done, *others = _told(outcome)
    (messages.success if outcome.invited else messages.warning)(request, done)
    for sentence in others:
        messages.warning(request, sentence)
    return redirect("programmes:cohort" if outcome.invited else "programmes:invite", cohort.pk)


def _page(
    request: MemberRequest,
    cohort: Cohort,
    filters: FilterForm,
    form: InviteForm,
    n_meant: int = 0,
) -> HttpResponse:
    """Show the page; with ``n_meant`` it asks whether so many people shall be written to."""
    found = filters.found()
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    role = request.POST.get("role") or request.GET.get("as")
    asked = filters.cleaned_data["q"] if filters.is_valid() and not page.object_list else ""
    context = {
        "cohort": cohort,
        "who": rows_of_section(cohort.settings, ["who"]),
        "partners": queries.guests_among(cohort.settings),
        "filters": filters,
        "form": form,
        "n_meant": n_meant,
        "page": page,
        "n_without_mail": found.filter(email__isnull=True).count(),
        "role": role if role in Enrolment.Role.values else "",
        "alumni": (alumni := asks_again(cohort)),
        "again": {one.pk for one in alumni},
        "placed": queries.placed_like(request.user, cohort, asked),
        "ticked": set(request.POST.getlist("people")) if form.is_bound else set(),
    }
    status = 409 if form.is_bound and not n_meant else 200
    return render(request, "web/programmes/invite.html", context, status=status)


def _told(outcome: InviteOutcome) -> list[str]:
    """Say what an invitation did, each count in its own sentence."""
    n = outcome.invited
    said = [
        _("Nobody new was invited, and no mail was sent.")
        if not n
        else ngettext(
            "%(n)s person is invited and gets a mail.",
            "%(n)s people are invited and get a mail.",
            n,
        )
        % {"n": n}
    ]
    if outcome.already:
        said.append(_("Had a place already: %(n)s.") % {"n": outcome.already})
    if outcome.without_mail:
        said.append(_("Not invited for want of a mail: %(n)s.") % {"n": outcome.without_mail})
    if outcome.left:
        said.append(_("Have left the company: %(n)s.") % {"n": outcome.left})
    if outcome.not_meant:
        said.append(
            _("Not invited, because the programme means others on this side: %(n)s.")
            % {"n": outcome.not_meant}
        )
    return said
