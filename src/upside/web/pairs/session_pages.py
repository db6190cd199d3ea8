"""What the page of a session shows to one of its two people, and the forms on it."""

from datetime import datetime
from typing import Any

from upside.feedback.queries import (
    passed_on_by,
    pulse_of,
    skills_received,
    sure_of,
    with_confidence,
)
from upside.learning.queries import kits_by_code
from upside.pairs.models import Pair
from upside.pairs.queries import coaches_of, reasons_of
from upside.people.models import Person
from upside.programmes.curriculum import Module, module_at, modules_of
from upside.programmes.measures import asks_exchanges, asks_pulse
from upside.programmes.modes import is_clinic
from upside.programmes.retention import answers_go_on, notes_days
from upside.sessions.models import Exchange, Session
from upside.sessions.queries import (
    common_dates,
    exchanges_of,
    note_of,
    place_of,
    sessions_to_come,
    training_first,
)
from upside.sessions.series import in_rhythm, start_before
from upside.skills.models import Skill
from upside.skills.queries import profile_of
from upside.web.pairs.after import later_dates
from upside.web.pairs.dates import choices_of
from upside.web.pairs.forms import SURE, ExchangeForm, NoteForm, PassOnForm, PulseForm
from upside.web.pairs.goal_pages import goals_context
from upside.web.pairs.pages import Meeting

__all__ = [
    "exchange_form",
    "low_answer",
    "module_of",
    "pass_on_form",
    "pulse_form",
    "session_context",
]

Direction = Exchange.Direction


def session_context(
    session: Session, person: Person, *, at: datetime, **forms: Any
) -> dict[str, Any]:
    """Return what the page of ``session`` shows to one of its two people."""
    partner, module = session.pair.partner_of(person), module_of(session)
    context: dict[str, Any] = {
        "session": session,
        "pair": session.pair,
        "partner": partner,
        "is_mentor": person.pk == session.pair.mentor_id,
        "meeting": (meeting := Meeting.of(session, partner, at)),
        "whom": _whom(meeting, partner),
        "notes_days": notes_days(session.pair.cohort),
        "answers_go_on": answers_go_on(session.pair.cohort),
        "module": module,
        "kits": list(kits_by_code([module.kit]).values()) if module and module.kit else [],
        "asks_exchanges": asks_exchanges(session.pair.cohort),
        "asks_pulse": asks_pulse(session.pair.cohort),
        "is_clinic": is_clinic(session.pair.cohort),
    }
    context |= goals_context(session.pair, person)
    lost = {Session.State.CANCELLED, Session.State.MISSED}
    is_open = session.pair.state == Pair.State.ACTIVE and not is_clinic(session.pair.cohort)
    is_open = is_open and session.gathering_id is None  # else the next date is the group's
    if session.state in lost and is_open:
        context["planned"] = next(iter(sessions_to_come(session.pair, at)), None)
    if (
        session.state in lost
        and is_open
        and not context["planned"]
        and not training_first(session.pair)
    ):
        dates = common_dates(session.pair, after=at)
        found = in_rhythm(session.pair, dates, after=start_before(session))
        context["rebook"] = next(iter(choices_of([found] if found else [], partner)), None)
    if session.state == Session.State.PLANNED and session.starts_at <= at:
        context |= _without_network(session, partner, is_open=is_open, at=at)
    note = note_of(session, person)
    context["note_form"] = NoteForm(initial={"text": note.text if note else ""})
    context["note"] = note
    if session.state == Session.State.HELD:
        noted = list(with_confidence(exchanges_of(session)))
        context |= _questions(session, person, noted)
        if person.pk == session.pair.mentee_id:
            context["pass_on_form"] = pass_on_form(session, person, noted)
        context["exchange_form"] = forms.get("exchange_form") or exchange_form(session, noted=noted)
        context["exchanges"] = noted
    return context | forms


def _whom(meeting: Meeting, partner: Person) -> str:
    """Return whom one meets, in a few letters: for the mentor of a group the group."""
    if meeting.leads and meeting.group and meeting.is_planned:
        return meeting.group.name
    return partner.first_name or partner.name


def _without_network(
    session: Session, partner: Person, *, is_open: bool, at: datetime
) -> dict[str, Any]:
    """Return what a phone may fill in once it has no network: what passed, and the next date."""
    found: dict[str, Any] = {}
    if asks_exchanges(session.pair.cohort):
        found["exchange_form"] = exchange_form(session)
    if is_open:
        found["choices"] = later_dates(session, partner, at)
    return found


def _questions(session: Session, person: Person, noted: list[Exchange]) -> dict[str, Any]:
    """Return the questions after a session, with what ``person`` answered before."""
    cohort = session.pair.cohort
    low = low_answer(session, person)
    answered = low["pulse"]
    initial: dict[str, Any] = {}
    if answered:
        initial = {"useful": answered.useful, "at_ease": answered.at_ease}
    received = skills_received(session, noted, person) if asks_exchanges(cohort) else []
    initial |= {f"{SURE}{key}": value for key, value in sure_of(received).items()}
    form = PulseForm(received=received, asks_pulse=asks_pulse(cohort), initial=initial)
    return {**low, "pulse_form": form}


def low_answer(session: Session, person: Person) -> dict[str, Any]:
    """Return what ``person`` answered after ``session``, with their coaches where it is low."""
    answered = pulse_of(session, person)
    is_low = answered is not None and answered.is_low
    return {"pulse": answered, "coaches": list(coaches_of(session.pair)) if is_low else []}


def pass_on_form(
    session: Session, person: Person, noted: list[Exchange] | None = None, data: Any = None
) -> PassOnForm:
    """Return the form of what a mentee showed their team, with what they said before."""
    noted = list(exchanges_of(session)) if noted is None else noted
    skills = [one.skill for one in skills_received(session, noted, person) if one.skill]
    told = passed_on_by(session, person) if data is None else None
    initial = {"topic": told.skill_id or "", "n_people": told.n_people} if told else None
    return PassOnForm(data, skills=skills, initial=initial)


def pulse_form(session: Session, person: Person, data: Any) -> PulseForm:
    """Return the questions as ``person`` answered them in ``data``."""
    cohort = session.pair.cohort
    noted = list(exchanges_of(session)) if asks_exchanges(cohort) else []
    received = skills_received(session, noted, person)
    return PulseForm(data, received=received, asks_pulse=asks_pulse(cohort) or not received)


def module_of(session: Session) -> Module | None:
    """Return what the session is for; None where it was called off, or pairs are free."""
    counts = session.state in {Session.State.PLANNED, Session.State.HELD}
    if not counts or not modules_of(session.pair.cohort):
        return None
    return module_at(session.pair.cohort, place_of(session))


def exchange_form(
    session: Session, data: Any = None, *, noted: list[Exchange] | None = None
) -> ExchangeForm:
    """Return the form of what passed, with the topics of these two and what is noted already."""
    noted = list(exchanges_of(session)) if noted is None else noted
    topics = topics_of(session.pair, noted)
    keys = [(e.direction, str(e.skill_id) if e.skill_id else e.kind) for e in noted]
    initial = {
        way: [key for direction, key in keys if direction == way] for way in Direction.values
    }
    return ExchangeForm(
        data,
        topics=topics,
        initial={**initial, "shown": [f"{direction}:{key}" for direction, key in keys]},
    )


def topics_of(pair: Pair, noted: list[Exchange]) -> dict[str, list[Skill]]:
    """Return the topics to tick each way: why they are a pair, what one wants and the other has.

    The partner's other levels and wants stay unknown (practice.md §4.6).
    """
    reasons = reasons_of(pair)
    mentor, mentee = profile_of(pair.mentor), profile_of(pair.mentee)
    ways = {
        Direction.TO_MENTEE: (reasons.to_mentee, mentor, mentee),
        Direction.TO_MENTOR: (reasons.to_mentor, mentee, mentor),
    }
    found = {}
    for way, (named, giver, taker) in ways.items():
        shared = [want.skill for key, want in taker.wants.items() if giver.level_of(key)]
        before = [e.skill for e in noted if e.direction == way and e.skill]
        found[str(way)] = list(dict.fromkeys([*named, *shared, *before]))
    return found
