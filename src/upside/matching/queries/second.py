"""Who became free again since a round went out, and who is spoken for though no mail says so."""

from collections import defaultdict
from datetime import datetime

from django.db.models import QuerySet

from upside.matching.models import Proposal, Rematch, Round
from upside.matching.queries.free import Place, free_places
from upside.pairs.models import Pair
from upside.programmes.models import Cohort

__all__ = ["couples_unanswered", "freed_by", "freed_in", "new_events", "places_of_a_second_round"]

ENDED = (Proposal.State.DECLINED, Proposal.State.EXPIRED)


def new_events(*, at: datetime) -> dict[int, list[str]]:
    """Return what set people free and was not looked at yet, by running cohort.

    A proposal that ended is ``proposal:12``, a pair that was closed ``pair:3``. Three queries.
    """
    running = Cohort.objects.filter(launched_at__isnull=False, ends_on__gte=at.date())
    ended = Proposal.objects.filter(state__in=ENDED, ended_at__isnull=False, cohort__in=running)
    closed = Pair.objects.filter(state=Pair.State.CLOSED, closed_at__isnull=False)
    found: dict[int, list[str]] = defaultdict(list)
    for kind, rows in (("proposal", ended), ("pair", closed.filter(cohort__in=running))):
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
