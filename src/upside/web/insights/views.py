from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upside.insights.endings import endings_of
from upside.insights.export import report_sheet
from upside.insights.objectives import objectives_of
from upside.insights.queries import reports_visible_to
from upside.insights.report import report_of
from upside.web.insights.charts import drawings_of
from upside.web.requests import MemberRequest


@require_GET
@login_required
def report(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(reports_visible_to(request.user), pk=cohort_id)
    figures = report_of(cohort)
    context = {
        "cohort": cohort,
        "report": figures,
        "drawings": drawings_of(figures),
        "objectives": objectives_of(figures),
    }
    return render(request, "web/insights/report.html", context)


@require_GET
@login_required
def endings(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(reports_visible_to(request.user), pk=cohort_id)
    context = {"cohort": cohort, "endings": endings_of(cohort)}
    return render(request, "web/insights/endings_page.html", context)


@require_GET
@login_required
def report_file(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(reports_visible_to(request.user), pk=cohort_id)
    name = _("%(programme)s-%(cohort)s-report.csv") % {
        "programme": cohort.programme.slug,
        "cohort": cohort.pk,
    }
    # the mark at the start tells Excel that the file is UTF-8
    answer = HttpResponse("\ufeff" + report_sheet(report_of(cohort)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
