from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.people.imports.problems import problems_csv
from upside.people.imports.refusals import Unreadable
from upside.programmes import queries
from upside.programmes.actions import take_in_survey_file
from upside.skills import actions
from upside.skills.models import SurveyFile
from upside.web.people.uploads import on_disk
from upside.web.requests import MemberRequest
from upside.web.surveys.forms import ApplySurveyForm, QuestionsForm, SurveyUploadForm, TextsForm
from upside.web.surveys.pages import as_remembered, checked_page, proposed_for, questions_page

__all__ = ["apply", "check", "drop", "faults", "questions", "texts", "upload"]

State = SurveyFile.State
OVER = {State.APPLIED, State.DROPPED}


def _own(request: MemberRequest, survey_id: int) -> SurveyFile:
    return get_object_or_404(queries.surveys_run_by(request.user), pk=survey_id)


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: MemberRequest) -> HttpResponse:
    if not queries.keeps_the_roster(request.user):
        raise Http404
    is_sent = request.method == "POST"
    form = SurveyUploadForm(request.POST, request.FILES) if is_sent else SurveyUploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with on_disk(file) as path:
                received = actions.receive_survey(
                    path, name=file.name, by=request.user, at=timezone.now()
                )
            if as_remembered(received):
                messages.info(request, _("Known from the last export: everything is as you said."))
                return redirect("surveys:check", received.pk)
            return redirect("surveys:questions", received.pk)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    begun = queries.surveys_run_by(request.user).exclude(state__in=OVER)[:5]
    status = 409 if form.is_bound else 200
    return render(request, "web/surveys/upload.html", {"form": form, "begun": begun}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def questions(request: MemberRequest, survey_id: int) -> HttpResponse:
    survey = _own(request, survey_id)
    if survey.state in OVER:
        return redirect("surveys:check", survey.pk)
    refusal = ""
    try:
        proposed = proposed_for(survey)
        form = QuestionsForm(proposed, request.POST if request.method == "POST" else None)
        if form.is_valid():
            actions.explain_questions(survey, form.plan())
            return redirect("surveys:texts", survey.pk)
    except Unreadable as gone:
        messages.error(request, str(gone))
        return redirect("surveys:upload")
    except Refused as refused:
        refusal = str(refused)
    page = questions_page(survey, proposed, form) | {"refusal": refusal}
    status = 409 if form.is_bound else 200
    return render(request, "web/surveys/questions.html", page, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def texts(request: MemberRequest, survey_id: int) -> HttpResponse:
    survey = _own(request, survey_id)
    if survey.state in OVER:
        return redirect("surveys:check", survey.pk)
    if not survey.mapping:
        return redirect("surveys:questions", survey.pk)
    form = TextsForm(survey, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.decide_texts(survey, form.topics(), form.cleaned_data["rest"])
            return redirect("surveys:check", survey.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    page = {"survey": survey, "form": form}
    status = 409 if form.is_bound else 200
    return render(request, "web/surveys/texts.html", page, status=status)


@require_GET
@login_required
def check(request: MemberRequest, survey_id: int) -> HttpResponse:
    survey = _own(request, survey_id)
    if survey.state == State.DROPPED:
        messages.info(request, _("This survey was dropped. Bring it in again."))
        return redirect("surveys:upload")
    if survey.state == State.UPLOADED:
        return redirect("surveys:texts", survey.pk)
    template = "result" if survey.state == State.APPLIED else "check"
    return render(request, f"web/surveys/{template}.html", checked_page(survey))


@require_POST
@login_required
def apply(request: MemberRequest, survey_id: int) -> HttpResponse:
    survey = _own(request, survey_id)
    form = ApplySurveyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how to import, then try again."))
        return redirect("surveys:check", survey.pk)
    said = {
        "only_good": form.cleaned_data["lines"] == "good",
        "revision": form.cleaned_data["revision"],
    }
    try:
        take_in_survey_file(survey, **said, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:check", survey.pk)


@require_GET
@login_required
def faults(request: MemberRequest, survey_id: int) -> HttpResponse:
    page = checked_page(_own(request, survey_id))
    weighed = [(_("fault"), fault) for fault in page["all_faults"]]
    weighed += [(_("warning"), warning) for warning in page["all_warnings"]]
    name = f"upside-survey-{survey_id}.csv"
    return HttpResponse(
        problems_csv(weighed),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@login_required
def drop(request: MemberRequest, survey_id: int) -> HttpResponse:
    survey = _own(request, survey_id)
    try:
        actions.drop_survey(survey, by=request.user, at=timezone.now())
        messages.success(request, _("The survey was dropped and its copy deleted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:upload")
