"""Two choices that anybody may make on any page: the language and the colours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from upside.notices.links import local_path
from upside.people.actions import choose_language
from upside.people.models import Language, Person
from upside.web.requests import LANGUAGE_OF_SESSION, THEMES

YEAR = 60 * 60 * 24 * 365


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    answer = HttpResponseRedirect(local_path(request.POST.get("next", "")))
    chosen = request.POST.get("language", "")
    if chosen in Language.values:
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
        if isinstance(request.user, Person):
            choose_language(request.user, Language(chosen))
            request.session.pop(LANGUAGE_OF_SESSION, None)
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    answer = redirect(local_path(request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _keep(answer, "upside_theme", chosen)
    else:
        answer.delete_cookie("upside_theme", samesite="Lax")
    return answer


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.IS_HTTPS
    )
