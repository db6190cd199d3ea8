import csv
import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.cells import without_formula
from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.questions import questions_of
from upside.programmes.templates import hours_asked
from upside.web.calls.forms import ApplicationForm, CallForm, answers_in
from upside.web.programmes.editor.reading import rows_of_section
from upside.web.requests import MemberRequest
from upside.web.wording import flags_in_form

__all__ = ["answers", "applications", "call", "close", "run"]

Role = Enrolment.Role


@require_http_methods(["GET", "POST"])
@login_required
def run(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    now = queries.call_of(cohort)
    form = CallForm(request.POST or None, initial=_initial(now))
    doubts = flags_in_form(form) if form.is_bound and "anyway" not in request.POST else []
    if form.is_bound and form.is_valid() and not doubts:
        said = form.cleaned_data
        texts = {"en": said["text_en"], "fr": said["text_fr"]}
        try:
            actions.open_call(
                cohort,
                texts=texts,
                roles=frozenset(said["roles"]),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The call is open. Send its address to whom it may concern.")
            )
            return redirect("calls:run", cohort.pk)
    context = {
        "cohort": cohort,
        "call": now,
        "address": request.build_absolute_uri(reverse("calls:call", args=[now.pk])) if now else "",
        "newest": queries.versions_of(cohort.programme).first(),
        "asks_anyway": bool(doubts) and form.is_valid(),
        "form": form,
        "questions": questions_of(cohort.settings),
        "applications": _table(request, cohort),
        "flags": flags_in_form(form),
    }
    status = 409 if form.is_bound and not form.is_valid() else 200
    return render(request, "web/calls/run.html", context, status=status)


def _initial(call: Any) -> dict[str, Any]:
    if call is None:
        return {"roles": Role.values}
    roles = [
        r for r, on in ((Role.MENTOR, call.for_mentors), (Role.MENTEE, call.for_mentees)) if on
    ]
    return {
        "text_en": call.texts.get("en", ""),
        "text_fr": call.texts.get("fr", ""),
        "roles": roles,
    }


def _table(request: MemberRequest, cohort: Cohort) -> list[tuple[Any, list[str]]]:
    """Return each person's answers in the order of the questions."""
    keys = [question.key for question in questions_of(cohort.settings)]
    return [
        (row.enrolment, [_said(row.answers.get(key)) for key in keys])
        for row in queries.applications_run_by(request.user, cohort)
    ]


def _said(answer: Any) -> str:
    if isinstance(answer, list):
        return ", ".join(str(one) for one in answer)
    return {"yes": _("yes"), "no": _("no")}.get(answer, "" if answer is None else str(answer))


@require_POST
@login_required
def close(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    now = queries.call_of(cohort)
    if now is not None:
        actions.close_call(now, by=request.user, at=timezone.now())
        messages.success(request, _("The call is closed. Whoever has a place keeps it."))
    return redirect("calls:run", cohort.pk)


@require_GET
@login_required
def applications(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    labels = [question.label for question in questions_of(cohort.settings)]
    rows = [["id", _("Name"), _("Role"), *labels]]
    for place, said in _table(request, cohort):
        person = place.person
        rows.append([person.external_id, person.name, place.get_role_display(), *said])
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv")
    name = f"{cohort.programme.slug}-{cohort.pk}-applications.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def call(request: MemberRequest, call_id: int) -> HttpResponse:
    calls = queries.open_calls_for(request.user, on=timezone.localdate())
    found = get_object_or_404(calls, pk=call_id)
    cohort = found.cohort
    form = ApplicationForm(request.POST or None, questions_of(cohort.settings), {})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        role, said = request.POST.get("role", ""), answers_in(form)
        try:
            place = actions.apply_to_call(found, request.user, role, said, at=timezone.now())
        except Refused as refused:
            refusal = str(refused)
        else:
            if place.state != Enrolment.State.WAITING:
                said_so = _("You are in. Say what you bring and when you have time.")
                messages.success(request, said_so)
            return redirect("places:place", place.pk)
    mine = queries.enrolments_of(request.user).filter(cohort=cohort).first()
    context = {
        "call": found,
        "cohort": cohort,
        "form": form,
        "refusal": refusal,
        "place": mine,
        "full": [
            room.role
            for room in queries.rooms_of(cohort)
            if room.is_full and getattr(found, f"for_{room.role}s")
        ],
        "hours": hours_asked(cohort.settings),
        "who": rows_of_section(cohort.settings, ["who"]),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "web/calls/call.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def answers(request: MemberRequest, place_id: int) -> HttpResponse:
    places = queries.enrolments_of(request.user).filter(state__in=queries.OPEN_STATES)
    place = get_object_or_404(places, pk=place_id)
    questions = questions_of(place.cohort.settings)
    form = ApplicationForm(request.POST or None, questions, queries.answers_of(place))
    if form.is_bound and form.is_valid():
        actions.save_answers(place, answers_in(form), at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("places:place", place.pk)
    context = {"place": place, "form": form}
    return render(request, "web/calls/answers.html", context, status=409 if form.is_bound else 200)
