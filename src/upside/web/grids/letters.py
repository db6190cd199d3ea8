"""The letter to a candidate: what was seen, what would come next, what evaluators wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from upside.grids.agreement import Agreement
from upside.grids.content import Anchor, Criterion
from upside.grids.models import Evaluation
from upside.grids.outcome import Mark, Outcome, read_outcome
from upside.grids.queries import agreement_on, sheets_of

__all__ = ["Letter", "Paragraph", "letter_of"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What the letter says of one criterion."""

    mark: Mark
    reached: Anchor | None
    following: Anchor | None
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Strengths first, then what to practise, what counts most and lacks most first."""

    outcome: Outcome
    strengths: tuple[Paragraph, ...]
    practise: tuple[Paragraph, ...]
    overall: tuple[str, ...]
    agreement: Agreement


def letter_of(evaluation: Evaluation, criteria: Sequence[Criterion]) -> Letter:
    """Return the letter of a decided evaluation; comments stand without the name of who wrote."""
    outcome = read_outcome(criteria, evaluation.result, is_eligible=bool(evaluation.is_eligible))
    comments = [sheet.comments for sheet in sheets_of(evaluation)]

    def said(key: str) -> tuple[str, ...]:
        return tuple(sorted(one[key] for one in comments if one.get(key)))

    told = [
        Paragraph(
            mark,
            _seen(mark),
            mark.criterion.following(mark.mean),
            said(mark.criterion.key),
        )
        for mark in outcome.marks
    ]
    return Letter(
        outcome,
        tuple(sorted((p for p in told if p.mark.is_reached), key=_highest_first)),
        tuple(sorted((p for p in told if not p.mark.is_reached), key=_most_pressing_first)),
        said("overall"),
        agreement_on(evaluation.grid, evaluation)[0],
    )


def _seen(mark: Mark) -> Anchor | None:
    """Return the behaviour reached; what is seen at 1 in mentoring is none that one reaches."""
    found = mark.criterion.reached(mark.mean)
    is_start = found is not None and found.first == 1 and not mark.criterion.is_topic
    return None if is_start else found


def _share(mark: Mark) -> float:
    return mark.mean / mark.criterion.highest


def _highest_first(paragraph: Paragraph) -> tuple[bool, float]:
    return not paragraph.mark.criterion.is_topic, -_share(paragraph.mark)


def _most_pressing_first(paragraph: Paragraph) -> tuple[int, float]:
    return -paragraph.mark.criterion.weight, _share(paragraph.mark)
