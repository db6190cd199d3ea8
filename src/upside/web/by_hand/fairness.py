"""How fair and how firm a round is: for coordinators, auditors, and sponsors of the report."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from upside.insights.queries import reports_visible_to
from upside.kernel.errors import Refused
from upside.matching.fairness import Group, Load, Side, fairness_of, firm_pairs
from upside.matching.models import Round
from upside.matching.queries import names_of, rounds_released_in, rounds_run_by
from upside.matching.questions import NothingToAsk
from upside.matching.rule_words import listed, rule_name
from upside.matching.words import language_name
from upside.programmes.models import RoleGrant
from upside.programmes.queries import cohorts_visible_to
from upside.web.requests import MemberRequest
from upside.web.templatetags.writing import fit

__all__ = ["page"]

SHOWN: Final = 2
"""Groups from which on a comparison says anything."""
BY: Final[Mapping[str, Promise]] = {
    "unit": gettext_lazy("By unit"),
    "site": gettext_lazy("By site"),
    "grade": gettext_lazy("By grade"),
    "language": gettext_lazy("By languages spoken"),
}


@require_GET
@login_required
def page(request: MemberRequest, round_id: int) -> HttpResponse:
    run = rounds_run_by(request.user).defer(None).filter(pk=round_id).first()
    readable = rounds_released_in(reports_visible_to(request.user))
    found = run or get_object_or_404(readable.defer(None), pk=round_id)
    shown: dict[str, Any] = {"round": found, "cohort": found.cohort, "runs": run is not None}
    if request.htmx:
        return render(request, "web/by_hand/fairness.html#firm", shown | _firm(found))
    try:
        shown |= _told(found)
    except NothingToAsk:
        shown["is_empty"] = True
    audits = cohorts_visible_to(request.user, RoleGrant.Role.AUDITOR).filter(pk=found.cohort_id)
    shown["reads_reasons"] = run is not None or audits.exists()
    if request.GET.get("firm"):
        shown |= _firm(found)
    return render(request, "web/by_hand/fairness.html", shown)


def _firm(round_: Round) -> dict[str, Any]:
    try:
        firm = firm_pairs(round_)
    except Refused as refusal:
        return {"firm_refusal": str(refusal), "is_asked": True}
    n_pairs = round_.outcome.get("n_pairs", 0)
    return {"n_firm": None if firm is None else len(firm), "n_pairs": n_pairs, "is_asked": True}


def _told(round_: Round) -> dict[str, Any]:
    found = fairness_of(round_)
    names = names_of(filter(None, (row.by_hand.get("by") for row in found.overruled)))
    return {
        "fair": found,
        "sides": [_side(side) for side in found.sides],
        "load": [(_pairs(band), band.n) for band in found.load],
        "overruled": [
            {
                "two": f"{row.mentor.name}, {row.mentee.name}",
                "rules": listed(map(rule_name, row.by_hand["overrides"])),
                "reason": row.by_hand.get("reason", ""),
                "by": names.get(row.by_hand.get("by"), ""),
            }
            for row in found.overruled
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "role": side.role,
        "overall": None if side.overall is None else _row(side.overall, ""),
        "tables": [
            (BY[name], [_row(group, name) for group in groups])
            for name, groups in side.by.items()
            if len(groups) >= SHOWN
        ],
        "one_group": listed(
            str(words).lower() for name, words in BY.items() if len(side.by.get(name, ())) < SHOWN
        ),
    }


def _row(group: Group, name: str) -> dict[str, Any]:
    rate, mean = group.rate, group.fit
    between = _("between %(low)s%% and %(high)s%%")
    return {
        "label": _label(group, name),
        "n": group.n,
        "n_paired": group.n_paired,
        "percent": round(100 * rate.value),
        "low": round(100 * (rate.low or 0)),
        "high": round(100 * (rate.high or 0)),
        "between": between
        % {"low": round(100 * (rate.low or 0)), "high": round(100 * (rate.high or 0))},
        "fit": None if mean is None else fit(round(mean.value)),
        "fit_between": ""
        if mean is None or mean.low is None or mean.high is None
        else _("between %(low)s and %(high)s")
        % {"low": fit(round(mean.low)), "high": fit(round(mean.high))},
    }


def _label(group: Group, name: str) -> str:
    if name == "":
        return _("All")
    if name == "grade":
        low, high = group.keys[0]
        return _("Grades %(low)s to %(high)s") % {"low": low, "high": high}
    words = [_words(key, name) for key in group.keys]
    if len(words) == 1:
        return words[0]
    return ngettext("%(n)s small group together", "%(n)s small groups together", len(words)) % {
        "n": len(words)
    }


def _words(key: tuple[str, ...], name: str) -> str:
    if not key:
        return _("Not stated")
    return capfirst(listed(map(language_name, key))) if name == "language" else key[-1]


def _pairs(band: Load) -> str:
    if band.low == band.high:
        return ngettext("%(n)s pair", "%(n)s pairs", band.low) % {"n": band.low}
    return _("%(low)s to %(high)s pairs") % {"low": band.low, "high": band.high}
