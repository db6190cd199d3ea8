"""Who is to be trained before the first session, and the note that they were."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.models import Cohort, Enrolment
from upside.web.programmes.forms import DateInput, KeysField
from upside.web.requests import MemberRequest

__all__ = ["TrainingForm", "training"]


class TrainingForm(forms.Form):
    """Whom a note is about, and the day; taking back needs no day."""

    people = KeysField(required=False)
    everybody = forms.BooleanField(required=False)
    trained_on = forms.DateField(
        label=gettext_lazy("Trained on"),
        widget=DateInput(),
        error_messages={"required": gettext_lazy("Say on which day.")},
    )

    def __init__(self, data: Any, cohort: Cohort) -> None:
        super().__init__(data, initial={"trained_on": timezone.localdate()})
        self.takes_back = bool(data) and "take_back" in data
        self.fields["trained_on"].required = not self.takes_back
        self.cohort = cohort

    def clean_people(self) -> list[int]:
        """Return the keys of those ticked; refuse where one of them is not to be trained here."""
        keys: list[int] = self.cleaned_data["people"]
        if queries.places_to_train(self.cohort).filter(pk__in=keys).count() < len(set(keys)):
            raise forms.ValidationError(_("Somebody you ticked is no longer here."))
        return keys

    def chosen(self) -> QuerySet[Enrolment]:
        """Return whom the note is about: those ticked, or all that are still to be trained."""
        places = queries.places_to_train(self.cohort)
        if self.cleaned_data["everybody"] and not self.takes_back:
            return places.filter(trained_on=None)
        return places.filter(pk__in=self.cleaned_data["people"])


@require_http_methods(["GET", "POST"])
@login_required
def training(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    form = TrainingForm(request.POST or None, cohort)
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, _kept(request, cohort, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("programmes:training", cohort.pk)
    places = list(queries.places_to_train(cohort))
    context = {
        "cohort": cohort,
        "form": form,
        "roles": queries.trained_roles(cohort),
        "is_ours": queries.uses_our_training(cohort),
        "waiting": [place for place in places if place.trained_on is None],
        "trained": [place for place in places if place.trained_on is not None],
        "ticked": set(request.POST.getlist("people")),
    }
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/training.html", context, status=status)


def _kept(request: MemberRequest, cohort: Cohort, form: TrainingForm) -> str:
    people = form.chosen()
    by, at = request.user, timezone.now()
    if form.takes_back:
        n = actions.take_training_back(cohort, people, by=by, at=at)
        return ngettext(
            "%(n)s person is to be trained again.", "%(n)s people are to be trained again.", n
        ) % {"n": n}
    day = form.cleaned_data["trained_on"]
    n = actions.record_training(cohort, people, trained_on=day, by=by, at=at)
    return ngettext(
        "%(n)s person is noted as trained.", "%(n)s people are noted as trained.", n
    ) % {"n": n}
