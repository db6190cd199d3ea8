"""The page behind the link of a need survey: for whoever holds the link, signed in or not."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from upside.kernel.errors import Refused
from upside.notices.anonymous import key_of_token
from upside.programmes import actions, queries
from upside.programmes.need_models import NeedSurvey
from upside.skills.queries import listed
from upside.web.needs.forms import NeedsForm

__all__ = ["answer", "thanks"]


def _held(request: HttpRequest, survey_id: int, token: str) -> tuple[NeedSurvey, str]:
    """Return the survey and the key of the answer, for a link of ours; else there is no page.

    From here on nobody is signed in: neither the page nor anything behind it knows who reads it.
    """
    request.user = AnonymousUser()
    key = key_of_token(token, f"/needs/{survey_id}/")
    survey = queries.need_survey(survey_id) if key else None
    if key is None or survey is None:
        raise Http404
    return survey, key


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, survey_id: int, token: str) -> HttpResponse:
    survey, key = _held(request, survey_id, token)
    at = timezone.now()
    if not queries.is_open(survey, at=at):
        return render(request, "web/needs/closed.html", {"survey": survey}, status=410)
    kept = queries.items_of(key)
    form = NeedsForm(request.POST if request.method == "POST" else None, kept)
    if form.is_bound and form.is_valid():
        wants, offers = form.found["want"], form.found["offer"]
        try:
            actions.answer_need_survey(survey, key, wants=wants, offers=offers, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("needs:thanks", survey.pk, token)
    topics = sorted(skill.label for skill in listed())
    context = {"survey": survey, "form": form, "kept": kept, "topics": topics}
    status = 409 if form.is_bound else 200
    return render(request, "web/needs/answer.html", context, status=status)


@never_cache
@require_GET
def thanks(request: HttpRequest, survey_id: int, token: str) -> HttpResponse:
    survey, key = _held(request, survey_id, token)
    context = {
        "survey": survey,
        "token": token,
        "kept": queries.items_of(key),
        "is_open": queries.is_open(survey, at=timezone.now()),
    }
    return render(request, "web/needs/thanks.html", context)
