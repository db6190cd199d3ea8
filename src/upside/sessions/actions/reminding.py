"""Reminders of a programme's message plan: before a session, and where a pair has no date."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from upside.notices.actions import Letter, queue_notices
from upside.notices.queries import not_told
from upside.pairs.models import Pair, Pause
from upside.pairs.queries import leading_in
from upside.people.models import Person
from upside.programmes.actions.reminding import AT_ONCE, cohorts_that_remind
from upside.programmes.curriculum import module_at
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.momentum import N_SESSIONS
from upside.programmes.queries.training import trained_roles
from upside.sessions.actions.telling import (
    ANSWERS,
    number_for,
    pairs_told_lately,
    said_of_group,
    taps_of,
)
from upside.sessions.models import Session
from upside.sessions.queries import places_in_pair

__all__ = ["remind_of_dates", "remind_of_sessions"]

State, Role = Session.State, Enrolment.Role


def remind_of_sessions(*, at: datetime) -> int:
    """Remind both people of a session some days ahead, once; return how many mails were written.

    A session booked or moved later than that is not recalled: its invitation has only just come.
    """
    due = Q(pk__in=())
    for ahead, cohorts in cohorts_that_remind("session_reminder_days", at=at).items():
        in_time = Q(starts_at__lte=at + ahead, dated_at__lt=F("starts_at") - ahead)
        due |= Q(in_time, pair__cohort__in=cohorts)
    dated = Session.objects.annotate(dated_at=Coalesce("moved_at", "booked_at"))
    planned = dated.filter(due, _reachable("pair__"), state=State.PLANNED, starts_at__gt=at)
    new = planned.filter(
        Q(not_told("session_ahead", "pk", "sequence", "pair__mentor"), gathering=None)
        # the mentor of a group is told once for its date
        | Q(not_told("session_ahead", "pk", "sequence", "pair__mentee"), gathering__isnull=False)
    )
    told = new.select_related(*_told_of("pair__"), "gathering__group")
    sessions = list(told.order_by("pk")[:AT_ONCE])
    places = places_in_pair(sessions)
    letters = [
        letter for session in sessions for letter in _of_session(session, places[session.pk])
    ]
    once = list({letter.key: letter for letter in reversed(letters)}.values())[::-1]
    queue_notices("session_ahead", once, at=at)
    return len(once)


def remind_of_dates(*, at: datetime) -> int:
    """Remind whoever takes the lead that a pair has no date; return how many mails were written.

    Once for each gap: counted from the last session, from the day on which one was called off, from
    the end of a pause, or from the charter. Nobody is reminded of a date that they cannot book,
    before their training, or need not, after the last session. A pair that was written to at amber
    in the last days waits. A group is reminded as one: its mentor.
    """
    due = able = Q(pk__in=())
    for wait, cohorts in cohorts_that_remind("date_reminder_days", at=at).items():
        for (n_sessions, roles), alike in _by_needs(cohorts).items():
            is_short, may_book = Q(n_held__lt=n_sessions), Q(_may_book(roles), cohort__in=alike)
            due |= Q(is_short, may_book, since__lte=at - wait)
            able |= may_book
    called_off = _of_sessions(Max("settled_at"), State.CANCELLED)
    met = _of_sessions(Max("ends_at"), State.HELD, State.MISSED)
    pairs = Pair.objects.annotate(
        n_held=Coalesce(_of_sessions(Count("pk"), State.HELD), 0),
        n_booked=Coalesce(_of_sessions(Count("pk"), *State), 0),
        since=Greatest(
            *(Coalesce(one, "activated_at") for one in (met, called_off, _end_of_pause()))
        ),
    )
    planned = Session.objects.filter(state=State.PLANNED)
    own = planned.filter(pair=OuterRef("pk"))
    # who stays away from a date of the group waits for the next one
    without = planned.filter(gathering__sessions__pair=OuterRef("pk"))
    waiting = pairs.filter(due, ~Exists(own), ~Exists(without), state=Pair.State.ACTIVE)
    waiting = waiting.filter(_reachable(""))
    waiting = waiting.filter(farewell__opened_at=None)  # who looks back needs no date
    waiting = waiting.exclude(pk__in=pairs_told_lately("pair_amber", at=at).values("pk"))
    untold = _once_for_groups(waiting, pairs.filter(able, state=Pair.State.ACTIVE))
    letters = [
        letter
        for pair in untold.select_related(*_told_of(""), "group").order_by("pk")[:AT_ONCE]
        for letter in _letters(
            "date_waits",
            pair,
            [pair.mentor] if pair.in_group else leading_in(pair),
            **_of_group(pair),
        )
    ]
    queue_notices("date_waits", letters, at=at)
    return len(letters)


def _once_for_groups(waiting: QuerySet[Pair], able: QuerySet[Pair]) -> QuerySet[Any]:
    """Return those of ``waiting`` that were not told; of a group one, where several are ``able``.

    The mentor of a group is told once after each date: the newest that any who wait had.
    """
    of_pair = Session.objects.filter(pair=OuterRef("pk"), gathering__isnull=False)
    newest = of_pair.order_by("-gathering").values("gathering")[:1]
    waiting = waiting.annotate(newest=Coalesce(Subquery(newest, IntegerField()), 0))
    first = waiting.filter(group=OuterRef("group")).order_by("-newest", "pk").values("pk")[:1]
    rest = able.filter(group=OuterRef("group")).exclude(pk=OuterRef("pk"))
    waiting = waiting.filter(Q(group=None) | Q(pk=Subquery(first)))
    waiting = waiting.annotate(
        in_group=Exists(rest), of_group=Concat(Value("group"), Cast("group", CharField()))
    )
    alone = Q(in_group=False)
    for side in ("mentor", "mentee"):  # whom it went to depends on the programme
        alone &= not_told("date_waits", "pk", "n_booked", side)
    together = not_told("date_waits", "of_group", "newest", "mentor")
    return waiting.filter(alone | Q(together, in_group=True))


def _of_session(session: Session, place: int) -> list[Letter]:
    number = f"{session.pk}:{session.sequence}"
    said = {
        "programme": session.pair.cohort.programme.names,
        "taps": taps_of(session, ANSWERS),
        "starts_at": session.starts_at,
        "place": session.place,
        "module": _module_of(session, place),
        "path": f"/sessions/{session.pk}/",
    }
    return [
        Letter(
            one,
            f"session_ahead:{number_for(session, one, number)}:{one.pk}",
            {**said, **said_of_group(session, one)},
        )
        for one in session.pair.people
    ]


def _of_group(pair: Any) -> dict[str, str]:
    """Return by what a reminder is known, and what it says otherwise to the mentor of a group."""
    if not pair.in_group:
        return {"number": f"{pair.pk}:{pair.n_booked}"}
    return {
        "number": f"{pair.of_group}:{pair.newest}",
        "in_group": "mentor",
        "partner": pair.group.name,
        "path": f"/groups/{pair.group_id}/",
    }


def _by_needs(cohorts: Iterable[Cohort]) -> dict[tuple[int, tuple[str, ...]], list[Cohort]]:
    """Return cohorts by how many sessions they have and who is trained before the first one."""
    found: dict[tuple[int, tuple[str, ...]], list[Cohort]] = defaultdict(list)
    for cohort in cohorts:
        n_sessions = cohort.settings.get("n_sessions", N_SESSIONS)
        found[n_sessions, tuple(trained_roles(cohort))].append(cohort)
    return found


def _of_sessions(figure: Aggregate, *states: str) -> Subquery:
    """Return a figure of a pair's sessions in these states, as a part of a query of pairs."""
    rows = Session.objects.filter(pair=OuterRef("pk"), state__in=states).order_by()
    return Subquery(rows.values("pair").annotate(said=figure).values("said"))


def _end_of_pause() -> Subquery:
    over = Pause.objects.filter(pair=OuterRef("pk"), ended_at__isnull=False).order_by("-ended_at")
    return Subquery(over.values("ended_at")[:1])


def _reachable(before: str) -> Q:
    """Return the condition that both still work here and have a mail."""
    both = Q()
    for side in ("mentor", "mentee"):
        both &= Q(**{f"{before}{side}__is_active": True, f"{before}{side}__email__isnull": False})
    return both


def _told_of(before: str) -> list[str]:
    return [f"{before}{name}" for name in ("cohort__programme", "mentor", "mentee")]


def _module_of(session: Session, place: int) -> dict[str, str] | str:
    module = module_at(session.pair.cohort, place)
    return module.names if module else ""


def _may_book(roles: Iterable[str]) -> Q:
    """Return the condition that those of the two in ``roles`` were trained, or met already."""
    trained = Q()
    for role in roles:
        place = Enrolment.objects.filter(
            cohort=OuterRef("cohort"), person=OuterRef(role), trained_on=None
        )
        trained &= ~Q(Exists(place))
    return trained | Q(n_held__gt=0) if trained else trained


def _letters(
    template: str, pair: Pair, people: Iterable[Person], *, number: str, **context: Any
) -> list[Letter]:
    said = {
        "programme": pair.cohort.programme.names,
        "path": f"/pairs/{pair.pk}/",
    }
    return [
        Letter(
            one,
            f"{template}:{number}:{one.pk}",
            {**said, "partner": pair.partner_of(one).name, **context},
        )
        for one in people
    ]
