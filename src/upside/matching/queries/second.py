"""Who became free again since a round went out, and who is spoken for though no mail says so."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from upside.kernel.days import company_day
from upside.matching.models import Proposal, Rematch, Round
from upside.matching.queries.free import Place, free_places
from upside.pairs.models import Pair
from upside.programmes.models import Cohort

__all__ = [
    "cohorts_with_rounds",
    "couples_unanswered",
    "freed_by",
    "freed_in",
    "new_events",
    "places_of_a_second_round",
]

ENDED = (Proposal.State.DECLINED, Proposal.State.EXPIRED)


def cohorts_with_rounds(*, at: datetime) -> QuerySet[Cohort]:
    """Return the running cohorts of which a round went out."""
    went_out = Round.objects.filter(cohort=OuterRef("pk"), state=Round.State.RELEASED)
    running = Cohort.objects.filter(launched_at__isnull=False, ends_on__gte=company_day(at))
    return running.filter(Exists(went_out)).select_related("programme").order_by("pk")


def new_events(cohorts: Collection[int]) -> dict[int, list[str]]:
    """Return what set people of these cohorts free and was not looked at yet, by cohort.

    A proposal that ended is ``proposal:12``, a pair that ended early ``pair:3``. Three queries.
    """
    ended = Proposal.objects.filter(state__in=ENDED, ended_at__isnull=False)
    closed = Pair.objects.filter(state=Pair.State.CLOSED, closed_at__isnull=False)
    closed = closed.exclude(ending=Pair.Ending.COMPLETED)  # nobody is free by that
    found: dict[int, list[str]] = defaultdict(list)
    for kind, both in (("proposal", ended), ("pair", closed)):
        rows = both.filter(cohort__in=cohorts)
        for cohort, key in rows.order_by("pk").values_list("cohort", "pk"):
            found[cohort].append(f"{kind}:{key}")
    seen: dict[int, set[str]] = defaultdict(set)
    looks = Rematch.objects.filter(cohort__in=found) if found else Rematch.objects.none()
    for cohort, events in looks.values_list("cohort", "events"):
        seen[cohort].update(events)
    new = {key: [one for one in events if one not in seen[key]] for key, events in found.items()}
    return {key: events for key, events in new.items() if events}


def freed_by(events: list[str]) -> set[int]:
    """Return the people whom these events concern."""
    keys: dict[str, list[int]] = defaultdict(list)
    for event in events:
        kind, _colon, key = event.partition(":")
        keys[kind].append(int(key))
    both: list[tuple[int, int]] = [
        *Proposal.objects.filter(pk__in=keys["proposal"]).values_list("mentor", "mentee"),
        *Pair.objects.filter(pk__in=keys["pair"]).values_list("mentor", "mentee"),
    ]
    return {person for two in both for person in two}


def places_of_a_second_round(cohort: Cohort) -> list[Place]:
    """Return who is free and in no pair that a coordinator holds back for a later step."""
    held = Proposal.objects.filter(
        cohort=cohort,
        state=Proposal.State.DRAFT,
        kept_back="",
        round__state__in=(Round.State.RELEASED, Round.State.RELEASING),
    )
    taken = {person for two in held.values_list("mentor", "mentee") for person in two}
    return [one for one in free_places(cohort) if one.enrolment.person_id not in taken]


def freed_in(places: list[Place], events: list[str]) -> set[int]:
    """Return whom the events set free, of those in ``places``."""
    return freed_by(events) & {one.enrolment.person_id for one in places}


def couples_unanswered(cohort: Cohort) -> QuerySet[Proposal, tuple[str, str]]:
    """Return (mentor, mentee), by their ids in the HR file, of proposals that ran out of time."""
    expired = Proposal.objects.filter(cohort=cohort, state=Proposal.State.EXPIRED)
    return expired.values_list("mentor__external_id", "mentee__external_id")
