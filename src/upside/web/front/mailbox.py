"""The mailbox of the demo: every mail that the product wrote, for anybody to read."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from upside.notices.models import Notice
from upside.notices.queries import kept_mails
from upside.web.front import demo
from upside.web.front.forms import MailboxForm

MAILS_A_PAGE = 50
MOST_WORDS = 5


@require_GET
@demo.only_in_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    form = MailboxForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    # by the day in the story: the demo company's mails were all sent in one minute
    mails = _about(kept_mails(), text).order_by("-queued_at", "-pk")
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/front/mailbox.html", {"page": page, "form": form, "text": text})


@require_GET
@demo.only_in_demo
def mail(request: HttpRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(kept_mails(), pk=notice_id)
    links = demo.links_of(notice)
    context = {
        "notice": notice,
        "links": [link for link in links if not link.is_tap],
        "taps": [link for link in links if link.is_tap],
    }
    return render(request, "web/front/mail.html", context)


def _about(mails: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Return those of ``mails`` whose subject or person holds every word of ``text``."""
    for word in text.split()[:MOST_WORDS]:
        mails = mails.filter(
            Q(subject__icontains=word)
            | Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(person__email__icontains=word)
        )
    return mails
