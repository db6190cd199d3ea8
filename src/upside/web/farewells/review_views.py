from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upside.feedback.actions import answer_review
from upside.feedback.queries import review_of, stage_of
from upside.kernel.errors import Refused
from upside.pairs.models import Pair
from upside.pairs.queries import coaches_of, pairs_of
from upside.programmes.retention import answers_go_on
from upside.web.farewells.forms import ReviewForm
from upside.web.requests import MemberRequest

UNCLEAR = 422
NAMES = ("helps", "both_ways", "go_on")


@require_http_methods(["GET", "POST"])
@login_required
def review(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    if request.method == "GET":
        return _page(request, pair)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, pair, form, status=UNCLEAR)
    try:
        answer_review(pair, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. You can change your answers here."))
    return redirect("farewells:review", pair.pk)


def _page(
    request: MemberRequest, pair: Pair, form: ReviewForm | None = None, *, status: int = 200
) -> HttpResponse:
    stage = stage_of(pair)
    said = review_of(pair, request.user, stage)
    initial = {name: getattr(said, name) for name in NAMES} if said else {}
    context = {
        "pair": pair,
        "partner": pair.partner_of(request.user),
        "stage": stage,
        "review": said,
        "form": form or ReviewForm(initial=initial),
        "coaches": list(coaches_of(pair)) if said and said.is_low else [],
        "answers_go_on": answers_go_on(pair.cohort),
    }
    return render(request, "web/farewells/review.html", context, status=status)
