from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upside.matching.queries import meetings_run_by
from upside.programmes.queries import cohorts_run_by
from upside.web.meetings import pages
from upside.web.requests import MemberRequest


@require_GET
@login_required
def meetings(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    with pages.company_time():
        page = pages.list_page(cohort, request.user, at=timezone.now())
        return render(request, "web/meetings/list.html", page)


@require_GET
@login_required
def meeting(request: MemberRequest, meeting_id: int) -> HttpResponse:
    found = get_object_or_404(meetings_run_by(request.user), pk=meeting_id)
    with pages.company_time():
        page = pages.meeting_page(found, at=timezone.now())
        return render(request, "web/meetings/meeting.html", page)


@require_GET
@login_required
def people(request: MemberRequest, meeting_id: int) -> HttpResponse:
    found = get_object_or_404(meetings_run_by(request.user), pk=meeting_id)
    with pages.company_time():
        page = pages.people_page(found, at=timezone.now())
        return render(request, "web/meetings/people.html", page)


@require_GET
@login_required
def printed(request: MemberRequest, meeting_id: int) -> HttpResponse:
    found = get_object_or_404(meetings_run_by(request.user), pk=meeting_id)
    with pages.company_time():
        return render(request, "web/meetings/print.html", pages.print_page(found))
