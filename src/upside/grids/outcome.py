"""What several sheets add up to: means by criterion, then yes or a training path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from upside.grids.content import Criterion

__all__ = ["Mark", "Outcome", "outcome_of", "read_outcome"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion of one candidate: the mean of the evaluators, the lowest and the highest."""

    criterion: Criterion
    mean: float
    low: int
    high: int
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The marks, the weighted mean of each axis, and whether the threshold is reached."""

    marks: tuple[Mark, ...]
    topics: float
    mentoring: float
    is_eligible: bool

    def stored(self) -> dict[str, Any]:
        """Return what is kept of it."""
        marks = {m.criterion.key: [m.mean, m.low, m.high, m.is_reached] for m in self.marks}
        return {"marks": marks, "topics": self.topics, "mentoring": self.mentoring}


def outcome_of(
    criteria: Sequence[Criterion],
    sheets: Sequence[Mapping[str, int]],
    content: Mapping[str, Any],
) -> Outcome:
    """Return what the ratings of all evaluators come to; every sheet rates every criterion.

    Eligible is who reaches, as means of the evaluators, the threshold of topics in the weighted
    mean of the topics, and the threshold of families in each other criterion. Means are exact
    fractions until they are shown: 3 of 3 and 2.9999 are not confused.
    """
    means = {
        criterion.key: Fraction(sum(sheet[criterion.key] for sheet in sheets), len(sheets))
        for criterion in criteria
    }
    topics = _weighted([c for c in criteria if c.is_topic], means)
    others = [c for c in criteria if not c.is_topic]
    least = {True: int(content["topic_threshold"]), False: int(content["family_threshold"])}
    marks = tuple(
        Mark(
            criterion,
            float(means[criterion.key]),
            min(sheet[criterion.key] for sheet in sheets),
            max(sheet[criterion.key] for sheet in sheets),
            means[criterion.key] >= least[criterion.is_topic],
        )
        for criterion in criteria
    )
    is_eligible = topics >= least[True] and all(means[c.key] >= least[False] for c in others)
    return Outcome(marks, float(topics), float(_weighted(others, means)), is_eligible)


def _weighted(criteria: Sequence[Criterion], means: Mapping[str, Fraction]) -> Fraction:
    total = sum(criterion.weight for criterion in criteria)
    return sum((c.weight * means[c.key] for c in criteria), Fraction(0)) / total


def read_outcome(
    criteria: Sequence[Criterion], stored: Mapping[str, Any], *, is_eligible: bool
) -> Outcome:
    """Return an outcome as it was kept, with the words of the criteria."""
    marks = tuple(Mark(c, *stored["marks"][c.key]) for c in criteria)
    return Outcome(marks, stored["topics"], stored["mentoring"], is_eligible)
