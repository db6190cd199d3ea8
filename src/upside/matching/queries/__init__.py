"""Reads of rounds and proposals, who may see them, and who is free for the next round."""

from upside.matching.queries.free import (
    Free,
    Place,
    couples_that_ended,
    free_of,
    free_places,
    free_run_by,
)
from upside.matching.queries.reasons import (
    LeftOver,
    Passing,
    Reasons,
    Why,
    left_over_of,
    reasons_for,
    why_of,
)
from upside.matching.queries.rounds import (
    OPEN,
    draft_of,
    fits_and_units_of,
    may_answer,
    not_released_of,
    proposals_of,
    proposals_run_by,
    rounds_run_by,
    tally_of,
    under_way_of,
)

__all__ = [
    "OPEN",
    "Free",
    "LeftOver",
    "Passing",
    "Place",
    "Reasons",
    "Why",
    "couples_that_ended",
    "draft_of",
    "fits_and_units_of",
    "free_of",
    "free_places",
    "free_run_by",
    "left_over_of",
    "may_answer",
    "not_released_of",
    "proposals_of",
    "proposals_run_by",
    "reasons_for",
    "rounds_run_by",
    "tally_of",
    "under_way_of",
    "why_of",
]
