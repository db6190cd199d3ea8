"""The editor of a programme's grid: one page, one form for each kind of change."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upside.grids import actions, queries
from upside.grids.models import EvaluationGrid
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes import queries as programmes
from upside.programmes.models import Cohort, Programme
from upside.skills.models import Skill
from upside.skills.queries import listed
from upside.web.grids.forms import DropForm, OwnForm, SettingsForm, TopicForm
from upside.web.requests import MemberRequest
from upside.web.wording import warn

__all__ = ["grid", "mentor_topics"]

Act = dict[str, Any]


@require_http_methods(["GET", "POST"])
@login_required
def grid(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(programmes.cohorts_run_by(request.user), pk=cohort_id)
    block = request.POST.get("block", "")
    if request.method == "POST" and block == "ready":
        actions.take_ready_grid(cohort.programme, by=request.user, at=timezone.now())
        messages.success(request, _("The ready grid is yours. Change what does not suit you."))
        return redirect("grids:grid", cohort.pk)
    found = queries.grid_of(cohort.programme)
    if found is None:
        status = 409 if request.method == "POST" else 200
        return render(request, "web/grids/start.html", {"cohort": cohort}, status=status)
    forms_ = _forms(found, block, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if _kept(forms_, block, cohort.programme, by=request.user, at=timezone.now()):
            if block == "own":
                warn(request, forms_[block])
            messages.success(request, _("The grid is changed."))
            return redirect("grids:grid", cohort.pk)
        return render(request, "web/grids/grid.html", _page(cohort, found, forms_), status=409)
    return render(request, "web/grids/grid.html", _page(cohort, found, forms_))


def mentor_topics() -> list[Skill]:
    """Return the topics that mentors share, of our catalogue and the company's own."""
    return [skill for skill in listed() if skill.direction != Skill.Direction.S2J]


def _forms(found: EvaluationGrid, block: str, data: Any) -> dict[str, forms.Form]:
    """Return the forms of the page; the one that was sent holds what was sent."""

    def sent(name: str) -> Any:
        return data if block == name else None

    criteria = queries.criteria_for(found)
    return {
        "settings": SettingsForm(sent("settings"), found.content, criteria),
        "topic": TopicForm(sent("topic"), mentor_topics()),
        "own": OwnForm(sent("own")),
        "drop": DropForm(sent("drop")),
    }


def _kept(
    forms_: dict[str, forms.Form], block: str, programme: Programme, *, by: Person, at: datetime
) -> bool:
    """Keep what was sent; False, and the sentence in its form, where it is refused."""
    form, keep = forms_.get(block), KEEP.get(block)
    if form is None or keep is None or not form.is_valid():
        return False
    try:
        keep(programme, form, {"by": by, "at": at})
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _settings(programme: Programme, form: Any, said: Act) -> None:
    actions.save_settings(programme, weights=form.weights(), numbers=form.numbers(), **said)


def _topic(programme: Programme, form: Any, said: Act) -> None:
    actions.add_topic(programme, form.skill(), weight=form.cleaned_data["weight"], **said)


def _own(programme: Programme, form: Any, said: Act) -> None:
    weight = form.cleaned_data["own_weight"]
    actions.add_own(programme, labels=form.labels(), anchors=form.anchors(), weight=weight, **said)


def _drop(programme: Programme, form: Any, said: Act) -> None:
    actions.drop_criterion(programme, form.cleaned_data["key"], **said)


KEEP: dict[str, Callable[[Programme, Any, Act], None]] = {
    "settings": _settings,
    "topic": _topic,
    "own": _own,
    "drop": _drop,
}


def _page(cohort: Cohort, found: EvaluationGrid, forms_: dict[str, forms.Form]) -> dict[str, Any]:
    agreement, n_candidates = queries.agreement_on(found)
    return {
        "cohort": cohort,
        "grid": found,
        "is_in_use": queries.is_in_use(found),
        "criteria": queries.criteria_for(found),
        "forms": forms_,
        "agreement": agreement,
        "n_candidates": n_candidates,
    }
