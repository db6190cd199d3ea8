"""How far a released round honoured ranks: counts of eight people or more, never whose."""

from collections import Counter

from upside.matching.choosing import list_plan
from upside.matching.models import Proposal, Round
from upside.programmes.queries import SMALLEST_GROUP

__all__ = ["honoured_ranks_of"]

TOLD = (1, 2, 3)


def honoured_ranks_of(round_: Round) -> dict[int, int] | None:
    """Return how many people got their first, second, third choice; small counts are left out.

    None where people do not rank, and before the release: a draft that was run again with one
    pair fixed would tell by the difference what one person said.
    """
    plan = list_plan(round_.cohort)
    if plan is None or not plan.is_ranked or round_.state != Round.State.RELEASED:
        return None
    said = Round.objects.filter(pk=round_.pk).values_list("inputs__wishes", flat=True).get()
    ranks = {(one["id"], one["other"]): one.get("rank") for one in said or ()}
    pairs = Proposal.objects.filter(round=round_)
    counts: Counter[int | None] = Counter()
    for mentee, mentor in pairs.values_list("mentee__external_id", "mentor__external_id"):
        counts.update((ranks.get((mentee, mentor)), ranks.get((mentor, mentee))))
    return {rank: counts[rank] for rank in TOLD if counts[rank] >= SMALLEST_GROUP}
