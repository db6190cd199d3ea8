from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.models import RoleGrant
from upside.web.programmes.forms import TeamForm
from upside.web.requests import MemberRequest

__all__ = ["revoke", "team"]


@require_http_methods(["GET", "POST"])
@login_required
def team(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    asked = request.GET.get("role", "")
    form = TeamForm(request.POST or None, queries.roster_visible_to(request.user), role=asked)
    if request.method == "POST" and form.is_valid():
        person, role = form.cleaned_data["who"], form.cleaned_data["role"]
        try:
            actions.grant_role(
                person, role, programme=cohort.programme, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("who", str(refusal))
        else:
            said = {"name": person.name, "role": dict(RoleGrant.Role.choices)[role]}
            messages.success(request, _("%(name)s has this role now: %(role)s.") % said)
            # asked for by the launch page, which goes on from here
            back = "programmes:launch" if asked else "programmes:team"
            return redirect(back, cohort.pk)
    context = {
        "cohort": cohort,
        "form": form,
        "grants": queries.team_of(cohort.programme),
        "at_rest": queries.coaching_at_rest().filter(programme=cohort.programme),
    }
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/team.html", context, status=status)


@require_POST
@login_required
def revoke(request: MemberRequest, cohort_id: int, grant_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    grant = get_object_or_404(queries.team_of(cohort.programme), pk=grant_id)
    try:
        actions.revoke_role(grant, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s no longer has it.") % {"name": grant.person.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:team", cohort.pk)
