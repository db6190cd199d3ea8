from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.feedback import actions, queries
from upside.feedback.models import Concern
from upside.kernel.errors import Refused
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import Contacts
from upside.programmes.retention import notes_days
from upside.web.requests import MemberRequest
from upside.web.templatetags.writing import listed
from upside.web.word.forms import AnswerForm, WordForm

REFUSED, UNCLEAR = 409, 422
MOST = 50
LONGEST_KEY = 20
ENDED_STAY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody can speak up: a cohort, and in it a pair or none, with who would read it."""

    key: str
    label: str
    cohort: Cohort
    contacts: Contacts
    pair: Pair | None = None


@require_http_methods(["GET", "POST"])
@login_required
def start(request: MemberRequest) -> HttpResponse:
    if request.method == "GET":
        return _start_page(request, places=_places(request.user))
    places = _places(request.user)
    form = WordForm(request.POST, choices=_choices(places))
    if not form.is_valid():
        return _start_page(request, places=places, form=form, status=UNCLEAR)
    chosen = next(one for one in places if one.key == form.cleaned_data.pop("about"))
    try:
        written = actions.speak_up(
            chosen.cohort,
            **form.cleaned_data,
            pair=chosen.pair,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as error:
        return _start_page(request, places=places, form=form, status=REFUSED, refusal=str(error))
    messages.success(request, _("It is with your coach, and with nobody else."))
    return redirect("word:concern", written.pk)


@require_GET
@login_required
def concern(request: MemberRequest, concern_id: int) -> HttpResponse:
    found = get_object_or_404(queries.concerns_visible_to(request.user), pk=concern_id)
    if found.author_id == request.user.pk:
        actions.note_read(found, by=request.user, at=timezone.now())
    return _concern_page(request, found)


@require_POST
@login_required
def answer(request: MemberRequest, concern_id: int) -> HttpResponse:
    found = get_object_or_404(queries.concerns_visible_to(request.user), pk=concern_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _concern_page(request, found, form=form, status=UNCLEAR)
    try:
        actions.answer_concern(
            found, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        )
    except Refused as error:
        return _concern_page(request, found, form=form, status=REFUSED, refusal=str(error))
    messages.success(request, _("Your answer is there."))
    return redirect("word:concern", found.pk)


@require_POST
@login_required
def close(request: MemberRequest, concern_id: int) -> HttpResponse:
    found = get_object_or_404(queries.concerns_for_coach(request.user), pk=concern_id)
    last = queries.messages_of(found).last()
    if last and last.author_id != found.author_id and "sure" not in request.POST:
        return _concern_page(request, found, status=REFUSED, asks_to_close=True)
    seen = request.POST.get("seen", "")
    n_seen = int(seen) if seen.isdecimal() and len(seen) <= LONGEST_KEY else None
    try:
        actions.close_concern(found, by=request.user, at=timezone.now(), seen=n_seen)
    except Refused as error:
        return _concern_page(request, found, status=REFUSED, refusal=str(error))
    days = notes_days(found.cohort)
    said = ngettext(
        "It is closed. You can both read it for %(n)s day more.",
        "It is closed. You can both read it for %(n)s days more.",
        days,
    )
    messages.success(request, said % {"n": days})
    return redirect("word:start")


def _places(person: Person) -> list[Place]:
    """Return what somebody can speak about: each pair, and each programme as a whole.

    A pair that has ended is named for a while: who left it uneasy writes after it.
    """
    cohorts = list(queries.places_to_speak(person)[:MOST])
    contacts = queries.contacts_for(person, cohorts)
    here = {cohort.pk: cohort for cohort in cohorts}
    lately = Q(closed_at=None) | Q(closed_at__gt=timezone.now() - ENDED_STAY)
    pairs = pairs_of(person).filter(lately, cohort__in=cohorts)
    found = [
        Place(
            f"pair:{pair.pk}",
            (
                _("My pair with %(name)s, which has ended")
                if pair.closed_at
                else _("My pair with %(name)s")
            )
            % {"name": pair.partner_of(person).name},
            here[pair.cohort_id],
            contacts[pair.cohort_id],
            pair,
        )
        for pair in pairs
    ]
    found += [
        Place(
            f"cohort:{cohort.pk}",
            _("Something else in “%(programme)s”, %(cohort)s")
            % {"programme": cohort.programme.name, "cohort": cohort.name},
            cohort,
            contacts[cohort.pk],
        )
        for cohort in cohorts
    ]
    return found


def _choices(places: list[Place]) -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in places if one.contacts.coaches]


def _start_page(
    request: MemberRequest,
    *,
    places: list[Place],
    form: WordForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    about = f"pair:{request.GET.get('pair', '')[:LONGEST_KEY]}"
    cohorts = {one.cohort.pk: one for one in places}.values()
    context = {
        "takes_part": bool(places),
        "form": form or WordForm(choices=_choices(places), about=about),
        "reached": [one for one in cohorts if one.contacts.coaches],
        "unreached": [one for one in cohorts if not one.contacts.coaches],
        "own": list(queries.concerns_of(request.user)[:MOST]),
        "inbox": list(queries.concerns_for_coach(request.user)[:MOST]),
    }
    return render(request, "web/word/start.html", context | more, status=status)


def _concern_page(
    request: MemberRequest,
    found: Concern,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    readers = list(queries.readers_of(found))
    said = list(queries.messages_of(found))
    last = said[-1].author if said else None
    context = {
        "concern": found,
        "is_author": found.author_id == request.user.pk,
        "readers": readers,
        "names": listed(one.name for one in readers),
        "partner": found.pair.partner_of(found.author) if found.pair else None,
        "said": said,
        "answered_by": last if last and last.pk != found.author_id else None,
        "form": form or AnswerForm(),
        "days": notes_days(found.cohort),
    }
    return render(request, "web/word/concern.html", context | more, status=status)
