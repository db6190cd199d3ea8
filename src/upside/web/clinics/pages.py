"""What the pages of an expert clinic show, put together from the room's reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.matching import queries
from upside.matching.experts import Expert, experts_for
from upside.matching.models import ClinicSlot
from upside.matching.queries.clinics import MOST_AHEAD, NEXT_DAYS
from upside.matching.reading import unit_line
from upside.matching.spoken import spoken_of
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import DemandRow, Source, Way, demand_map
from upside.programmes.session_length import session_minutes
from upside.sessions.models import Session
from upside.web.pairs.dates import their_time

__all__ = ["clinic_page", "mine_page", "overview_page"]

FEW = 6


@dataclass(frozen=True, slots=True)
class Time:
    """A time of a clinic, with the other one's clock where it differs from the reader's."""

    slot: ClinicSlot
    theirs: datetime | None
    is_over: bool = False
    has_session: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """An expert and their free times: the soonest, then the others."""

    expert: Expert
    line: str
    soon: list[Time]
    later: list[Time]


def clinic_page(place: Enrolment, reader: Person, *, at: datetime) -> dict[str, Any]:
    """Return what a mentee, or their assistant, can book, and what they have booked.

    An assistant reads times alone: neither topics nor questions, and no expert before the mentee
    chose one.
    """
    pair = queries.open_pair_of(place) if getattr(place, "has_pair", True) else None
    is_own = reader == place.person
    is_ready = place.state == Enrolment.State.READY
    is_guest = pair is not None or (is_own and is_ready)
    known = queries.slots_about(place, at=at, pair=pair, is_guest=is_guest)
    everywhere, _free = known
    booked = [slot for slot in everywhere if slot.cohort_id == place.cohort_id]
    n, n_ahead = queries.n_bookings(booked, at=at)
    most = place.cohort.settings.get("n_sessions")
    is_full = (most is not None and n >= most) or n_ahead >= MOST_AHEAD
    may_book = is_guest and not is_full
    experts = experts_for(place, at=at, pair=pair, known=known) if may_book else []
    return {
        "cohort": place.cohort,
        "place": place,
        "is_own": is_own,
        "is_ready": is_ready,
        "pair": pair,
        "is_signed": pair is not None and pair.state == Pair.State.ACTIVE,
        "booked": [_time(slot, slot.mentor, at) for slot in booked if slot.ends_at > at],
        "n_booked": n,
        "n_ahead": n_ahead,
        "most": most,
        "is_all": most is not None and n >= most,
        "is_full": is_full,
        "may_book": may_book,
        "offers": [_offer(expert, at) for expert in experts],
        "minutes": session_minutes(place.cohort),
    }


def mine_page(place: Enrolment, *, at: datetime) -> dict[str, Any]:
    """Return what a mentor offers, who booked it, and what is still free."""
    slots = list(queries.slots_offered_by(place))
    to_come = [slot for slot in slots if slot.ends_at > at]
    booked = [slot for slot in to_come if slot.mentee is not None]
    pair_of = queries.pairs_taken_by(place)
    return {
        "cohort": place.cohort,
        "place": place,
        "is_ready": place.state == Enrolment.State.READY,
        "booked": [_time(slot, slot.mentee or place.person, at) for slot in booked],
        "free": [slot for slot in to_come if slot.mentee is None and slot.starts_at > at],
        "pair_of": pair_of,
        "n_seats_left": max(place.seats - len(pair_of), 0),
        "minutes": session_minutes(place.cohort),
    }


def overview_page(cohort: Cohort, *, at: datetime) -> dict[str, Any]:
    """Return how the clinic goes, in counts, and the topics that nobody could show."""
    demand = demand_map(cohort, Way.TO_MENTEES, Source.COHORT)
    return {
        "cohort": cohort,
        "tally": queries.clinic_tally(cohort, at=at),
        "days": NEXT_DAYS,
        "minutes": session_minutes(cohort),
        "spoken": spoken_of(cohort),
        "missing": [row for row in demand.rows if _has_no_expert(row)],
    }


def _has_no_expert(row: DemandRow) -> bool:
    return row.want.kind == "exact" and row.want.n > 0 and row.can == type(row.can)("exact", 0)


def _offer(expert: Expert, at: datetime) -> Offer:
    times = [_time(slot, expert.person, at) for slot in expert.slots]
    return Offer(expert, unit_line(expert.person), times[:FEW], times[FEW:])


def _time(slot: ClinicSlot, other: Person, at: datetime) -> Time:
    session = slot.session if slot.session_id else None
    planned = session is not None and session.state != Session.State.CANCELLED
    return Time(slot, their_time(slot.starts_at, other), slot.starts_at <= at, planned)
