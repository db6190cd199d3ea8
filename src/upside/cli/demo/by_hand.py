"""Pairs that the invented coordinator chooses one by one, and releases as a round."""

from datetime import timedelta

from upside.cli.demo.rounds import answer_proposals
from upside.cli.demo.stage import Stage
from upside.matching import actions as matching
from upside.matching.models import Proposal
from upside.matching.queries import people_by_ref
from upside.matching.questions import studio_asked

__all__ = ["chosen_pairs"]


def chosen_pairs(stage: Stage) -> None:
    """Choose a mentor for each mentee who can have one, release the pairs and let people answer."""
    at = stage.before(stage.days["round"], hour=10)
    couples = sorted(studio_asked(stage.cohort).couples)
    people = people_by_ref({one for couple in couples for one in couple})
    chosen: list[Proposal] = []
    for n, (mentee, mentor) in enumerate(couples):
        two = (people[mentor], people[mentee])
        when = at + timedelta(minutes=5 * n)
        chosen.append(matching.propose_pair(stage.cohort, *two, by=stage.coordinator, at=when))
    made = chosen[-1].round
    assert made is not None  # noqa: S101 - a pair that was chosen is in a round
    matching.release_round(made, by=stage.coordinator, at=at + timedelta(hours=6))
    answer_proposals(stage, made)
