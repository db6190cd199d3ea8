"""What the pages of a pair and of a session show, put together from the rooms' reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upside.feedback.queries import sessions_with_confidence
from upside.kernel.days import company_day
from upside.learning.models import Kit
from upside.learning.queries import kits_by_code, kits_for_topics
from upside.matching.words import language_name
from upside.pairs.exits import exit_of, readers_of
from upside.pairs.models import CharterSignature, Group, Pair
from upside.pairs.queries import (
    Reasons,
    charter_of,
    contacts_of,
    current_signatures,
    must_sign_anew,
    pause_of,
    reasons_of,
)
from upside.pairs.queries.farewells import is_at_end, look_backs_of
from upside.pairs.queries.groups import shared_group
from upside.people.models import Person
from upside.programmes.curriculum import module_at, modules_of
from upside.programmes.lead import leading_roles
from upside.programmes.models import Enrolment
from upside.programmes.modes import is_clinic
from upside.programmes.momentum import RHYTHM
from upside.programmes.queries import guests
from upside.programmes.retention import notes_days
from upside.programmes.session_length import session_minutes
from upside.sessions.after_pause import dates_of_pause
from upside.sessions.following import is_uneasy
from upside.sessions.gatherings import is_led_by, others_at
from upside.sessions.models import Exchange, Session, SessionReply
from upside.sessions.queries import (
    answers_on,
    common_dates,
    sessions_of_pair,
)
from upside.sessions.series import in_rhythm
from upside.web.pairs.dates import DateChoice, choices_of, first_two, their_time
from upside.web.pairs.forms import BookForm
from upside.web.pairs.goal_pages import goals_context
from upside.web.pairs.progress import progress_of
from upside.web.pairs.training import training_context
from upside.web.templatetags.writing import listed

__all__ = ["Meeting", "booking_context", "pair_context"]

Direction = Exchange.Direction
MOST_KITS = 4


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session as a page tells it: with the partner's clock, and what may be done now."""

    session: Session
    theirs: datetime | None
    theirs_end: datetime | None
    has_begun: bool
    is_over: bool
    my_answer: str = ""
    other_answer: str = ""
    group: Group | None = None
    others: tuple[Session, ...] = ()
    leads: bool = False

    @classmethod
    def of(cls, session: Session, partner: Person, at: datetime) -> "Meeting":
        answers = answers_on(session)
        me = session.pair.partner_of(partner)
        return cls(
            my_answer=answers.get(me.pk, ""),
            other_answer=answers.get(partner.pk, ""),
            group=session.gathering.group if session.gathering else None,
            others=tuple(others_at(session)),
            leads=is_led_by(session, me),
            session=session,
            theirs=their_time(session.starts_at, partner),
            theirs_end=their_time(session.ends_at, partner),
            has_begun=session.starts_at <= at,
            is_over=session.ends_at <= at,
        )

    @property
    def is_planned(self) -> bool:
        return self.session.state == Session.State.PLANNED

    @property
    def may_move(self) -> bool:
        """Whether the date may be moved from here: that of a group by its mentor alone."""
        return self.leads or self.group is None

    @property
    def is_off(self) -> bool:
        """Whether one of the two said that they cannot come, to a date that then has to move."""
        if self.group is not None:
            return self.leads and self.my_answer == SessionReply.Answer.DECLINED
        return SessionReply.Answer.DECLINED in {self.my_answer, self.other_answer}


def pair_context(
    pair: Pair, person: Person, *, at: datetime, form: BookForm | None = None
) -> dict[str, Any]:
    """Return what the page of ``pair`` shows to one of its two people."""
    partner = pair.partner_of(person)
    sessions = list(sessions_with_confidence(sessions_of_pair(pair)))
    meetings = [Meeting.of(session, partner, at) for session in sessions]
    charter = charter_of(pair.cohort)
    signed = current_signatures(pair, charter)
    reasons, known = reasons_of(pair), guests()
    contacts = contacts_of(pair)
    firms = [known.firm_of(one).rpartition("/")[2] for one in (person, partner)]
    context = {
        "pair": pair,
        "partner": partner,
        "is_mentor": person.pk == pair.mentor_id,
        "charter": charter,
        "is_anew": must_sign_anew(pair, person, charter),
        "signatures": [(one, signed.get(one.pk)) for one in pair.people],
        "reasons": reasons,
        "partner_company": firms[1],
        "is_across": firms[0] != firms[1],
        "units": [unit.rpartition("/")[2] for unit in dict.fromkeys(reasons.units)],
        "coaches": contacts.coaches,
        "coordinators": contacts.coordinators,
        "languages": [language_name(code) for code in reasons.languages],
        "meetings": [m for m in meetings if not m.is_over]
        + [m for m in reversed(meetings) if m.is_over],
        "n_held": sum(m.session.state == Session.State.HELD for m in meetings),
        "coming": [m for m in meetings if m.is_planned and not m.is_over],
        "to_settle": next((m for m in meetings if m.is_planned and m.is_over), None),
        "step": step_of(pair, signed, meetings, person),
        "lead": lead_of(pair, person),
        "modules": modules_of(pair.cohort),
        "kits": kits_for_next(pair, reasons, meetings),
        "is_clinic": is_clinic(pair.cohort),
        "progress": progress_of(pair, person, sessions),
        "is_uneasy": is_uneasy(pair, [m.session for m in meetings], at=at),
        "group": shared_group(pair),
    }
    if pair.state == Pair.State.PAUSED:
        context["pause"] = pause_of(pair)
    if pair.state == Pair.State.CLOSED:
        own = exit_of(pair, person)
        readers = listed(one.name for one in readers_of(own)) if own else ""
        context |= {"own_exit": own, "readers": readers, "notes_days": notes_days(pair.cohort)}
        context["mine"] = look_backs_of(pair, person)[0]
    context |= goals_context(pair, person) | _manager(pair, at)
    if pair.state == Pair.State.ACTIVE:
        context |= booking_context(pair, person, at=at, form=form, is_first=not meetings)
        context["rebook"] = _rebook(meetings, context)
        again = dates_of_pause(pair, [m.session for m in meetings], at=at)
        context["of_pause"] = choices_of(again, partner)
    return context


def _manager(pair: Pair, at: datetime) -> dict[str, bool]:
    """Tell whether there are hours to come that a manager might be told of."""
    return {"may_tell_manager": pair.cohort.ends_on >= company_day(at)}


def _rebook(meetings: list[Meeting], context: dict[str, Any]) -> DateChoice | None:
    """Return the next date to book in one tap, where the last one did not take place.

    One rhythm after the last session that was held.
    """
    past = max(meetings, key=lambda meeting: meeting.session.starts_at, default=None)
    is_asked = (
        context["step"] == "again" and not context["is_clinic"] and not context["form"].errors
    )
    lost = {Session.State.CANCELLED, Session.State.MISSED}
    if past is None or not is_asked or past.group or past.session.state not in lost:
        return None
    held = [m.session.starts_at for m in meetings if m.session.state == Session.State.HELD]
    choices = {choice.starts_at: choice for choice in context["choices"]}
    found = in_rhythm(past.session.pair, choices, after=max(held, default=None))
    return choices.get(found) if found else None


def kits_for_next(pair: Pair, reasons: Reasons, meetings: list[Meeting]) -> list[Kit]:
    """Return the kits that fit the next session: its module's, else those of the pair's topics.

    Without a module the first session has the kit of the first meeting before those. None in a
    pause. One query.
    """
    if pair.state in {Pair.State.PAUSED, Pair.State.CLOSED}:
        return []
    n_held = sum(meeting.session.state == Session.State.HELD for meeting in meetings)
    module = module_at(pair.cohort, n_held)
    if module and module.kit:
        return list(kits_by_code([module.kit]).values())
    codes = [skill.code for skill in (*reasons.to_mentee, *reasons.to_mentor)]
    return kits_for_topics(codes, session=None if n_held else 1)[:MOST_KITS]


def lead_of(pair: Pair, person: Person) -> str:
    """Return who takes the lead, as ``person`` reads it: ``me``, ``partner`` or ``both``."""
    leading = leading_roles(pair.cohort)
    mine = Enrolment.Role.MENTOR if person.pk == pair.mentor_id else Enrolment.Role.MENTEE
    return "both" if len(leading) > 1 else "me" if mine in leading else "partner"


def step_of(
    pair: Pair, signed: dict[int, CharterSignature], meetings: list[Meeting], person: Person
) -> str:
    """Return the one thing that comes next for ``person`` on this page."""
    if pair.state == Pair.State.CLOSED:
        return "closed"
    if pair.state == Pair.State.ACCEPTED:
        return "wait" if person.pk in signed else "sign"
    planned = [m for m in meetings if m.is_planned]
    if any(m.is_over for m in planned):
        return "settle"
    at_end = is_at_end(pair) and not planned
    rests = "farewell" if at_end else "paused" if pair.state == Pair.State.PAUSED else ""
    return rests or ("meet" if planned else "again" if meetings else "book")


def booking_context(
    pair: Pair,
    person: Person,
    *,
    at: datetime,
    form: BookForm | None = None,
    is_first: bool = False,
) -> dict[str, Any]:
    """Return what the choice of dates shows; for the first two, two are ticked beforehand."""
    partner = pair.partner_of(person)
    starts = common_dates(pair, after=at)
    if form is not None and form.is_valid():
        # what was chosen stays to be confirmed, from wherever it came
        starts = sorted({*starts, *(one for one in form.cleaned_data["starts"] if one > at)})
    choices = choices_of(starts, partner)
    rhythm = pair.cohort.settings.get("rhythm_days", RHYTHM)
    ticked = first_two(choices, rhythm) if is_first else []
    return {
        "choices": choices,
        "minutes": session_minutes(pair.cohort),
        **training_context(pair, person),
        "form": form or BookForm(initial={"starts": ticked}),
        "is_first": is_first,
    }
