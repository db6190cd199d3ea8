"""Reads of sessions. What happened in one is for its two people; others get counts of pairs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from upside.calendars.queries import busy_spans
from upside.pairs.models import CharterSignature, Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries.training import untrained
from upside.programmes.session_length import session_minutes
from upside.sessions.common_time import Span, free_starts, spread
from upside.sessions.first_call_models import FirstCall
from upside.sessions.models import Exchange, Gathering, PrivateNote, Session, SessionReply
from upside.sessions.tallies import PairTally, tally_of_pairs
from upside.sessions.weeks import weeks_of

__all__ = [
    "PairTally",
    "answers_on",
    "clashing_sessions",
    "cohort_span",
    "common_dates",
    "exchanges_of",
    "free_dates",
    "free_for",
    "n_held_sessions",
    "next_session",
    "note_of",
    "place_of",
    "places_in_pair",
    "sessions_arranged_by",
    "sessions_of_pair",
    "sessions_to_come",
    "sessions_to_settle",
    "sessions_visible_to",
    "tally_of_pairs",
    "training_first",
    "with_answers",
    "with_counts",
]

NOTICE_AHEAD = timedelta(hours=24)
ONE_DAY = timedelta(days=1)
State = Session.State


def cohort_span(cohort: Cohort, zone: ZoneInfo) -> Span:
    """Return the first and the last instant of ``cohort``, as days are counted in ``zone``."""
    first = datetime.combine(cohort.starts_on, time.min, zone)
    last = datetime.combine(cohort.ends_on + ONE_DAY, time.min, zone)
    return first.astimezone(UTC), last.astimezone(UTC)


def common_dates(pair: Pair, *, after: datetime, weeks: int = 6, limit: int = 12) -> list[datetime]:
    """Return starts at which both have time, spread over the coming ``weeks``, soonest first.

    A day ahead at least, within the cohort's dates, and never over a session that one of the
    two has already planned, in this pair or in another, nor at a time for which one of the two
    called a session of this pair off, nor over busy time from their calendars, nor on a public
    holiday of either. Three queries.
    """
    starts = free_dates(pair, after=after, weeks=weeks)
    return spread(starts, limit=limit, minutes=session_minutes(pair.cohort))


def free_dates(pair: Pair, *, after: datetime, weeks: int) -> list[datetime]:
    """Return every start of ``common_dates``, before some are chosen to be shown."""
    return free_for([pair], [pair.mentee, pair.mentor], after=after, weeks=weeks)


def free_for(
    pairs: Sequence[Pair],
    people: Sequence[Person],
    *,
    after: datetime,
    weeks: int,
    but: Gathering | None = None,
) -> list[datetime]:
    """Return every start at which all ``people`` of ``pairs``, of one cohort, have time.

    On the half hours of the first of them. What the gathering ``but`` takes counts as free.
    """
    cohort = pairs[0].cohort
    spans = [cohort_span(cohort, ZoneInfo(pair.mentee.time_zone)) for pair in pairs]
    earliest = max(after + NOTICE_AHEAD, *(opens for opens, _closes in spans))
    latest = min(earliest + timedelta(weeks=weeks), *(closes for _opens, closes in spans))
    return free_starts(
        *weeks_of(cohort.pk, *people),
        within=(earliest, latest),
        busy=[
            *planned_spans(people, ends_after=earliest, or_called_off=pairs, but=but),
            *busy_spans(people, ends_after=earliest),
        ],
        minutes=session_minutes(cohort),
    )


def planned_spans(
    people: Iterable[Person],
    *,
    ends_after: datetime,
    or_called_off: Iterable[Pair] = (),
    but: Gathering | None = None,
) -> list[Span]:
    """Return when one of ``people`` has a planned session or first call, with anybody.

    Also when somebody called a session of one of the pairs ``or_called_off`` off. The date ``but``
    of a group is left out.
    """
    known, pairs = list(people), list(or_called_off)
    sessions = _planned_with(known, but)
    if pairs:
        off = Session.objects.filter(pair__in=pairs, state=State.CANCELLED)
        sessions |= off.filter(settled_by__isnull=False)
    calls = FirstCall.objects.filter(Q(mentor__in=known) | Q(mentee__in=known))
    ahead = calls.filter(state=FirstCall.State.PLANNED, ends_at__gt=ends_after)
    spans = sessions.filter(ends_at__gt=ends_after).order_by().values_list("starts_at", "ends_at")
    return list(spans.union(ahead.values_list("starts_at", "ends_at"), all=True))


def clashing_sessions(
    people: Iterable[Person], *, starts_at: datetime, ends_at: datetime
) -> QuerySet[Session]:
    """Return the planned sessions of one of ``people`` that overlap the span."""
    return _planned_with(people).filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def sessions_of_pair(pair: Pair) -> QuerySet[Session]:
    """Return the sessions of ``pair``, soonest first, with what passed in each."""
    passed = Exchange.objects.select_related("skill").order_by("direction", "kind", "pk")
    whole = pair.sessions.select_related("gathering__group")
    others = "gathering__sessions__pair__mentee"  # asked of those that have one alone
    told = with_answers(whole.prefetch_related(Prefetch("exchanges", passed), others))
    return told.order_by("starts_at", "pk")


def with_answers(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return ``sessions`` with what each of the two said of coming, for ``answers_on``."""
    replies = SessionReply.objects.filter(session=OuterRef("pk"))
    said = {
        f"{side}_answer": Subquery(
            replies.filter(person=OuterRef(f"pair__{side}")).values("answer")[:1]
        )
        for side in ("mentor", "mentee")
    }
    return sessions.annotate(**said)


def answers_on(session: Session) -> dict[int, str]:
    """Return what the two said of coming, by person; for a session of ``with_answers``."""
    pair = session.pair
    sides = {pair.mentor_id: "mentor_answer", pair.mentee_id: "mentee_answer"}
    said = {person: getattr(session, name, None) for person, name in sides.items()}
    return {person: answer for person, answer in said.items() if answer}


def places_in_pair(sessions: Iterable[Session]) -> dict[int, int]:
    """Return which of its pair's sessions each is, from 0: those called off or missed count not.

    A session that was called off or missed stands where it would have stood. One query.
    """
    known = list(sessions)
    pairs = {session.pair_id for session in known}
    counted = Session.objects.filter(pair__in=pairs, state__in=(State.PLANNED, State.HELD))
    starts = list(counted.values_list("pair", "starts_at", "pk"))
    return {
        one.pk: sum(
            start < (one.pair_id, one.starts_at, one.pk)
            for start in starts
            if start[0] == one.pair_id
        )
        for one in known
    }


def place_of(session: Session) -> int:
    """Return which of its pair's sessions this is, from 0."""
    return places_in_pair([session])[session.pk]


def sessions_visible_to(person: Person) -> QuerySet[Session]:
    """Return the sessions whose contents ``person`` may see: those of their own pairs, no other."""
    return _told().filter(_is_one_of(person))


def sessions_arranged_by(person: Person) -> QuerySet[Session]:
    """Return the sessions that ``person`` may move in the calendar: own, or of whom they assist."""
    places = Enrolment.objects.filter(
        cohort=OuterRef("pair__cohort"), person=OuterRef("pair__mentee"), assistant=person
    )
    return _told().filter(_is_one_of(person) | Q(Exists(places)))


def next_session(person: Person, at: datetime) -> Session | None:
    """Return the planned session of ``person`` that comes or runs, None where there is none."""
    coming = sessions_visible_to(person).filter(state=State.PLANNED, ends_at__gt=at)
    return coming.order_by("starts_at", "pk").first()


def sessions_to_settle(person: Person, at: datetime) -> QuerySet[Session]:
    """Return the sessions whose time is over and of which nobody said yet what became of them."""
    return sessions_visible_to(person).filter(state=State.PLANNED, ends_at__lte=at)


def sessions_to_come(pair: Pair, at: datetime, *, until: date | None = None) -> list[Session]:
    """Return the planned sessions of ``pair`` that have not begun, up to the end of ``until``.

    The day ends as the mentee's clock says. Soonest first.
    """
    planned = pair.sessions.filter(state=State.PLANNED, starts_at__gt=at)
    if until is not None:
        zone = ZoneInfo(pair.mentee.time_zone)
        planned = planned.filter(starts_at__lt=datetime.combine(until + ONE_DAY, time.min, zone))
    return list(planned.order_by("starts_at", "pk"))


def note_of(session: Session, person: Person) -> PrivateNote | None:
    """Return the note that ``person`` wrote on ``session``; nobody gets anybody else's."""
    return PrivateNote.objects.filter(session=session, author=person).first()


def exchanges_of(session: Session) -> QuerySet[Exchange]:
    """Return what passed in ``session``, for those who may see it."""
    return session.exchanges.select_related("skill").order_by("pk")


def training_first(pair: Pair) -> list[Person]:
    """Return who is still to be trained before the first session; nobody once it was held."""
    waiting = untrained(pair.cohort, pair.people)
    return [] if waiting and pair.sessions.filter(state=State.HELD).exists() else waiting


def with_counts(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return ``pairs`` with the facts that coordinators and coaches follow.

    ``n_held``, ``n_planned``, ``n_cancelled``, ``n_missed`` count sessions, ``n_signed`` the
    signatures under the charter; never what was said.
    """
    counted = pairs.annotate(
        **{f"n_{state}": Count("sessions", filter=Q(sessions__state=state)) for state in State}
    )
    signed = CharterSignature.objects.select_related("text").defer("text__clauses")
    signed = signed.order_by("signed_at")
    return counted.prefetch_related(Prefetch("signatures", signed))


def n_held_sessions() -> int:
    """Return how many sessions were held in all; a figure for everybody."""
    return Session.objects.filter(state=State.HELD).count()


def _planned_with(people: Iterable[Person], but: Gathering | None = None) -> QuerySet[Session]:
    known = list(people)
    planned = Session.objects.filter(
        Q(pair__mentor__in=known) | Q(pair__mentee__in=known), state=State.PLANNED
    )
    return planned.exclude(gathering=but) if but else planned


def _told() -> QuerySet[Session]:
    told = Session.objects.select_related(
        "pair__cohort__programme",
        "pair__mentor__unit",
        "pair__mentee__unit",
        "settled_by",
        "gathering__group",
    )
    return with_answers(told).order_by("starts_at", "pk")


def _is_one_of(person: Person) -> Q:
    return Q(pair__mentor=person) | Q(pair__mentee=person)
