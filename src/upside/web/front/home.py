"""The first page of somebody who is signed in: a section for each role, their own place first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.feedback.queries import concerns_for_coach, with_suggestions
from upside.grids.models import Evaluation
from upside.grids.queries import sheets_given_to
from upside.insights.queries import reports_visible_to
from upside.kernel.days import company_day
from upside.matching.queries import rounds_released_in
from upside.pairs.exits import exits_told_to
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_assisted_by, pairs_coached_by, reasons_of
from upside.people.models import Person
from upside.programmes.call_models import OpenCall
from upside.programmes.models import RoleGrant
from upside.programmes.queries import (
    Standing,
    calls_open_to,
    cohorts_run_by,
    cohorts_visible_to,
    funnel_of,
    n_evidence_to_answer,
    roster_visible_to,
    with_role_left,
)
from upside.sessions.colours import colours_of
from upside.sessions.following import read_followed
from upside.sessions.models import Session
from upside.sessions.momentum import Colour
from upside.sessions.queries import sessions_arranged_by, tally_of_pairs
from upside.web.front.ahead import ahead_of
from upside.web.front.decisions import decisions_of
from upside.web.front.steps import Urgency, steps_of
from upside.web.front.ways import ways_of, ways_of_pair
from upside.web.programmes.overview import funnel_rows

__all__ = ["Section", "sections_for"]

Role = RoleGrant.Role
FEW_CALLS = 5
FEW_ROUNDS = 8
FEW_PAIRS = 10
EXITS_STAY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Section:
    """What one role finds on the first page: a sentence, and the facts of its template."""

    name: str
    folio: tuple[str, ...]
    title: str
    lede: str = ""
    rest: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"web/front/home_{self.name}.html"


def sections_for(person: Person, standing: Standing, *, at: datetime) -> list[Section]:
    """Return the sections of the first page of ``person``, the most pressing first."""
    makers: dict[str, Callable[[Person, datetime], Section]] = {
        Role.COORDINATOR: _coordinator,
        Role.COACH: _coach,
        Role.SPONSOR: _sponsor,
        Role.AUDITOR: _auditor,
        Role.ADMINISTRATOR: _administrator,
        Role.EVALUATOR: _evaluator,
    }
    found = [_participant(person, at)] if standing.takes_part else []
    found += [make(person, at) for role, make in makers.items() if role in standing.roles]
    if standing.assists:
        found.append(_assistant(person, at))
    calls = [] if standing.runs_programmes else _calls_for(person, at)
    if calls:
        found.append(_calls(calls))
    n_asked = n_evidence_to_answer(person)
    if n_asked:
        found.append(_asked(n_asked))
    return found or [_nobody(person)]


def _calls_for(person: Person, at: datetime) -> list[OpenCall]:
    return list(calls_open_to(person, on=timezone.localtime(at).date())[:FEW_CALLS])


def _participant(person: Person, at: datetime) -> Section:
    steps = steps_of(person, at=at)
    hello = _("Hello %(name)s") % {"name": person.first_name or person.name}
    if not steps:
        return Section(
            "participant",
            (hello,),
            _("Nothing waits for you, and you wait for nothing."),
            _("If a programme invites you again, you read it here and in your mail."),
        )
    first = steps[0]
    facts: dict[str, Any] = {"step": first, "others": steps[1:]}
    facts["may_speak"] = any(step.urgency != Urgency.INVITATION for step in steps)
    if first.pair:
        reasons = reasons_of(first.pair)
        facts["ways"] = ways_of_pair(person, first.pair, reasons)
        facts["ahead"] = ahead_of(first, reasons)
        facts["may_tell_manager"] = first.pair.cohort.ends_on >= company_day(at)
    else:
        facts["ways"] = ways_of(person, first)
    return Section("participant", (hello, first.folio), first.title, facts=facts)


def _coordinator(person: Person, at: datetime) -> Section:
    cohorts = list(with_suggestions(with_role_left(cohorts_run_by(person))))
    if not cohorts:
        return Section(
            "coordinator",
            (_("Coordinator"),),
            _("Your first programme starts with a template."),
            _("Ten minutes: choose a template, name the cohort, bring in the HR file, invite."),
        )
    cohorts.sort(key=lambda one: not (one.launched_at and one.ends_on >= company_day(at)))
    tally = tally_of_pairs(person, cohorts[0])
    decisions = decisions_of(person, cohorts, tally, at=at)
    meet = _meeting(tally.active, len(cohorts))
    wait = ngettext(
        "%(n)s decision waits for you.", "%(n)s decisions wait for you.", len(decisions)
    )
    rest = wait % {"n": len(decisions)} if decisions else _("Nothing waits for you.")
    facts = {
        "decisions": decisions,
        "cohort": cohorts[0],
        "funnel": funnel_rows(funnel_of(cohorts[0]), tally.n_people),
        "others": cohorts[1:],
    }
    folio = (cohorts[0].programme.name, cohorts[0].name)
    return Section("coordinator", folio, meet, rest=rest, facts=facts)


def _meeting(n: int, n_cohorts: int) -> str:
    """Return how many pairs meet; the folio names one cohort, so more of them are said."""
    meet = ngettext("%(n)s pair meets.", "%(n)s pairs meet.", n)
    if n_cohorts > 1:
        meet = ngettext(
            "In your %(cohorts)s cohorts, %(n)s pair meets.",
            "In your %(cohorts)s cohorts, %(n)s pairs meet.",
            n,
        )
    return meet % {"n": n, "cohorts": n_cohorts}


def _coach(person: Person, at: datetime) -> Section:
    pairs = pairs_coached_by(person)
    coloured = colours_of(pairs, at=at)
    open_ = concerns_for_coach(person).filter(closed_at=None)
    n_inbox = open_.order_by().aggregate(n=Count("author", distinct=True))["n"]
    inbox = list(open_[:FEW_PAIRS]) if n_inbox else []
    told = exits_told_to(person).filter(left_at__gte=at - EXITS_STAY)[:FEW_PAIRS]
    n_red = sum(one.colour == Colour.RED for one in coloured)
    n = len(coloured)
    title = ngettext("%(n)s pair may need you.", "%(n)s pairs may need you.", n) % {"n": n}
    if not coloured:
        title = _("No pair is amber or red.")
    if n_inbox:
        title = ngettext("%(n)s person wrote to you.", "%(n)s people wrote to you.", n_inbox) % {
            "n": n_inbox
        }
    facts = {
        "followed": read_followed(coloured[:FEW_PAIRS], at=at),
        "n_more": max(n - FEW_PAIRS, 0),
        "n_red": n_red,
        "n_amber": n - n_red,
        "inbox": inbox,
        "exits": [one for one in told if one.cause or one.reason],
        "n_active": pairs.filter(state=Pair.State.ACTIVE).count(),
    }
    lede = _("Nobody in HR and no manager reads what they tell you.")
    return Section("coach", (_("Coach"),), title, lede, facts=facts)


def _sponsor(person: Person, _at: datetime) -> Section:
    readable = reports_visible_to(person)
    reports, rounds = list(readable), list(rounds_released_in(readable)[:FEW_ROUNDS])
    n = len(reports)
    title = ngettext("%(n)s report is yours to read.", "%(n)s reports are yours to read.", n)
    lede = _("Sums only, with their doubts. No name, no pair and no single answer is in them.")
    if not n and cohorts_visible_to(person, Role.SPONSOR).exists():
        lede = _("Your programme keeps its report to the people who run it. Ask them.")
    elif not n:
        lede = _("The report is here as soon as your programme has a cohort.")
    return Section(
        "sponsor",
        (_("Sponsor"),),
        title % {"n": n},
        lede,
        facts={"cohorts": reports, "rounds": rounds},
    )


def _auditor(person: Person, _at: datetime) -> Section:
    lede = _("You read what is kept, who sees it and every change; no contents.")
    reports = reports_visible_to(person)
    facts = {"cohorts": list(reports), "rounds": list(rounds_released_in(reports)[:FEW_ROUNDS])}
    return Section(
        "auditor", (_("Auditor"),), _("Every change is written down."), lede, facts=facts
    )


def _administrator(person: Person, _at: datetime) -> Section:
    people = roster_visible_to(person)
    n = people.filter(is_active=True).count()
    title = ngettext("%(n)s person works here.", "%(n)s people work here.", n) % {"n": n}
    lede = _("You look after accounts, mails and the health of the product; contents stay closed.")
    return Section("administrator", (_("Administrator"),), title, lede)


def _evaluator(person: Person, _at: datetime) -> Section:
    sheets = list(sheets_given_to(person))
    open_ = Evaluation.State.UNDER_WAY
    waiting = [s for s in sheets if s.submitted_at is None and s.evaluation.state == open_]
    n = len(waiting)
    title = ngettext("%(n)s grid waits for you.", "%(n)s grids wait for you.", n) % {"n": n}
    lede = _("You rate alone, from what you saw. The candidate has read how it works.")
    if not waiting:
        title = _("There is nothing for you to fill in.")
        lede = _("You get a mail when a candidate has read the notice and you can begin.")
    facts = {"waiting": waiting, "done": [s for s in sheets if s.submitted_at is not None]}
    return Section("evaluator", (_("Evaluator"),), title, lede, facts=facts)


def _calls(calls: list[OpenCall]) -> Section:
    n = len(calls)
    title = ngettext("%(n)s programme looks for people.", "%(n)s programmes look for people.", n)
    lede = _("You may apply by yourself, as long as the call is open.")
    return Section("calls", (_("Open call"),), title % {"n": n}, lede, facts={"calls": calls})


def _asked(n: int) -> Section:
    title = ngettext("%(n)s question waits for you.", "%(n)s questions wait for you.", n) % {"n": n}
    lede = _("It is about what somebody can do: a level that you have seen, or may confirm.")
    return Section("asked", (_("Evidence"),), title, lede)


def _assistant(person: Person, at: datetime) -> Section:
    mine = sessions_arranged_by(person).exclude(pair__mentor=person).exclude(pair__mentee=person)
    sessions = list(mine.filter(state=Session.State.PLANNED, ends_at__gt=at))
    n = len(sessions)
    title = ngettext("%(n)s session is planned.", "%(n)s sessions are planned.", n) % {"n": n}
    active = pairs_assisted_by(person).filter(state=Pair.State.ACTIVE)
    weeks = [(monday, list(of_week)) for monday, of_week in groupby(sessions, _monday)]
    facts = {"weeks": weeks, "pairs": list(active), "at": at}
    lede = _("You see when and where, for the person you assist. What it is about stays with them.")
    return Section("assistant", (_("Assistant"),), title, lede, facts=facts)


def _monday(session: Session) -> date:
    day = timezone.localtime(session.starts_at).date()
    return day - timedelta(days=day.weekday())


def _nobody(person: Person) -> Section:
    return Section(
        "nobody",
        (_("Hello %(name)s") % {"name": person.first_name or person.name},),
        _("Nothing waits for you yet."),
        _("When a programme invites you, you get a mail and read the invitation here."),
    )
