from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from upside.kernel.errors import Refused
from upside.programmes import actions, queries
from upside.programmes.companies import company
from upside.programmes.models import Cohort
from upside.programmes.suits import template_codes
from upside.programmes.templates import load_template, template_names
from upside.web.programmes.cards import USUAL_TEMPLATE, card_of, documented_of, only_for_keepers
from upside.web.programmes.forms import NewProgrammeForm
from upside.web.programmes.overview import overview
from upside.web.requests import MemberRequest
from upside.web.suits.forms import advice_in
from upside.web.suits.words import PARAMETERS
from upside.web.wording import warn

__all__ = ["cohort", "new", "programme_list"]


@require_GET
@login_required
def programme_list(request: MemberRequest) -> HttpResponse:
    only_for_keepers(request)
    cohorts = queries.with_counts(queries.cohorts_run_by(request.user))
    return render(request, "web/programmes/list.html", {"cohorts": cohorts})


@require_http_methods(["GET", "POST"])
@login_required
def new(request: MemberRequest) -> HttpResponse:
    only_for_keepers(request)
    name = request.GET.get("template", USUAL_TEMPLATE)
    if name not in template_names():
        raise Http404
    form = NewProgrammeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = _start(name, form, request)
        if made is not None:
            warn(request, form)
            messages.success(
                request, _("The programme is made. See what is missing before the launch.")
            )
            return redirect("programmes:cohort", made.pk)
    documented = company(request.GET.get("company", ""))
    advice = advice_in(request.GET)
    advised = (
        advice.parameters(name, load_template(name)) if advice and name in template_codes() else ()
    )
    context = {
        "form": form,
        "template": card_of(name),
        "firm": documented,
        "documented": documented_of(documented),
        "advised": [(PARAMETERS[one.key], one) for one in advised],
    }
    status = 409 if form.is_bound else 200
    return render(request, "web/programmes/new.html", context, status=status)


def _start(template: str, form: NewProgrammeForm, request: MemberRequest) -> Cohort | None:
    """Make the programme; None, and the sentence in the form, where it is refused."""
    try:
        made = actions.create_programme(
            template,
            names=form.names("name"),
            cohort_names=form.names("cohort"),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("ends_on", str(refusal))
        return None
    advice = advice_in(request.GET)
    if advice and template in template_codes():
        actions.take_over_advice(made.programme, advice, by=request.user, at=timezone.now())
    documented = company(request.GET.get("company", ""))
    if documented and documented.template == template and documented.settings:
        now = timezone.now()
        actions.take_over_documented(made.programme, documented, by=request.user, at=now)
    return made


@require_GET
@login_required
def cohort(request: MemberRequest, cohort_id: int) -> HttpResponse:
    found = get_object_or_404(queries.cohorts_run_by(request.user), pk=cohort_id)
    return render(request, "web/programmes/cohort.html", overview(found, request.user))
