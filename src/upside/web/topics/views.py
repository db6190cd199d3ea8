from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upside.skills import queries
from upside.web.requests import MemberRequest
from upside.web.topics.forms import LookForm
from upside.web.topics.pages import catalogue_page, topic_page

__all__ = ["topic", "topic_list"]


@require_GET
@login_required
def topic_list(request: MemberRequest) -> HttpResponse:
    form = LookForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return render(request, "web/topics/list.html", catalogue_page(text) | {"form": form})


@require_GET
@login_required
def topic(request: MemberRequest, skill_id: int) -> HttpResponse:
    skill = queries.skill_by_key(skill_id)
    if skill is None:
        raise Http404
    return render(request, "web/topics/topic.html", topic_page(skill))
