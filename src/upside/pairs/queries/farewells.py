"""Looking back at the end of a pair: read by the two; coordinators read one tick."""

from collections.abc import Iterable

from django.db.models import Q

from upside.pairs.farewell_models import Farewell, LevelThen, LookBack
from upside.pairs.models import Pair
from upside.pairs.queries.reasons import reasons_of
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.skills.models import Skill, SkillLevel

__all__ = [
    "asks_again",
    "is_at_end",
    "learned_by",
    "levels_before",
    "levels_said",
    "look_backs_of",
    "said_at_ends",
    "to_look_back",
]


def look_backs_of(pair: Pair, person: Person) -> tuple[LookBack | None, LookBack | None]:
    """Return what ``person`` said at the end of their pair, and what their partner said.

    The partner's is there once both have answered, or the pair has ended: nobody's words depend on
    those of the other. One query.
    """
    found = {one.person_id: one for one in pair.look_backs.all()}
    mine, theirs = found.get(person.pk), found.get(pair.partner_of(person).pk)
    is_over = pair.state == Pair.State.CLOSED
    return mine, theirs if mine or is_over else None


def said_at_ends(pairs: Iterable[Pair]) -> dict[tuple[int, int], LookBack]:
    """Return what was said at the end of ``pairs``, by pair and person.

    For pages of their two, of pairs that have ended. One query, none without a pair.
    """
    keys = [pair.pk for pair in pairs]
    found = LookBack.objects.filter(pair__in=keys) if keys else ()
    return {(one.pair_id, one.person_id): one for one in found}


def learned_by(pair: Pair, person: Person) -> tuple[Skill, ...]:
    """Return the skills for which ``person`` came into ``pair``: those the other was to share."""
    reasons = reasons_of(pair)
    found = reasons.to_mentor if person.pk == pair.mentor_id else reasons.to_mentee
    return tuple(dict.fromkeys(found))


def levels_said(pair: Pair, person: Person) -> dict[int, LevelThen]:
    """Return the levels that ``person`` said at the end, by skill; for pages of that person."""
    return {one.skill_id: one for one in pair.levels_then.filter(person=person)}


def levels_before(pair: Pair, person: Person, skills: Iterable[Skill]) -> dict[int, int]:
    """Return what ``person`` had said of ``skills`` when the pair began, by skill.

    A level that was set later tells nothing of that day, and is left out.
    """
    known = SkillLevel.objects.filter(
        person=person, skill__in=tuple(skills), set_at__lte=pair.accepted_at
    )
    return {one.skill_id: one.level if one.own_level is None else one.own_level for one in known}


def to_look_back(person: Person) -> list[Farewell]:
    """Return the farewells of open pairs of ``person`` that wait for them; oldest first."""
    own = Q(pair__mentor=person) | Q(pair__mentee=person)
    open_ones = Farewell.objects.filter(own).exclude(pair__state=Pair.State.CLOSED)
    waiting = open_ones.exclude(pair__look_backs__person=person)
    told = waiting.select_related(
        "pair__cohort__programme", "pair__mentor", "pair__mentee", "said_by"
    )
    return list(told.order_by("pk"))


def is_at_end(pair: Pair) -> bool:
    """Tell whether the two of ``pair`` were asked to look back, whether or not it has ended."""
    found: Farewell | None = getattr(pair, "farewell", None)
    return found is not None and found.opened_at is not None


def asks_again(cohort: Cohort) -> list[Person]:
    """Return who of the programme ticked at the end that they may be asked for a next cohort.

    Those who work here and have no place in ``cohort`` yet, by name; for who invites to it.
    """
    ticked = LookBack.objects.filter(pair__cohort__programme=cohort.programme_id, asks_again=True)
    free = Person.objects.filter(pk__in=ticked.values("person"), is_active=True)
    free = free.exclude(enrolments__cohort=cohort)
    return list(free.order_by("last_name", "first_name", "pk"))
