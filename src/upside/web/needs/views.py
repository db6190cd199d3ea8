from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.models import Cohort
from upside.programmes.need_models import NeedSurvey
from upside.web.needs.forms import AskForm, OpenForm, in_two_weeks
from upside.web.programmes.forms import FilterForm
from upside.web.requests import MemberRequest

__all__ = ["ask", "close", "open_survey", "survey"]


def _cohort(request: MemberRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)


def _open_one(request: MemberRequest, cohort: Cohort) -> NeedSurvey | None:
    """Return the survey of ``cohort`` that takes answers now, if there is one."""
    found = queries.need_surveys_run_by(request.user, cohort)
    return next((one for one in found if queries.is_open(one, at=timezone.now())), None)


@require_GET
@login_required
def survey(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _page(request, _cohort(request, cohort_id))


@require_POST
@login_required
def open_survey(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    form = OpenForm(request.POST)
    if form.is_valid():
        last = form.cleaned_data["closes_on"]
        try:
            actions.open_need_survey(cohort, closes_on=last, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("closes_on", str(refusal))
        else:
            messages.success(request, _("The survey is open. Choose whom to ask."))
            return redirect("needs:survey", cohort.pk)
    return _page(request, cohort, opening=form)


@require_POST
@login_required
def ask(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    found = _open_one(request, cohort)
    if found is None:
        messages.error(request, _("No survey is open. Open one first."))
        return redirect("needs:survey", cohort.pk)
    filters = FilterForm(request.GET, queries.people_to_ask(request.user, cohort, found))
    form = AskForm(request.POST, filters, queries.roster_visible_to(request.user))
    if not form.is_valid():
        return _page(request, cohort, asking=form)
    try:
        asked = actions.ask_about_needs(found, form.chosen(), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        for sentence in _told(asked):
            messages.success(request, sentence)
    return redirect("needs:survey", cohort.pk)


@require_POST
@login_required
def close(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    found = _open_one(request, cohort)
    if found is not None:
        actions.close_need_survey(found, by=request.user, at=timezone.now())
        messages.success(request, _("The survey is closed. Its link takes no more answers."))
    return redirect("needs:survey", cohort.pk)


def _page(
    request: MemberRequest,
    cohort: Cohort,
    *,
    opening: OpenForm | None = None,
    asking: AskForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    surveys = list(queries.need_surveys_run_by(request.user, cohort))
    current = next((one for one in surveys if queries.is_open(one, at=at)), None)
    filters = FilterForm(request.GET, queries.people_to_ask(request.user, cohort, current))
    everyone = queries.roster_visible_to(request.user)
    context = {
        "cohort": cohort,
        "current": current,
        "former": [one for one in surveys if one != current],
        "told": queries.told_survey_of(cohort, at=at),
        "smallest": queries.SMALLEST_GROUP,
        "opening": opening or OpenForm(initial=in_two_weeks(timezone.localdate())),
        "filters": filters,
        "asking": asking or AskForm(None, filters, everyone),
        "n_found": filters.found().filter(email__isnull=False).count() if current else 0,
    }
    status = 409 if opening or asking else 200
    return render(request, "web/needs/survey.html", context, status=status)


def _told(asked: actions.Asked) -> list[str]:
    """Say what asking did, each count in its own sentence."""
    n = asked.asked
    said = [
        ngettext("%(n)s person gets a mail.", "%(n)s people get a mail.", n) % {"n": n}
        if n
        else _("Nobody new was asked, and no mail was sent.")
    ]
    if asked.already:
        said.append(_("Asked before: %(n)s.") % {"n": asked.already})
    if asked.without_mail:
        said.append(_("Not asked for want of a mail: %(n)s.") % {"n": asked.without_mail})
    return said
