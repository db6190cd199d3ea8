"""The first page, and the pages that tell how the product behaves."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from upside.people.models import Person
from upside.web.front import showcase, visibility
from upside.web.front.demo import guests
from upside.web.front.figures import figures
from upside.web.front.forms import MailForm
from upside.web.front.home import sections_for
from upside.web.requests import standing_here


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        sections = sections_for(
            request.user, standing_here(request, request.user), at=timezone.now()
        )
        return render(request, "web/front/home.html", {"sections": sections})
    context = {
        "form": MailForm(),
        "guests": guests() if settings.DEMO else [],
        # who is not signed in learns nothing of a real company
        "figures": figures() if settings.DEMO else None,
    }
    return render(request, "web/front/landing.html", context)


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    context = {
        "columns": visibility.COLUMNS.values(),
        "rows": visibility.table(visibility.ROWS),
        "later": visibility.table(visibility.LATER),
    }
    return render(request, "web/front/who_sees_what.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/front/accessibility.html")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "web/front/components.html", showcase.context())
