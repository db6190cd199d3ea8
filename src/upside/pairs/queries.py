"""Reads of pairs, and who may see them: the two, who coordinates, the coach. Nobody else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from upside.kernel.texts import in_language
from upside.pairs.models import Pair, Pause
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, Programme, RoleGrant
from upside.skills.models import Skill

__all__ = [
    "Charter",
    "Clause",
    "Reasons",
    "active_pairs",
    "charter_of",
    "coaches_of",
    "coordinators_of",
    "in_open_pairs",
    "pairs_arranged_by",
    "pairs_assisted_by",
    "pairs_of",
    "pairs_run_by",
    "pairs_taking_seats",
    "pairs_visible_to",
    "pause_of",
    "reasons_of",
    "with_pauses",
]

Role = RoleGrant.Role
OPEN_FIRST = Case(When(state=Pair.State.CLOSED, then=Value(1)), default=Value(0))


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the charter with what it means, in both languages."""

    key: str
    titles: dict[str, str]
    texts: dict[str, str]

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def text(self) -> str:
        return in_language(self.texts)


@dataclass(frozen=True, slots=True)
class Charter:
    """What both sign before the first session; a new version is signed anew."""

    version: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why these two, as rows that a page can put into words."""

    to_mentee: tuple[Skill, ...]
    to_mentor: tuple[Skill, ...]
    common_half_hours: int
    units: tuple[str, ...]
    languages: tuple[str, ...]


def charter_of(owner: Programme | Cohort) -> Charter:
    """Return the charter of a programme today, or the one that a cohort goes by."""
    kept = owner.settings.get("charter", {})
    clauses = tuple(
        Clause(clause["key"], clause["title"], clause["text"]) for clause in kept.get("clauses", ())
    )
    return Charter(str(kept.get("version", "1")), clauses)


def pause_of(pair: Pair) -> Pause | None:
    """Return the pause that ``pair`` is on, None where it goes on."""
    return pair.pauses.filter(ended_at=None).first()


def with_pauses(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return ``pairs``, each with the pause it is on in ``open_pauses``; one query for all."""
    resting = Pause.objects.filter(ended_at=None)
    return pairs.prefetch_related(Prefetch("pauses", resting, to_attr="open_pauses"))


def reasons_of(pair: Pair) -> Reasons:
    """Return the reasons of ``pair`` with the skills they name; one query."""
    kept: dict[str, Any] = pair.reasons
    codes = [*kept.get("to_mentee", ()), *kept.get("to_mentor", ())]
    found = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}

    def named(wanted: Iterable[str]) -> tuple[Skill, ...]:
        return tuple(found[code] for code in wanted if code in found)

    return Reasons(
        to_mentee=named(kept.get("to_mentee", ())),
        to_mentor=named(kept.get("to_mentor", ())),
        common_half_hours=kept.get("common_half_hours") or 0,
        units=tuple(unit for unit in kept.get("units", ()) if unit),
        languages=tuple(kept.get("languages", ())),
    )


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


def pairs_assisted_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs whose mentee named ``person`` as the assistant who books for them."""
    places = Enrolment.objects.filter(
        cohort=OuterRef("cohort"), person=OuterRef("mentee"), assistant=person
    )
    return _told().filter(Exists(places))


def coaches_of(pair: Pair) -> QuerySet[Person]:
    """Return the coaches of the programme, to whom either of the two may turn."""
    return _holders(pair, Role.COACH)


def coordinators_of(pair: Pair) -> QuerySet[Person]:
    """Return who runs the programme, to whom either of the two may write when they want to stop."""
    return _holders(pair, Role.COORDINATOR)


def in_open_pairs(ids: Collection[str]) -> frozenset[str]:
    """Return those of ``ids`` (of the HR file) who are in a pair that has not ended; one query."""
    asked = frozenset(ids)
    open_pairs = Pair.objects.exclude(state=Pair.State.CLOSED)
    found = open_pairs.values_list("mentor__external_id", "mentee__external_id")
    return frozenset(one for two in found for one in two if one in asked)


def pairs_arranged_by(person: Person) -> QuerySet[Pair]:
    """Return the pairs for which ``person`` may book dates: own ones and those they assist."""
    return _told().filter(_is_one_of(person) | Q(pk__in=pairs_assisted_by(person).order_by()))


def _holders(pair: Pair, role: str) -> QuerySet[Person]:
    grants = RoleGrant.objects.filter(programme=pair.cohort.programme_id, role=role)
    people = Person.objects.filter(pk__in=grants.values("person"), is_active=True)
    return people.order_by("last_name", "first_name", "pk")


def _told() -> QuerySet[Pair]:
    return Pair.objects.select_related(
        "cohort__programme", "mentor__unit", "mentee__unit"
    ).order_by(OPEN_FIRST, "state", "-accepted_at", "-pk")


def _is_one_of(person: Person) -> Q:
    return Q(mentor=person) | Q(mentee=person)


def _has_role(person: Person, *roles: str) -> Q:
    grants = RoleGrant.objects.filter(
        person=person, role__in=roles, programme=OuterRef("cohort__programme")
    )
    return Q(Exists(grants))
