"""Redirects after forms: to a whole page, and after a sign-in back to the page of the form."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from upside.web.requests import here

__all__ = ["lead_to_pages"]


def lead_to_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Mend two redirects that would lead astray.

    Whoever sends a form after their session ended comes back, signed in, to the page of the form:
    the form's own address cannot be opened. And htmx would put the page it is led to inside the
    block that it asked for: it is told to go there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if not isinstance(answer, HttpResponseRedirectBase):
            return answer
        is_htmx = request.headers.get("HX-Request") == "true"
        is_sent = is_htmx or request.method == "POST"
        if is_sent and _asks_for_sign_in(answer.url):
            answer = redirect_to_login(here(request))
        return HttpResponseClientRedirect(answer.url) if is_htmx else answer

    return middleware


def _asks_for_sign_in(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path == resolve_url(settings.LOGIN_URL) and "next=" in parts.query
