from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.learning.actions import begin_again
from upside.learning.models import Training
from upside.learning.paths import TrainingPath, path_of, paths
from upside.learning.queries import trainings_of
from upside.programmes.actions import take_part
from upside.programmes.queries import roles_to_learn
from upside.web.requests import MemberRequest, standing_here
from upside.web.training.certificate_pdf import certificate_pdf
from upside.web.training.forms import CheckForm
from upside.web.training.pages import card_of, certificate_page, part_page, path_page

__all__ = ["again", "certificate", "overview", "part", "path", "pdf"]

REFUSED = 409


@require_GET
@login_required
def overview(request: MemberRequest) -> HttpResponse:
    mine, own = roles_to_learn(request.user), trainings_of(request.user)
    oversees = _oversees(request)
    codes = [code for code in paths() if code in mine or code in own]
    others = [code for code in paths() if oversees and code not in codes]
    if not codes and not others:
        raise Http404
    cards = [card_of(paths()[code], own.get(code)) for code in codes]
    context = {"cards": cards, "others": [card_of(paths()[code], None) for code in others]}
    return render(request, "web/training/list.html", context)


@require_GET
@login_required
def path(request: MemberRequest, code: str) -> HttpResponse:
    found, takes = _path(request, code)
    return render(request, "web/training/path.html", path_page(found, request.user, takes=takes))


@require_http_methods(["GET", "POST"])
@login_required
def part(request: MemberRequest, code: str, part_code: str) -> HttpResponse:
    found, takes = _path(request, code)
    one = found.part(part_code)
    if one is None or (request.method == "POST" and not takes):
        raise Http404
    form = CheckForm(request.POST if request.method == "POST" else None, part=one)
    if form.is_bound and form.is_valid():
        try:
            take_part(
                found,
                one,
                answers=form.answers,
                commitments=form.n_commitments,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("This part is done. Only that is kept."))
            return redirect(reverse("training:part", args=[code, part_code]) + "#check")
    context = part_page(found, one, request.user, takes=takes, form=form)
    status = REFUSED if form.is_bound else 200
    return render(request, "web/training/part.html", context, status=status)


@require_POST
@login_required
def again(request: MemberRequest, code: str) -> HttpResponse:
    found, takes = _path(request, code)
    training = trainings_of(request.user).get(found.code)
    if not takes or training is None:
        raise Http404
    begin_again(training, at=timezone.now())
    return redirect("training:path", found.code)


@require_GET
@login_required
def certificate(request: MemberRequest, code: str) -> HttpResponse:
    training = trainings_of(request.user).get(code)
    if code in roles_to_learn(request.user) and not (training and training.completed_on):
        left = card_of(paths()[code], training).left
        messages.info(request, _minutes_to_go(left))
        return redirect("training:path", code)
    training = _finished(request, code)
    context = certificate_page(training) | {"path": paths()[code], "person": request.user}
    return render(request, "web/training/certificate.html", context)


@require_GET
@login_required
def pdf(request: MemberRequest, code: str) -> HttpResponse:
    content = certificate_pdf(_finished(request, code))
    answer = HttpResponse(content, content_type="application/pdf")
    called = _("training-%(code)s.pdf") % {"code": code}
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer


def _minutes_to_go(n: int) -> str:
    return ngettext(
        "Your certificate comes once all parts are done: %(n)s minute to go.",
        "Your certificate comes once all parts are done: %(n)s minutes to go.",
        n,
    ) % {"n": n}


def _finished(request: MemberRequest, code: str) -> Training:
    training = trainings_of(request.user).get(code)
    if training is None or training.completed_on is None:
        raise Http404
    return training


def _oversees(request: MemberRequest) -> bool:
    standing = standing_here(request, request.user)
    return standing.runs_programmes or standing.is_administrator


def _path(request: MemberRequest, code: str) -> tuple[TrainingPath, bool]:
    """Return a training and whether it is theirs to take; not found for whom it is not meant.

    Whoever finished one may read it later; coordinators and administrators read all.
    """
    found = path_of(code)
    if found is None:
        raise Http404
    takes = code in roles_to_learn(request.user)
    if not takes and not _oversees(request) and code not in trainings_of(request.user):
        raise Http404
    return found, takes
