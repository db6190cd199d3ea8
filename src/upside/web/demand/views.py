from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upside.programmes import queries
from upside.programmes.demand_file import demand_sheet
from upside.programmes.models import Cohort
from upside.programmes.need_models import NeedSurvey
from upside.skills.queries import skill_by_code
from upside.web.demand.forms import SOURCES, WAYS, AskForm
from upside.web.demand.pages import map_page
from upside.web.requests import MemberRequest

__all__ = ["demand", "demand_csv"]


@require_GET
@login_required
def demand(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    survey = queries.told_survey_of(cohort, at=timezone.now())
    form = AskForm(request.GET, has_survey=survey is not None)
    way, source, code = form.said
    found = _map(cohort, way, source, survey)
    form.offer([(row.skill.code, row.skill.label) for row in found.rows])
    # answers of a survey do not say where anybody works
    skill = skill_by_code(code) if code and source != queries.Source.NEEDS else None
    context = {
        "cohort": cohort,
        "form": form,
        "way": WAYS[way],
        "source": SOURCES[source],
        **map_page(found),
        "places": queries.demand_places(cohort, skill, way, source) if skill else None,
    }
    return render(request, "web/demand/map.html", context)


def _map(
    cohort: Cohort, way: queries.Way, source: queries.Source, survey: NeedSurvey | None
) -> queries.DemandMap:
    asked = survey if source == queries.Source.NEEDS else None
    return queries.demand_map(cohort, way, source, survey=asked)


@require_GET
@login_required
def demand_csv(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    survey = queries.told_survey_of(cohort, at=timezone.now())
    _way, source, _code = AskForm(request.GET, has_survey=survey is not None).said
    maps = [_map(cohort, way, source, survey) for way in queries.Way]
    name = _("%(programme)s-%(cohort)s-demand.csv") % {
        "programme": cohort.programme.slug,
        "cohort": cohort.pk,
    }
    # the mark at the start tells Excel that the file is UTF-8
    answer = HttpResponse("\ufeff" + demand_sheet(maps), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
