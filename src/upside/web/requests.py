"""What every page shares: the typed request, the person's language, the frame around the page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from upside.people.models import Person
from upside.programmes import queries as programmes
from upside.web.navigation import entries_for

__all__ = [
    "LANGUAGE_OF_SESSION",
    "THEMES",
    "MemberRequest",
    "here",
    "language_of_the_person",
    "shell",
    "standing_here",
]

LANGUAGE_OF_SESSION = "language"  # whoever tries the demo keeps their own
THEMES = ("light", "dark")


class KeyConverter:
    """``<key:name>`` in a path: an id of up to 18 digits, which every database can look for."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(KeyConverter, "key")


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in: ``user`` is the person themselves."""

    user: Person
    htmx: HtmxDetails


def language_of_the_person(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show pages in the language and dates in the time zone that the signed-in person chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            return get_response(request)
        chosen = request.session.get(LANGUAGE_OF_SESSION) or person.ui_language
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        with timezone.override(_zone_of(person)):
            return get_response(request)

    return middleware


def _zone_of(person: Person) -> ZoneInfo | None:
    """Return the person's time zone; None, which is the company's, where it is unknown."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs around every page."""
    person = getattr(request, "user", None)
    theme = request.COOKIES.get("upside_theme", "")
    frame: dict[str, Any] = {
        "company": settings.COMPANY,
        "is_demo": settings.DEMO,
        "here": here(request),
        "other_language": "en" if translation.get_language() == "fr" else "fr",
        "theme": theme if theme in THEMES else "",
    }
    if isinstance(person, Person):
        standing = standing_here(request, person)
        frame |= {"standing": standing, "navigation": entries_for(standing, request.path)}
    return frame


def standing_here(request: HttpRequest, person: Person) -> programmes.Standing:
    """Return what ``person`` is here; asked of the database once a page."""
    kept = getattr(request, "standing", None)
    if not isinstance(kept, programmes.Standing):
        kept = programmes.standing_of(person)
        request.standing = kept  # type: ignore[attr-defined]
    return kept


def here(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or the one that a form or htmx was on."""
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
