from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.grids.queries import contestable_by, sheets_given_to
from upside.kernel.errors import Refused
from upside.programmes import queries
from upside.programmes.actions import evidence as actions
from upside.skills.actions import ask_evidence
from upside.skills.evidence import CONFIDENCE, CONFIDENCE_WORDS
from upside.skills.models import Evidence, Skill
from upside.skills.queries import listed
from upside.web.evidence.forms import (
    AnswerForm,
    CertificateForm,
    ColleagueForm,
    ContestForm,
    RecordForm,
    SearchForm,
)
from upside.web.requests import MemberRequest

__all__ = [
    "answer",
    "ask",
    "certificate",
    "colleagues",
    "contest",
    "level",
    "record",
    "take_back",
    "waiting",
]


def _page(request: MemberRequest, skill: Skill, *, status: int = 200, **forms: Any) -> HttpResponse:
    mine = queries.own_level(request.user, skill)
    rows = queries.evidence_of(request.user).filter(skill=skill)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    by_grid = any(row.kind == Evidence.Kind.GRID for row in rows)
    context = {
        "skill": skill,
        "contestable": contestable_by(request.user) if by_grid else frozenset(),
        "mine": mine,
        "own_word": mine is not None and mine.evidence in {"self", "file"},
        "rows": [
            (row, CONFIDENCE_WORDS[CONFIDENCE[Evidence.Kind(row.kind)]], _evaluation_of(row))
            for row in rows
        ],
        "State": Evidence.State,
        "text": text,
        "people": queries.people_to_name(request.user, text),
        "certificate": forms.get("certificate") or CertificateForm(None, skill),
    }
    return render(request, "web/evidence/level.html", context, status=status)


def _evaluation_of(row: Evidence) -> int | None:
    """Return the key of the evaluation behind evidence by a grid: it is contested there."""
    key = row.reference.partition(":")[2] if row.kind == Evidence.Kind.GRID else ""
    return int(key) if key.isdecimal() else None


@require_GET
@login_required
def level(request: MemberRequest, skill_id: int) -> HttpResponse:
    return _page(request, get_object_or_404(Skill, pk=skill_id))


@require_GET
@login_required
def colleagues(request: MemberRequest, skill_id: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=skill_id)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    people = queries.people_to_name(request.user, text)
    context = {"skill": skill, "text": text, "people": people}
    return render(request, "web/evidence/colleagues.html", context)


@require_POST
@login_required
def ask(request: MemberRequest, skill_id: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=skill_id)
    form = ColleagueForm(request.POST)
    other = (
        queries.colleague(request.user, form.cleaned_data["colleague"]) if form.is_valid() else None
    )
    if other is None:
        messages.error(request, _("Choose a colleague of the list."))
        return redirect("evidence:level", skill.pk)
    said = _("%(name)s is asked by mail.") % {"name": other.name}
    return _done(
        request,
        lambda: actions.ask_colleague(request.user, skill, other, at=timezone.now()),
        said,
        skill.pk,
    )


@require_POST
@login_required
def certificate(request: MemberRequest, skill_id: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=skill_id)
    form = CertificateForm(request.POST, skill)
    if form.is_valid():
        try:
            at = timezone.now()
            ask_evidence(request.user, skill, "certificate", **form.cleaned_data, at=at)
        except Refused as refusal:
            form.add_error("given_on", str(refusal))
        else:
            messages.success(request, _("Kept. It counts once an evaluator has confirmed it."))
            return redirect("evidence:level", skill.pk)
    return _page(request, skill, status=409, certificate=form)


@require_POST
@login_required
def contest(request: MemberRequest, evidence_id: int) -> HttpResponse:
    found = get_object_or_404(queries.evidence_of(request.user), pk=evidence_id)
    form = ContestForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    said = _("It does not count until a second person has looked at it.")
    return _done(
        request,
        lambda: actions.contest(found, reason, by=request.user, at=timezone.now()),
        said,
        found.skill_id,
    )


@require_POST
@login_required
def take_back(request: MemberRequest, evidence_id: int) -> HttpResponse:
    found = get_object_or_404(queries.evidence_of(request.user), pk=evidence_id)
    return _done(
        request,
        lambda: actions.take_back(found, by=request.user, at=timezone.now()),
        _("Taken back."),
        found.skill_id,
    )


@require_GET
@login_required
def waiting(request: MemberRequest) -> HttpResponse:
    rows = queries.evidence_to_answer(request.user)
    return render(request, "web/evidence/waiting.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: MemberRequest, evidence_id: int) -> HttpResponse:
    found = get_object_or_404(queries.evidence_to_answer(request.user), pk=evidence_id)
    form = AnswerForm(request.POST or None, found.skill, found.level)
    if form.is_bound and form.is_valid():
        act = actions.decide if found.state == Evidence.State.CONTESTED else actions.answer
        try:
            act(found, form.cleaned_data["level"], by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. The person is told that there is an answer."))
        return redirect("evidence:waiting")
    context = {"evidence": found, "form": form, "State": Evidence.State}
    status = 409 if form.is_bound else 200
    return render(request, "web/evidence/answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def record(request: MemberRequest, sheet_id: int) -> HttpResponse:
    sheet = get_object_or_404(sheets_given_to(request.user), pk=sheet_id)
    person = sheet.evaluation.enrolment.person
    # the topics that a mentor teaches, whatever they said of themselves
    skills = [skill for skill in listed() if skill.direction != Skill.Direction.S2J]
    form = RecordForm(request.POST or None, skills)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        skill = next(one for one in skills if one.code == said.pop("skill"))
        kind, level = said.pop("kind"), said.pop("level")
        try:
            actions.record(person, skill, kind, level, **said, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("given_on", str(refusal))
        else:
            messages.success(request, _("Kept. The candidate reads it and may contest it."))
            return redirect("grids:sheet", sheet.pk)
    context = {"form": form, "person": person, "sheet": sheet}
    status = 409 if form.is_bound else 200
    return render(request, "web/evidence/record.html", context, status=status)


def _done(
    request: MemberRequest, act: Callable[[], object], said: str, skill_id: int
) -> HttpResponse:
    """Do one thing, say what came of it, and go back to the topic."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("evidence:level", skill_id)
