from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upside.pairs.models import CharterSignature, Pair
from upside.pairs.queries import (
    Charter,
    changes_of_charter,
    charter_of,
    charter_of_text,
    must_sign_anew,
    pairs_of,
    texts_signed,
    with_signatures,
)
from upside.people.models import Person
from upside.web.pairs.charter_pdf import charter_pdf
from upside.web.requests import MemberRequest

__all__ = ["charter", "pdf"]


@require_GET
@login_required
def charter(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(with_signatures(pairs_of(request.user)), pk=pair_id)
    return render(request, "web/pairs/our_charter.html", _context(request, pair))


@require_GET
@login_required
def pdf(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(with_signatures(pairs_of(request.user)), pk=pair_id)
    shown = _context(request, pair)
    answer = HttpResponse(
        charter_pdf(pair, shown["charter"], shown["signatures"]), content_type="application/pdf"
    )
    name = slugify(shown["charter"].version) or "1"
    called = _("charter-%(version)s.pdf") % {"version": name}
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer


def _context(request: MemberRequest, pair: Pair) -> dict[str, Any]:
    """Return the charter that is asked for, today's without a version, and what became of it."""
    today, signed = charter_of(pair.cohort), texts_signed(pair)
    wanted = request.GET.get("version", "")
    shown = _of_version(wanted, signed) if wanted else today
    signatures = next((who for text, who in signed if text.digest == shown.digest), [])
    by = {one.person_id: one for one in signatures}
    before = _signed_before(request.user, signed, today)
    return {
        "pair": pair,
        "partner": pair.partner_of(request.user),
        "charter": shown,
        "version": wanted,
        "is_today": shown.digest == today.digest,
        "signatures": [(one, by.get(one.pk)) for one in pair.people],
        "may_sign": pair.state != Pair.State.CLOSED
        and shown.digest == today.digest
        and request.user.pk not in by,
        "is_anew": must_sign_anew(pair, request.user, today),
        "before": before,
        "changes": changes_of_charter(before, today) if before else [],
        "signed": [(text, who) for text, who in signed if text.digest != shown.digest],
    }


def _of_version(wanted: str, signed: list[tuple[Any, list[CharterSignature]]]) -> Charter:
    found = next((text for text, _who in signed if str(text.pk) == wanted), None)
    if found is None:
        raise Http404
    return charter_of_text(found)


def _signed_before(
    person: Person, signed: list[tuple[Any, list[CharterSignature]]], today: Charter
) -> Charter | None:
    """Return the charter that ``person`` signed last, where it is not the one of today."""
    own = (text for text, who in signed if any(one.person_id == person.pk for one in who))
    last = next(own, None)
    return charter_of_text(last) if last and last.digest != today.digest else None
