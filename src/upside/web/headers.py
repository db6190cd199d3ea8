"""Headers of every answer: what browsers may keep of it, and which of their senses it may use."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from upside.people.models import Person

__all__ = ["KEPT_NOWHERE", "NO_SENSES", "guard_answers"]

KEPT_NOWHERE = "private, no-store"
NO_SENSES = ", ".join(
    f"{sense}=()"
    for sense in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone",
        "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def guard_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let nobody keep a page of somebody who is signed in, and no page use camera or the like.

    A shared computer's back button then asks for the page anew, so that it shows what is true now,
    and the sign-in page after a sign-out. Style sheets, scripts and fonts are served before this.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_known = isinstance(request.user, Person)
        answer = get_response(request)
        answer.headers["Permissions-Policy"] = NO_SENSES
        if was_known or isinstance(request.user, Person):
            answer.headers["Cache-Control"] = KEPT_NOWHERE
        return answer

    return middleware
