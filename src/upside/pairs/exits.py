"""Reads of exits: the author's own word, what they told the coach, and counts for who follows."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from upside.pairs.models import Exit, Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, RoleGrant
from upside.programmes.queries import coaching
from upside.programmes.queries.small_groups import in_steps

__all__ = ["Ended", "ended_early_in", "exit_of", "exits_told_to", "readers_of"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How many pairs of a cohort ended early, and why; causes are told of each further eight."""

    cohort: Cohort
    n_pairs: int
    causes: tuple[tuple[str, int], ...]


def exit_of(pair: Pair, person: Person) -> Exit | None:
    """Return what ``person`` said when they left ``pair``; nobody gets anybody else's."""
    return Exit.objects.filter(pair=pair, person=person).first()


def exits_told_to(person: Person) -> QuerySet[Exit]:
    """Return the exits whose authors let ``person`` read them, who was and still is their coach."""
    coached = coaching().filter(person=person, programme=OuterRef("pair__cohort__programme"))
    told = Exit.objects.filter(Exists(coached), tells_coach=True, readers=person)
    whole = told.select_related("person", "pair__cohort__programme")
    return whole.order_by("-left_at", "-pk")


def readers_of(left: Exit) -> list[Person]:
    """Return who reads ``left`` besides its author: its coaches who still are, and still here."""
    if not left.tells_coach:
        return []
    grants = coaching().filter(person=OuterRef("pk"), programme__cohorts__pairs=left.pair_id)
    here = left.readers.filter(Exists(grants), is_active=True)
    return list(here.order_by("last_name", "first_name", "pk"))


def ended_early_in(person: Person) -> list[Ended]:
    """Return the cohorts that ``person`` coordinates or coaches in which pairs ended early.

    Causes are counted of the first eight people who named one, then of sixteen, and so on: a single
    further one never shows in them. Never who, never which pair. Three queries at most.
    """
    grants = RoleGrant.objects.filter(
        person=person, role__in=(RoleGrant.Role.COORDINATOR, RoleGrant.Role.COACH)
    )
    ended = Pair.objects.filter(
        ending=Pair.Ending.ENDED, cohort__programme__in=grants.values("programme")
    )
    counted = dict(ended.order_by().values_list("cohort").annotate(n=Count("pk")))
    if not counted:
        return []
    named: dict[int, list[str]] = defaultdict(list)
    rows = Exit.objects.filter(pair__cohort__in=counted).exclude(cause=None)
    for cohort, cause in rows.order_by("left_at", "pk").values_list("pair__cohort", "cause"):
        named[cohort].append(cause)
    cohorts = Cohort.objects.filter(pk__in=counted).select_related("programme")
    return [
        Ended(one, counted[one.pk], _told(named[one.pk]))
        for one in cohorts.order_by("-starts_on", "pk")
    ]


def _told(causes: list[str]) -> tuple[tuple[str, int], ...]:
    told = Counter(causes[: in_steps(len(causes))])
    return tuple((str(Exit.Cause(key).label), n) for key, n in told.most_common())
