from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes import actions, queries
from upside.skills.models import TopicRequest
from upside.skills.queries import skill_by_code
from upside.web.requests import MemberRequest, standing_here
from upside.web.topics.asked import asked_page, word_page
from upside.web.topics.forms import AddForm, DropForm, LookForm, MapForm

__all__ = ["add", "asked", "drop", "map_", "word"]

Answer = Callable[[Any, TopicRequest, Person, datetime], object]


@require_GET
@login_required
def asked(request: MemberRequest) -> HttpResponse:
    if not standing_here(request, request.user).runs_programmes:
        raise Http404
    words = queries.asked_words(request.user)
    return render(request, "web/topics/asked.html", asked_page(words))


@require_GET
@login_required
def word(request: MemberRequest, request_id: int) -> HttpResponse:
    found = _request_of(request, request_id)
    form = LookForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return _word(request, found, text or found.text, {})


@require_POST
@login_required
def map_(request: MemberRequest, request_id: int) -> HttpResponse:
    def answer(form: MapForm, found: TopicRequest, by: Person, at: datetime) -> None:
        skill = skill_by_code(form.cleaned_data["skill"])
        if skill is None:
            raise Refused(_("The catalogue has no such topic. Choose one of the list."))
        actions.map_word(found, skill, by=by, at=at)

    return _answered(request, request_id, MapForm(request.POST), answer)


@require_POST
@login_required
def add(request: MemberRequest, request_id: int) -> HttpResponse:
    def answer(form: AddForm, found: TopicRequest, by: Person, at: datetime) -> None:
        way = form.cleaned_data["direction"]
        actions.add_asked_topic(found, form.labels, direction=way, by=by, at=at)

    return _answered(request, request_id, AddForm(request.POST), answer)


@require_POST
@login_required
def drop(request: MemberRequest, request_id: int) -> HttpResponse:
    def answer(form: DropForm, found: TopicRequest, by: Person, at: datetime) -> None:
        actions.drop_word(found, form.cleaned_data["reason"], by=by, at=at)

    return _answered(request, request_id, DropForm(request.POST), answer)


def _request_of(request: MemberRequest, request_id: int) -> TopicRequest:
    return get_object_or_404(queries.topic_requests_run_by(request.user), pk=request_id)


def _answered(request: MemberRequest, request_id: int, form: Form, answer: Answer) -> HttpResponse:
    """Give one answer and go back to the words that wait; 409 and the page where it is refused."""
    found = _request_of(request, request_id)
    refusal = ""
    if form.is_valid():
        try:
            answer(form, found, request.user, timezone.now())
        except actions.WordAnswered as error:
            messages.error(request, str(error))
            return redirect("topics:asked")
        except Refused as error:
            refusal = str(error)
        else:
            said = _("“%(word)s” is answered. Whoever asked is told.") % {"word": found.text}
            messages.success(request, said)
            return redirect("topics:asked")
    return _word(request, found, found.text, {"form": form, "refusal": refusal}, 409)


def _word(
    request: MemberRequest,
    found: TopicRequest,
    text: str,
    said: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Draw the page of one word; an answered one leads back to those that wait."""
    waiting = queries.word_of(request.user, found)
    if waiting is None:
        messages.info(request, _("This word has its answer already."))
        return redirect("topics:asked")
    context = word_page(found, waiting, text) | said
    return render(request, "web/topics/word.html", context, status=status)
