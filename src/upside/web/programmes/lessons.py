from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.lesson_models import Lesson
from upside.programmes.models import Programme
from upside.web.programmes.forms import DateInput
from upside.web.requests import MemberRequest
from upside.web.wording import warn

__all__ = ["LessonForm", "NextForm", "drop", "lesson", "lessons", "next_cohort"]


class LessonForm(forms.Form):
    """What was learned in which phase, and what is to change."""

    watched = ("learned", "change")

    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=Lesson.Phase.choices)
    learned = forms.CharField(
        label=gettext_lazy("What we learned"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    change = forms.CharField(
        label=gettext_lazy("What we change next time"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NextForm(forms.Form):
    """Name and dates of the next cohort."""

    watched = ("cohort_en", "cohort_fr")

    cohort_en = forms.CharField(
        label=gettext_lazy("Cohort, in English"), max_length=80, required=False
    )
    cohort_fr = forms.CharField(
        label=gettext_lazy("Cohort, in French"), max_length=80, required=False
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())

    def said(self) -> dict[str, Any]:
        """Return the names in both languages, where one is missing the other's, and the dates."""
        given = {code: self.cleaned_data[f"cohort_{code}"] for code in ("en", "fr")}
        either = given["en"] or given["fr"]
        dates = (self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])
        return {"names": {code: one or either for code, one in given.items()}, "dates": dates}


def _run_by(request: MemberRequest, programme_id: int) -> Programme:
    return get_object_or_404(queries.programmes_run_by(request.user), pk=programme_id)


@require_http_methods(["GET", "POST"])
@login_required
def lessons(request: MemberRequest, programme_id: int) -> HttpResponse:
    return _lessons(request, _run_by(request, programme_id), None)


@require_http_methods(["GET", "POST"])
@login_required
def lesson(request: MemberRequest, programme_id: int, lesson_id: int) -> HttpResponse:
    programme = _run_by(request, programme_id)
    return _lessons(
        request, programme, get_object_or_404(queries.lessons_of(programme), pk=lesson_id)
    )


def _lessons(request: MemberRequest, programme: Programme, one: Lesson | None) -> HttpResponse:
    initial = {name: getattr(one, name) for name in LessonForm.base_fields} if one else {}
    form = LessonForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        try:
            actions.save_lesson(programme, **said, lesson=one, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect("programmes:lessons", programme.pk)
    context = {
        "programme": programme,
        "form": form,
        "one": one,
        "lessons": queries.lessons_of(programme),
    }
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/lessons.html", context, status=status)


@require_POST
@login_required
def drop(request: MemberRequest, programme_id: int, lesson_id: int) -> HttpResponse:
    programme = _run_by(request, programme_id)
    found = get_object_or_404(queries.lessons_of(programme), pk=lesson_id)
    actions.drop_lesson(found, by=request.user, at=timezone.now())
    messages.success(request, _("Taken out."))
    return redirect("programmes:lessons", programme.pk)


@require_http_methods(["GET", "POST"])
@login_required
def next_cohort(request: MemberRequest, programme_id: int) -> HttpResponse:
    programme = _run_by(request, programme_id)
    form = NextForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.next_cohort(programme, **form.said(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("ends_on", str(refusal))
        else:
            warn(request, form)
            messages.success(request, _("The next cohort is made. Its launch is its own."))
            return redirect("programmes:launch", made.pk)
    context = {"programme": programme, "form": form, "lessons": queries.lessons_of(programme)}
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/next.html", context, status=status)
