"""What the coordinator's pages of speed meetings show, in the company's time zone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching import queries
from upside.matching.models import Attendee, Encounter, SpeedMeeting
from upside.matching.timetable import Clock, Times, ends_at, n_begun, times_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.web.meetings.forms import presence_choices, presence_of
from upside.web.templatetags.writing import clock, listed

__all__ = [
    "company_time",
    "list_page",
    "may_amend",
    "meeting_page",
    "people_page",
    "print_page",
    "ready_words",
    "sentence",
    "sites_of",
]

State = SpeedMeeting.State


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the rotation: its time, its talks by table, who rests."""

    times: Times
    talks: list[Encounter]
    rests: list[Person]


@dataclass(slots=True)
class Row:
    """One person: for each round the talk or None, and the rounds in which they rest."""

    attendee: Attendee
    presence: str
    turns: list[tuple[int, Encounter | None, Person | None]] = field(default_factory=list)
    rests: list[int] = field(default_factory=list)


@contextmanager
def company_time() -> Iterator[None]:
    """Write times as the clocks of the company show them: the event is in one place."""
    with timezone.override(timezone.get_default_timezone()):
        yield


def sentence(plan: Clock) -> str:
    """Return how the event goes: how many rounds, a break or none, from when until when."""
    zone = timezone.get_default_timezone()
    said = {
        "rounds": plan.n_rounds,
        "minutes": plan.minutes,
        "start": clock(timezone.localtime(plan.starts_at, zone)),
        "end": clock(timezone.localtime(ends_at(plan), zone)),
    }
    if plan.break_after:
        return (
            _("%(rounds)s rounds of %(minutes)s minutes with a break: from %(start)s to %(end)s.")
            % said
        )
    return _("%(rounds)s rounds of %(minutes)s minutes: from %(start)s to %(end)s.") % said


def ready_words(n_mentees: int, n_mentors: int, n_tables: int) -> str:
    """Return who rests in each round, and why: uneven sides, or few tables."""
    if not (n_mentees and n_mentors):
        return _("One side has nobody who is ready and free. An event needs both.")
    n_talks = min(n_mentees, n_mentors, n_tables)
    rests = [
        ngettext("%(n)s mentee", "%(n)s mentees", n) % {"n": n} for n in (n_mentees - n_talks,) if n
    ] + [
        ngettext("%(n)s mentor", "%(n)s mentors", n) % {"n": n} for n in (n_mentors - n_talks,) if n
    ]
    if not rests:
        return _("Nobody has to rest: both sides are even, and there are tables for all.")
    talks = ngettext("%(n)s talk", "%(n)s talks", n_talks) % {"n": n_talks}
    return _("Up to %(talks)s at a time. Resting in each round, in turn: %(rests)s.") % {
        "talks": talks,
        "rests": listed(rests),
    }


def sites_of(cohort: Cohort) -> list[tuple[str, int, int]]:
    """Return the sites of those who are ready and free, with how many mentees and mentors."""
    counts = Counter(queries.free_by_site(cohort))
    sites = sorted({site for site, _role in counts if site})
    return [(site, counts[site, "mentee"], counts[site, "mentor"]) for site in sites]


def list_page(cohort: Cohort, person: Person, *, at: datetime) -> dict[str, Any]:
    """Return the events of a cohort and who could come to the next one."""
    free = queries.free_run_by(person).get(cohort.pk, queries.Free())
    meetings = list(queries.meetings_run_by(person).filter(cohort=cohort))
    return {
        "cohort": cohort,
        "free": free,
        "rows": [(one, sentence(one), one.ends_at <= at) for one in meetings],
        "ready": ready_words(free.n_mentees, free.n_mentors, max(free.n_people, 1)),
    }


def meeting_page(meeting: SpeedMeeting, *, at: datetime) -> dict[str, Any]:
    """Return one event: where it stands, its rounds, who is there, what comes next."""
    attendees = list(queries.attendees_of(meeting))
    talks = list(queries.talks_of(meeting))
    here = [one for one in attendees if one.away_at is None]
    sides = Counter(one.role for one in here)
    is_over = meeting.ends_at <= at
    begun = n_begun(meeting, at)
    places = queries.people_to_meet(meeting.cohort, meeting.site)
    ready = {place.enrolment.person_id for place in places}
    return {
        **_frame(meeting),
        "is_over": is_over,
        "has_rotation": bool(talks),
        "may_change": meeting.state in (State.DRAFT, State.OPEN) and not is_over,
        "may_amend": may_amend(meeting, at=at),
        "next_round": begun + 1 if begun < meeting.n_rounds else None,
        "choices": range(begun + 1, meeting.n_rounds + 1),
        "n_mentees": sides["mentee"],
        "n_mentors": sides["mentor"],
        "n_ready": len(ready),
        "ready": ready_words(*_sides(places), meeting.n_tables),
        "new": _new(places, attendees) if talks else [],
        "away": [one.person for one in attendees if one.away_at is not None],
        "stale": _stale(talks, attendees, ready, begun),
        "rounds": (rounds := _rounds(meeting, talks, here)),
        "thin_from": _thin_from(rounds) if meeting.state == State.DRAFT else None,
        "n_talks": len(talks),
        "answered": queries.answered_of(meeting) if is_over else None,
    }


def may_amend(meeting: SpeedMeeting, *, at: datetime) -> bool:
    """Tell whether date and shape of ``meeting`` can still change."""
    return meeting.state in (State.DRAFT, State.OPEN) and meeting.starts_at > at


def people_page(meeting: SpeedMeeting, *, at: datetime) -> dict[str, Any]:
    """Return the rotation person by person, with who is there when."""
    rows = _rows(meeting, queries.talks_of(meeting))
    is_open = meeting.state in (State.DRAFT, State.OPEN)
    return {
        **_frame(meeting),
        "rows": rows,
        "times": times_of(meeting),
        "choices": presence_choices(meeting.n_rounds),
        "may_change": is_open and meeting.ends_at > at,
    }


def print_page(meeting: SpeedMeeting) -> dict[str, Any]:
    """Return the rotation for the door, by name, and one card for each table."""
    by_table: dict[int, list[Encounter]] = defaultdict(list)
    talks = list(queries.talks_of(meeting))
    for talk in talks:
        by_table[talk.table].append(talk)
    times = times_of(meeting)
    cards = [
        (table, [(one, _at_round(own, one.number)) for one in times])
        for table, own in sorted(by_table.items())
    ]
    rows = [row for row in _rows(meeting, talks) if row.attendee.away_at is None]
    return {**_frame(meeting), "rows": rows, "times": times, "cards": cards}


def _at_round(talks: Iterable[Encounter], number: int) -> Encounter | None:
    return next((talk for talk in talks if talk.number == number), None)


def _frame(meeting: SpeedMeeting) -> dict[str, Any]:
    return {"meeting": meeting, "cohort": meeting.cohort, "sentence": sentence(meeting)}


def _sides(places: Iterable[queries.Place]) -> tuple[int, int]:
    sides = Counter(place.enrolment.role for place in places)
    return sides["mentee"], sides["mentor"]


def _is_there(one: Attendee, number: int) -> bool:
    last = one.last_round
    return one.away_at is None and one.first_round <= number and (last is None or number <= last)


def _new(places: Iterable[queries.Place], attendees: Iterable[Attendee]) -> list[Person]:
    """Return who is ready and free by now, and whom the rotation does not know."""
    known = {one.person_id for one in attendees}
    found = (place.enrolment.person for place in places)
    return [person for person in found if person.pk not in known]


def _stale(
    talks: Iterable[Encounter], attendees: Iterable[Attendee], ready: set[int], begun: int
) -> list[Person]:
    """Return who has talks to come that cannot be: they are not there, or not ready any more."""
    by_id = {one.person_id: one for one in attendees}
    found: dict[int, Person] = {}
    for talk in talks:
        for person in (talk.mentor, talk.mentee):
            one = by_id.get(person.pk)
            is_off = one is None or not _is_there(one, talk.number) or person.pk not in ready
            if talk.number > begun and is_off:
                found[person.pk] = person
    return list(found.values())


def _thin_from(rounds: list[Round]) -> int | None:
    """Return from which round on fewer than half as many talk as in the first, if so."""
    enough = len(rounds[0].talks) / 2
    thin = None
    for one in reversed(rounds):
        if len(one.talks) >= enough:
            break
        thin = one.times.number
    return thin


def _rounds(
    meeting: SpeedMeeting, talks: Iterable[Encounter], here: Iterable[Attendee]
) -> list[Round]:
    by_number = {n: list(rows) for n, rows in groupby(talks, key=lambda one: one.number)}
    found = []
    for times in times_of(meeting):
        rows = by_number.get(times.number, [])
        busy = {key for talk in rows for key in (talk.mentor_id, talk.mentee_id)}
        rests = [
            one.person for one in here if _is_there(one, times.number) and one.person_id not in busy
        ]
        found.append(Round(times, rows, rests))
    return found


def _rows(meeting: SpeedMeeting, talks: Iterable[Encounter]) -> list[Row]:
    turns: dict[int, dict[int, tuple[Encounter, Person]]] = defaultdict(dict)
    for talk in talks:
        turns[talk.mentor_id][talk.number] = (talk, talk.mentee)
        turns[talk.mentee_id][talk.number] = (talk, talk.mentor)
    rows = []
    for one in queries.attendees_of(meeting):
        row = Row(one, presence_of(one))
        for number in range(1, meeting.n_rounds + 1):
            turn = turns[one.person_id].get(number)
            row.turns.append((number, *(turn or (None, None))))
            if turn is None and _is_there(one, number):
                row.rests.append(number)
        rows.append(row)
    return rows
