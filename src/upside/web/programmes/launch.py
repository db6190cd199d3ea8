from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.gate_words import GATE_NAMES, GATE_REASONS
from upside.programmes.models import Cohort
from upside.programmes.templates import hours_asked
from upside.web.programmes.forms import DateInput
from upside.web.requests import MemberRequest

__all__ = ["RecordForm", "launch", "move"]


class RecordForm(forms.Form):
    """By what one gate is settled: a date, a reference, or why not yet."""

    settled_on = forms.DateField(
        label=gettext_lazy("Settled on"), widget=DateInput(), required=False
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference: a number, a name, an address"),
        max_length=200,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Or why there is none yet"), max_length=500, required=False
    )

    def __init__(self, data: QueryDict | None, gate: queries.Gate) -> None:
        record = gate.record
        initial = {name: getattr(record, name) for name in self.base_fields} if record else {}
        super().__init__(data, initial=initial, prefix=gate.code)
        self.gate = gate


@require_http_methods(["GET", "POST"])
@login_required
def launch(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    gates = queries.gates_of(cohort)
    forms_ = {
        gate.code: RecordForm(request.POST or None, gate) for gate in gates if gate.takes_a_record
    }
    refusal = ""
    # every form is looked at, so that the page shows all that is wrong at once
    n_wrong = sum(not form.is_valid() for form in forms_.values())
    if request.method == "POST" and not n_wrong:
        refusal = _kept(request, cohort, list(forms_.values()))
        if not refusal:
            return redirect("programmes:launch", cohort.pk)
        gates = queries.gates_of(cohort)
    context = {
        "cohort": cohort,
        "gates": [
            (gate, GATE_NAMES[gate.code], GATE_REASONS[gate.code], forms_.get(gate.code))
            for gate in gates
        ],
        "n_missing": sum(not gate.is_met for gate in gates),
        "hours": hours_asked(cohort.settings),
        "newest": queries.versions_of(cohort.programme).first(),
        "refusal": refusal,
        "has_coach": queries.coaching().filter(programme=cohort.programme).exists(),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "web/programmes/launch.html", context, status=status)


def _kept(request: MemberRequest, cohort: Cohort, records: list[RecordForm]) -> str:
    """Keep what was filled in, and launch where that was asked for; return what is refused."""
    now, by = timezone.now(), request.user
    changed = [form for form in records if form.has_changed() and any(form.cleaned_data.values())]
    try:
        with transaction.atomic():
            for form in changed:
                actions.record_gate(cohort, form.gate.code, **form.cleaned_data, by=by, at=now)
    except Refused as refusal:
        return str(refusal)
    if "launch" not in request.POST:
        messages.success(request, _("Kept."))
        return ""
    try:
        actions.launch_cohort(cohort, by=by, at=now)
    except Refused as refusal:
        return str(refusal)
    messages.success(request, _("The cohort is launched. Invite the first people."))
    return ""


@require_POST
@login_required
def move(request: MemberRequest, cohort_id: int, number: int) -> HttpResponse:
    cohort = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    version = get_object_or_404(queries.versions_of(cohort.programme), number=number)
    try:
        actions.move_cohort(cohort, version, by=request.user, at=timezone.now())
        said = _("“%(cohort)s” goes by version %(n)s now.") % {"cohort": cohort.name, "n": number}
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("programmes:programme", cohort.programme_id)
