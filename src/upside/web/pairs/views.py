from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.feedback.queries import pulses_for_coach, reviews_for_coach
from upside.kernel.errors import Refused
from upside.matching.actions import keep_bookings
from upside.pairs.actions import CharterChanged, GoalsChanged, sign_charter, write_goals
from upside.pairs.exits import ended_early_in, exits_told_to, readers_of
from upside.pairs.models import Pair
from upside.pairs.queries import (
    charter_of,
    current_signatures,
    goals_of,
    goals_shown_to,
    pairs_arranged_by,
    pairs_assisted_by,
    pairs_coached_by,
    pairs_of,
    pairs_visible_to,
    pause_of,
)
from upside.people.models import Person
from upside.programmes.queries import Role
from upside.sessions.actions import DateInDoubt, book_sessions
from upside.sessions.following import meetings_of, momentum_of
from upside.sessions.queries import sessions_of_pair, with_counts
from upside.sessions.tallies import without_date
from upside.web.pairs.forms import BookForm
from upside.web.pairs.goal_pages import GoalForm, goal_form
from upside.web.pairs.pages import Meeting, booking_context, pair_context
from upside.web.requests import MemberRequest, standing_here
from upside.web.templatetags.writing import listed

PAGE = 50
REFUSED, UNCLEAR = 409, 422


@require_GET
@login_required
def pair_list(request: MemberRequest) -> HttpResponse:
    own = with_counts(pairs_of(request.user))
    followed = pairs_visible_to(request.user).exclude(pk__in=pairs_of(request.user).order_by())
    only_dateless = request.GET.get("date") == "none"
    shown = without_date(followed) if only_dateless else followed
    page = Paginator(with_counts(shown), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.n_signed = len(current_signatures(one))  # type: ignore[attr-defined]
    is_coach = Role.COACH in standing_here(request, request.user).roles
    coached = pairs_coached_by(request.user).filter(pk__in=[pair.pk for pair in page])
    momenta = momentum_of(coached, at=timezone.now()) if is_coach else {}
    context = {
        "ended": ended_early_in(request.user),
        "own": [(pair, pair.partner_of(request.user)) for pair in own],
        "page": page,
        "only_dateless": only_dateless,
        "n_ended": page.paginator.count and followed.filter(state=Pair.State.CLOSED).count(),
        "rows": [(pair, momenta.get(pair.pk)) for pair in page],
        "is_coach": bool(momenta),
        "assisted": pairs_assisted_by(request.user).exclude(state=Pair.State.CLOSED),
    }
    return render(request, "web/pairs/list.html", context)


@require_GET
@login_required
def pair(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(with_counts(pairs_visible_to(request.user)), pk=pair_id)
    if request.user in pair.people:
        return _own_page(request, pair)
    exits = exits_told_to(request.user).filter(pair=pair)
    told = {"told": [(one, listed(r.name for r in readers_of(one))) for one in exits]}
    if pairs_coached_by(request.user).filter(pk=pair.pk).exists():
        told |= _facts_for_coach(pair, request.user)
    return render(request, "web/pairs/facts.html", _facts(pair, request.user) | told)


@require_POST
@login_required
def sign(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(with_counts(pairs_of(request.user)), pk=pair_id)
    form = goal_form(pair, request.user, goals_of(pair), request.POST)
    if not form.is_valid():
        return _own_page(request, pair, status=UNCLEAR, form=form)
    try:
        signed = _sign(request, pair, form)
        keep_bookings(at=timezone.now(), pair=signed)
    except CharterChanged as error:
        messages.error(request, str(error))
        return redirect("pairs:charter", pair.pk)
    except GoalsChanged as error:
        # from a second press or another window, after the one that signed
        is_signed = request.user.pk in current_signatures(pair)
        said = _("You had signed already. Your goals stand as you kept them.")
        messages.info(request, said) if is_signed else messages.error(request, str(error))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _signed(before=pair.state, after=signed.state))
    return redirect("pairs:pair", pair_id=pair.pk)


@transaction.atomic
def _sign(request: MemberRequest, pair: Pair, form: GoalForm) -> Pair:
    """Sign, and keep the goals that stand below the charter: both or neither."""
    by, at = request.user, timezone.now()
    signed = sign_charter(pair, by=by, at=at, read=request.POST.get("read", ""))
    if "learn" in request.POST:
        write_goals(pair, **form.said, by=by, at=at)
    return signed


def _signed(*, before: str, after: str) -> str:
    if before != Pair.State.ACCEPTED:
        return _("You have signed the new version of the charter.")
    if after == Pair.State.ACTIVE:
        return _("Both of you have signed. Now choose your dates.")
    return _("You have signed. The other person is asked by mail already.")


def _own_page(
    request: MemberRequest, pair: Pair, *, status: int = 200, form: GoalForm | None = None
) -> HttpResponse:
    """Show the page of a pair to one of the two; who signs first finds their goals below."""
    context = pair_context(pair, request.user, at=timezone.now())
    if context["step"] == "sign":
        context["goal_form"] = form or goal_form(pair, request.user, goals_of(pair))
    return render(request, "web/pairs/pair.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def book(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_arranged_by(request.user), pk=pair_id)
    form = BookForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _booking_page(request, pair)
    if not form.is_valid():
        return _booking_page(request, pair, status=UNCLEAR, form=form)
    at, is_own = timezone.now(), request.user in pair.people
    try:
        booked = book_sessions(
            pair,
            starts=form.chosen,
            place=form.cleaned_data["place"],
            by=request.user,
            at=at,
            despite_busy=form.despite_busy,
        )
    except DateInDoubt as warning:
        return _booking_page(request, pair, status=REFUSED, form=form, warning=str(warning))
    except Refused as error:
        if pair.state != Pair.State.ACTIVE:  # the page is from before: there is nothing to choose
            messages.error(request, str(error))
            return redirect("pairs:pair" if is_own else "pairs:book", pair.pk)
        return _booking_page(request, pair, status=REFUSED, form=form, refusal=str(error))
    n_new = sum(session.booked_at == at for session in booked)
    if n_new:
        messages.success(request, _booked(n_new) if is_own else _booked_for(n_new))
    else:
        messages.info(request, _("A session is booked at that time already."))
    return redirect("pairs:pair" if is_own else "pairs:book", pair.pk)


def _booked(n: int) -> str:
    return ngettext(
        "Your session is booked. Both of you get the date by mail, for the calendar.",
        "%(n)s sessions are booked. Both of you get the dates by mail, for the calendar.",
        n,
    ) % {"n": n}


def _booked_for(n: int) -> str:
    return ngettext(
        "The session is booked. Both get the date by mail, for the calendar.",
        "%(n)s sessions are booked. Both get the dates by mail, for the calendar.",
        n,
    ) % {"n": n}


def _booking_page(
    request: MemberRequest, pair: Pair, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the dates alone: where a form comes back, and to the assistant, who sees no more."""
    at = timezone.now()
    reader = request.user if request.user in pair.people else pair.mentee
    context: dict[str, Any] = {"pair": pair, "partner": pair.partner_of(reader), "reader": reader}
    context["for_others"] = reader != request.user
    if pair.state == Pair.State.ACTIVE:
        context |= booking_context(pair, reader, at=at, form=more.get("form"))
    meetings = [Meeting.of(s, pair.partner_of(reader), at) for s in sessions_of_pair(pair)]
    context["coming"] = [m for m in meetings if m.is_planned and not m.is_over]
    return render(request, "web/pairs/book.html", context | more, status=status)


def _facts(pair: Pair, reader: Person) -> dict[str, Any]:
    signed = current_signatures(pair)
    return {
        "pair": pair,
        "n_signed": len(signed),
        "goals": goals_shown_to(reader, pair),
        "charter": charter_of(pair.cohort),
        "pause": pause_of(pair) if pair.state == Pair.State.PAUSED else None,
        "signatures": [(one, signed.get(one.pk)) for one in pair.people],
    }


def _facts_for_coach(pair: Pair, coach: Person) -> dict[str, Any]:
    """Return what a coach sees besides: colour, dates, and answers while it is amber or red."""
    at = timezone.now()
    return {
        "is_coach": True,
        "momentum": momentum_of([pair], at=at)[pair.pk],
        "meetings": meetings_of(pair),
        "pulses": pulses_for_coach(pair, coach, at=at),
        "reviews": reviews_for_coach(pair, coach, at=at),
    }
