from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upside.programmes import queries
from upside.programmes.demand_file import demand_sheet
from upside.skills.queries import skill_by_code
from upside.web.demand.forms import SOURCES, WAYS, AskForm
from upside.web.demand.pages import map_page
from upside.web.requests import MemberRequest

__all__ = ["demand", "demand_csv"]


@require_GET
@login_required
def demand(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    form = AskForm(request.GET)
    way, source, code = form.said
    found = queries.demand_map(cohort, way, source)
    form.offer([(row.skill.code, row.skill.label) for row in found.rows])
    skill = skill_by_code(code) if code else None
    context = {
        "cohort": cohort,
        "form": form,
        "way": WAYS[way],
        "source": SOURCES[source],
        **map_page(found),
        "places": queries.demand_places(cohort, skill, way, source) if skill else None,
    }
    return render(request, "web/demand/map.html", context)


@require_GET
@login_required
def demand_csv(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    _way, source, _code = AskForm(request.GET).said
    maps = [queries.demand_map(cohort, way, source) for way in queries.Way]
    name = _("%(programme)s-%(cohort)s-demand.csv") % {
        "programme": cohort.programme.slug,
        "cohort": cohort.pk,
    }
    # the mark at the start tells Excel that the file is UTF-8
    answer = HttpResponse("\ufeff" + demand_sheet(maps), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
