"""Reads of pairs, and who may see them: the two, who coordinates, the coach. Nobody else."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from upside.pairs.models import Pair, Pause
from upside.pairs.queries.charters import (
    Change,
    Charter,
    Signing,
    changes_of_charter,
    charter_of,
    charter_of_text,
    current_signatures,
    must_sign_anew,
    signings_of,
    texts_signed,
    with_signatures,
)
from upside.pairs.queries.goals import (
    Proposed,
    goals_of,
    goals_shown_to,
    history_of_goals,
    proposed_goals,
)
from upside.pairs.queries.reasons import Reasons, reasons_of
from upside.people.models import Person
from upside.programmes.clauses import Clause
from upside.programmes.lead import leading_roles
from upside.programmes.models import Enrolment, RoleGrant
from upside.programmes.queries import Contacts, coaching, contacts_in

__all__ = [
    "Change",
    "Charter",
    "Clause",
    "Proposed",
    "Reasons",
    "Signing",
    "active_pairs",
    "changes_of_charter",
    "charter_of",
    "charter_of_text",
    "coaches_of",
    "contacts_of",
    "current_signatures",
    "day_of",
    "goals_of",
    "goals_shown_to",
    "history_of_goals",
    "in_open_pairs",
    "leading_in",
    "must_sign_anew",
    "pairs_arranged_by",
    "pairs_assisted_by",
    "pairs_coached_by",
    "pairs_of",
    "pairs_run_by",
    "pairs_taking_seats",
    "pairs_visible_to",
    "pause_of",
    "proposed_goals",
    "reasons_of",
    "signings_of",
    "texts_signed",
    "with_pauses",
    "with_signatures",
]

Role = RoleGrant.Role
OPEN_FIRST = Case(When(state=Pair.State.CLOSED, then=Value(1)), default=Value(0))


def pause_of(pair: Pair) -> Pause | None:
    """Return the pause that ``pair`` is on, None where it goes on."""
    return pair.pauses.filter(ended_at=None).first()


def day_of(pair: Pair, at: datetime) -> date:
    """Return the day that ``pair`` has at ``at``: their mentee's, by which they plan."""
    return at.astimezone(ZoneInfo(pair.mentee.time_zone)).date()


def with_pauses(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return ``pairs``, each with the pause it is on in ``open_pauses``; one query for all."""
    resting = Pause.objects.filter(ended_at=None)
    return pairs.prefetch_related(Prefetch("pauses", resting, to_attr="open_pauses"))


def pairs_of(person: Person) -> QuerySet[Pair]:
    """Return the pairs in which ``person`` is one of the two, open ones first, then newest."""
    return _told().filter(_is_one_of(person))


def active_pairs() -> QuerySet[Pair]:
    """Return the pairs that are active in the whole company, for figures that name nobody."""
    return Pair.objects.filter(state=Pair.State.ACTIVE)


def pairs_taking_seats() -> QuerySet[Pair]:
    """Return the pairs that take a seat of their mentor and the place of their mentee.

    Those that are open, and those that were completed: the seat did what it was offered for.
    """
    return Pair.objects.filter(~Q(state=Pair.State.CLOSED) | Q(ending=Pair.Ending.COMPLETED))


def pairs_run_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs of the programmes that ``person`` coordinates."""
    return _told().filter(_has_role(person, Role.COORDINATOR))


def pairs_visible_to(person: Person) -> QuerySet[Pair]:
    """Return the pairs of which ``person`` may know that they are: own, coordinated, coached.

    Coordinators and coaches see facts only (states, dates, counts); what was exchanged, noted
    or answered is behind ``sessions_visible_to``, which knows the two people alone.
    """
    return _told().filter(_is_one_of(person) | _has_role(person, Role.COORDINATOR, Role.COACH))


def pairs_coached_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs that ``person`` looks after as their coach; never a pair of their own."""
    grants = coaching().filter(person=person, programme=OuterRef("cohort__programme"))
    return _told().filter(Exists(grants)).exclude(_is_one_of(person))


def pairs_assisted_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs whose mentee named ``person`` as the assistant who books for them."""
    places = Enrolment.objects.filter(
        cohort=OuterRef("cohort"), person=OuterRef("mentee"), assistant=person
    )
    return _told().filter(Exists(places))


def coaches_of(pair: Pair) -> QuerySet[Person]:
    """Return the coaches of the programme, to whom either of the two may turn."""
    grants = coaching().filter(programme=pair.cohort.programme_id)
    people = Person.objects.filter(pk__in=grants.values("person"), is_active=True)
    return people.order_by("last_name", "first_name", "pk")


def leading_in(pair: Pair) -> list[Person]:
    """Return who of the two takes the lead: who proposes dates, and whom reminders go to."""
    roles = leading_roles(pair.cohort)
    sides = {Enrolment.Role.MENTOR: pair.mentor, Enrolment.Role.MENTEE: pair.mentee}
    return [person for role, person in sides.items() if role in roles]


def contacts_of(pair: Pair) -> Contacts:
    """Return the coaches and the coordinators of the programme, for one page; one query."""
    return contacts_in([pair.cohort.programme_id])[pair.cohort.programme_id]


def in_open_pairs(ids: Collection[str]) -> frozenset[str]:
    """Return those of ``ids`` (of the HR file) who are in a pair that has not ended; one query."""
    asked = frozenset(ids)
    open_pairs = Pair.objects.exclude(state=Pair.State.CLOSED)
    found = open_pairs.values_list("mentor__external_id", "mentee__external_id")
    return frozenset(one for two in found for one in two if one in asked)


def pairs_arranged_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs for which ``person`` may book dates: own ones and those they assist."""
    return _told().filter(_is_one_of(person) | Q(pk__in=pairs_assisted_by(person).order_by()))


def _told() -> QuerySet[Pair]:
    return Pair.objects.select_related(
        "cohort__programme", "mentor__unit", "mentee__unit", "farewell", "group"
    ).order_by(OPEN_FIRST, "state", "-accepted_at", "-pk")


def _is_one_of(person: Person) -> Q:
    return Q(mentor=person) | Q(mentee=person)


def _has_role(person: Person, *roles: str) -> Q:
    grants = RoleGrant.objects.filter(
        person=person, role__in=roles, programme=OuterRef("cohort__programme")
    )
    return Q(Exists(grants))
