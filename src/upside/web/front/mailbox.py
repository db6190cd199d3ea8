"""The mailbox of the demo: every mail that the product wrote, for anybody to read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from upside.notices.queries import kept_mails
from upside.web.front import demo


@require_GET
@demo.only_in_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(kept_mails(), 50).get_page(request.GET.get("page"))
    return render(request, "web/front/mailbox.html", {"page": page})


@require_GET
@demo.only_in_demo
def mail(request: HttpRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(kept_mails(), pk=notice_id)
    context = {"notice": notice, "links": demo.links_of(notice)}
    return render(request, "web/front/mail.html", context)
