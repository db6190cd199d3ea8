"""Reads of reviews: one's own, the coach's while it matters, sums from eight people up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from upside.feedback.models import Review
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_coached_by
from upside.people.models import Person
from upside.programmes.measures import review_stages
from upside.programmes.models import Cohort
from upside.programmes.queries import SMALLEST_GROUP
from upside.sessions.following import momentum_of
from upside.sessions.models import Session

__all__ = [
    "ReviewSummary",
    "review_of",
    "review_summaries",
    "reviews_due",
    "reviews_for_coach",
    "stage_of",
    "with_held",
]

OPEN = (Pair.State.ACTIVE, Pair.State.PAUSED)


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """The answers of a cohort after so many sessions: how many people, and the means."""

    after: int
    n: int
    helps: float
    both_ways: float
    go_on: float


def stage_of(pair: Pair) -> int:
    """Return after which number of held sessions ``pair`` is looked at now; 0 before the first."""
    if pair.state not in OPEN:
        return 0
    n_held = pair.sessions.filter(state=Session.State.HELD).count()
    return next((stage for stage in review_stages(pair.cohort) if n_held >= stage), 0)


def with_held(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return ``pairs``, each with the number of its held sessions in ``n_met``; no query more."""
    held = Session.objects.filter(pair=OuterRef("pk"), state=Session.State.HELD).order_by()
    n_met = Subquery(held.values("pair").annotate(n=Count("pk")).values("n"))
    return pairs.annotate(n_met=Coalesce(n_met, 0))


def reviews_due(person: Person, pairs: Iterable[Pair]) -> list[tuple[Pair, int]]:
    """Return those of ``pairs`` that wait for the three answers of ``person``, with their stage.

    They were read ``with_held``. A stage that passed without an answer is not asked after any more.
    One query where one of them has met, else none.
    """
    stages = {
        pair: next(
            (one for one in review_stages(pair.cohort) if getattr(pair, "n_met", 0) >= one), 0
        )
        for pair in pairs
        if pair.state in OPEN
    }
    met = [(pair, stage) for pair, stage in stages.items() if stage]
    if not met:
        return []
    rows = Review.objects.filter(person=person, pair__in=[pair.pk for pair, _stage in met])
    said = set(rows.values_list("pair", "after"))
    return [(pair, stage) for pair, stage in met if (pair.pk, stage) not in said]


def review_of(pair: Pair, person: Person, after: int) -> Review | None:
    """Return what ``person`` answered at that stage; nobody gets anybody else's."""
    return Review.objects.filter(pair=pair, person=person, after=after).first()


def reviews_for_coach(pair: Pair, coach: Person, *, at: datetime) -> list[Review]:
    """Return the reviews of ``pair``, newest first, to its coach and while it is amber or red.

    Nobody else gets any, nor does the coach of a pair that is green or has no colour.
    """
    if not pairs_coached_by(coach).filter(pk=pair.pk).exists():
        return []
    if not momentum_of([pair], at=at)[pair.pk].is_uneasy:
        return []
    return list(pair.reviews.select_related("person").order_by("-after", "person__last_name", "pk"))


def review_summaries(cohort: Cohort) -> list[ReviewSummary]:
    """Return the answers of ``cohort`` by stage, where eight people or more gave them."""
    return list(_summaries(Review.objects.filter(pair__cohort=cohort).order_by()
        .values("after").annotate(
            n=Count("person", distinct=True), a=Avg("helps"), b=Avg("both_ways"), c=Avg("go_on")
        )
        .values_list("after", "n", "a", "b", "c")
    ))  # fmt: skip


def _summaries(rows: Iterable[tuple[int, int, float, float, float]]) -> Iterable[ReviewSummary]:
    return (ReviewSummary(*row) for row in sorted(rows) if row[1] >= SMALLEST_GROUP)
