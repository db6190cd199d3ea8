"""What people said on the way and at the end, in means of eight people or more."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from upside.community.learnings import n_published
from upside.feedback.queries import ReviewSummary, review_summaries
from upside.insights.groups import SMALLEST_GROUP
from upside.pairs.farewell_models import LevelThen
from upside.programmes.models import Cohort

__all__ = ["Endings", "Shift", "endings_of"]


@dataclass(frozen=True, slots=True)
class Shift:
    """Levels at the end: of how many people, in how many answers, then and now; before if known.

    ``before`` is the mean of what profiles said when the pairs began; ``None`` where not every
    answer has it.
    """

    n_people: int
    n: int
    before: float | None
    then: float
    now: float


@dataclass(frozen=True, slots=True)
class Endings:
    """Reviews by stage, levels now and then, and how many pairs published what they learned."""

    reviews: list[ReviewSummary]
    shift: Shift | None
    known_before: Shift | None
    n_published: int

    @property
    def has_any(self) -> bool:
        return bool(self.reviews or self.shift or self.n_published)


Row = tuple[int, int | None, int, int]


def endings_of(cohort: Cohort) -> Endings:
    """Return what was said in ``cohort``; three queries.

    Levels before stand apart for the answers that have one. They are told only where these are of
    eight people, and those without are none or of eight people, too: nobody is found by taking one
    mean from the other.
    """
    said = LevelThen.objects.filter(pair__cohort=cohort)
    rows: list[Row] = list(said.values_list("person", "before", "then", "now"))
    known = [row for row in rows if row[1] is not None]
    rest = [row for row in rows if row[1] is None]
    tells = _people(known) >= SMALLEST_GROUP and (not rest or _people(rest) >= SMALLEST_GROUP)
    return Endings(
        reviews=review_summaries(cohort),
        shift=_shift(rows),
        known_before=_shift(known) if tells else None,
        n_published=n_published(cohort),
    )


def _people(rows: Sequence[Row]) -> int:
    return len({row[0] for row in rows})


def _shift(rows: Sequence[Row]) -> Shift | None:
    if _people(rows) < SMALLEST_GROUP:
        return None
    before = [row[1] for row in rows if row[1] is not None]
    return Shift(
        n_people=_people(rows),
        n=len(rows),
        before=fmean(before) if len(before) == len(rows) else None,
        then=fmean(row[2] for row in rows),
        now=fmean(row[3] for row in rows),
    )
