"""The page of one cohort: how far people are, what to do next, what is wanted and offered."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.matching.choosing import list_plan
from upside.matching.queries import Free, free_run_by, opened_choices
from upside.matching.spoken import spoken_of
from upside.people.models import Person
from upside.programmes import queries
from upside.programmes.gate_words import GATE_NAMES
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.modes import is_clinic
from upside.sessions.queries import tally_of_pairs
from upside.web.demand.pages import summary
from upside.web.meetings.leads import lead_of
from upside.web.templatetags.writing import listed

__all__ = ["funnel_rows", "overview", "ready_and_free"]

State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the coordinator may do next, and where."""

    icon: str
    title: str
    text: str
    action: str
    address: str


def overview(cohort: Cohort, person: Person) -> dict[str, Any]:
    """Return everything that the page of a cohort shows; the same queries for any size."""
    sides = queries.funnel_by_role(cohort)
    states = {state: sum(side[state] for side in sides.values()) for state in State.values}
    tally = tally_of_pairs(person, cohort)
    free = free_run_by(person).get(cohort.pk, Free())
    return {
        "cohort": cohort,
        "n_people": sum(states.values()),
        "n_yes": sum(states[state] for state in SAID_YES),
        "n_open": states[State.INVITED],
        "n_pairs": tally.n_open,
        "funnel": funnel_rows(states, tally.n_people),
        "sides": [(role, sides[role]) for role in (Mentor, Mentee)],
        "side_rows": _side_rows(sides),
        "next_steps": [
            *_launch(cohort),
            *_next_steps(cohort, sides, free, tally.n_open),
            *_training(cohort),
            *_words_wait(queries.n_words_waiting(cohort)),
        ],
        **summary(queries.demand_map(cohort, queries.Way.TO_MENTEES, queries.Source.COHORT)),
        "spoken": spoken_of(cohort),
        "grants": list(queries.team_of(cohort.programme)),
    }


def funnel_rows(states: Counts, n_paired: int) -> list[tuple[str, int, int]]:
    """Return the steps from invitation to pair: how many came at least so far, and the share.

    ``states`` come from ``funnel_of``, which leaves out those who left the company.
    """
    yes = sum(states[state] for state in SAID_YES)
    rows = [
        (_("Invited"), sum(states.values())),
        (_("Said yes"), yes),
        (_("Profile complete"), states[State.COMPLETE] + states[State.READY]),
        (_("Ready"), states[State.READY]),
        (_("In a pair"), n_paired),
    ]
    whole = rows[0][1] or 1
    return [(label, n, round(100 * n / whole)) for label, n in rows]


def _side_rows(sides: dict[str, Counts]) -> list[tuple[str, int, int]]:
    rows = [
        (
            _("Invited"),
            sum(sides[Mentor].values()),
            sum(sides[Mentee].values()),
        )
    ]
    rows += [
        (str(State(state).label), sides[Mentor][state], sides[Mentee][state])
        for state in State.values
        if state != State.INVITED and (state != State.WAITING or _wait(sides))
    ]
    return rows


def _wait(sides: dict[str, Counts]) -> int:
    return sum(side[State.WAITING] for side in sides.values())


def ready_and_free(free: Free) -> str:
    """Return how many people wait for a round, in the words that every page uses for them."""
    mentees = ngettext("%(n)s mentee", "%(n)s mentees", free.n_mentees) % {"n": free.n_mentees}
    mentors = ngettext("%(n)s mentor", "%(n)s mentors", free.n_mentors) % {"n": free.n_mentors}
    said = {"mentees": mentees, "mentors": mentors}
    return _("%(mentees)s and %(mentors)s are ready and free") % said


def _launch(cohort: Cohort) -> list[Step]:
    """Say what is missing before the launch, where it is still to come."""
    if cohort.launched_at is not None:
        return []
    missing = queries.missing_gates(cohort)
    address = reverse("programmes:launch", args=[cohort.pk])
    title = ngettext(
        "%(n)s thing is missing before the launch",
        "%(n)s things are missing before the launch",
        len(missing),
    ) % {"n": len(missing)}
    if not missing:
        title = _("Everything stands for the launch")
    names = listed(str(GATE_NAMES[gate.code]) for gate in missing)
    text = names or _("From then on you can invite people.")
    return [Step("calendar-clock", title, text, _("Go to the launch"), address)]


def _next_steps(cohort: Cohort, sides: dict[str, Counts], free: Free, n_pairs: int) -> list[Step]:
    invite = reverse("programmes:invite", args=[cohort.pk])
    everybody = reverse("programmes:enrolments", args=[cohort.pk])
    mentors, mentees = sides[Mentor], sides[Mentee]
    if cohort.launched_at is None:
        return [_round(cohort, free, n_pairs)] if free.n_mentors and free.n_mentees else []
    if not sum(mentors.values()) + sum(mentees.values()):
        return [
            Step(
                "mail",
                _("Invite the first people"),
                _("Choose mentors and mentees by unit, site and grade. Each answers in person."),
                _("Choose whom to invite"),
                invite,
            )
        ]
    steps = []
    if free.n_mentors and free.n_mentees:
        steps += [*_event(cohort), _round(cohort, free, n_pairs)]
    waiting = mentors[State.COMPLETE] + mentees[State.COMPLETE]
    if waiting:
        steps.append(_waits_for_you(waiting, f"{everybody}?state=complete"))
    steps += _missing_side(mentors, mentees, invite)
    unanswered = mentors[State.INVITED] + mentees[State.INVITED]
    if unanswered:
        steps.append(_unanswered(unanswered, f"{everybody}?state=invited"))
    return steps


def _round(cohort: Cohort, free: Free, n_pairs: int) -> Step:
    if is_clinic(cohort):
        text = _("Experts offer times and mentees book them; no round is needed.")
        address = reverse("clinics:overview", args=[cohort.pk])
        return Step("calendar-clock", ready_and_free(free), text, _("Go to the clinic"), address)
    text = _("A round proposes pairs and explains them. Nothing reaches anybody before you say so.")
    if n_pairs:
        text = _("Whoever is in a pair already keeps it: a round proposes to the others only.")
    if list_plan(cohort) and cohort.pk not in opened_choices([cohort.pk]):
        text = _("Short lists name a few people to each of them, with the reasons.")
        address = reverse("choosing:lists", args=[cohort.pk])
        return Step("users", ready_and_free(free), text, _("Go to the short lists"), address)
    address = reverse("studio:studio", args=[cohort.pk])
    return Step("users", ready_and_free(free), text, _("Open the studio"), address)


def _event(cohort: Cohort) -> list[Step]:
    """Say what comes next about the speed meeting, where the programme has one."""
    lead = lead_of(cohort, at=timezone.now())
    if lead is None:
        return []
    return [Step("calendar-clock", lead.title, lead.text, lead.action, lead.address)]


def _waits_for_you(n: int, address: str) -> Step:
    title = ngettext("%(n)s person waits for HR", "%(n)s people wait for HR", n) % {"n": n}
    text = _("They did their part; a grade or a mail is missing in the HR file.")
    return Step("triangle-alert", title, text, _("See what is missing"), address)


def _missing_side(mentors: Counts, mentees: Counts, invite: str) -> list[Step]:
    """Say so where one side has nobody who is invited or in."""
    sides = (
        (mentors, _("Nobody is invited as mentor yet"), Mentor),
        (mentees, _("Nobody is invited as mentee yet"), Mentee),
    )
    text = _("A pair needs both. Invite the other side before you run a round.")
    return [
        Step("mail", title, text, _("Choose whom to invite"), f"{invite}?as={role}")
        for side, title, role in sides
        if not sum(side[state] for state in (State.INVITED, *SAID_YES))
    ]


def _training(cohort: Cohort) -> list[Step]:
    n = queries.n_untrained(cohort)
    if not n:
        return []
    title = ngettext(
        "%(n)s person is still to be trained", "%(n)s people are still to be trained", n
    ) % {"n": n}
    text = _("They book no first session before. Note who was trained elsewhere.")
    address = reverse("programmes:training", args=[cohort.pk])
    return [Step("pen-line", title, text, _("Note who was trained"), address)]


def _words_wait(n: int) -> list[Step]:
    if not n:
        return []
    title = ngettext(
        "%(n)s word is missing in the catalogue", "%(n)s words are missing in the catalogue", n
    ) % {"n": n}
    text = _("People typed it and found no topic. Map it, add it, or drop it with a reason.")
    return [Step("circle-help", title, text, _("Answer"), reverse("topics:asked"))]


def _unanswered(n: int, address: str) -> Step:
    title = ngettext(
        "%(n)s invitation has no answer yet", "%(n)s invitations have no answer yet", n
    ) % {"n": n}
    text = _("No answer is not a yes: nobody takes part without saying so.")
    return Step("mail", title, text, _("See who has not answered"), address)
