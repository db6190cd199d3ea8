from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upside.feedback.actions import answer_suggestion, learn_from_suggestion, suggest
from upside.feedback.models import Suggestion
from upside.feedback.queries import (
    answers_for_all,
    programmes_to_suggest_to,
    suggestions_of,
    suggestions_run_by,
)
from upside.kernel.errors import Refused
from upside.programmes.queries import programmes_run_by
from upside.web.box.forms import AnswerSuggestionForm, SuggestForm
from upside.web.requests import MemberRequest

PAGE, FEW = 20, 50
UNCLEAR = 422


@require_http_methods(["GET", "POST"])
@login_required
def box(request: MemberRequest) -> HttpResponse:
    programmes = list(programmes_to_suggest_to(request.user))
    form = SuggestForm(request.POST if request.method == "POST" else None, programmes)
    if not programmes and not programmes_run_by(request.user).exists():
        raise Http404
    if form.is_bound and form.is_valid():
        programme = form.programmes[form.cleaned_data["programme"]]
        try:
            suggest(programme, **form.said, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The coordinators read it."))
            return redirect("box:box")
    run = Paginator(suggestions_run_by(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form if programmes else None,
        "own": list(suggestions_of(request.user)[:FEW]),
        "answers": list(answers_for_all(request.user)[:FEW]),
        "page": run,
    }
    return render(request, "web/box/box.html", context, status=UNCLEAR if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def suggestion(request: MemberRequest, suggestion_id: int) -> HttpResponse:
    found = get_object_or_404(suggestions_run_by(request.user), pk=suggestion_id)
    if request.method == "GET":
        form = AnswerSuggestionForm(initial={"text": found.answer or ""})
        return _page(request, found, form)
    form = AnswerSuggestionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=UNCLEAR)
    try:
        answer_suggestion(found, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=UNCLEAR)
    messages.success(request, _("The answer is kept."))
    return redirect("box:suggestion", found.pk)


@require_POST
@login_required
def lesson(request: MemberRequest, suggestion_id: int) -> HttpResponse:
    found = get_object_or_404(suggestions_run_by(request.user), pk=suggestion_id)
    learn_from_suggestion(found, by=request.user, at=timezone.now())
    messages.success(request, _("It stands in the lessons log, without a name."))
    return redirect("box:suggestion", found.pk)


def _page(
    request: MemberRequest, found: Suggestion, form: AnswerSuggestionForm, *, status: int = 200
) -> HttpResponse:
    context = {"suggestion": found, "form": form}
    return render(request, "web/box/suggestion.html", context, status=status)
