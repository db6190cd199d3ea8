"""What somebody sees when a page cannot be had: always in their language, with a way on."""

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("upside.web")


def not_found(request: HttpRequest, *_exception: Exception, **_named: Exception) -> HttpResponse:
    return render(request, "web/front/not_found.html", status=404)


def forbidden(request: HttpRequest, *_exception: Exception, **_named: Exception) -> HttpResponse:
    return render(request, "web/front/not_found.html", status=403)


def bad_request(request: HttpRequest, *_exception: Exception, **_named: Exception) -> HttpResponse:
    return render(request, "web/front/bad_request.html", status=400)


def stale_form(request: HttpRequest, **_reason: str) -> HttpResponse:
    return render(request, "web/front/stale_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    reference = uuid.uuid4().hex[:8]
    log.error("page %s failed, reference %s", request.path, reference)
    return render(request, "web/front/broken.html", {"reference": reference}, status=500)
